import type {
  AccountId,
  ContactAnswer,
  ContactRequest,
  EndedBy,
  FieldProblem,
  MessageId,
  Presence,
  Profile,
  RegistrationMode,
  Relation,
  Sex,
  Timestamp,
} from '../../protocol/index.ts';

export type {
  AccountId,
  ContactAnswer,
  ContactRequest,
  EndedBy,
  FieldProblem,
  MessageId,
  Presence,
  Profile,
  RegistrationMode,
  Relation,
  Sex,
  Timestamp,
};

/** A server as this installation knows it. */
export interface KnownServer {
  host: string;
  port: number;
  /** SHA-256 of the CA's public key, base64url: whom we trust to be this server */
  fingerprint: string;
  /** the name it last gave itself */
  name: string;
}

/** What a look at a server found. Nothing is trusted or stored by looking. */
export interface ServerSighting {
  host: string;
  port: number;
  fingerprint: string;
  /**
   * `pinned`: known, and it is the same. `link`: the invitation link vouches for it. `first`: never seen, the person
   * must compare the fingerprint. A server that is not the one it was before is the error `server-changed`.
   */
  trust: 'pinned' | 'link' | 'first';
  name: string;
  version: string;
  registration: RegistrationMode;
  usernameLength: { min: number; max: number };
}

/** An account that has signed in on this installation. */
export interface RememberedAccount {
  account: AccountId;
  name: string;
  displayName: string;
  server: KnownServer;
  lastLogin: Timestamp;
  /** true when it can be opened without a password */
  signedIn: boolean;
}

/** The connection of the signed-in account, as people see it. */
export type Connection =
  | { state: 'connecting'; attempt: number }
  | { state: 'online' }
  /** waiting to try again at `retryAt` */
  | { state: 'offline'; retryAt: Timestamp }
  /** ended by the server's decision; only signing in again helps */
  | { state: 'ended'; why: 'kicked'; endedBy: EndedBy }
  | { state: 'ended'; why: 'signed-out' | 'server-changed' | 'version' };

/** The account that is open in this window. */
export interface Session {
  profile: Profile;
  server: KnownServer;
  connection: Connection;
  /** the other session that our login ended, until dismissed */
  endedOther?: EndedBy;
}

export interface Contact {
  profile: Profile;
  presence: Presence;
  since: Timestamp;
}

/** A chat with one person; its id is that person's account. */
export interface Conversation {
  id: AccountId;
  /** as last known, also when the person is no longer a friend */
  profile: Profile;
  isContact: boolean;
  last?: { text: string; time: Timestamp; own: boolean; state: MessageState };
  unread: number;
  /** the oldest unread message; where the divider goes */
  firstUnread?: MessageId;
  draft: string;
}

/**
 * A message on its way: `sending` until the server has it safe, then `sent`, then `delivered` when the other
 * person's device has stored it. `failed` waits for the person. Received messages are `received`.
 */
export type MessageState = 'sending' | 'sent' | 'delivered' | 'failed' | 'received';

/** Why a message cannot be sent as things stand. */
export type SendProblem = 'not-friends' | 'queue-full' | 'expired' | 'refused';

export interface Message {
  id: MessageId;
  conversation: AccountId;
  /** place in the conversation, rising; never changes */
  order: number;
  own: boolean;
  text: string;
  sentAt: Timestamp;
  state: MessageState;
  problem?: SendProblem;
}

export type Language = 'zh-CN' | 'en';

/** Choices of this installation, the same for every account on it. */
export interface Settings {
  language: Language | 'system';
  theme: 'light' | 'dark' | 'system';
  sendKey: 'enter' | 'ctrl-enter';
  /** per cent: 80 to 150 */
  scale: number;
  /** tell others when one is typing */
  typing: boolean;
}

/** What the window needs to draw its first frame. */
export interface AppState {
  settings: Settings;
  /** the operating system's language, or the nearest one Miyu speaks */
  systemLanguage: Language;
  remembered: RememberedAccount[];
  /** the server the login page starts with */
  server?: KnownServer;
  session?: Session;
  /** files of the installation that could not be read at start; they were kept under these names, their values are lost */
  setAside?: string[];
  host: 'electron' | 'web';
  version: string;
}
