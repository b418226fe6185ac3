import type { Kysely, Transaction } from 'kysely';
import type { RoomHead, RoomId, RoomState } from '../../../protocol/index.ts';
import { compareHead } from './room-log.ts';
import type { RoomLogRow } from './room-schema.ts';
import type { Schema } from './schema.ts';

/** Whether the server showed what members did not sign, or another log than before: the room stands still. */
export async function isBad(db: Kysely<Schema>, room: RoomId): Promise<boolean> {
  return (await findRow(db, room))?.is_bad === 1;
}

/** Whether it is bad, or a member knows a record that the server does not show here. */
export async function isForked(db: Kysely<Schema>, room: RoomId): Promise<boolean> {
  const row = await findRow(db, room);
  return row !== undefined && (row.is_bad === 1 || row.claimed_seq !== null);
}

/** Nothing more of the room is believed. */
export async function markBad(transaction: Transaction<Schema>, room: RoomId): Promise<void> {
  await transaction
    .insertInto('room_log')
    .values({ room, is_bad: 1, claimed_seq: null, claimed_hash: null })
    .onConflict((conflict) => conflict.column('room').doUpdateSet({ is_bad: 1 }))
    .execute();
  await summarise(transaction, room);
}

/** A member knows a record that is not here. False when one is noted already. */
export async function noteClaim(
  transaction: Transaction<Schema>,
  room: RoomId,
  { seq, hash }: RoomHead,
): Promise<boolean> {
  const row = await findRow(transaction, room);
  if (row && row.claimed_seq !== null) return false;
  const claim = { claimed_seq: seq, claimed_hash: new Uint8Array(hash) };
  await transaction
    .insertInto('room_log')
    .values({ room, ...claim })
    .onConflict((conflict) => conflict.column('room').doUpdateSet(claim))
    .execute();
  await summarise(transaction, room);
  return true;
}

/** The log has grown: perhaps by the record that the member knew. */
export async function settleClaim(transaction: Transaction<Schema>, room: RoomId, state: RoomState): Promise<void> {
  const row = await findRow(transaction, room);
  if (!row || row.claimed_seq === null || row.claimed_hash === null) return;
  if (compareHead(state, { seq: row.claimed_seq, hash: row.claimed_hash }) !== 'known') return;
  await transaction.deleteFrom('room_log').where('room', '=', room).execute();
}

async function findRow(db: Kysely<Schema>, room: RoomId): Promise<RoomLogRow | undefined> {
  return db.selectFrom('room_log').selectAll().where('room', '=', room).executeTakeFirst();
}

async function summarise(transaction: Transaction<Schema>, room: RoomId): Promise<void> {
  const values = { is_forked: (await isForked(transaction, room)) ? (1 as const) : (0 as const) };
  await transaction.updateTable('room').set(values).where('id', '=', room).execute();
}
