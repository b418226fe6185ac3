import {
  type FieldProblem,
  hidesSomething,
  isOfToday,
  mixesScripts,
  OperationError,
  type Profile,
  showsSomething,
} from '../../protocol/index.ts';
import type { Config } from '../config.ts';
import { countGraphemes, normalizeName } from './names.ts';

/** What is wrong with the fields of one form, by field; several at once. */
export class FieldReport {
  readonly #problems = new Map<string, FieldProblem>();

  /** Notes a problem; the first of a field stays. */
  add(field: string, problem: FieldProblem | undefined): void {
    if (problem && !this.#problems.has(field)) this.#problems.set(field, problem);
  }

  /** @throws OperationError `invalid-fields` naming every wrong field */
  throwIfAny(): void {
    if (this.#problems.size > 0)
      throw new OperationError('invalid-fields', { fields: Object.fromEntries(this.#problems) });
  }
}

const DISPLAY_NAME_GRAPHEMES = 32;
const SIGNATURE_GRAPHEMES = 100;
const EMAIL_LENGTH = 254;
const AGE = { min: 1, max: 150 };
/** What profiles may be on the wire; a grapheme can have any number of code units. */
const DISPLAY_NAME_UNITS = 128;
const SIGNATURE_UNITS = 512;
const NAME_UNITS = 128;

const NAME = /^[\p{L}\p{M}\p{Nd}_]+$/u;
/** A name of digits alone could pass for another's account number. */
const ONLY_DIGITS = /^\p{Nd}+$/u;
const EMAIL = /^[^\s@"<>()[\]\\,;:\p{C}]+@[\p{L}\p{N}](?:[\p{L}\p{N}.-]*[\p{L}\p{N}])?$/u;
/** Control characters, and those that turn the direction of what follows them. */
export const INVISIBLE = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

export function checkName(name: string, limits: Config['limits']): FieldProblem | undefined {
  const kept = normalizeName(name);
  const length = countGraphemes(kept);
  if (length === 0) return 'empty';
  if (length < limits.username.min) return 'too-short';
  if (length > limits.username.max || kept.length > NAME_UNITS) return 'too-long';
  if (!NAME.test(kept) || ONLY_DIGITS.test(kept)) return 'format';
  return hasHonestLetters(kept) && showsSomething(kept) ? undefined : 'format';
}

/**
 * What passes for something else passes nobody: letters of other times, scripts mixed in a word, and what nobody sees.
 */
export function hasHonestLetters(text: string): boolean {
  return isOfToday(text) && !mixesScripts(text) && !hidesSomething(text);
}

export function checkEmail(email: string): FieldProblem | undefined {
  if (email.trim() === '') return 'empty';
  if (email.trim().length > EMAIL_LENGTH) return 'too-long';
  const [, domain = ''] = email.trim().split('@');
  const isDomain = domain.includes('.') && !domain.includes('..');
  return EMAIL.test(email.trim()) && isDomain ? undefined : 'format';
}

/** Two addresses with equal keys are one mailbox for us. */
export function emailKey(email: string): string {
  return email.trim().normalize('NFKC').toLowerCase();
}

/** Empty for the name; but what is given shows something, and nothing else is in it. */
export function checkDisplayName(text: string): FieldProblem | undefined {
  if (INVISIBLE.test(text) || hidesSomething(text)) return 'format';
  if (text.trim() !== '' && !showsSomething(text)) return 'format';
  return isLonger(text, DISPLAY_NAME_GRAPHEMES, DISPLAY_NAME_UNITS) ? 'too-long' : undefined;
}

export function checkSignature(text: string): FieldProblem | undefined {
  if (INVISIBLE.test(text)) return 'format';
  return isLonger(text, SIGNATURE_GRAPHEMES, SIGNATURE_UNITS) ? 'too-long' : undefined;
}

export function checkAge(age: number): FieldProblem | undefined {
  return Number.isInteger(age) && age >= AGE.min && age <= AGE.max ? undefined : 'out-of-range';
}

/** Line breaks may stand in a greeting, but nothing else that is not seen. */
export function checkGreeting(text: string, limits: Config['limits']): FieldProblem | undefined {
  if (INVISIBLE.test(text.replaceAll('\n', ''))) return 'format';
  return countGraphemes(text) > limits.greeting ? 'too-long' : undefined;
}

/** To a room's question; as a greeting, but it may be as long as the wire takes. */
export function checkAnswer(text: string): FieldProblem | undefined {
  return INVISIBLE.test(text.replaceAll('\n', '')) ? 'format' : undefined;
}

function isLonger(text: string, limit: number, units: number): boolean {
  return text.length > units || countGraphemes(text.trim()) > limit;
}

/** The fields of a profile as a person gives them; null clears one. */
export interface ProfileFields {
  displayName?: string | undefined;
  sex?: Profile['sex'] | null | undefined;
  age?: number | null | undefined;
  signature?: string | undefined;
}

export function checkProfile(fields: ProfileFields, report: FieldReport): void {
  if (fields.displayName !== undefined) report.add('displayName', checkDisplayName(fields.displayName));
  if (fields.signature !== undefined) report.add('signature', checkSignature(fields.signature));
  if (typeof fields.age === 'number') report.add('age', checkAge(fields.age));
}

/** What a person may say of themselves. */
export type Details = Omit<Profile, 'account' | 'name' | 'avatar'>;

/** The profile with the given fields changed. */
export function changeProfile({ account, name, avatar, ...details }: Profile, fields: ProfileFields): Profile {
  return { account, name, ...changeDetails(details, name, fields), ...(avatar === undefined ? {} : { avatar }) };
}

/** An emptied display name becomes the name. */
export function changeDetails({ sex, age, ...texts }: Details, name: string, fields: ProfileFields): Details {
  const newSex = fields.sex === undefined ? sex : fields.sex;
  const newAge = fields.age === undefined ? age : fields.age;
  return {
    displayName: fields.displayName === undefined ? texts.displayName : fields.displayName.trim() || name,
    signature: fields.signature === undefined ? texts.signature : fields.signature.trim(),
    ...(newSex == null ? {} : { sex: newSex }),
    ...(newAge == null ? {} : { age: newAge }),
  };
}
