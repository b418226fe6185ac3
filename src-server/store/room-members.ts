import { sql } from 'kysely';
import type { AccountId, RoomId } from '../../protocol/index.ts';
import type { Reader, Writer } from './database.ts';

/** The account's rooms, with the last place of each log. */
export async function findRoomsOf(db: Reader, account: AccountId): Promise<{ room: RoomId; last: number }[]> {
  return db
    .selectFrom('room_members')
    .select('room')
    .select(sql<number>`(select max(seq) from room_records where room = room_members.room)`.as('last'))
    .where('account', '=', account)
    .where('until_seq', 'is', null)
    .orderBy('room', 'desc')
    .execute();
}

/** In how many rooms each of them is. */
export async function countRoomsOf(db: Reader, accounts: readonly AccountId[]): Promise<Map<AccountId, number>> {
  const rows = await db
    .selectFrom('room_members')
    .select('account')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('account', 'in', accounts)
    .where('until_seq', 'is', null)
    .groupBy('account')
    .execute();
  return new Map(rows.map(({ account, count }) => [account, count]));
}

/** Whether there is a room that both are in. */
export async function shareRoom(db: Reader, one: AccountId, other: AccountId): Promise<boolean> {
  const row = await db
    .selectFrom('room_members as own')
    .innerJoin('room_members as theirs', 'theirs.room', 'own.room')
    .select('own.room')
    .where('own.account', '=', one)
    .where('own.until_seq', 'is', null)
    .where('theirs.account', '=', other)
    .where('theirs.until_seq', 'is', null)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** The record by which a former member left; undefined for members and for those who never were one. */
export async function findDeparture(db: Reader, room: RoomId, account: AccountId): Promise<number | undefined> {
  const row = await db
    .selectFrom('room_members')
    .select('until_seq')
    .where('room', '=', room)
    .where('account', '=', account)
    .executeTakeFirst();
  return row?.until_seq ?? undefined;
}

/** They come in by that record, for the first time or again. */
export async function enterRoom(db: Writer, room: RoomId, accounts: readonly AccountId[], seq: number): Promise<void> {
  if (accounts.length === 0) return;
  await db
    .insertInto('room_members')
    .values(accounts.map((account) => ({ room, account, since_seq: seq, until_seq: null })))
    .onConflict((conflict) => conflict.columns(['room', 'account']).doUpdateSet({ since_seq: seq, until_seq: null }))
    .execute();
}

export async function leaveRoom(db: Writer, room: RoomId, accounts: readonly AccountId[], seq: number): Promise<void> {
  if (accounts.length === 0) return;
  await db
    .updateTable('room_members')
    .set({ until_seq: seq })
    .where('room', '=', room)
    .where('account', 'in', accounts)
    .execute();
}
