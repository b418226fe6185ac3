import type { Kysely, Transaction } from 'kysely';
import type { ConversationId, MessageId } from '../../../protocol/index.ts';
import type { Message } from '../../contract/model.ts';
import { insertAttachment } from './attachments.ts';
import { ensureConversations } from './conversations.ts';
import { lineValues, messageValues, type NewLine, type NewMessage, toMessage, writtenKinds } from './message-rows.ts';
import type { MessageRow, Schema } from './schema.ts';
import { type Placeholders, Statement } from './statement.ts';

const insertion = new Statement((db, given: Placeholders<ReturnType<typeof messageValues>>) =>
  db
    .insertInto('message')
    .values({
      id: given.id,
      conversation: given.conversation,
      own: given.own,
      author: given.author,
      device: given.device,
      kind: given.kind,
      text: given.text,
      extras: given.extras,
      mentions_me: given.mentions_me,
      quotes_unknown: given.quotes_unknown,
      sent_at: given.sent_at,
      state: given.state,
      number: given.number,
      audience: given.audience,
    })
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet((eb) => ({
          kind: eb.ref('excluded.kind'),
          text: eb.ref('excluded.text'),
          extras: eb.ref('excluded.extras'),
          mentions_me: eb.ref('excluded.mentions_me'),
          own: eb.ref('excluded.own'),
          device: eb.ref('excluded.device'),
          quotes_unknown: eb.ref('excluded.quotes_unknown'),
          sent_at: eb.ref('excluded.sent_at'),
          state: eb.ref('excluded.state'),
        }))
        .where('message.kind', '=', 'unreadable')
        .whereRef('message.conversation', '=', 'excluded.conversation')
        .whereRef('message.author', '=', 'excluded.author'),
    )
    .returningAll(),
);

const identifying = new Statement((db, { id }: Placeholders<{ id: MessageId }>) =>
  db.selectFrom('message').select(['conversation', 'author', 'device', 'kind', 'text', 'sent_at']).where('id', '=', id),
);

/** What tells whether two messages with one id are the same. */
export type Identified = Pick<MessageRow, 'conversation' | 'author' | 'device' | 'kind' | 'text' | 'sent_at'>;

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
  for (const message of messages) {
    const rows = await insertion.all(transaction, messageValues(message));
    for (const row of rows) if (message.attachment) await insertAttachment(transaction, row, message.attachment);
    added.push(...rows);
  }
  return added.map(toMessage);
}

/** Undefined when there is a message with that id. The conversation must exist. */
export async function addLine(transaction: Transaction<Schema>, line: NewLine): Promise<Message | undefined> {
  const row = await transaction
    .insertInto('message')
    .values(lineValues(line))
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

/** What stands under that id, whoever wrote it; undefined when nothing does. */
export async function findIdentity(transaction: Transaction<Schema>, id: MessageId): Promise<Identified | undefined> {
  return identifying.first(transaction, { id });
}

export async function findRow(db: Kysely<Schema>, id: MessageId): Promise<MessageRow | undefined> {
  return db.selectFrom('message').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function findMessage(db: Kysely<Schema>, id: MessageId): Promise<Message | undefined> {
  const row = await findRow(db, id);
  return row && toMessage(row);
}

/** Those of the messages that people wrote, in their order. */
export async function findWritten(db: Kysely<Schema>, ids: MessageId[]): Promise<Message[]> {
  const rows = await db
    .selectFrom('message')
    .selectAll()
    .where('id', 'in', ids)
    .where('kind', 'in', writtenKinds)
    .orderBy('place')
    .execute();
  return rows.map(toMessage);
}

/** Up to `limit` messages before that place, or the newest, in order. */
export async function pageOfMessages(
  db: Kysely<Schema>,
  { conversation, before, limit }: { conversation: ConversationId; before?: number | undefined; limit: number },
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

/** Newest pin first. */
export async function pinnedMessages(db: Kysely<Schema>, conversation: ConversationId): Promise<Message[]> {
  const rows = await db
    .selectFrom('message')
    .selectAll()
    .where('conversation', '=', conversation)
    .where('pinned_at', 'is not', null)
    .orderBy('pinned_at', 'desc')
    .orderBy('place', 'desc')
    .execute();
  return rows.map(toMessage);
}

/** Own messages that the server does not have yet, in the order they were written. */
export async function unsentMessages(db: Kysely<Schema>): Promise<Message[]> {
  const rows = await db
    .selectFrom('message')
    .selectAll()
    .where('state', '=', 'sending')
    .where('kind', 'in', writtenKinds)
    .orderBy('place')
    .execute();
  return rows.map(toMessage);
}
