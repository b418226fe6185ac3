import type {
  AccountId,
  AccountKey,
  Connection,
  Contact,
  ContactRequest,
  Conversation,
  Message,
  MessageId,
  RememberedAccount,
  Session,
  Settings,
} from './model.ts';

/** Everything the core tells the UI. Each carries the whole new value, so that a missed one does no lasting harm. */
export interface Events {
  /** an account was opened, its profile changed, or (undefined) it was closed */
  session: Session | undefined;
  connection: Connection;
  /** the account was locked, on demand or for want of activity; undefined once it or another is open */
  locked: AccountKey | undefined;
  remembered: RememberedAccount[];
  settings: Settings;
  /** a friend is new or changed: profile, presence */
  contact: Contact;
  contactRemoved: AccountId;
  /** the whole list, open and answered, newest first */
  requests: ContactRequest[];
  conversation: Conversation;
  conversationRemoved: AccountId;
  /** new or changed messages, in order */
  messages: Message[];
  messageRemoved: { conversation: AccountId; id: MessageId };
  /** the other person is typing; counts for six seconds unless a message comes first */
  typing: AccountId;
}

export type EventName = keyof Events;

export const eventNames = [
  'session',
  'connection',
  'locked',
  'remembered',
  'settings',
  'contact',
  'contactRemoved',
  'requests',
  'conversation',
  'conversationRemoved',
  'messages',
  'messageRemoved',
  'typing',
] as const satisfies readonly EventName[];
