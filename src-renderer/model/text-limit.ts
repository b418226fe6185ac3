/** Characters of one message: encrypted for every device of both people it must fit into one frame. */
export const MESSAGE_MAX = 8000;
const TOLD_BELOW = 500;

/** How many characters may still be typed; undefined while there is plenty of room. Negative when it is too long. */
export function charactersLeft(text: string): number | undefined {
  const left = MESSAGE_MAX - text.length;
  return left < TOLD_BELOW ? left : undefined;
}

/** True when the text can be sent as it is. */
export function isSendable(text: string): boolean {
  return text.trim() !== '' && text.length <= MESSAGE_MAX;
}

/** A text with something put in place of the selection, and where the caret goes then. */
export function insertAt(text: string, start: number, end: number, inserted: string): { text: string; caret: number } {
  return { text: text.slice(0, start) + inserted + text.slice(end), caret: start + inserted.length };
}
