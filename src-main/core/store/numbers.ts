import type { Transaction } from 'kysely';
import type { ConversationId, MessageId } from '../../../protocol/index.ts';
import type { DeviceAddress } from '../e2ee/exchange.ts';
import type { MessageRow, Schema } from './schema.ts';
import { type Placeholders, Statement } from './statement.ts';

type SeenBy = DeviceAddress & { conversation: ConversationId };

const counting = new Statement((db, { conversation }: Placeholders<{ conversation: ConversationId }>) =>
  db
    .insertInto('sent_count')
    .values({ conversation, last: 1 })
    .onConflict((conflict) =>
      conflict.column('conversation').doUpdateSet((eb) => ({ last: eb('sent_count.last', '+', 1) })),
    )
    .returning('last'),
);
const stampReading = new Statement((db, { id }: Placeholders<{ id: MessageId }>) =>
  db.selectFrom('message').select(['number', 'audience']).where('id', '=', id),
);
const stampWriting = new Statement((db, { id, number, audience }: Placeholders<Stamp & { id: MessageId }>) =>
  db.updateTable('message').set({ number, audience }).where('id', '=', id),
);
const seenReading = new Statement((db, { account, device, conversation }: Placeholders<SeenBy>) =>
  db
    .selectFrom('seen_count')
    .select('last')
    .where('account', '=', account)
    .where('device', '=', device)
    .where('conversation', '=', conversation),
);
const seenWriting = new Statement(
  (db, { account, device, conversation, last }: Placeholders<SeenBy & { last: number }>) =>
    db
      .insertInto('seen_count')
      .values({ account, device, conversation, last })
      .onConflict((conflict) => conflict.columns(['account', 'device', 'conversation']).doUpdateSet({ last })),
);

/** What a text is given when it is encrypted. */
export interface Stamp {
  number: number;
  audience: number;
}

/** Stamps the text: its number is given when it is first encrypted, and kept for every time after. */
export async function stamp(
  transaction: Transaction<Schema>,
  { id, conversation }: { id: MessageId; conversation: ConversationId },
  audienceOf: (number: number) => Promise<number>,
): Promise<number> {
  const row = await stampReading.first(transaction, { id });
  const number = row?.number ?? (await nextNumber(transaction, conversation));
  const audience = await audienceOf(number);
  if (row && (row.number !== number || row.audience !== audience)) {
    await stampWriting.run(transaction, { id, number, audience });
  }
  return number;
}

/** Of a text that was stamped before. */
export async function numberGiven(transaction: Transaction<Schema>, id: MessageId): Promise<number | undefined> {
  return (await stampReading.first(transaction, { id }))?.number ?? undefined;
}

/** For a text that is new. */
export async function nextNumber(transaction: Transaction<Schema>, conversation: ConversationId): Promise<number> {
  const count = await counting.first(transaction, { conversation });
  if (!count) throw new Error('counting gave no number');
  return count.last;
}

/** A failed text is being deleted: whoever misses its number is told that nothing is lost. */
export async function neverSent(transaction: Transaction<Schema>, message: MessageRow): Promise<void> {
  const { conversation, number, problem } = message;
  if (number === null || problem === 'expired') return;
  await transaction.insertInto('never_sent').values({ conversation, number }).execute();
}

/** The same for all texts of a conversation that is being deleted. */
export async function unsentNeverSent(transaction: Transaction<Schema>, conversation: ConversationId): Promise<void> {
  const rows = await transaction
    .selectFrom('message')
    .selectAll()
    .where('conversation', '=', conversation)
    .where('number', 'is not', null)
    .where('state', 'in', ['sending', 'failed'])
    .execute();
  for (const row of rows) await neverSent(transaction, row);
}

/** Why a text with that number, which is not here, cannot be sent again. */
export async function whyGone(
  transaction: Transaction<Schema>,
  conversation: ConversationId,
  number: number,
): Promise<'never-sent' | 'deleted'> {
  const unsent = await transaction
    .selectFrom('never_sent')
    .select('number')
    .where('conversation', '=', conversation)
    .where('number', '=', number)
    .executeTakeFirst();
  return unsent ? 'never-sent' : 'deleted';
}

interface Count {
  address: DeviceAddress;
  conversation: ConversationId;
  last: number;
}

/** How far the numbers of each device have been seen in each conversation; as one operation sees them. */
export class SeenNumbers {
  readonly #transaction: Transaction<Schema>;
  readonly #counts = new Map<string, Count>();

  constructor(transaction: Transaction<Schema>) {
    this.#transaction = transaction;
  }

  /** Takes note of a number. The range that it skipped, if any. */
  async see(
    address: DeviceAddress,
    conversation: ConversationId,
    { number, first }: { number: number; first: number },
  ): Promise<{ from: number; to: number } | undefined> {
    const count = await this.#count(address, conversation, first - 1);
    if (number <= count.last) return undefined;
    const from = count.last + 1;
    count.last = number;
    return from < number ? { from, to: number - 1 } : undefined;
  }

  /** Texts up to this number are not meant for this device. */
  async skipTo(address: DeviceAddress, conversation: ConversationId, number: number): Promise<void> {
    const count = await this.#count(address, conversation, number);
    count.last = Math.max(count.last, number);
  }

  async save(): Promise<void> {
    for (const { address, conversation, last } of this.#counts.values()) {
      await seenWriting.run(this.#transaction, { ...address, conversation, last });
    }
  }

  async #count({ account, device }: DeviceAddress, conversation: ConversationId, otherwise: number): Promise<Count> {
    const key = `${account} ${device} ${conversation}`;
    const known = this.#counts.get(key);
    if (known) return known;
    const row = await seenReading.first(this.#transaction, { account, device, conversation });
    const count = { address: { account, device }, conversation, last: row?.last ?? otherwise };
    this.#counts.set(key, count);
    return count;
  }
}

/** The number of the last text that this device wrote in a conversation; 0 before the first. */
export async function lastNumber(transaction: Transaction<Schema>, conversation: ConversationId): Promise<number> {
  const row = await transaction
    .selectFrom('sent_count')
    .select('last')
    .where('conversation', '=', conversation)
    .executeTakeFirst();
  return row?.last ?? 0;
}
