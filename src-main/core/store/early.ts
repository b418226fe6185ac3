import { sql, type Transaction } from 'kysely';
import type { ConversationId, Message } from '../../contract/model.ts';
import type { Act } from '../content.ts';
import type { Said } from './acts.ts';
import { isDeleted } from './deleted.ts';
import type { Schema } from './schema.ts';
import { slices } from './slices.ts';
import { Statement } from './statement.ts';

/** Of one conversation; the oldest go first. Who says more about messages that never come is not heeded. */
const EARLY_LIMIT = 500;

const anyOne = new Statement((db) => db.selectFrom('early').select('id').limit(1));

type AboutMessage = Said & { content: Extract<Act, { id: unknown }> };

/** Keeps what was said about a message until the message comes; nothing about one that was deleted here. */
export async function keepEarly(transaction: Transaction<Schema>, said: AboutMessage): Promise<void> {
  const { id, conversation, author, content, sentAt: sent_at } = said;
  if (await isDeleted(transaction, content.id)) return;
  await transaction
    .insertInto('early')
    .values({ id, message: content.id, conversation, author, content: JSON.stringify(content), sent_at })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await transaction
    .deleteFrom('early')
    .where('conversation', '=', conversation)
    .where(
      sql<number>`rowid`,
      'not in',
      transaction
        .selectFrom('early')
        .select(sql<number>`rowid`.as('rowid'))
        .where('conversation', '=', conversation)
        .orderBy(sql`rowid`, 'desc')
        .limit(EARLY_LIMIT),
    )
    .execute();
}

/** What was said about messages before they came, in the order it was; it is not kept any longer. */
export async function takeEarly(transaction: Transaction<Schema>, messages: Message[]): Promise<Said[]> {
  if (!(await anyOne.first(transaction, {}))) return [];
  const taken: Said[] = [];
  for (const some of slices(messages)) {
    const ids = some.map(({ id }) => id);
    const rows = await transaction
      .selectFrom('early')
      .selectAll()
      .where('message', 'in', ids)
      .orderBy(sql`rowid`)
      .execute();
    if (rows.length === 0) continue;
    await transaction.deleteFrom('early').where('message', 'in', ids).execute();
    for (const { id, conversation, author, content, sent_at: sentAt } of rows) {
      taken.push({ id, conversation, author, sentAt, content: JSON.parse(content) as Act });
    }
  }
  return taken;
}

export async function forgetEarly(transaction: Transaction<Schema>, conversation: ConversationId): Promise<void> {
  await transaction.deleteFrom('early').where('conversation', '=', conversation).execute();
}
