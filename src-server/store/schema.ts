import type { Generated } from 'kysely';
import type {
  AccountId,
  AddressSharing,
  BlobId,
  ConversationId,
  DeviceId,
  LoginRecord,
  MessageId,
  OwnPresence,
  Profile,
  RevocationReason,
  RoomId,
  Timestamp,
} from '../../protocol/index.ts';

/** The tables as the newest migration leaves them. */
export interface Schema {
  accounts: AccountRow;
  devices: DeviceRow;
  friendships: FriendshipRow;
  requests: RequestRow;
  queue: QueueRow;
  account_keys: AccountKeysRow;
  device_keys: DeviceKeysRow;
  one_time_keys: OneTimeKeyRow;
  revocations: RevocationRow;
  resets: ResetRow;
  rooms: RoomRow;
  room_records: RoomRecordRow;
  room_members: RoomMemberRow;
  room_requests: RoomRequestRow;
  room_avatars: RoomAvatarRow;
  avatars: AvatarRow;
  blocks: BlockRow;
  logins: LoginRow;
  blobs: BlobRow;
  blob_grants: BlobGrantRow;
}

export interface AccountRow {
  id: Generated<AccountId>;
  name: string;
  /** what makes two names the same: normalised and case-folded */
  name_key: string;
  /** what makes two names look the same; see skeletons.ts for those that did before this was known */
  skeleton: string;
  email: string;
  email_key: string;
  auth_mac: Buffer;
  salt: Buffer;
  memory_kib: number;
  passes: number;
  parallelism: number;
  display_name: string;
  sex: Profile['sex'] | null;
  age: number | null;
  signature: string;
  created_at: Timestamp;
  /** counts the logins; a token of an earlier number is void */
  session: number;
  /** 0 after a logout */
  session_open: number;
  /** of the latest login */
  session_device: string;
  session_address: string;
  session_time: Timestamp;
  presence: Generated<OwnPresence>;
  address_sharing: Generated<AddressSharing>;
  /** SHA-256 of the picture in base64url */
  avatar: Generated<string | null>;
  /** null while the account exists */
  deleted_at: Generated<Timestamp | null>;
  /** what makes two display names the same; null while the owner is not to be found by it */
  found_by: Generated<string | null>;
}

export interface AvatarRow {
  account: AccountId;
  picture: Buffer;
}

/** `account` does not want to hear of `blocked`. */
export interface BlockRow {
  account: AccountId;
  blocked: AccountId;
}

export interface LoginRow {
  id: Generated<number>;
  account: AccountId;
  time: Timestamp;
  device: string;
  address: string;
  outcome: LoginRecord['outcome'];
  device_id: DeviceId | null;
}

export interface DeviceRow {
  id: Generated<DeviceId>;
  account: AccountId;
  name: string;
  key: Buffer;
  created_at: Timestamp;
  last_seen: Timestamp;
}

/** One row for each account that has enrolled. */
export interface AccountKeysRow {
  account: AccountId;
  /** DER */
  certificate: Buffer;
  /** SPKI, DER */
  account_key: Buffer;
  identity_key: Buffer;
  recovery_mac: Buffer;
  vault_version: number;
  vault: Buffer;
}

/** One row for each device that has published. */
export interface DeviceKeysRow {
  device: DeviceId;
  registration_id: number;
  signed_id: number;
  signed_key: Buffer;
  signed_signature: Buffer;
  last_resort_id: number;
  last_resort_key: Buffer;
  last_resort_signature: Buffer;
}

export interface OneTimeKeyRow {
  /** grows with the time of publishing */
  place: Generated<number>;
  device: DeviceId;
  id: number;
  key: Buffer;
}

export interface RevocationRow {
  account: AccountId;
  serial: string;
  at: Timestamp;
  reason: RevocationReason;
}

/** A code with which a person may set a new password once. */
export interface ResetRow {
  account: AccountId;
  code_mac: Buffer;
  expires_at: Timestamp;
}

/** One row for both: `low` is the smaller number. */
export interface FriendshipRow {
  low: AccountId;
  high: AccountId;
  since: Timestamp;
}

export interface RequestRow {
  from_account: AccountId;
  to_account: AccountId;
  greeting: string;
  time: Timestamp;
  state: 'open' | 'later' | 'refused';
}

/** What waits for a device. `id` gives the order. */
export interface QueueRow {
  id: number;
  device: DeviceId;
  /** see QueueKind in queue.ts */
  kind: number;
  message_id: MessageId;
  /** of a message: who wrote it, where. Of an expiry: whose message it was, and which device did not fetch it */
  from_account: AccountId;
  from_device: DeviceId;
  /** or the room */
  to_account: ConversationId;
  sent_at: Timestamp;
  received_at: Timestamp;
  body: Buffer;
}

export interface RoomRow {
  id: RoomId;
  /** both as of accounts; null once disbanded */
  name_key: string | null;
  skeleton: string | null;
  created_at: Timestamp;
}

/** The room's log. `seq` gives the order, from 0. */
export interface RoomRecordRow {
  room: RoomId;
  seq: number;
  record: Buffer;
  signature: Buffer;
}

export interface RoomMemberRow {
  room: RoomId;
  account: AccountId;
  /** the record by which the account came in for the last time */
  since_seq: number;
  /** the record by which it left; null while it is a member */
  until_seq: number | null;
}

export interface RoomRequestRow {
  room: RoomId;
  account: AccountId;
  answer: string;
  time: Timestamp;
}

export interface RoomAvatarRow {
  room: RoomId;
  picture: Buffer;
}

export interface BlobRow {
  id: BlobId;
  owner: AccountId;
  /** the owner's name for it */
  ref: Buffer;
  size: number;
  created_at: Timestamp;
  expires_at: Timestamp;
  /** null while it is put together */
  completed_at: Timestamp | null;
  /** the chunks that are safe, as in ChunkMap; null once it is complete */
  chunks: Buffer | null;
  /** bytes of the chunks that are safe; all of them once it is complete */
  arrived: Generated<number>;
}

/** Those who are in the conversation may get the blob; `grantor` is the other one when it is a person. */
export interface BlobGrantRow {
  blob: BlobId;
  grantor: AccountId;
  conversation: ConversationId;
}
