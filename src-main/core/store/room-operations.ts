import type {
  AccountId,
  DeviceId,
  MessageId,
  Profile,
  RoomHead,
  RoomId,
  RoomRules,
  SignedRecord,
  Timestamp,
} from '../../../protocol/index.ts';
import { type History, within } from './history.ts';
import { savePerson } from './people.ts';
import { setReaders, unsettleRoomKeys } from './room-keys.ts';
import { confirmNotice } from './room-notices.ts';
import { applyRecords, type RecordsResult, type RoomRecords } from './room-records.ts';
import { type RoomSealRequest, type RoomSealResult, sealForRooms } from './room-seal.ts';
import { type ShareRequest, type ShareResult, shareRoomKey } from './room-share.ts';
import { listLogs, type StoredLog, type StoredRoom, viewRoom } from './room-view.ts';
import {
  type Departure,
  type RoomDeed,
  type ShownRoom,
  type WrittenRecord,
  writeDeparture,
  writeFirst,
  writeJoin,
  writeRecord,
} from './room-writing.ts';

/** What the core can ask about rooms. */
export const roomOperations = {
  roomLogs: ({ db }: History): Promise<StoredLog[]> => listLogs(db),
  room: (history: History, room: RoomId): Promise<StoredRoom | undefined> => viewRoom(history.db, history, room),

  /** Who belongs to the room now. */
  roomMembers: async ({ db, rooms }: History, room: RoomId): Promise<AccountId[]> => [
    ...((await rooms.find(db, room))?.members.keys() ?? []),
  ],
  savePeople: ({ db }: History, profiles: Profile[]) =>
    within(db, async (transaction) => {
      for (const profile of profiles) await savePerson(transaction, profile);
    }),

  /** Checks what the server shows of a log, and keeps what members have signed. */
  applyRecords: (history: History, records: RoomRecords): Promise<RecordsResult> =>
    history.rooms.within(history.db, (transaction) => applyRecords(transaction, history, records)),
  /** A record that follows the last one, signed; undefined results tell why not. */
  writeRecord: (history: History, deed: RoomDeed): Promise<WrittenRecord> => writeRecord(history.db, history, deed),
  writeFirst: async (
    history: History,
    room: { name: string; rules: RoomRules; at: Timestamp },
  ): Promise<SignedRecord> => writeFirst(history, room),
  writeJoin: async (
    history: History,
    join: { room: RoomId; follows: RoomHead; at: Timestamp },
  ): Promise<SignedRecord> => writeJoin(history, join),
  writeDeparture: async (history: History, shown: ShownRoom): Promise<Departure> => writeDeparture(history, shown),

  /** The person has asked to be let into a room, or was not let in. */
  setAsked: ({ db }: History, { room, name }: { room: RoomId; name: string }) =>
    within(db, async (transaction) => {
      await transaction
        .insertInto('room_asked')
        .values({ room, name })
        .onConflict((conflict) => conflict.column('room').doUpdateSet({ name }))
        .execute();
    }),
  askedRooms: async ({ db }: History): Promise<RoomId[]> =>
    (await db.selectFrom('room_asked').select('room').execute()).map(({ room }) => room),
  /** The room's name; undefined when the person has not asked. */
  endAsked: ({ db }: History, room: RoomId): Promise<string | undefined> =>
    within(db, async (transaction) => {
      const row = await transaction
        .deleteFrom('room_asked')
        .where('room', '=', room)
        .returning('name')
        .executeTakeFirst();
      return row?.name;
    }),
  confirmNotice: ({ db }: History, confirmation: { room: RoomId; message: MessageId; account: AccountId }) =>
    within(db, (transaction) => confirmNotice(transaction, confirmation)),

  /** Encrypts for rooms, and saves the keys before it gives the ciphertexts away. One result for each, in order. */
  sealForRooms: (history: History, requests: RoomSealRequest[]): Promise<RoomSealResult[]> =>
    within(history.db, (transaction) => sealForRooms(transaction, history, requests)),
  /** Encrypts the present key for those that lack it. */
  shareRoomKey: (history: History, request: ShareRequest): Promise<ShareResult> =>
    within(history.db, (transaction) => shareRoomKey(transaction, history, request)),
  /** The server has these safe. */
  roomKeyShared: ({ db }: History, shared: { room: RoomId; distribution: string; devices: DeviceId[] }) =>
    within(db, (transaction) => setReaders(transaction, shared)),
  /** Somebody's keys are seen differently now: who may read is looked at again. */
  unsettleRoomKeys: ({ db }: History) => within(db, (transaction) => unsettleRoomKeys(transaction)),
};
