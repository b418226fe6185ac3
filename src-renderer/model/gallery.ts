import type { FileEntry } from '../../src-main/contract/attachment.ts';
import type { Message, MessageId } from '../../src-main/contract/model.ts';
import type { towards } from './zoom.ts';

/** What a key asks of the picture viewer. */
export type ViewerAction =
  | 'previous'
  | 'next'
  | keyof typeof towards
  | 'larger'
  | 'smaller'
  | 'fit'
  | 'rotate'
  | 'copy'
  | 'save';

const arrows: Record<string, ViewerAction> = { ArrowLeft: 'previous', ArrowRight: 'next' };
const arrowsNear: Record<string, ViewerAction> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

const keys: Record<string, ViewerAction> = {
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

/** @param isNear the picture is shown larger than what fits: the arrows move it then */
export function viewerAction({ key, ctrlKey, metaKey, altKey }: Key, isNear: boolean): ViewerAction | undefined {
  if (altKey) return undefined;
  const name = key.length === 1 ? key.toLowerCase() : key;
  if (ctrlKey || metaKey) return withControl[name];
  return keys[name] ?? (isNear ? arrowsNear : arrows)[name];
}

/** The pictures of a chat, newest first, as far as they are known. */
export interface Gallery {
  files: FileEntry[];
  /** there may be older ones */
  more: boolean;
}

/**
 * What was fetched, without what is gone since, and before it what the loaded end of the chat has: there pictures come and go while
 * others are looked at.
 */
export function galleryOf(
  recent: { messages: Message[]; more: boolean } | undefined,
  { files: before, more }: Gallery,
  gone: ReadonlySet<MessageId> = new Set(),
): Gallery {
  const fetched = { files: before.filter(({ message }) => !gone.has(message)), more };
  if (!recent) return fetched;
  const files = recent.messages.flatMap((message) => pictureOf(message) ?? []).reverse();
  if (!recent.more) return { files, more: false };
  const from = recent.messages[0]?.order ?? Number.POSITIVE_INFINITY;
  return { files: [...files, ...fetched.files.filter(({ order }) => order < from)], more: fetched.more };
}

function pictureOf({ id, conversation, author, own, sentAt, order, attachment }: Message): FileEntry | undefined {
  if (attachment?.kind !== 'picture') return undefined;
  return { message: id, conversation, author, own, sentAt, order, attachment };
}

/** Pictures before the oldest that is known at which older ones are fetched: going back does not have to wait. */
const AHEAD = 10;

/** Whether a picture is not known yet, or one of the oldest that are. */
export function needsOlder({ files, more }: Gallery, message: MessageId): boolean {
  const at = files.findIndex((file) => file.message === message);
  return more && (at === -1 || at + AHEAD >= files.length);
}

/** Where a picture stands in its chat; those beside it, if there are any. */
export interface Place {
  entry: FileEntry;
  /** its number among how many, the oldest first; absent until the oldest is known */
  number: { index: number; count: number } | undefined;
  previous: MessageId | undefined;
  next: MessageId | undefined;
}

export function placeOf({ files, more }: Gallery, message: MessageId): Place | undefined {
  const at = files.findIndex((file) => file.message === message);
  const entry = files[at];
  if (!entry) return undefined;
  return {
    entry,
    number: more ? undefined : { index: files.length - at, count: files.length },
    previous: files[at + 1]?.message,
    next: files[at - 1]?.message,
  };
}
