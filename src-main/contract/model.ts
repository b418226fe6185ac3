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
  /**
   * What opening it takes. `open`: nothing, the operating system's keychain has the key. `password`: the password, no
   * connection. `signed-out`: a login with the server.
   */
  access: 'open' | 'password' | 'signed-out';
}

/** Names an account on this installation: numbers are unique on one server only. */
export interface AccountKey {
  account: AccountId;
  /** the server's */
  fingerprint: string;
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
  /** since when this device belongs to the account: what came before is on the others */
  deviceSince: Timestamp;
  /** false until the person has confirmed once that they have written the recovery code down */
  isRecoveryConfirmed: boolean;
}

/**
 * Whose word it is that the keys are that person's. `none`: no keys have been seen yet. `server`: the server says so.
 * `verified`: compared with the person. `changed`: they were compared, and are others now; nothing is sent until the person
 * here compares again or accepts.
 */
export type Trust = 'none' | 'server' | 'verified' | 'changed';

/** An account's certificate, to be shown. */
export interface CertificateView {
  name: string;
  account: AccountId;
  email: string;
  issuer: string;
  serial: string;
  /** SHA-256 of the certificate, upper-case hexadecimal pairs with colons */
  fingerprint: string;
  /** the same of the identity key */
  identityFingerprint: string;
  validFrom: Timestamp;
  validTo: Timestamp;
  pem: string;
}

/** What two people compare to be sure that nobody is between them. */
export interface Safety {
  trust: Trust;
  /** 60 digits, the same for both */
  number: string;
  /** what the QR picture says */
  code: string;
  certificate: CertificateView;
  verifiedAt?: Timestamp;
  /** when the keys last changed */
  changedAt?: Timestamp;
}

/** What a scanned picture turned out to be. `other-person`: a safety code, but not of this pair. */
export type ScanResult = 'match' | 'mismatch' | 'other-person' | 'no-code';

/** A device of one's own account. */
export interface Device {
  id: number;
  name: string;
  since: Timestamp;
  lastSeen: Timestamp;
  isThis: boolean;
}

export interface Contact {
  profile: Profile;
  presence: Presence;
  since: Timestamp;
  trust: Trust;
}

/** A chat with one person; its id is that person's account. */
export interface Conversation {
  id: AccountId;
  /** as last known, also when the person is no longer a friend */
  profile: Profile;
  isContact: boolean;
  last?: { kind: MessageKind; text: string; time: Timestamp; own: boolean; state: MessageState };
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
export type SendProblem =
  | 'not-friends'
  | 'queue-full'
  | 'expired'
  | 'refused'
  /** the verified keys of the other person have changed; the person must look first */
  | 'keys-changed'
  /** a device of the other person has keys that its owner did not sign, or none at all */
  | 'untrusted-device';

/**
 * What a line of a chat is. `keys-changed`: the other person's keys are new from here on. `unreadable`: a message came that
 * could not be decrypted, and could not be had again. `missing`: messages never came.
 */
export type MessageKind = 'text' | 'keys-changed' | 'unreadable' | 'missing';

export interface Message {
  id: MessageId;
  conversation: AccountId;
  /** place in the conversation, rising; never changes */
  order: number;
  own: boolean;
  kind: MessageKind;
  /** empty for what is no text */
  text: string;
  sentAt: Timestamp;
  state: MessageState;
  problem?: SendProblem;
  /** of `keys-changed`: why, as far as the server says. Of `missing`: how many messages. */
  detail?: string;
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
  /** minutes without activity after which the account is locked; 0 is never */
  lockAfter: LockAfter;
}

export const lockAfterMinutes = [0, 5, 15, 60] as const;
export type LockAfter = (typeof lockAfterMinutes)[number];

/** What the window needs to draw its first frame. */
export interface AppState {
  settings: Settings;
  /** the operating system's language, or the nearest one Miyu speaks */
  systemLanguage: Language;
  remembered: RememberedAccount[];
  /** the server the login page starts with */
  server?: KnownServer;
  session?: Session;
  /** the account that was locked, and is still: its keys are out of memory */
  locked?: AccountKey;
  /** whether the operating system can keep an account's key, so that it opens without a password */
  hasKeychain: boolean;
  /** files of the installation that could not be read at start; they were kept under these names, their values are lost */
  setAside?: string[];
  host: 'electron' | 'web';
  version: string;
}
