import type { Message } from '../../src-main/contract/model.ts';

/** The pinned messages of a chat, newest pin first, once these of its messages are new or changed. */
export function mergePinned(pinned: Message[], changed: Message[]): Message[] {
  const latest = new Map(changed.map((message) => [message.id, message]));
  const kept = pinned.map((message) => latest.get(message.id) ?? message).filter(({ isPinned }) => isPinned);
  const known = new Set(pinned.map(({ id }) => id));
  const added = changed.filter(({ id, isPinned }) => isPinned && !known.has(id));
  return [...added.reverse(), ...kept];
}

/** The pinned message that is shown after this one, round and round; the newest at first. */
export function nextPinned(pinned: Message[], shown: Message | undefined): Message | undefined {
  const index = pinned.findIndex((message) => message.id === shown?.id);
  return pinned[(index + 1) % pinned.length];
}
