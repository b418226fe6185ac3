import { ContractError, type ContractErrorCode } from '../contract/errors.ts';
import { FolderInUseError } from '../core/folder-lock.ts';
import { CliError, type CliErrorCode } from './cli-error.ts';
import { PasswordSourceError } from './password-input.ts';

/** What scripts can rely on; shown by `--help`. */
export const ExitCode = {
  ok: 0,
  /** anything not below */
  failure: 1,
  /** wrong arguments */
  usage: 2,
  /** wrong name or password, not signed in, or the session was ended by another login */
  credentials: 3,
  /** no connection to the server, or it is not the trusted one */
  unreachable: 4,
  /** the server, or the state of things there, does not allow it */
  refused: 5,
  /** the time given by --timeout ran out */
  timeout: 6,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

const CREDENTIALS: ContractErrorCode[] = [
  'bad-credentials',
  'bad-token',
  'session-ended',
  'no-session',
  'not-signed-in',
  'locked',
];
const UNREACHABLE: ContractErrorCode[] = [
  'unreachable',
  'offline',
  'not-miyu',
  'version',
  'server-changed',
  'wrong-clock',
  'unavailable',
];
const USAGE: ContractErrorCode[] = ['bad-address', 'invalid-argument', 'server-moved'];
const FAILURE: ContractErrorCode[] = ['internal', 'storage', 'malformed', 'unknown-operation', 'disk-full'];
const FILES: CliErrorCode[] = ['no-text', 'text-file', 'out-file', 'profile'];

export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof PasswordSourceError) return ExitCode.usage;
  if (error instanceof CliError) return FILES.includes(error.code) ? ExitCode.usage : ExitCode.refused;
  if (!(error instanceof ContractError)) return ExitCode.failure;
  if (error.code === 'timeout') return ExitCode.timeout;
  if (CREDENTIALS.includes(error.code)) return ExitCode.credentials;
  if (UNREACHABLE.includes(error.code)) return ExitCode.unreachable;
  if (USAGE.includes(error.code)) return ExitCode.usage;
  return FAILURE.includes(error.code) ? ExitCode.failure : ExitCode.refused;
}

/** The code a script sees in `--json` errors. */
export function errorCodeOf(error: unknown): string {
  if (error instanceof ContractError || error instanceof PasswordSourceError || error instanceof CliError) {
    return error.code;
  }
  return error instanceof FolderInUseError ? 'profile-in-use' : 'internal';
}
