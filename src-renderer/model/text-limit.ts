import { CAPTION_LIMIT } from '../../src-main/contract/attachment.ts';

/** Characters of one message: encrypted for every device of both people it must fit into one frame. */
export const MESSAGE_MAX = 8000;
const TOLD_BELOW = 500;

/** How many characters may still be typed; undefined while there is plenty of room. Negative when it is too long. */
export function charactersLeft(text: string, max = MESSAGE_MAX): number | undefined {
  const left = max - text.length;
  return left < TOLD_BELOW ? left : undefined;
}

/** True when the text can be sent as it is. */
export function isSendable(text: string): boolean {
  return text.trim() !== '' && text.length <= MESSAGE_MAX;
}

/** True when the text, or none, can go with a file. */
export function isCaption(text: string): boolean {
  return text.length <= CAPTION_LIMIT;
}

/** A text with something put in place of the selection, and where the caret goes then. */
export function insertAt(text: string, start: number, end: number, inserted: string): { text: string; caret: number } {
  return { text: text.slice(0, start) + inserted + text.slice(end), caret: start + inserted.length };
}
