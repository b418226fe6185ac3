import type { FieldProblem } from '../../src-main/contract/model.ts';

/** What a form can find wrong by itself, beside what the server answers. */
export type Problem = FieldProblem | 'mismatch' | 'weak';

export interface RegistrationForm {
  name: string;
  email: string;
  password: string;
  repeat: string;
  displayName: string;
  sex: '' | 'female' | 'male' | 'other';
  age: string;
}

export interface ProfileForm {
  displayName: string;
  sex: RegistrationForm['sex'];
  age: string;
  signature: string;
}

/** A password that replaces another. */
export interface NewPasswordForm {
  password: string;
  repeat: string;
}

export type Problems<F> = Partial<Record<keyof F, Problem>>;

export const PASSWORD_MIN = 8;
export const PASSWORD_MAX = 256;
export const EMAIL_MAX = 254;
export const DISPLAY_NAME_MAX = 32;
export const SIGNATURE_MAX = 100;
export const AGE_MAX = 150;
export const GREETING_MAX = 60;

/** Length as people count: characters on the screen. */
export function graphemes(text: string): number {
  return [...new Intl.Segmenter().segment(text)].length;
}

export function nameProblem(name: string, length: { min: number; max: number }): Problem | undefined {
  const normal = name.trim().normalize('NFKC');
  if (!normal) return 'empty';
  // a name of digits alone could pass for another's number
  if (!/^[\p{L}\p{M}\p{Nd}_]+$/u.test(normal) || /^\p{Nd}+$/u.test(normal)) return 'format';
  const count = graphemes(normal);
  if (count < length.min) return 'too-short';
  return count > length.max ? 'too-long' : undefined;
}

/** What is wrong with the name of a room before the server is asked. @param length characters, as the server wants them */
export function roomNameProblem(name: string, length: { min: number; max: number }): Problem | undefined {
  const count = graphemes(name.trim().normalize('NFKC'));
  if (count === 0) return 'empty';
  if (count < length.min) return 'too-short';
  return count > length.max ? 'too-long' : undefined;
}

export function emailProblem(email: string): Problem | undefined {
  const trimmed = email.trim();
  if (!trimmed) return 'empty';
  if (trimmed.length > EMAIL_MAX) return 'too-long';
  return /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/u.test(trimmed) ? undefined : 'format';
}

const COMMON_PASSWORDS =
  /^(password|passw0rd|qwerty(uiop)?|asdfghjkl|iloveyou|woaini|admin|letmein|welcome|miyu)\d*!?$/i;

/** True for passwords that guessing tries first: common ones, the name, few different characters, a plain sequence. */
function isWeak(password: string, name: string): boolean {
  const characters = [...password.toLowerCase()];
  const isSequence = characters.every((character, index) => {
    const previous = characters[index - 1]?.codePointAt(0);
    return previous === undefined || Math.abs((character.codePointAt(0) ?? 0) - previous) <= 1;
  });
  const containsName = name.length > 1 && password.toLowerCase().replaceAll(/[\d_]/g, '') === name.toLowerCase();
  const onlyDigits = /^\d{1,11}$/.test(password);
  return isSequence || containsName || onlyDigits || new Set(characters).size < 4 || COMMON_PASSWORDS.test(password);
}

export function passwordProblem(password: string, name: string): Problem | undefined {
  if (!password) return 'empty';
  if (graphemes(password) < PASSWORD_MIN) return 'too-short';
  if (password.length > PASSWORD_MAX) return 'too-long';
  return isWeak(password, name.trim()) ? 'weak' : undefined;
}

function repeatProblem(password: string, repeat: string): Problem | undefined {
  if (!repeat) return 'empty';
  return repeat.normalize('NFC') === password.normalize('NFC') ? undefined : 'mismatch';
}

function ageProblem(age: string): Problem | undefined {
  if (!age.trim()) return undefined;
  if (!/^\d+$/.test(age.trim())) return 'format';
  return Number(age) < 1 || Number(age) > AGE_MAX ? 'out-of-range' : undefined;
}

function tooLong(text: string, max: number): Problem | undefined {
  return graphemes(text.trim()) > max ? 'too-long' : undefined;
}

function found<F>(problems: { [K in keyof F]?: Problem | undefined }): Problems<F> {
  return Object.fromEntries(Object.entries(problems).filter(([, problem]) => problem !== undefined)) as Problems<F>;
}

/** Every problem of a registration that can be told without asking the server. */
export function registrationProblems(
  form: RegistrationForm,
  nameLength: { min: number; max: number },
): Problems<RegistrationForm> {
  return found<RegistrationForm>({
    name: nameProblem(form.name, nameLength),
    email: emailProblem(form.email),
    password: passwordProblem(form.password, form.name),
    repeat: repeatProblem(form.password, form.repeat),
    displayName: tooLong(form.displayName, DISPLAY_NAME_MAX),
    age: ageProblem(form.age),
  });
}

/** `name`: the account's, as far as it is known; a password that is much like it is weak. */
export function newPasswordProblems({ password, repeat }: NewPasswordForm, name: string): Problems<NewPasswordForm> {
  return found<NewPasswordForm>({
    password: passwordProblem(password, name),
    repeat: repeatProblem(password, repeat),
  });
}

export function profileProblems(form: ProfileForm): Problems<ProfileForm> {
  return found<ProfileForm>({
    displayName: tooLong(form.displayName, DISPLAY_NAME_MAX),
    age: ageProblem(form.age),
    signature: tooLong(form.signature, SIGNATURE_MAX),
  });
}

/** The age field's number, null when left empty. */
export function parseAge(age: string): number | null {
  return age.trim() ? Number(age) : null;
}
