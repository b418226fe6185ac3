import { type FieldProblem, OperationError } from '../../protocol/index.ts';

const SHORTEST = 8;
/** A password of fewer different characters is one pattern repeated. */
const FEWEST_DIFFERENT = 5;
/** Rows that people walk along: alphabet, digits, keyboard. */
const WALKS = ['abcdefghijklmnopqrstuvwxyz', '01234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm', '1qaz2wsx3edc4rfv'];
const COMMON = ['password', 'passw0rd', 'iloveyou', 'woaini', 'letmein', 'welcome', 'admin', 'sunshine', 'princess'];

/**
 * What is wrong with a new password: `too-short`, or `format` when it falls to the first few thousand guesses.
 * Undefined says only that it is not among those. `about`: the person's name and e-mail.
 */
export function passwordProblem(password: string, about: string[]): FieldProblem | undefined {
  const characters = [...password.normalize('NFC')];
  if (characters.length === 0) return 'empty';
  if (characters.length < SHORTEST) return 'too-short';
  const rest = withoutGuessable(password.toLowerCase(), about);
  return new Set(characters).size < FEWEST_DIFFERENT || rest.length < SHORTEST / 2 ? 'format' : undefined;
}

/** @throws OperationError `invalid-fields` naming `password` */
export function demandGoodPassword(password: string, about: string[]): void {
  const problem = passwordProblem(password, about);
  if (problem) throw new OperationError('invalid-fields', { fields: { password: problem } });
}

/** The password without the parts that a guesser tries first. */
function withoutGuessable(password: string, about: string[]): string {
  const personal = about.flatMap((text) => text.toLowerCase().split('@')).filter((part) => part.length >= 3);
  let rest = password;
  for (const part of [...personal, ...COMMON]) rest = rest.replaceAll(part, '');
  return removeWalks(rest);
}

/** Takes out every piece of four or more neighbours in a walk, in either direction. */
function removeWalks(text: string): string {
  const rows = WALKS.flatMap((row) => [row, [...row].reverse().join('')]);
  let rest = '';
  for (let at = 0; at < text.length; ) {
    const length = Math.max(...rows.map((row) => walkLength(text, at, row)));
    if (length < 4) rest += text[at];
    at += length < 4 ? 1 : length;
  }
  return rest;
}

function walkLength(text: string, at: number, row: string): number {
  let length = 0;
  while (at + length < text.length && row.includes(text.slice(at, at + length + 1))) length++;
  return length;
}
