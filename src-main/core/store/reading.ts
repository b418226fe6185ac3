import type { Transaction } from 'kysely';
import { type AccountId, type ConversationId, isRoom, type MessageId } from '../../../protocol/index.ts';
import { writtenKinds } from './message-rows.ts';
import { oweReceipts } from './receipts.ts';
import type { Schema } from './schema.ts';

export interface Reading {
  id: ConversationId;
  /** `Message.order` of the last message that was seen */
  upTo: number;
  /** whether the other person is to hear of it */
  tell: boolean;
}

/** Moves the read position forward, never beyond what has arrived: later messages must count as unread. */
export async function markRead(
  transaction: Transaction<Schema>,
  own: AccountId,
  { id, upTo, tell }: Reading,
): Promise<void> {
  const before = await readUpTo(transaction, id);
  if (before === undefined || before >= upTo) return;
  if (tell && !isRoom(id) && id !== own) await oweRead(transaction, id, { before, upTo });
  await transaction
    .updateTable('conversation')
    .set((eb) => ({
      read_up_to: eb
        .selectFrom('message')
        .select((message) => message.fn.coalesce(message.fn.max('place'), eb.ref('read_up_to')).as('place'))
        .where('conversation', '=', id)
        .where('place', '<=', upTo),
    }))
    .where('id', '=', id)
    .execute();
}

/** The person has read these on another device. */
export async function markReadElsewhere(
  transaction: Transaction<Schema>,
  own: AccountId,
  { id, messages }: { id: ConversationId; messages: MessageId[] },
): Promise<void> {
  const { last } = await transaction
    .selectFrom('message')
    .select(({ fn }) => fn.max('place').as('last'))
    .where('conversation', '=', id)
    .where('id', 'in', messages)
    .executeTakeFirstOrThrow();
  if (last !== null) await markRead(transaction, own, { id, upTo: last, tell: false });
}

async function readUpTo(transaction: Transaction<Schema>, id: ConversationId): Promise<number | undefined> {
  const row = await transaction.selectFrom('conversation').select('read_up_to').where('id', '=', id).executeTakeFirst();
  return row?.read_up_to;
}

async function oweRead(
  transaction: Transaction<Schema>,
  account: AccountId,
  { before, upTo }: { before: number; upTo: number },
): Promise<void> {
  const rows = await transaction
    .selectFrom('message')
    .select('id')
    .where('conversation', '=', account)
    .where('place', '>', before)
    .where('place', '<=', upTo)
    .where('own', '=', 0)
    .where('kind', 'in', writtenKinds)
    .execute();
  await oweReceipts(
    transaction,
    rows.map(({ id }) => ({ account, message: id, state: 'read' })),
  );
}
