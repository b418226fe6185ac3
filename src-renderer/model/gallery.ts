import type { FileEntry } from '../../src-main/contract/attachment.ts';
import type { MessageId } from '../../src-main/contract/model.ts';

/** What a key asks of the picture viewer. */
export type ViewerAction = 'previous' | 'next' | 'larger' | 'smaller' | 'fit' | 'rotate' | 'copy' | 'save';

const keys: Record<string, ViewerAction> = {
  ArrowLeft: 'previous',
  ArrowRight: 'next',
  PageUp: 'previous',
  PageDown: 'next',
  '+': 'larger',
  '=': 'larger',
  '-': 'smaller',
  '0': 'fit',
  r: 'rotate',
};

const withControl: Record<string, ViewerAction> = { c: 'copy', s: 'save' };

type Key = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>;

export function viewerAction({ key, ctrlKey, metaKey, altKey }: Key): ViewerAction | undefined {
  if (altKey) return undefined;
  const name = key.length === 1 ? key.toLowerCase() : key;
  return ctrlKey || metaKey ? withControl[name] : keys[name];
}

/** Where a picture stands among those of its chat, the oldest first; those beside it, if there are any. */
export interface Place {
  entry: FileEntry;
  index: number;
  count: number;
  previous: MessageId | undefined;
  next: MessageId | undefined;
}

/** @param files newest first, as they are fetched */
export function placeOf(files: readonly FileEntry[], message: MessageId): Place | undefined {
  const at = files.findIndex((file) => file.message === message);
  const entry = files[at];
  if (!entry) return undefined;
  return {
    entry,
    index: files.length - at,
    count: files.length,
    previous: files[at + 1]?.message,
    next: files[at - 1]?.message,
  };
}
