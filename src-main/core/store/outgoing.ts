import { type Kysely, sql, type Transaction } from 'kysely';
import type { AccountId, ConversationId, MessageId, Timestamp } from '../../../protocol/index.ts';
import type { Act } from '../content.ts';
import type { Said } from './acts.ts';
import type { OutgoingRow, Schema } from './schema.ts';
import { type Placeholders, Statement } from './statement.ts';

/** So long others may ask for what they could not read. */
const KEPT_MS = 30 * 24 * 60 * 60_000;

const noting = new Statement((db, { id, audience }: Placeholders<{ id: MessageId; audience: number }>) =>
  db.updateTable('outgoing').set({ audience }).where('id', '=', id),
);

/** An act that the server does not have yet, and the place of the last message before it. */
export interface UnsentAct extends Said {
  after: number;
}

/** Stores what is to be said before it is sent. */
export async function addOutgoing(
  transaction: Transaction<Schema>,
  { id, conversation, content, sentAt }: Omit<Said, 'author'>,
): Promise<void> {
  const { last } = await transaction
    .selectFrom('message')
    .select(({ fn }) => fn.max('place').as('last'))
    .executeTakeFirstOrThrow();
  await transaction
    .insertInto('outgoing')
    .values({ id, conversation, place: last ?? 0, content: JSON.stringify(content), sent_at: sentAt })
    .execute();
}

/** In the order they were said. */
export async function unsentActs(db: Kysely<Schema>, own: AccountId): Promise<UnsentAct[]> {
  const rows = await db
    .selectFrom('outgoing')
    .selectAll()
    .where('is_sent', '=', 0)
    .orderBy('place')
    .orderBy(sql`rowid`)
    .execute();
  return rows.map((row) => ({ ...toSaid(row, own), after: row.place }));
}

/** The server has them. */
export async function markActsSent(
  transaction: Transaction<Schema>,
  { ids, at }: { ids: MessageId[]; at: Timestamp },
): Promise<void> {
  await transaction.updateTable('outgoing').set({ is_sent: 1 }).where('id', 'in', ids).execute();
  await transaction
    .deleteFrom('outgoing')
    .where('is_sent', '=', 1)
    .where('sent_at', '<', at - KEPT_MS)
    .execute();
}

/** It was encrypted for these. */
export async function noteAudience(transaction: Transaction<Schema>, noted: { id: MessageId; audience: number }) {
  await noting.run(transaction, noted);
}

/** It will not be sent. What it was; undefined when there is none. */
export async function forgetAct(transaction: Transaction<Schema>, id: MessageId): Promise<Act | undefined> {
  const row = await transaction.deleteFrom('outgoing').where('id', '=', id).returningAll().executeTakeFirst();
  return row && toAct(row).content;
}

export async function forgetActsIn(transaction: Transaction<Schema>, conversation: ConversationId): Promise<void> {
  await transaction.deleteFrom('outgoing').where('conversation', '=', conversation).execute();
}

/** What was said, and for which audience it was encrypted last. */
export interface StoredAct extends Omit<Said, 'author'> {
  audience: number | null;
}

/** Those of them that were said in the conversation. */
export async function findActs(
  db: Kysely<Schema>,
  conversation: ConversationId,
  ids: MessageId[],
): Promise<StoredAct[]> {
  const rows = await db
    .selectFrom('outgoing')
    .selectAll()
    .where('conversation', '=', conversation)
    .where('id', 'in', ids)
    .execute();
  return rows.map((row) => ({ ...toAct(row), audience: row.audience }));
}

function toSaid(row: OutgoingRow, author: AccountId): Said {
  return { ...toAct(row), author };
}

function toAct({ id, conversation, content, sent_at: sentAt }: OutgoingRow): Omit<Said, 'author'> {
  return { id, conversation, sentAt, content: JSON.parse(content) as Act };
}
