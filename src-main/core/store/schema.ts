import type { Generated, Selectable } from 'kysely';
import type {
  AccountId,
  AddressSharing,
  BlobId,
  ConversationId,
  DeviceId,
  MessageId,
  OwnPresence,
  RoomId,
  RoomRole,
  Sex,
  Timestamp,
} from '../../../protocol/index.ts';
import type { AttachmentKind, AttachmentProblem, AttachmentState, StickerId } from '../../contract/attachment.ts';
import type { ContactRequest, MessageKind, MessageState, SendProblem } from '../../contract/model.ts';
import type { StoredIdentity } from '../e2ee/exchange.ts';
import type { RoomSchema } from './room-schema.ts';

/** The rows of one account's history database. Changes come as a new migration. */
export interface Schema extends RoomSchema {
  person: PersonTable;
  contact: ContactTable;
  request: RequestTable;
  conversation: ConversationTable;
  message: MessageTable;
  outgoing: OutgoingTable;
  early: EarlyTable;
  deleted: DeletedTable;
  receipt: ReceiptTable;
  room: RoomTable;
  room_member: RoomMemberTable;
  device: DeviceTable;
  known_device: KnownDeviceTable;
  device_baseline: DeviceBaselineTable;
  new_device: NewDeviceTable;
  identity: IdentityTable;
  one_time_key: OwnKeyTable;
  signed_key: OwnKeyTable;
  kyber_key: OwnKeyTable;
  kyber_use: KyberUseTable;
  session: SessionTable;
  missing: MissingTable;
  sent_count: SentCountTable;
  audience: AudienceTable;
  never_sent: NeverSentTable;
  seen_count: SeenCountTable;
  avatar: AvatarTable;
  expected_identity: ExpectedIdentityTable;
  standing: StandingTable;
  attachment: AttachmentTable;
  leftover: LeftoverTable;
  fetched: FetchedTable;
  sticker: StickerTable;
}

export type Bytes = Uint8Array<ArrayBuffer>;

/** Everyone this account has had to do with, as last known; one row is the account itself. */
interface PersonTable {
  account: AccountId;
  name: string;
  display_name: string;
  sex: Sex | null;
  age: number | null;
  signature: string;
  avatar: string | null;
}
export type PersonRow = Selectable<PersonTable>;

interface ContactTable {
  account: AccountId;
  since: Timestamp;
}

/** A device that was listed, encrypted for or heard from. */
interface KnownDeviceTable {
  account: AccountId;
  device: DeviceId;
}

/** Whose devices were listed once: others than the known ones are new. */
interface DeviceBaselineTable {
  account: AccountId;
}

/** One's own device that the person has not seen yet. */
interface NewDeviceTable {
  device: DeviceId;
  /** empty while the server hides it */
  name: string;
  address: string | null;
  time: Timestamp;
}

interface RequestTable {
  account: AccountId;
  direction: ContactRequest['direction'];
  greeting: string;
  time: Timestamp;
  state: ContactRequest['state'];
}

interface ConversationTable {
  id: ConversationId;
  draft: Generated<string>;
  /** `message.place` of the last message the person has seen; the unread are counted from it */
  read_up_to: Generated<number>;
  is_pinned: Generated<0 | 1>;
}

interface MessageTable {
  /** rises over all conversations */
  place: Generated<number>;
  id: MessageId;
  conversation: ConversationId;
  own: 0 | 1;
  author: AccountId;
  /** of the author, by which it came; null for what was written here, or came to an older version */
  device: Generated<DeviceId | null>;
  kind: Generated<MessageKind>;
  /** empty for what is no text */
  text: string;
  /** JSON of `Extras`; null for none */
  extras: Generated<string | null>;
  /** it mentions the person here, or everybody */
  mentions_me: Generated<0 | 1>;
  /** it quotes this message, which is not here */
  quotes_unknown: Generated<MessageId | null>;
  /** JSON of `Reaction[]`; null for none */
  reactions: Generated<string | null>;
  pinned_at: Generated<Timestamp | null>;
  sent_at: Timestamp;
  state: MessageState;
  delivered_at: Generated<Timestamp | null>;
  read_at: Generated<Timestamp | null>;
  problem: SendProblem | null;
  detail: Generated<string | null>;
  /** of a text that this device wrote and encrypted: which one it is in its conversation */
  number: Generated<number | null>;
  /** of the same: for which audience it was encrypted last */
  audience: Generated<number | null>;
  /** of the same: the devices that have said so, as `,21,22,` */
  received_by: Generated<string | null>;
}
export type MessageRow = Selectable<MessageTable>;

/** What is no text and must arrive. Kept for a while after it was sent, for those who could not read it. */
interface OutgoingTable {
  id: MessageId;
  conversation: ConversationId;
  /** of the last message that was written before it */
  place: number;
  /** JSON of `Act` */
  content: string;
  sent_at: Timestamp;
  is_sent: Generated<0 | 1>;
  /** for which audience it was encrypted last */
  audience: Generated<number | null>;
}
export type OutgoingRow = Selectable<OutgoingTable>;

/** What was said about a message that is not here yet. */
interface EarlyTable {
  id: MessageId;
  message: MessageId;
  conversation: ConversationId;
  author: AccountId;
  /** JSON of `Act` */
  content: string;
  sent_at: Timestamp;
}

/** Messages that were deleted here lately: they do not come back. */
interface DeletedTable {
  id: MessageId;
  /** 0: of any, as older versions had it */
  conversation: ConversationId | 0;
  author: AccountId | 0;
  at: Timestamp;
}

/** Received messages whose sender has not been told yet that they are stored here, or were read. */
interface ReceiptTable {
  account: AccountId;
  message: MessageId;
  state: 'delivered' | 'read';
}

/** Rooms as the list of chats shows them. */
interface RoomTable {
  id: RoomId;
  name: string;
  avatar: string | null;
  members: number;
  /** null when one does not belong to it any more */
  role: RoomRole | null;
  is_disbanded: Generated<0 | 1>;
  muted_for_all: Generated<0 | 1>;
  muted_until: Generated<Timestamp | null>;
  is_forked: Generated<0 | 1>;
}
export type RoomRow = Selectable<RoomTable>;

/** Who belongs to a room now. */
interface RoomMemberTable {
  room: RoomId;
  account: AccountId;
  role: RoomRole;
}

/** One row at most. */
interface DeviceTable {
  only: Generated<1>;
  id: DeviceId;
  token: string | null;
  key: string;
  since: Timestamp;
  /** libsignal's; null until there are keys */
  registration_id: number | null;
  /** the next number for a key of any sort; none is given twice */
  next_key: Generated<number>;
}

interface IdentityTable {
  account: AccountId;
  key: Bytes;
  certificate: Bytes;
  serial: string;
  trust: StoredIdentity['trust'];
  verified_at: Timestamp | null;
  changed_at: Timestamp | null;
}
export type IdentityRow = Selectable<IdentityTable>;

/** A key pair that others begin sessions with. `record` is libsignal's. */
interface OwnKeyTable {
  id: number;
  record: Bytes;
  made_at: Timestamp;
  /** the server has it */
  published: Generated<0 | 1>;
}

/** Sessions begun with a Kyber key: the last-resort key serves many, but the same beginning never twice. */
interface KyberUseTable {
  kyber: number;
  signed: number;
  base_key: Bytes;
}

/** The ratchet with one device of somebody, one's own others included. `record` is libsignal's. */
interface SessionTable {
  account: AccountId;
  device: DeviceId;
  record: Bytes;
}

/** What did not come, or came and could not be read, from one device in one conversation. */
interface MissingTable {
  place: Generated<number>;
  account: AccountId;
  device: DeviceId;
  conversation: ConversationId;
  /** known when it came */
  message: MessageId | null;
  /** known when a later text shows that this one is missing */
  number: number | null;
  tries: Generated<number>;
  /** when to ask for it; null once given up */
  next_at: Timestamp | null;
  /** the line in the chat that tells of it, once given up */
  line: MessageId | null;
}
export type MissingRow = Selectable<MissingTable>;

/** The number of the last text that this device wrote in a conversation. */
interface SentCountTable {
  conversation: ConversationId;
  last: number;
}

/**
 * A device that messages of a conversation are, or were, encrypted for, under which identity key. The audiences of a
 * conversation are counted: each time that a device comes or goes, or has another key, the next one begins.
 */
interface AudienceTable {
  conversation: ConversationId;
  account: AccountId;
  device: DeviceId;
  /** the identity key of its account then */
  key: Bytes;
  /** the number of the first text that was encrypted for it: it cannot miss earlier ones */
  first: number;
  /** the first audience with it; 0 is what versions before this table have encrypted */
  since: number;
  /** the first audience without it; null while it belongs to the present one */
  until: number | null;
}
export type AudienceRow = Selectable<AudienceTable>;

/** Numbers of texts that failed and were deleted. */
interface NeverSentTable {
  conversation: ConversationId;
  number: number;
}

/** The highest number seen of the texts that a device wrote in a conversation. */
interface SeenCountTable {
  account: AccountId;
  device: DeviceId;
  conversation: ConversationId;
  last: number;
}

/** Pictures of people and rooms, named by their SHA-256 in base64url. */
interface AvatarTable {
  /** rises: the order in which they were fetched */
  place: Generated<number>;
  hash: string;
  picture: Bytes;
}

/** Whose keys a link of their own told of, until they are seen. */
interface ExpectedIdentityTable {
  account: AccountId;
  /** SHA-256 of the public identity key, base64url */
  key_hash: string;
}

/** One row at most: what the server last said of the account itself. */
interface StandingTable {
  only: Generated<1>;
  presence: OwnPresence | null;
  address: AddressSharing | null;
  /** seconds */
  recall: number | null;
  room_name_min: number | null;
  room_name_max: number | null;
  room_members: number | null;
}

/**
 * What a message carries: the server has it encrypted, and this machine sealed in the same way, or in the folder of
 * received files.
 */
interface AttachmentTable {
  /** of the message */
  place: number;
  message: MessageId;
  conversation: ConversationId;
  kind: AttachmentKind;
  name: string;
  /** as it is searched for */
  folded_name: string;
  type: string;
  size: number;
  state: AttachmentState;
  problem: AttachmentProblem | null;
  /** null until the server has it */
  blob: BlobId | null;
  /** of this file alone */
  key: Bytes;
  digest: Bytes;
  expires_at: Timestamp | null;
  /** what this device calls it when it uploads it; null for what others did */
  ref: Bytes | null;
  width: number | null;
  height: number | null;
  thumbnail: Bytes | null;
  duration_ms: number | null;
  waveform: Bytes | null;
  hidden_text_key: Bytes | null;
  /** the sealed file; of one that is downloading, what there is of it. Forwarded messages share it */
  sealed: string | null;
  /** of a received file: where it is, or the part of it that has come */
  path: string | null;
  /** when it was last shown */
  used_at: Generated<Timestamp>;
}
export type AttachmentRow = Selectable<AttachmentTable>;

/** A sealed file, part of a received one, or upload that nobody needs any more. */
interface LeftoverTable {
  place: Generated<number>;
  sealed: string | null;
  path: string | null;
  /** of an upload, with the size that was announced */
  ref: Bytes | null;
  size: number | null;
}
export type LeftoverRow = Selectable<LeftoverTable>;

/** What was fetched from somebody without being asked for, by the hour in which it came. */
interface FetchedTable {
  author: AccountId;
  /** since 1970, by the clock here */
  hour: number;
  bytes: number;
}

/** Pictures that the person keeps to send them again. */
interface StickerTable {
  /** rises: the order in which they were added */
  place: Generated<number>;
  id: StickerId;
  type: string;
  width: number;
  height: number;
  picture: Bytes;
}
export type StickerRow = Selectable<StickerTable>;
