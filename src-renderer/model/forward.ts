import type { AccountId, Contact, Conversation, ConversationId, Message } from '../../src-main/contract/model.ts';
import { closedBecause } from './closed-room.ts';
import { sortConversations } from './order.ts';

/** Chats that one forward goes to at most. */
export const FORWARD_MAX = 50;

/** A chat that something can be forwarded to; `conversation` when there is one already. */
export interface Destination {
  id: ConversationId;
  conversation?: Conversation;
  contact?: Contact;
}

function isWritable(conversation: Conversation, now: number): boolean {
  switch (conversation.kind) {
    case 'person':
      return conversation.isContact;
    case 'saved':
      return true;
    case 'room':
      return closedBecause(conversation.room, now) === undefined;
  }
}

/** Where messages can be forwarded to: the chats in their order, then one's own, then friends without a chat. */
export function destinations(
  conversations: Iterable<Conversation>,
  contacts: ReadonlyMap<AccountId, Contact>,
  me: AccountId,
  now: number,
): Destination[] {
  const all = [...conversations];
  const chats = sortConversations(all.filter((conversation) => isWritable(conversation, now)));
  const known = new Set<ConversationId>(all.map(({ id }) => id));
  const self: Destination[] = known.has(me) ? [] : [{ id: me }];
  const others = [...contacts.values()].filter(({ profile }) => !known.has(profile.account));
  return [
    ...chats.map((conversation) => ({ id: conversation.id, conversation })),
    ...self,
    ...others.map((contact) => ({ id: contact.profile.account, contact })),
  ];
}

/** Messages in the order they were written, and the names of their writers, as several in one carry them. */
export function mergeableOf(
  messages: Message[],
  nameOf: (account: AccountId) => string,
): { ids: Message['id'][]; names: Record<string, string> } {
  const ordered = messages.toSorted((a, b) => a.order - b.order);
  const names = Object.fromEntries(ordered.map(({ author }) => [String(author), nameOf(author)]));
  return { ids: ordered.map(({ id }) => id), names };
}
