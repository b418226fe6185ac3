import type { AccountId, ConversationId, DeviceId, MessageId, Timestamp } from '../../../protocol/index.ts';
import type { Message, MessageKind, MessageState, Reaction } from '../../contract/model.ts';
import { type NewAttachment, toAttachment } from './attachment-rows.ts';
import type { Stamp } from './numbers.ts';
import type { MessageRow } from './schema.ts';

/** What a line has beside its words; one JSON value in its row. */
export type Extras = Pick<Message, 'style' | 'quote' | 'mentions' | 'merged' | 'event' | 'attachment'>;

/** What people write: it is numbered, counted as unread, quoted and forwarded. */
export type WrittenKind = Extract<MessageKind, 'text' | 'notice'>;
export const writtenKinds: readonly MessageKind[] = ['text', 'notice'] satisfies WrittenKind[];

export interface NewMessage {
  id: MessageId;
  conversation: ConversationId;
  own: boolean;
  author: AccountId;
  /** by which it came */
  device?: DeviceId;
  kind: WrittenKind;
  text: string;
  extras?: Extras | undefined;
  attachment?: NewAttachment | undefined;
  /** it mentions the person here, or everybody */
  mentionsMe?: boolean;
  sentAt: Timestamp;
  state: MessageState;
  /** of an own text that has been encrypted */
  stamp?: Stamp | undefined;
}

/** A line that nobody wrote: it tells about the chat. */
export interface NewLine {
  id: MessageId;
  conversation: ConversationId;
  kind: Exclude<MessageKind, WrittenKind>;
  own: boolean;
  author: AccountId;
  /** of the author, when it stands for something that came */
  device?: DeviceId;
  sentAt: Timestamp;
  state?: MessageState;
  detail?: string;
  extras?: Extras;
}

export function messageValues(message: NewMessage) {
  const { attachment } = message;
  return {
    id: message.id,
    conversation: message.conversation,
    own: bit(message.own),
    author: message.author,
    device: message.device ?? null,
    kind: message.kind,
    text: message.text,
    extras: extrasJson({ ...message.extras, ...(attachment && { attachment: toAttachment(attachment) }) }),
    mentions_me: bit(message.mentionsMe ?? false),
    quotes_unknown: message.extras?.quote?.isUnknown ? message.extras.quote.id : null,
    sent_at: message.sentAt,
    state: message.state,
    number: message.stamp?.number ?? null,
    audience: message.stamp?.audience ?? null,
  };
}

export function lineValues(line: NewLine) {
  return {
    id: line.id,
    conversation: line.conversation,
    own: bit(line.own),
    author: line.author,
    device: line.device ?? null,
    kind: line.kind,
    text: '',
    extras: extrasJson(line.extras),
    sent_at: line.sentAt,
    state: line.state ?? ('received' as const),
    problem: null,
    detail: line.detail ?? null,
  };
}

export function toMessage(row: MessageRow): Message {
  return {
    id: row.id,
    conversation: row.conversation,
    order: row.place,
    own: row.own === 1,
    author: row.author,
    kind: row.kind,
    text: row.text,
    ...extrasOf(row),
    reactions: reactionsOf(row),
    isPinned: row.pinned_at !== null,
    sentAt: row.sent_at,
    state: row.state,
    ...(row.delivered_at === null ? {} : { deliveredAt: row.delivered_at }),
    ...(row.read_at === null ? {} : { readAt: row.read_at }),
    ...(row.problem === null ? {} : { problem: row.problem }),
    ...(row.detail === null ? {} : { detail: row.detail }),
  };
}

export function extrasOf({ extras }: Pick<MessageRow, 'extras'>): Extras {
  return extras === null ? {} : (JSON.parse(extras) as Extras);
}

export function reactionsOf({ reactions }: Pick<MessageRow, 'reactions'>): Reaction[] {
  return reactions === null ? [] : (JSON.parse(reactions) as Reaction[]);
}

export function extrasJson(extras: Extras | undefined): string | null {
  return extras && Object.keys(extras).length > 0 ? JSON.stringify(extras) : null;
}

function bit(value: boolean): 0 | 1 {
  return value ? 1 : 0;
}
