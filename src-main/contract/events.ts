import type { Sticker, Transfer } from './attachment.ts';
import type {
  AccountId,
  AccountKey,
  Connection,
  Contact,
  ContactRequest,
  Conversation,
  ConversationId,
  KnownServer,
  Message,
  MessageId,
  MovedServer,
  RememberedAccount,
  Room,
  RoomRequest,
  Session,
} from './model.ts';
import type { Settings } from './settings.ts';

/** Everything the core tells the UI. Each carries the whole new value, so that a missed one does no lasting harm. */
export interface Events {
  /** an account was opened, its profile changed, or (undefined) it was closed */
  session: Session | undefined;
  connection: Connection;
  /** the account was locked, on demand or for want of activity; undefined once it or another is open */
  locked: AccountKey | undefined;
  remembered: RememberedAccount[];
  settings: Settings;
  /** whether the operating system can keep an account's key, which may show long after the start */
  keychain: boolean;
  /** the login page has another server, perhaps by a link that was followed */
  server: KnownServer;
  /** a link leads to a known server at another address; undefined once the person has answered */
  movedServer: MovedServer | undefined;
  /** a friend is new or changed: profile, presence */
  contact: Contact;
  contactRemoved: AccountId;
  /** the whole list, open and answered, newest first */
  requests: ContactRequest[];
  conversation: Conversation;
  conversationRemoved: ConversationId;
  /** new or changed messages, in order */
  messages: Message[];
  messageRemoved: { conversation: ConversationId; id: MessageId };
  /** the other person is typing; counts for six seconds unless a message comes first */
  typing: AccountId;
  /** somebody nudges: shake the window, unless the person does not want it */
  nudge: AccountId;
  /** a room that was asked for with `rooms.get` has changed, also in who is online */
  room: Room;
  /** the whole list of those who want to be let into rooms where one decides, newest first */
  roomRequests: RoomRequest[];
  /** an admin did not let one into that room */
  roomRefused: { name: string };
  /** how far an attachment has come, a few times in a second; that it is done, a `messages` event tells */
  transfer: Transfer;
  /** it is not on its way any more */
  transferEnded: MessageId;
  /** the whole list, the last added first */
  stickers: Sticker[];
  /** all groups of friends, in order, the empty ones too */
  groups: string[];
}

export type EventName = keyof Events;

export const eventNames = [
  'session',
  'connection',
  'locked',
  'remembered',
  'settings',
  'keychain',
  'server',
  'movedServer',
  'contact',
  'contactRemoved',
  'requests',
  'conversation',
  'conversationRemoved',
  'messages',
  'messageRemoved',
  'typing',
  'nudge',
  'room',
  'roomRequests',
  'roomRefused',
  'transfer',
  'transferEnded',
  'stickers',
  'groups',
] as const satisfies readonly EventName[];
