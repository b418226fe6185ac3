import type { Transaction } from 'kysely';
import {
  type AccountId,
  type ConversationId,
  type DeviceId,
  isRoom,
  type MessageId,
  type Timestamp,
} from '../../../protocol/index.ts';
import type { Message, Reaction } from '../../contract/model.ts';
import type { Act } from '../content.ts';
import { ensureConversations } from './conversations.ts';
import { keepEarly } from './early.ts';
import { dropAttachments } from './leftovers.ts';
import { reactionsOf, toMessage, writtenKinds } from './message-rows.ts';
import { addLine, findRow } from './messages.ts';
import { confirmNotice } from './room-notices.ts';
import { isAdmin } from './room-roles.ts';
import type { MessageRow, Schema } from './schema.ts';

/** What somebody did to a message, or to the other person. */
export interface Said {
  /** its own: acts are messages too */
  id: MessageId;
  conversation: ConversationId;
  author: AccountId;
  /** by which it came */
  device?: DeviceId;
  sentAt: Timestamp;
  content: Act;
}

export interface Occasion {
  /** the account here */
  own: AccountId;
  /** so long after it was sent a message may be recalled */
  recallMs: number;
  /** the person does it here and now: it has yet to be sent */
  isLeaving?: boolean;
}

export const PINS_LIMIT = 50;
/** Different reactions of one person to one message. */
const REACTIONS_LIMIT = 20;
const emojiPattern = /^(?:\p{RGI_Emoji}|\p{Emoji_Presentation}|\p{Extended_Pictographic})$/v;

/**
 * Does to the history what somebody said; who may not is not heeded. What is about a message that is not here yet is
 * kept for when it comes. The lines that are new or changed.
 */
export async function perform(transaction: Transaction<Schema>, said: Said, occasion: Occasion): Promise<Message[]> {
  const { content } = said;
  if (content.kind === 'nudge') return addNudge(transaction, said, occasion);
  if (content.kind === 'confirm') return confirm(transaction, said, content.id);
  const row = await findRow(transaction, content.id);
  // An id that another conversation has is another message.
  if (row?.conversation !== said.conversation || row.kind === 'unreadable') {
    await keepEarly(transaction, { ...said, content });
    return [];
  }
  if (!writtenKinds.includes(row.kind)) return [];
  switch (content.kind) {
    case 'recall':
      return recall(transaction, row, said, occasion);
    case 'reaction':
      return isEmoji(content.emoji) ? setReactions(transaction, row, reacted(row, said.author, content)) : [];
    case 'pin':
      return setPin(transaction, row, said, content.pinned);
  }
}

export function isEmoji(emoji: string): boolean {
  return emojiPattern.test(emoji);
}

/** How many messages of a conversation are pinned. */
export async function countPins(transaction: Transaction<Schema>, conversation: ConversationId): Promise<number> {
  const { count } = await transaction
    .selectFrom('message')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('conversation', '=', conversation)
    .where('pinned_at', 'is not', null)
    .executeTakeFirstOrThrow();
  return count;
}

/** In a room its owner and admins may pin; between two people, both. */
export async function mayPin(
  transaction: Transaction<Schema>,
  { conversation, author }: Pick<Said, 'conversation' | 'author'>,
): Promise<boolean> {
  return !isRoom(conversation) || (await isAdmin(transaction, conversation, author));
}

async function addNudge(
  transaction: Transaction<Schema>,
  { id, conversation, author, device, sentAt }: Said,
  { own, isLeaving }: Occasion,
): Promise<Message[]> {
  if (isRoom(conversation) || conversation === own) return [];
  await ensureConversations(transaction, [conversation]);
  const ownState = isLeaving ? 'sending' : 'sent';
  const line = { id, conversation, kind: 'nudge', author, ...(device && { device }), sentAt } as const;
  const isOwn = author === own;
  const added = await addLine(transaction, { ...line, own: isOwn, state: isOwn ? ownState : 'received' });
  return added ? [added] : [];
}

async function confirm(
  transaction: Transaction<Schema>,
  { conversation: room, author: account }: Said,
  message: MessageId,
): Promise<Message[]> {
  if (!isRoom(room)) return [];
  await confirmNotice(transaction, { room, message, account });
  const row = await findRow(transaction, message);
  return row?.conversation === room ? [toMessage(row)] : [];
}

/** The person who wrote it keeps the words, to edit them again. */
async function recall(
  transaction: Transaction<Schema>,
  row: MessageRow,
  { author, sentAt }: Said,
  { own, recallMs }: Occasion,
): Promise<Message[]> {
  if (row.author !== author || sentAt - row.sent_at > recallMs) return [];
  await dropAttachments(transaction, [row.id], { isTakenBack: author === own });
  return change(transaction, row, {
    kind: 'recalled',
    text: author === own ? row.text : '',
    extras: null,
    mentions_me: 0,
    reactions: null,
    pinned_at: null,
    ...(row.state === 'sending' ? { state: 'sent' } : {}),
  });
}

/** Undefined when nothing changes. */
function reacted(
  row: MessageRow,
  author: AccountId,
  { emoji, on }: Extract<Act, { kind: 'reaction' }>,
): Reaction[] | undefined {
  const reactions = reactionsOf(row);
  const known = reactions.find((reaction) => reaction.emoji === emoji);
  if ((known?.by.includes(author) ?? false) === on) return undefined;
  if (on && reactions.filter(({ by }) => by.includes(author)).length >= REACTIONS_LIMIT) return undefined;
  if (!known) return [...reactions, { emoji, by: [author] }];
  const by = on ? [...known.by, author] : known.by.filter((account) => account !== author);
  return reactions.flatMap((reaction) => {
    if (reaction !== known) return reaction;
    return by.length > 0 ? { emoji, by } : [];
  });
}

async function setReactions(
  transaction: Transaction<Schema>,
  row: MessageRow,
  reactions: Reaction[] | undefined,
): Promise<Message[]> {
  if (!reactions) return [];
  return change(transaction, row, { reactions: reactions.length > 0 ? JSON.stringify(reactions) : null });
}

/** Two may pin at once, so the limit is the sender's to keep; twice that is no accident. */
async function setPin(
  transaction: Transaction<Schema>,
  row: MessageRow,
  said: Said,
  pinned: boolean,
): Promise<Message[]> {
  if ((row.pinned_at !== null) === pinned || !(await mayPin(transaction, said))) return [];
  if (pinned && (await countPins(transaction, row.conversation)) >= 2 * PINS_LIMIT) return [];
  return change(transaction, row, { pinned_at: pinned ? said.sentAt : null });
}

async function change(
  transaction: Transaction<Schema>,
  { place }: MessageRow,
  values: Partial<Omit<MessageRow, 'place' | 'id' | 'conversation'>>,
): Promise<Message[]> {
  const rows = await transaction.updateTable('message').set(values).where('place', '=', place).returningAll().execute();
  return rows.map(toMessage);
}
