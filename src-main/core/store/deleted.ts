import type { Transaction } from 'kysely';
import type { ConversationId, MessageId, Timestamp } from '../../../protocol/index.ts';
import type { MessageRow, Schema } from './schema.ts';
import { slices } from './slices.ts';
import { type Placeholders, Statement } from './statement.ts';

/** Servers and other devices may bring a message again for about so long. */
const REMEMBERED_MS = 30 * 24 * 60 * 60_000;

const finding = new Statement((db, { id }: Placeholders<{ id: MessageId }>) =>
  db.selectFrom('deleted').select('id').where('id', '=', id),
);

/** Deletes messages here only; they do not come back. The rows that are gone. */
export async function deleteMessages(
  transaction: Transaction<Schema>,
  { ids, at }: { ids: MessageId[]; at: Timestamp },
): Promise<MessageRow[]> {
  const rows: MessageRow[] = [];
  for (const some of slices(ids)) {
    rows.push(...(await transaction.deleteFrom('message').where('id', 'in', some).returningAll().execute()));
  }
  for (const some of slices(rows)) {
    await transaction
      .insertInto('deleted')
      .values(some.map(({ id }) => ({ id, at })))
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ at }))
      .execute();
  }
  await transaction
    .deleteFrom('deleted')
    .where('at', '<', at - REMEMBERED_MS)
    .execute();
  return rows;
}

/** All messages of a conversation are about to be deleted: the younger ones do not come back. */
export async function rememberDeleted(
  transaction: Transaction<Schema>,
  { id, at }: { id: ConversationId; at: Timestamp },
): Promise<void> {
  await transaction
    .insertInto('deleted')
    .columns(['id', 'at'])
    .expression((eb) =>
      eb
        .selectFrom('message')
        .select(['message.id', eb.val(at).as('at')])
        .where('conversation', '=', id)
        .where('sent_at', '>', at - REMEMBERED_MS),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function isDeleted(transaction: Transaction<Schema>, id: MessageId): Promise<boolean> {
  return (await finding.first(transaction, { id })) !== undefined;
}

/** Leaves out what was deleted here before. */
export async function withoutDeleted<M extends { id: MessageId }>(
  transaction: Transaction<Schema>,
  messages: M[],
): Promise<M[]> {
  const left: M[] = [];
  for (const message of messages) if (!(await isDeleted(transaction, message.id))) left.push(message);
  return left;
}
