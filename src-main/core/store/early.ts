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
  if (await isDeleted(transaction, { id: content.id, conversation })) return;
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
  for (const [conversation, ofOne] of Map.groupBy(messages, (message) => message.conversation)) {
    for (const some of slices(ofOne)) taken.push(...(await takeSome(transaction, conversation, some)));
  }
  return taken;
}

async function takeSome(
  transaction: Transaction<Schema>,
  conversation: ConversationId,
  messages: Message[],
): Promise<Said[]> {
  const rows = await transaction
    .deleteFrom('early')
    .where('conversation', '=', conversation)
    .where(
      'message',
      'in',
      messages.map(({ id }) => id),
    )
    .returningAll()
    .returning(sql<number>`rowid`.as('order'))
    .execute();
  return rows
    .sort((a, b) => a.order - b.order)
    .map(({ id, author, content, sent_at: sentAt }) => ({
      id,
      conversation,
      author,
      sentAt,
      content: JSON.parse(content) as Act,
    }));
}

export async function forgetEarly(transaction: Transaction<Schema>, conversation: ConversationId): Promise<void> {
  await transaction.deleteFrom('early').where('conversation', '=', conversation).execute();
}
