import { type FieldProblem, OperationError } from '../../protocol/index.ts';

const SHORTEST = 8;
/**
 * What eight characters by chance are worth at least. At 64 MiB for each guess that keeps one machine busy for months.
 */
const FEWEST_GUESSES = 1e8;
/** Telephone numbers, birthdays and the like, which those who know the person try first. */
const ONLY_DIGITS = /^\p{Nd}{1,11}$/u;

/**
 * What is wrong with a new password: `too-short`, or `format` when it falls to the first hundred million guesses.
 * Undefined says only that it is not among those. `about`: the person's name and e-mail.
 */
export async function passwordProblem(password: string, about: string[]): Promise<FieldProblem | undefined> {
  const { length } = [...password.normalize('NFC')];
  if (length === 0) return 'empty';
  if (length < SHORTEST) return 'too-short';
  if (ONLY_DIGITS.test(password)) return 'format';
  // a list of fifty thousand passwords, which most starts of the program do without
  const { countGuesses } = await import('./password-guesses.ts');
  return countGuesses(password, about.flatMap(partsOf)) < FEWEST_GUESSES ? 'format' : undefined;
}

/** @throws OperationError `invalid-fields` naming `password` */
export async function demandGoodPassword(password: string, about: string[]): Promise<void> {
  const problem = await passwordProblem(password, about);
  if (problem) throw new OperationError('invalid-fields', { fields: { password: problem } });
}

/** Of a name itself, of an address also what stands before and behind the sign. */
function partsOf(text: string): string[] {
  const plain = text.normalize('NFKC').toLowerCase();
  return [...new Set([plain, ...plain.split('@')])].filter((part) => part.length >= 2);
}
