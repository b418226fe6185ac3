import type { ParseKeys } from 'i18next';
import { ContractError, type StorageProblem, type WrongClock, wrongClockIn } from '../../src-main/contract/errors.ts';
import type { AccountId, AccountKey, FieldProblem, KnownServer, Timestamp } from '../../src-main/contract/model.ts';
import { AGE_MAX, DISPLAY_NAME_MAX, GREETING_MAX, PASSWORD_MIN, type Problem, SIGNATURE_MAX } from './fields.ts';

/** A text to show: its key in the locale files and what is filled in. */
export interface TextRef {
  key: ParseKeys;
  values?: Record<string, string | number>;
  /** written in the person's language, with day and time */
  times?: Record<string, Timestamp>;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function numberIn(details: unknown, name: string): number | undefined {
  const value = isRecord(details) ? details[name] : undefined;
  return typeof value === 'number' ? value : undefined;
}

/** What to tell about a failed call. */
export function failureText(error: ContractError): TextRef {
  const key = `errors.${error.code}` as const;
  const clock = wrongClockIn(error);
  if (clock) return { key, times: timesOf(clock) };
  const wait = numberIn(error.details, 'retryAfterMs');
  if (wait !== undefined) return { key, values: { seconds: Math.max(1, Math.ceil(wait / 1000)) } };
  const limit = numberIn(error.details, 'limit');
  return limit === undefined ? { key } : { key, values: { limit } };
}

/** What the texts about a wrong clock name. */
export function timesOf({ here, validFrom, validTo }: WrongClock): Record<'here' | 'from' | 'to', Timestamp> {
  return { here, from: validFrom, to: validTo };
}

/** Why a link or code adds nobody. */
export function linkFailureText(error: ContractError): TextRef {
  switch (error.code) {
    case 'bad-address':
      return { key: 'add.noLink' };
    case 'server-changed':
      return { key: 'add.otherServer' };
    case 'not-found':
      return { key: 'add.linkUnknown' };
    default:
      return failureText(error);
  }
}

/** Until when a `rate-limited` call had better not be tried again; undefined for any other failure. */
export function waitUntil(error: ContractError | undefined, failedAt: number): number | undefined {
  if (error?.code !== 'rate-limited') return undefined;
  return failedAt + (numberIn(error.details, 'retryAfterMs') ?? 0);
}

const storageProblems: readonly StorageProblem[] = ['missing', 'damaged', 'newer', 'other-keys', 'failed'];

/** What is wrong with an account's history, if that is why a call failed. */
export function storageProblemOf(error: unknown): StorageProblem | undefined {
  if (!(error instanceof ContractError) || error.code !== 'storage' || !isRecord(error.details)) return undefined;
  const { problem } = error.details;
  return storageProblems.find((known) => known === problem);
}

/** The account of that server that a failure is about, if it names one. */
export function accountIn(error: unknown, server: KnownServer | undefined): AccountKey | undefined {
  const account = error instanceof ContractError ? numberIn(error.details, 'account') : undefined;
  return account !== undefined && server
    ? { account: account as AccountId, fingerprint: server.fingerprint }
    : undefined;
}

/** The failure of a call. Anything else is a bug of ours and goes on as it is. */
export function asFailure(error: unknown): ContractError {
  if (error instanceof ContractError) return error;
  throw error;
}

/** The fields an `invalid-fields` error names; none for any other error. */
export function refusedFields(error: unknown): Record<string, FieldProblem> {
  if (!(error instanceof ContractError) || error.code !== 'invalid-fields') return {};
  if (!isRecord(error.details) || !isRecord(error.details.fields)) return {};
  return error.details.fields as Record<string, FieldProblem>;
}

const problemKeys: Record<string, { [P in Problem]?: ParseKeys }> = {
  name: {
    empty: 'problem.name.empty',
    format: 'problem.name.format',
    'too-short': 'problem.name.tooShort',
    'too-long': 'problem.name.tooLong',
    taken: 'problem.name.taken',
  },
  email: {
    empty: 'problem.email.empty',
    format: 'problem.email.format',
    'too-long': 'problem.email.tooLong',
    taken: 'problem.email.taken',
  },
  password: {
    empty: 'problem.password.empty',
    'too-short': 'problem.password.tooShort',
    'too-long': 'problem.password.tooLong',
    weak: 'problem.password.weak',
    format: 'problem.password.weak',
  },
  repeat: { empty: 'problem.repeat.empty', mismatch: 'problem.repeat.mismatch' },
  displayName: { 'too-long': 'problem.displayName.tooLong', format: 'problem.displayName.format' },
  age: { format: 'problem.age.format', 'out-of-range': 'problem.age.outOfRange' },
  signature: { 'too-long': 'problem.signature.tooLong', format: 'problem.signature.format' },
  greeting: { 'too-long': 'problem.greeting.tooLong' },
  roomName: {
    empty: 'problem.roomName.empty',
    format: 'problem.roomName.format',
    'too-short': 'problem.name.tooShort',
    'too-long': 'problem.name.tooLong',
    taken: 'problem.roomName.taken',
  },
  group: {
    empty: 'problem.group.empty',
    'too-long': 'problem.group.tooLong',
    taken: 'problem.group.taken',
  },
  picture: { format: 'problem.picture.format', 'too-long': 'problem.picture.tooLong' },
};

const limits: Record<string, { min?: number; max?: number }> = {
  password: { min: PASSWORD_MIN },
  displayName: { max: DISPLAY_NAME_MAX },
  age: { max: AGE_MAX },
  signature: { max: SIGNATURE_MAX },
  greeting: { max: GREETING_MAX },
};

/** What to write beside a field. `length` is the server's rule for names of accounts or rooms. */
export function problemText(field: string, problem: Problem, length?: { min: number; max: number }): TextRef {
  const key = problemKeys[field]?.[problem] ?? 'problem.other';
  return { key, values: { ...limits[field], ...(field === 'name' || field === 'roomName' ? length : {}) } };
}
