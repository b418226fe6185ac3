import type { Transaction } from 'kysely';
import type { ConversationId, MessageId, Timestamp } from '../../../protocol/index.ts';
import type { MessageRow, Schema } from './schema.ts';
import { slices } from './slices.ts';
import { type Placeholders, Statement } from './statement.ts';

/** Servers and other devices may bring a message again for about so long. */
const REMEMBERED_MS = 30 * 24 * 60 * 60_000;

/** Who wrote a message where. */
type Written = Pick<MessageRow, 'id' | 'conversation' | 'author'>;

const finding = new Statement((db, { id, conversation, author }: Placeholders<Written>) =>
  db
    .selectFrom('deleted')
    .select('id')
    .where('id', '=', id)
    .where(({ or, and, eb }) =>
      or([and([eb('conversation', '=', conversation), eb('author', '=', author)]), eb('conversation', '=', 0)]),
    ),
);
const findingByAnyone = new Statement((db, { id, conversation }: Placeholders<Omit<Written, 'author'>>) =>
  db
    .selectFrom('deleted')
    .select('id')
    .where('id', '=', id)
    .where(({ or, eb }) => or([eb('conversation', '=', conversation), eb('conversation', '=', 0)])),
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
      .values(some.map(({ id, conversation, author }) => ({ id, conversation, author, at })))
      .onConflict((conflict) => conflict.columns(['id', 'conversation', 'author']).doUpdateSet({ at }))
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
    .columns(['id', 'conversation', 'author', 'at'])
    .expression((eb) =>
      eb
        .selectFrom('message')
        .select(['message.id', 'message.conversation', 'message.author', eb.val(at).as('at')])
        .where('conversation', '=', id)
        .where('sent_at', '>', at - REMEMBERED_MS),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Whether a message with that id was deleted in the conversation, whoever wrote it. */
export async function isDeleted(
  transaction: Transaction<Schema>,
  { id, conversation }: Omit<Written, 'author'>,
): Promise<boolean> {
  return (await findingByAnyone.first(transaction, { id, conversation })) !== undefined;
}

/** Leaves out what was deleted here before. */
export async function withoutDeleted<M extends Written>(transaction: Transaction<Schema>, messages: M[]): Promise<M[]> {
  const left: M[] = [];
  for (const message of messages) {
    const { id, conversation, author } = message;
    if (!(await finding.first(transaction, { id, conversation, author }))) left.push(message);
  }
  return left;
}
