import type { Kysely } from 'kysely';
import type { AccountId, RoomId, RoomRole, RoomRules, Timestamp } from '../../../protocol/index.ts';
import type { Profile, RoomNotice, RoomSummary } from '../../contract/model.ts';
import { toRoomSummary } from './conversations.ts';
import type { History } from './history.ts';
import { toProfile } from './people.ts';
import { findNotice } from './room-notices.ts';
import type { Schema } from './schema.ts';
import { slices } from './slices.ts';

/** A room as its log and the history know it. */
export interface StoredRoom extends RoomSummary {
  id: RoomId;
  rules: RoomRules;
  memberList: StoredMember[];
  notice?: RoomNotice;
}

export interface StoredMember {
  account: AccountId;
  role: RoomRole;
  card: string;
  mutedUntil?: Timestamp;
  /** the keys by which they read and sign, as the log says */
  identity: Uint8Array;
  /** as last known; absent when never seen */
  profile?: Profile;
}

/** The rooms whose logs are here, and where each log ends. */
export interface StoredLog {
  room: RoomId;
  length: number;
  /** undefined when the account here does not belong to the room any more, or it was disbanded */
  role: RoomRole | undefined;
}

export async function listLogs(db: Kysely<Schema>): Promise<StoredLog[]> {
  const rows = await db
    .selectFrom('room')
    .innerJoin('room_record', 'room_record.room', 'room.id')
    .select(['room.id', 'room.role', 'room.is_disbanded'])
    .select(({ fn }) => fn.countAll<number>().as('length'))
    .groupBy('room.id')
    .execute();
  return rows.map(({ id, role, is_disbanded, length }) => {
    return { room: id, length, role: is_disbanded === 1 ? undefined : (role ?? undefined) };
  });
}

/** Undefined when no log of that room is here. */
export async function viewRoom(
  db: Kysely<Schema>,
  { own, rooms }: Pick<History, 'own' | 'rooms'>,
  room: RoomId,
): Promise<StoredRoom | undefined> {
  const state = await rooms.find(db, room);
  const row = await db.selectFrom('room').selectAll().where('id', '=', room).executeTakeFirst();
  if (!state || !row) return undefined;
  const profiles = await profilesOf(db, [...state.members.keys()]);
  const memberList = [...state.members].map(([account, { role, card, mutedUntil, identity }]) => {
    const profile = profiles.get(account);
    return { account, role, card, identity, ...(mutedUntil ? { mutedUntil } : {}), ...(profile ? { profile } : {}) };
  });
  const notice = await findNotice(db, own.account, room);
  return { id: room, ...toRoomSummary(row), rules: state.rules, memberList, ...(notice ? { notice } : {}) };
}

async function profilesOf(db: Kysely<Schema>, accounts: AccountId[]): Promise<Map<AccountId, Profile>> {
  const profiles = new Map<AccountId, Profile>();
  for (const some of slices(accounts)) {
    const rows = await db.selectFrom('person').selectAll().where('account', 'in', some).execute();
    for (const row of rows) profiles.set(row.account, toProfile(row));
  }
  return profiles;
}
