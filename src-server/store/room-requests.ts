import type { AccountId, RoomId, Timestamp } from '../../protocol/index.ts';
import type { Reader, Writer } from './database.ts';

/** Somebody wants to be let into a room. */
export interface EntryRequest {
  room: RoomId;
  account: AccountId;
  answer: string;
  time: Timestamp;
}

/** Those of the accounts that have asked to be let into the room. */
export async function findAskers(db: Reader, room: RoomId, accounts: readonly AccountId[]): Promise<Set<AccountId>> {
  const rows = await db
    .selectFrom('room_requests')
    .select('account')
    .where('room', '=', room)
    .where('account', 'in', accounts)
    .execute();
  return new Set(rows.map(({ account }) => account));
}

/** Rooms of `member` that `asker` wants to be let into. */
export async function findRoomsAsked(db: Reader, asker: AccountId, member: AccountId): Promise<RoomId[]> {
  const rows = await db
    .selectFrom('room_requests')
    .innerJoin('room_members', 'room_members.room', 'room_requests.room')
    .select('room_requests.room')
    .where('room_requests.account', '=', asker)
    .where('room_members.account', '=', member)
    .where('room_members.until_seq', 'is', null)
    .execute();
  return rows.map(({ room }) => room);
}

/** Those for the rooms the account is in, the newest first. */
export async function findRequestsFor(db: Reader, member: AccountId): Promise<EntryRequest[]> {
  return db
    .selectFrom('room_members')
    .innerJoin('room_requests', 'room_requests.room', 'room_members.room')
    .selectAll('room_requests')
    .where('room_members.account', '=', member)
    .where('room_members.until_seq', 'is', null)
    .orderBy('time', 'desc')
    .execute();
}

/** How many wait to be let into the room, and how many rooms the account waits for. */
export async function countWaiting(
  db: Reader,
  room: RoomId,
  account: AccountId,
): Promise<{ forRoom: number; ofAccount: number }> {
  const { count } = await db
    .selectFrom('room_requests')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('room', '=', room)
    .executeTakeFirstOrThrow();
  const { count: ofAccount } = await db
    .selectFrom('room_requests')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('account', '=', account)
    .executeTakeFirstOrThrow();
  return { forRoom: count, ofAccount };
}

/** @returns false when the account has asked already */
export async function insertRequest(db: Writer, request: EntryRequest): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('room_requests')
    .values(request)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

/** @returns how many there were */
export async function deleteRequests(db: Writer, room: RoomId, accounts: readonly AccountId[]): Promise<number> {
  if (accounts.length === 0) return 0;
  const { numDeletedRows } = await db
    .deleteFrom('room_requests')
    .where('room', '=', room)
    .where('account', 'in', accounts)
    .executeTakeFirst();
  return Number(numDeletedRows);
}
