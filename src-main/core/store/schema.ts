import type { Generated, Selectable } from 'kysely';
import type { AccountId, DeviceId, MessageId, Sex, Timestamp } from '../../../protocol/index.ts';
import type { ContactRequest, MessageKind, MessageState, SendProblem } from '../../contract/model.ts';
import type { StoredIdentity } from '../e2ee/exchange.ts';

/** The rows of one account's history database. Changes come as a new migration. */
export interface Schema {
  person: PersonTable;
  contact: ContactTable;
  request: RequestTable;
  conversation: ConversationTable;
  message: MessageTable;
  receipt: ReceiptTable;
  device: DeviceTable;
  identity: IdentityTable;
  one_time_key: OwnKeyTable;
  signed_key: OwnKeyTable;
  kyber_key: OwnKeyTable;
  kyber_use: KyberUseTable;
  session: SessionTable;
  missing: MissingTable;
  sent_count: SentCountTable;
  first_sent: FirstSentTable;
  never_sent: NeverSentTable;
  seen_count: SeenCountTable;
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
}
export type PersonRow = Selectable<PersonTable>;

interface ContactTable {
  account: AccountId;
  since: Timestamp;
}

interface RequestTable {
  account: AccountId;
  direction: ContactRequest['direction'];
  greeting: string;
  time: Timestamp;
  state: ContactRequest['state'];
}

interface ConversationTable {
  account: AccountId;
  draft: Generated<string>;
  /** `message.place` of the last message the person has seen; the unread are counted from it */
  read_up_to: Generated<number>;
}

interface MessageTable {
  /** rises over all conversations */
  place: Generated<number>;
  id: MessageId;
  conversation: AccountId;
  own: 0 | 1;
  kind: Generated<MessageKind>;
  /** empty for what is no text */
  text: string;
  sent_at: Timestamp;
  state: MessageState;
  problem: SendProblem | null;
  detail: string | null;
  /** of a text that this device wrote and encrypted: which one it is in its conversation */
  number: number | null;
}
export type MessageRow = Selectable<MessageTable>;

/** Received messages whose sender has not been told yet that they are stored here. */
interface ReceiptTable {
  account: AccountId;
  message: MessageId;
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
  conversation: AccountId;
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
  conversation: AccountId;
  last: number;
}

/** The number of the first text in a conversation that was encrypted for a device: it cannot miss earlier ones. */
interface FirstSentTable {
  conversation: AccountId;
  device: DeviceId;
  number: number;
}

/** Numbers of texts that failed and were deleted. */
interface NeverSentTable {
  conversation: AccountId;
  number: number;
}

/** The highest number seen of the texts that a device wrote in a conversation. */
interface SeenCountTable {
  account: AccountId;
  device: DeviceId;
  conversation: AccountId;
  last: number;
}
