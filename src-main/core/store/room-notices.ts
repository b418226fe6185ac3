import type { Kysely, Transaction } from 'kysely';
import type { AccountId, MessageId, RoomId } from '../../../protocol/index.ts';
import type { RoomNotice } from '../../contract/model.ts';
import type { Schema } from './schema.ts';

/** The last notice of a room that was not taken back. */
export async function findNotice(db: Kysely<Schema>, own: AccountId, room: RoomId): Promise<RoomNotice | undefined> {
  const row = await db
    .selectFrom('message')
    .select(['id', 'author', 'text', 'sent_at'])
    .where('conversation', '=', room)
    .where('kind', '=', 'notice')
    .orderBy('place', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!row) return undefined;
  const { id, author, text, sent_at: sentAt } = row;
  const confirmed = (await whoConfirmed(db, room, id)).filter((account) => account !== author);
  return { id, author, text, sentAt, isConfirmed: confirmed.includes(own), confirmed };
}

/** A member has read a notice, whether it has come here already or not. */
export async function confirmNotice(
  transaction: Transaction<Schema>,
  confirmation: { room: RoomId; message: MessageId; account: AccountId },
): Promise<void> {
  await transaction
    .insertInto('notice_confirmed')
    .values(confirmation)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

async function whoConfirmed(db: Kysely<Schema>, room: RoomId, message: MessageId): Promise<AccountId[]> {
  const rows = await db
    .selectFrom('notice_confirmed')
    .select('account')
    .where('room', '=', room)
    .where('message', '=', message)
    .orderBy('account')
    .execute();
  return rows.map(({ account }) => account);
}
