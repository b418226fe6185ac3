import type { Kysely } from 'kysely';
import type { AccountId, RoomId, RoomRole } from '../../../protocol/index.ts';
import type { RoomSummary } from '../../contract/model.ts';
import { toRoomSummary } from './conversations.ts';
import type { Schema } from './schema.ts';

/** What an account is in a room now; undefined when it does not belong to it. */
export async function roleIn(db: Kysely<Schema>, room: RoomId, account: AccountId): Promise<RoomRole | undefined> {
  const row = await db
    .selectFrom('room_member')
    .select('role')
    .where('room', '=', room)
    .where('account', '=', account)
    .executeTakeFirst();
  return row?.role;
}

/** Owner and admins may mention everybody, give notices and pin. */
export async function isAdmin(db: Kysely<Schema>, room: RoomId, account: AccountId): Promise<boolean> {
  const role = await roleIn(db, room, account);
  return role === 'owner' || role === 'admin';
}

/** Undefined when the account here has never belonged to it. */
export async function findRoomSummary(db: Kysely<Schema>, room: RoomId): Promise<RoomSummary | undefined> {
  const row = await db.selectFrom('room').selectAll().where('id', '=', room).executeTakeFirst();
  return row && toRoomSummary(row);
}
