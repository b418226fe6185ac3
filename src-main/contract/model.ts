import type {
  AccountId,
  AddressSharing,
  ContactAnswer,
  ContactRequest,
  ConversationId,
  DeviceId,
  EndedBy,
  FieldProblem,
  LoginRecord,
  MessageId,
  OwnPresence,
  Presence,
  Profile,
  RegistrationMode,
  Relation,
  RoomEntry,
  RoomId,
  RoomRequest,
  RoomRole,
  RoomRules,
  Sex,
  Status,
  Timestamp,
  RoomSighting as WireRoomSighting,
} from '../../protocol/index.ts';
import type { Attachment } from './attachment.ts';
import type { WrongClock } from './errors.ts';
import type { Language, Settings } from './settings.ts';

export type {
  AccountId,
  AddressSharing,
  ContactAnswer,
  ContactRequest,
  ConversationId,
  EndedBy,
  FieldProblem,
  LoginRecord,
  MessageId,
  OwnPresence,
  Presence,
  Profile,
  RegistrationMode,
  Relation,
  RoomEntry,
  RoomId,
  RoomRequest,
  RoomRole,
  RoomRules,
  Sex,
  Status,
  Timestamp,
};

/** A number below zero is a room's, every other a person's. */
export function isRoom(conversation: ConversationId): conversation is RoomId {
  return conversation < 0;
}

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
  /** where the same server is known; absent while it is not, and where that is the same address */
  knownAt?: Pick<KnownServer, 'host' | 'port'>;
}

/** A known server under another address than before, by a link that was followed. */
export interface MovedServer extends KnownServer {
  knownAt: Pick<KnownServer, 'host' | 'port'>;
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
  /** the keychain had kept its key where that was not safe: it was deleted, so the password is asked for */
  isKeyDropped?: true;
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
  /**
   * waiting to try again at `retryAt`; `clock`: the clock here or the server's is wrong, which must be put right first
   */
  | { state: 'offline'; retryAt: Timestamp; clock?: WrongClock }
  /** ended by the server's decision; only signing in again helps */
  | { state: 'ended'; why: 'kicked'; endedBy: EndedBy }
  | { state: 'ended'; why: 'signed-out' | 'server-changed' | 'version' };

/** A device of the account that others may have signed in on, as the person has not seen it yet. */
export interface NewDevice {
  device: DeviceId;
  /** as the server names the device; empty when the server does not list the device, and only its messages came */
  name: string;
  /** of the sign-in, as the server saw it */
  address?: string;
  time: Timestamp;
}

/** The account that is open in this window. */
export interface Session {
  profile: Profile;
  server: KnownServer;
  connection: Connection;
  /** the other session that our login ended, until dismissed */
  endedOther?: EndedBy;
  /** one's own devices that are new, the newest first, until dismissed */
  newDevices?: NewDevice[];
  /** since when this device belongs to the account: what came before is on the others */
  deviceSince: Timestamp;
  /** false until the person has confirmed once that they have written the recovery code down */
  isRecoveryConfirmed: boolean;
  /** how one appears to friends, as last known */
  status: Status;
  /** what the server allows */
  limits: SessionLimits;
}

export interface SessionLimits {
  /** seconds in which a message can be recalled */
  recall: number;
  roomName: { min: number; max: number };
  roomMembers: number;
}

/**
 * Whose word it is that the keys are that person's. `none`: no keys have been seen yet. `server`: the server says so.
 * `verified`: compared with the person. `changed`: they were compared, and are others now; nothing is sent until the
 * person here compares again or accepts.
 */
export type Trust = 'none' | 'server' | 'verified' | 'changed';

/** An account's certificate, to be shown. */
export interface CertificateView {
  name: string;
  account: AccountId;
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
  /** what the person here calls them, in place of their own name */
  remark?: string;
  /** the group of friends they were put into */
  group?: string;
}

/** What a link or QR code that adds a person turned out to be. */
export interface PersonLink {
  profile: Profile;
  relation: Relation;
  /**
   * Whether the keys in the link are those the server shows for that account; `different` is reason to stop. `none`
   * while the account has no keys, or is no friend's: the server shows them to friends only.
   */
  keys: 'same' | 'different' | 'none';
}

/** What all chats have. */
interface Chat {
  last?: {
    /** place among the messages of all chats, rising as they come: clocks of others say nothing */
    order: number;
    kind: MessageKind;
    /** empty for what has none */
    text: string;
    time: Timestamp;
    own: boolean;
    author: AccountId;
    state: MessageState;
    event?: RoomEvent;
    attachment?: Pick<Attachment, 'kind' | 'name'>;
  };
  unread: number;
  /** an unread message mentions the person here, or everybody */
  isMentioned: boolean;
  /** the oldest unread message; where the divider goes */
  firstUnread?: MessageId;
  draft: string;
  /** stays above the others */
  isPinned: boolean;
}

/** A chat with one person; its id is that person's account. */
export interface PersonConversation extends Chat {
  kind: 'person';
  id: AccountId;
  /** as last known, also when the person is no longer a friend */
  profile: Profile;
  isContact: boolean;
}

/** Notes and files for oneself, on all of one's devices; its id is one's own account. */
export interface SavedConversation extends Chat {
  kind: 'saved';
  id: AccountId;
  profile: Profile;
}

export interface RoomConversation extends Chat {
  kind: 'room';
  id: RoomId;
  room: RoomSummary;
}

export type Conversation = PersonConversation | SavedConversation | RoomConversation;

/** A room as the list of chats shows it. */
export interface RoomSummary {
  name: string;
  /** SHA-256 of the picture in base64url */
  avatar?: string;
  members: number;
  /** absent when one does not belong to it any more */
  role?: RoomRole;
  isDisbanded: boolean;
  /** nobody but owner and admins may write */
  isMutedForAll: boolean;
  /** one may not write before then */
  mutedUntil?: Timestamp;
  /** the log and what another member says of it differ: the server shows them another room */
  isForked: boolean;
}

export interface RoomMember {
  profile: Profile;
  role: RoomRole;
  /** what they are called here; empty for their own name */
  card: string;
  presence: Presence;
  trust: Trust;
  mutedUntil?: Timestamp;
  /** their keys are not those they came in with: they read nothing until an admin vouches for the new ones */
  hasOtherKeys: boolean;
}

/** A room with all there is to know of it. */
export interface Room extends RoomSummary {
  id: RoomId;
  rules: RoomRules;
  memberList: RoomMember[];
  notice?: RoomNotice;
}

export interface RoomNotice {
  id: MessageId;
  author: AccountId;
  text: string;
  sentAt: Timestamp;
  /** whether the person here has confirmed it */
  isConfirmed: boolean;
  /** who has, as far as they told: every member is told; the author does not count */
  confirmed: AccountId[];
}

/** A room that was found by name or number. */
export type RoomSighting = Omit<WireRoomSighting, 'head'>;

/** What members did to their room, as a line of the chat. `by` is who did it. */
export type RoomEvent =
  | { kind: 'created'; by: AccountId }
  | { kind: 'added'; by: AccountId; accounts: AccountId[] }
  | { kind: 'joined' | 'left' | 'disbanded' | 'avatar'; by: AccountId }
  | { kind: 'removed' | 'transferred' | 'rekeyed'; by: AccountId; account: AccountId }
  | { kind: 'role'; by: AccountId; account: AccountId; role: 'admin' | 'member' }
  | { kind: 'renamed'; by: AccountId; name: string }
  | { kind: 'rules'; by: AccountId; rules: RoomRules }
  | { kind: 'muted'; by: AccountId; account: AccountId; until: Timestamp }
  | { kind: 'unmuted'; by: AccountId; account: AccountId }
  | { kind: 'muted-all' | 'unmuted-all'; by: AccountId };

/**
 * A message on its way: `sending` until the server has it safe, then `sent`, then `delivered` when the other person's
 * device has stored it, then `read`. In rooms and in one's saved messages it ends with `sent`. `failed` waits for the
 * person. Received messages are `received`.
 */
export type MessageState = 'sending' | 'sent' | 'delivered' | 'read' | 'failed' | 'received';

/** Why a message cannot be sent as things stand. */
export type SendProblem =
  | 'not-friends'
  | 'queue-full'
  | 'expired'
  | 'refused'
  /** the verified keys of the other person have changed; the person must look first */
  | 'keys-changed'
  /** a device of the other person has keys that its owner did not sign, or none at all */
  | 'untrusted-device'
  /** what it carries could not be put on the server; `Attachment.problem` says why */
  | 'not-uploaded'
  /** one does not belong to the room any more, or it is no more */
  | 'not-member'
  /** an admin has muted the person here, or everybody */
  | 'muted';

/**
 * What a line of a chat is. `notice`: a text that admins put above the room. `recalled`: its writer took it back.
 * `nudge`: somebody shook the window. `room`: members changed the room. `keys-changed`: the other person's keys are new
 * from here on. `new-device`: they have signed in on another device, by the same keys. `unreadable`: a message came
 * that could not be decrypted, and could not be had again. `missing`: messages never came.
 */
export type MessageKind =
  | 'text'
  | 'notice'
  | 'recalled'
  | 'nudge'
  | 'room'
  | 'keys-changed'
  | 'new-device'
  | 'unreadable'
  | 'missing';

export const textSizes = ['small', 'large', 'huge'] as const;
export const textColours = ['red', 'orange', 'green', 'blue', 'purple', 'pink'] as const;

/** How the writer would like a text to look; absent is as usual. Readers may prefer plain text. */
export interface TextStyle {
  size?: (typeof textSizes)[number];
  colour?: (typeof textColours)[number];
}

/** The message that a text answers, as its writer saw it. */
export interface Quote {
  id: MessageId;
  author: AccountId;
  /** at most 200 UTF-16 units of it */
  text: string;
  /**
   * the message is not in the history here: only who quotes it says that it was written, by whom, and in these words
   */
  isUnknown?: true;
}

/** One of several messages that were forwarded as one. */
export interface MergedItem {
  /** the writer's name as the forwarder saw it */
  name: string;
  sentAt: Timestamp;
  text: string;
}

export interface Merged {
  title: string;
  items: MergedItem[];
}

export interface Reaction {
  emoji: string;
  /** in the order they reacted */
  by: AccountId[];
}

export interface Message {
  id: MessageId;
  conversation: ConversationId;
  /** place in the conversation, rising; never changes */
  order: number;
  own: boolean;
  author: AccountId;
  kind: MessageKind;
  /** empty for what is no text. Of one's own `recalled` text: what it said, to edit it again */
  text: string;
  style?: TextStyle;
  quote?: Quote;
  merged?: Merged;
  /** accounts, or everybody in the room */
  mentions?: AccountId[] | 'all';
  reactions: Reaction[];
  isPinned: boolean;
  sentAt: Timestamp;
  state: MessageState;
  /** when the other person's device had it, and when it was read, as far as known */
  deliveredAt?: Timestamp;
  readAt?: Timestamp;
  problem?: SendProblem;
  event?: RoomEvent;
  /** what it carries; its `text` is then the caption, which may be empty */
  attachment?: Attachment;
  /**
   * of `keys-changed`: why, as far as the server says. Of `new-device`: `verified` when the keys had been compared. Of
   * `missing`: how many messages.
   */
  detail?: string;
}

/** What Electron can do on this system. */
export interface Desktop {
  /** it hears when the screen is locked, so that the account locks with it */
  hearsScreenLock: boolean;
  /** false where somebody has started it with `--no-sandbox`: the page's process could do whatever the person can */
  isSandboxed: boolean;
}

/** What the window needs to draw its first frame. */
export interface AppState {
  settings: Settings;
  /** the operating system's language, or the nearest one Miyu speaks */
  systemLanguage: Language;
  remembered: RememberedAccount[];
  /** the server the login page starts with */
  server?: KnownServer;
  /** a link says that this server has moved; the person is asked before the login page has it */
  movedServer?: MovedServer;
  session?: Session;
  /** the account that was locked, and is still: its keys are out of memory */
  locked?: AccountKey;
  /** whether the operating system can keep an account's key, so that it opens without a password */
  hasKeychain: boolean;
  /**
   * files of the installation that could not be read at start; they were kept under these names, their values are lost
   */
  setAside?: string[];
  host: 'electron' | 'web';
  /** absent in a browser */
  desktop?: Desktop;
  version: string;
}
