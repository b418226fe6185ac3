import type { Contact, Message, MessageId, Session, Timestamp } from '../../src-main/contract/model.ts';
import { isWritten } from './lines.ts';
import { isSameDay, isSameMinute } from './time.ts';

/** A message with what the list draws around it. */
export interface MessageRow {
  message: Message;
  /** the first message of its day */
  startsDay: boolean;
  /** the unread divider goes above it */
  startsUnread: boolean;
  /** first and last of a run by one writer within one minute */
  startsGroup: boolean;
  endsGroup: boolean;
}

function isOneGroup(a: Message, b: Message): boolean {
  if (!isWritten(a) || !isWritten(b)) return false;
  return a.author === b.author && isSameMinute(a.sentAt, b.sentAt) && isSameDay(a.sentAt, b.sentAt);
}

/** The last row of each message: one that is as it was stays the same object, so that it is not drawn anew. */
const lastRows = new WeakMap<Message, MessageRow>();

function sameRow(row: MessageRow): MessageRow {
  const last = lastRows.get(row.message);
  if (last && isSameRow(last, row)) return last;
  lastRows.set(row.message, row);
  return row;
}

function isSameRow(a: MessageRow, b: MessageRow): boolean {
  return (
    a.startsDay === b.startsDay &&
    a.startsUnread === b.startsUnread &&
    a.startsGroup === b.startsGroup &&
    a.endsGroup === b.endsGroup
  );
}

/**
 * The messages of a chat as rows, in the same order and number. The first starts its day only when nothing comes
 * before it: else its row would get lower, and the list jump, when older messages are put above.
 */
export function messageRows(messages: Message[], unreadMark: MessageId | undefined, more: boolean): MessageRow[] {
  return messages.map((message, index) => {
    const previous = messages[index - 1];
    const next = messages[index + 1];
    const startsDay = previous ? !isSameDay(previous.sentAt, message.sentAt) : !more;
    const startsUnread = message.id === unreadMark;
    return sameRow({
      message,
      startsDay,
      startsUnread,
      startsGroup: startsUnread || !previous || !isOneGroup(previous, message),
      endsGroup: !next || next.id === unreadMark || !isOneGroup(message, next),
    });
  });
}

/**
 * The history with new and changed messages put in. Each message is there once, in the order of `order`.
 * A message older than everything loaded is left out while older pages are still to come: its page brings it.
 */
export function mergeMessages(history: Message[], incoming: Message[], more: boolean): Message[] {
  const changed = new Map(incoming.map((message) => [message.id, message]));
  const merged = history.map((message) => {
    const replacement = changed.get(message.id);
    changed.delete(message.id);
    return replacement ?? message;
  });
  const oldest = history[0]?.order ?? Number.NEGATIVE_INFINITY;
  const added = [...changed.values()].filter((message) => !more || message.order > oldest);
  if (added.length === 0) return merged;
  return [...merged, ...added].sort((a, b) => a.order - b.order);
}

/** Since when a chat is on this device, when the two have been friends for longer; undefined when all of it is here. */
export function beginsHereSince(
  session: Pick<Session, 'deviceSince'> | undefined,
  contact: Pick<Contact, 'since'> | undefined,
): Timestamp | undefined {
  return session && contact && contact.since < session.deviceSince ? session.deviceSince : undefined;
}

/** Whether a room's history is here from its first day on: else one came later, and does not read what was said before. */
export function beginsWithRoom(first: Pick<Message, 'event'> | undefined): boolean {
  return first?.event?.kind === 'created';
}
