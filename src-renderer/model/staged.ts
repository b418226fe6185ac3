import type { HidingProblem, PictureProblem, Staged } from '../../src-main/contract/attachment.ts';
import type { ContractError } from '../../src-main/contract/errors.ts';
import { failureText, type TextRef } from './failure.ts';

/** Why something could not be taken in, or sent. */
export type IntakeFailure = ContractError | 'folder';

/** Whether trying again is of no use. */
export function isForGood(failure: IntakeFailure | undefined): boolean {
  return failure === 'folder' || failure?.code === 'empty-file' || failure?.code === 'too-large';
}

/** A file that is being taken in to be sent to a chat, or was. */
export interface Intake {
  key: number;
  name: string;
  /** bytes */
  size: number;
  /** bytes that were taken */
  done: number;
  /** once all of it was */
  staged?: Staged;
  /** without the text that has been hidden in it since */
  plain?: Staged;
  failure?: IntakeFailure;
}

export function intakeFailureText(failure: IntakeFailure): TextRef {
  return failure === 'folder' ? { key: 'attach.folder' } : failureText(failure);
}

/**
 * As what a staged file goes. What cannot be a picture goes as a file whatever is wished; what hides a text as a picture: that is what the
 * way to the text is shown on, and it is not changed any more.
 */
export function kindOf(staged: Pick<Staged, 'picture' | 'hidesText'>, asFiles: boolean): 'picture' | 'file' {
  return staged.picture && (!asFiles || staged.hidesText) ? 'picture' : 'file';
}

/** What can be hidden in a picture: bytes of text, or why none. Undefined for what is no picture. */
export function hidingIn({ staged, plain }: Pick<Intake, 'staged' | 'plain'>): Staged['hiding'] {
  return (plain ?? staged)?.hiding;
}

/** Why something goes as a file only, if it looked like a picture. */
export function pictureProblemText(problem: PictureProblem): TextRef {
  return { key: `attach.pictureProblem.${problem}` };
}

export function hidingProblemText(problem: HidingProblem): TextRef {
  return { key: `hide.problem.${problem}` };
}

export interface IntakeCount {
  /** those that are ready */
  ready: number;
  /** those that are still being taken in */
  coming: number;
}

export function countIntakes(items: readonly Intake[]): IntakeCount {
  const ready = items.filter(({ staged }) => staged).length;
  const coming = items.filter(({ staged, failure }) => !staged && !failure).length;
  return { ready, coming };
}

/** Whether there is more in it than one file, which is soon chosen again. What can never be sent does not count. */
export function isWorthKeeping(items: readonly Intake[], hasWords: boolean): boolean {
  const count = countSendable(items);
  return count > 1 || (count === 1 && hasWords);
}

/** How many may still be sent. */
export function countSendable(items: readonly Intake[]): number {
  return items.filter(({ failure }) => !isForGood(failure)).length;
}

/** Whether a text has been hidden in one of them. */
export function hidesText(items: readonly Intake[]): boolean {
  return items.some(({ staged }) => staged?.hidesText);
}

const encoder = new TextEncoder();

/** Bytes of a text in UTF-8. */
export function textBytes(text: string): number {
  return encoder.encode(text).length;
}
