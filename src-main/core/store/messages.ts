import type { Kysely, Transaction } from 'kysely';
import type { AccountId, MessageId, Timestamp } from '../../../protocol/index.ts';
import type { Message, MessageKind, MessageState, SendProblem } from '../../contract/model.ts';
import { ensureConversations } from './conversations.ts';
import type { MessageRow, Schema } from './schema.ts';

export interface NewMessage {
  id: MessageId;
  conversation: AccountId;
  own: boolean;
  text: string;
  sentAt: Timestamp;
  state: MessageState;
}

/** A line that is no text: it tells about the chat. */
export interface NewLine {
  id: MessageId;
  conversation: AccountId;
  kind: Exclude<MessageKind, 'text'>;
  sentAt: Timestamp;
  detail?: string;
}

/** Keeps the bound values of one statement far below SQLite's limit. */
const ROWS_PER_STATEMENT = 500;

/**
 * Adds messages in the given order; those whose id is known already are left out of the answer. One that could not be
 * read when it came first takes the place of the line that says so.
 */
export async function addMessages(transaction: Transaction<Schema>, messages: NewMessage[]): Promise<Message[]> {
  await ensureConversations(
    transaction,
    messages.map(({ conversation }) => conversation),
  );
  const added: MessageRow[] = [];
  for (const some of slices(messages)) {
    const rows = await transaction
      .insertInto('message')
      .values(some.map(toRow))
      .onConflict((conflict) =>
        conflict
          .column('id')
          .doUpdateSet((eb) => ({
            kind: 'text',
            text: eb.ref('excluded.text'),
            own: eb.ref('excluded.own'),
            sent_at: eb.ref('excluded.sent_at'),
            state: eb.ref('excluded.state'),
          }))
          .where('message.kind', '=', 'unreadable')
          .whereRef('message.conversation', '=', 'excluded.conversation'),
      )
      .returningAll()
      .execute();
    added.push(...rows);
  }
  return added.map(toMessage);
}

/** Undefined when there is a message with that id. The conversation must exist. */
export async function addLine(
  transaction: Transaction<Schema>,
  { id, conversation, kind, sentAt, detail }: NewLine,
): Promise<Message | undefined> {
  const row = await transaction
    .insertInto('message')
    .values({ id, conversation, own: 0, kind, text: '', sent_at: sentAt, state: 'received', detail: detail ?? null })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returningAll()
    .executeTakeFirst();
  return row && toMessage(row);
}

export async function changeLine(
  transaction: Transaction<Schema>,
  id: MessageId,
  change: { id: MessageId; kind: 'unreadable'; detail: null } | { detail: string },
): Promise<Message[]> {
  const rows = await transaction.updateTable('message').set(change).where('id', '=', id).returningAll().execute();
  return rows.map(toMessage);
}

/** What stands under that id; undefined when nothing does. */
export async function findKind(transaction: Transaction<Schema>, id: MessageId): Promise<MessageKind | undefined> {
  const row = await transaction.selectFrom('message').select('kind').where('id', '=', id).executeTakeFirst();
  return row?.kind;
}

/** Up to `limit` messages before that place, or the newest, in order. */
export async function pageOfMessages(
  db: Kysely<Schema>,
  { conversation, before, limit }: { conversation: AccountId; before?: number | undefined; limit: number },
): Promise<{ messages: Message[]; more: boolean }> {
  const rows = await db
    .selectFrom('message')
    .selectAll()
    .where('conversation', '=', conversation)
    .where('place', '<', before ?? Number.MAX_SAFE_INTEGER)
    .orderBy('place', 'desc')
    .limit(limit + 1)
    .execute();
  return { messages: rows.slice(0, limit).reverse().map(toMessage), more: rows.length > limit };
}

/** Own messages that the server does not have yet, in the order they were written. */
export async function unsentMessages(db: Kysely<Schema>): Promise<Message[]> {
  const rows = await db.selectFrom('message').selectAll().where('state', '=', 'sending').orderBy('place').execute();
  return rows.map(toMessage);
}

/** A receipt may overtake the server's reply, so only messages still `sending` become `sent`. */
export async function markSent(transaction: Transaction<Schema>, ids: MessageId[]): Promise<Message[]> {
  return change(transaction, ids, { state: 'sent', problem: null }, ['sending']);
}

export async function markDelivered(transaction: Transaction<Schema>, to: AccountId, ids: MessageId[]) {
  return change(transaction, ids, { state: 'delivered', problem: null }, ['sending', 'sent', 'failed'], to);
}

export async function markFailed(transaction: Transaction<Schema>, id: MessageId, problem: SendProblem) {
  return change(transaction, [id], { state: 'failed', problem }, ['sending']);
}

/** The server gave up keeping a message for the other person. */
export async function markExpired(transaction: Transaction<Schema>, to: AccountId, id: MessageId) {
  return change(transaction, [id], { state: 'failed', problem: 'expired' }, ['sent'], to);
}

export async function markForRetry(transaction: Transaction<Schema>, id: MessageId): Promise<Message[]> {
  return change(transaction, [id], { state: 'sending', problem: null }, ['failed']);
}

/** Deletes a message that failed; undefined when there is none with that id. */
export async function deleteFailed(transaction: Transaction<Schema>, id: MessageId): Promise<MessageRow | undefined> {
  return transaction
    .deleteFrom('message')
    .where('id', '=', id)
    .where('state', '=', 'failed')
    .returningAll()
    .executeTakeFirst();
}

async function change(
  transaction: Transaction<Schema>,
  ids: MessageId[],
  to: { state: MessageState; problem: SendProblem | null },
  from: MessageState[],
  conversation?: AccountId,
): Promise<Message[]> {
  const changed: MessageRow[] = [];
  for (const some of slices(ids)) {
    const rows = await transaction
      .updateTable('message')
      .set(to)
      .where('id', 'in', some)
      .where('own', '=', 1)
      .where('state', 'in', from)
      .$if(conversation !== undefined, (query) => query.where('conversation', '=', conversation ?? null))
      .returningAll()
      .execute();
    changed.push(...rows);
  }
  return changed.sort((a, b) => a.place - b.place).map(toMessage);
}

function* slices<T>(all: T[]): Iterable<T[]> {
  for (let start = 0; start < all.length; start += ROWS_PER_STATEMENT) {
    yield all.slice(start, start + ROWS_PER_STATEMENT);
  }
}

function toRow({ id, conversation, own, text, sentAt, state }: NewMessage) {
  return { id, conversation, own: own ? (1 as const) : (0 as const), text, sent_at: sentAt, state, problem: null };
}

export function toMessage(row: MessageRow): Message {
  return {
    id: row.id,
    conversation: row.conversation,
    order: row.place,
    own: row.own === 1,
    kind: row.kind,
    text: row.text,
    sentAt: row.sent_at,
    state: row.state,
    ...(row.problem === null ? {} : { problem: row.problem }),
    ...(row.detail === null ? {} : { detail: row.detail }),
  };
}
