import type { Generated, Selectable } from 'kysely';
import type { AccountId, DeviceId, MessageId, RoomId } from '../../../protocol/index.ts';
import type { Bytes } from './schema.ts';

/** The rows about rooms, apart from their messages and the summary that the list of chats shows. */
export interface RoomSchema {
  room_record: RoomRecordTable;
  room_log: RoomLogTable;
  sender_key: SenderKeyTable;
  room_key: RoomKeyTable;
  room_reader: RoomReaderTable;
  room_asked: RoomAskedTable;
  notice_confirmed: NoticeConfirmedTable;
}

/** A room's log as its members signed it. It has been checked. */
interface RoomRecordTable {
  room: RoomId;
  seq: number;
  record: Bytes;
  signature: Bytes;
}

/** What is wrong with a room's log, if anything. */
interface RoomLogTable {
  room: RoomId;
  /** what the server shows after the last record here is not what members signed, or not what it showed before */
  is_bad: Generated<0 | 1>;
  /** a member's last record that the server does not show here, or shows differently; null when there is none */
  claimed_seq: number | null;
  claimed_hash: Bytes | null;
}
export type RoomLogRow = Selectable<RoomLogTable>;

/** What messages of one device in a room are read with; of this device, written. `record` is libsignal's. */
interface SenderKeyTable {
  place: Generated<number>;
  room: RoomId;
  account: AccountId;
  device: DeviceId;
  distribution: string;
  record: Bytes;
}

/** Which key this device writes with in a room. Without a row the next message begins a new one. */
interface RoomKeyTable {
  room: RoomId;
  distribution: string;
  /** the digest of the list of devices that was looked through: those that may read have the key; null: look again */
  devices: Bytes | null;
  /** what is written with it now is for this audience; null until it has been given away */
  audience: Generated<number | null>;
}

/** A device that was given a key of this device in a room. What it may read, `audience` says. */
interface RoomReaderTable {
  room: RoomId;
  account: AccountId;
  device: DeviceId;
  /** the key it has for certain */
  distribution: string | null;
}
export type RoomReaderRow = Selectable<RoomReaderTable>;

/** Rooms that the person here has asked to be let into. */
interface RoomAskedTable {
  room: RoomId;
  name: string;
}

interface NoticeConfirmedTable {
  room: RoomId;
  message: MessageId;
  account: AccountId;
}
