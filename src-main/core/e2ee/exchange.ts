import type {
  AccountId,
  ConversationId,
  Delivery,
  DeviceId,
  DeviceKeys,
  MessageId,
  OneTimePreKey,
  PreKeyBundle,
  Revocation,
  RoomId,
  Timestamp,
} from '../../../protocol/index.ts';
import type { Message, Trust } from '../../contract/model.ts';
import type { Content, Signal } from '../content.ts';

/*
 * What passes between the open account and the thread that has its history and its ratchets. The thread decrypts and
 * stores in one transaction, and saves the ratchet before it gives a ciphertext away.
 */

/** The secrets a store is opened with. The thread takes them over: the caller's copies are wiped. */
export interface StoreSecrets {
  /** SQLCipher's raw key, 32 bytes */
  databaseKey: Uint8Array;
  account: AccountId;
  /** libsignal's serialised identity key pair of the account */
  identity: Uint8Array;
}

/** By which this installation signs in again. One row; without it the account has never signed in here. */
export interface StoredDevice {
  id: DeviceId;
  /** absent once signed out */
  token?: string;
  /** Ed25519, PKCS#8 in base64 */
  key: string;
  since: Timestamp;
}

/** A device as the address of a session. */
export interface DeviceAddress {
  account: AccountId;
  device: DeviceId;
}

/** Content to be encrypted for some devices, with what its inner header says again. */
export interface SealRequest {
  messageId: MessageId;
  to: ConversationId;
  sentAt: Timestamp;
  content: Content | Signal;
  devices: DeviceAddress[];
  /**
   * it was written before, to more devices than this one, which has asked for it: that changes nothing of whom it is
   * for
   */
  again?: boolean;
}

export type SealResult =
  | { kind: 'sealed'; envelopes: { device: DeviceId; body: Uint8Array }[] }
  /** there are no sessions with these yet: get their bundles, `establish`, and seal again */
  | { kind: 'no-session'; devices: DeviceAddress[] }
  /** the verified keys of the recipient have changed and were not accepted */
  | { kind: 'keys-changed' };

/** What `keysToPublish` found. */
export interface KeysToPublish {
  device: DeviceKeys;
  oneTime: OneTimePreKey[];
}

/** Sessions to be made. The identity of the account must have been learned. */
export interface EstablishRequest {
  account: AccountId;
  bundles: PreKeyBundle[];
  at: Timestamp;
  /** in place of a session that works, which the other side can still use: it has lost its end */
  fresh?: boolean;
}

/** What there is to be asked for again now; each asking counts as one of the tries. */
export interface DueResends {
  requests: ResendRequest[];
  /** lines for what was asked for in vain */
  messages: Message[];
  /** when there is more to ask for */
  nextAt?: Timestamp;
}

/** An account's identity as its checked certificate states it. */
export interface CertifiedIdentity {
  account: AccountId;
  /** libsignal's serialised public key, 33 bytes */
  key: Uint8Array;
  /** DER */
  certificate: Uint8Array;
  serial: string;
  revoked: Revocation[];
}

/**
 * What became of an identity that was looked up. `changed` of one's own account: nothing was stored, these keys are not
 * ours.
 */
export interface LearnedIdentity {
  change: 'first' | 'same' | 'changed';
  /** the line that tells about the change, when there is a chat */
  messages: Message[];
}

export interface StoredIdentity extends Omit<CertifiedIdentity, 'serial' | 'revoked'> {
  trust: Exclude<Trust, 'none'>;
  verifiedAt?: Timestamp;
  changedAt?: Timestamp;
}

/** Somebody nudges. */
export interface HeardNudge {
  by: AccountId;
  /** by their clock */
  sentAt: Timestamp;
}

/** What a batch of deliveries became. All of it is committed. */
export interface Received {
  /** how many of the batch are done, from the first; the one after them needs what `unknownKeys` says */
  done: number;
  /** the next message comes with an identity key that is not the known one: look at the certificate, then go on */
  unknownKeys?: AccountId;
  /** the next message is in a room whose log is not here, or not as far as its sender knows: fetch it, then go on */
  unknownRoom?: RoomId;
  /** new and changed lines, in order */
  messages: Message[];
  /** of people one does not know; left out */
  strangers: number;
  /** could not be decrypted; they are asked for again by `dueResends` */
  unreadable: number;
  /** others could not read these of ours */
  asked: ResendRequest[];
  /** rooms that were found to be shown differently to others */
  forkedRooms: RoomId[];
  nudges: HeardNudge[];
  /** conversations whose unread messages the person has read on another device */
  readElsewhere: ConversationId[];
}

/**
 * What a device asks to have again: by id where it saw a message it could not read, by number where one never came. The
 * address is the other device: of one's own request the one that is asked, of others' requests the one that asks.
 */
export interface ResendRequest extends DeviceAddress {
  /** the chat it is about, as it is known here: request and answers go out with this as their `to` */
  conversation: ConversationId;
  ids: MessageId[];
  numbers: number[];
}

export interface Incoming {
  kind: 'message';
  delivery: Delivery;
}
export interface Expired {
  kind: 'expired';
  to: ConversationId;
  messageId: MessageId;
  /** which did not get it */
  device: DeviceId;
}
