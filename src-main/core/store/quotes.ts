import type { Transaction } from 'kysely';
import type { ConversationId, MessageId } from '../../../protocol/index.ts';
import type { Message, Quote } from '../../contract/model.ts';
import { quoteOf } from '../content.ts';
import { extrasJson, extrasOf, type NewMessage, toMessage, writtenKinds } from './message-rows.ts';
import { addMessages, findMessage } from './messages.ts';
import type { Schema } from './schema.ts';
import { type Placeholders, Statement } from './statement.ts';

const anyUnknown = new Statement((db) =>
  db.selectFrom('message').select('id').where('quotes_unknown', 'is not', null).limit(1),
);
const quoting = new Statement(
  (db, { id, conversation }: Placeholders<{ id: MessageId; conversation: ConversationId }>) =>
    db
      .selectFrom('message')
      .selectAll()
      .where('quotes_unknown', '=', id)
      .where('quotes_unknown', 'is not', null)
      .where('conversation', '=', conversation),
);

/** Adds what came, in order: what a text quotes may have come just before it. */
export async function addWithQuotes(transaction: Transaction<Schema>, messages: NewMessage[]): Promise<Message[]> {
  const added: Message[] = [];
  let before: NewMessage[] = [];
  for (const message of messages) {
    const quote = message.extras?.quote;
    if (quote) {
      added.push(...(await addMessages(transaction, before)));
      before = [];
    }
    const extras = quote && { ...message.extras, quote: await asItWas(transaction, message.conversation, quote) };
    before.push(extras ? { ...message, extras } : message);
  }
  return [...added, ...(await addMessages(transaction, before))];
}

/** Texts that have quoted these before they came show what they say. The lines that have changed. */
export async function showQuoted(transaction: Transaction<Schema>, quoted: Message[]): Promise<Message[]> {
  if (quoted.length === 0 || !(await anyUnknown.first(transaction, {}))) return [];
  const changed: Message[] = [];
  for (const message of quoted) {
    const { id, conversation } = message;
    for (const row of await quoting.all(transaction, { id, conversation })) {
      const rows = await transaction
        .updateTable('message')
        .set({ extras: extrasJson({ ...extrasOf(row), quote: quoteOf(message) }), quotes_unknown: null })
        .where('place', '=', row.place)
        .returningAll()
        .execute();
      changed.push(...rows.map(toMessage));
    }
  }
  return changed;
}

/** Words are put into nobody's mouth: they are those that are here, or marked as only said to be. */
async function asItWas(transaction: Transaction<Schema>, conversation: ConversationId, quote: Quote): Promise<Quote> {
  const quoted = await findMessage(transaction, quote.id);
  if (quoted?.conversation !== conversation) return { ...quote, isUnknown: true };
  if (quoted.kind === 'recalled') return { ...quoteOf(quoted), text: '' };
  return writtenKinds.includes(quoted.kind) ? quoteOf(quoted) : { ...quote, isUnknown: true };
}
