import type { Kysely, Transaction } from 'kysely';
import type { AccountId, MessageId } from '../../../protocol/index.ts';
import type { Schema } from './schema.ts';
import { type Placeholders, Statement } from './statement.ts';

/** Messages of one person that are stored here, or were read; the person is still to be told. */
export interface OwedReceipt {
  to: AccountId;
  delivered: MessageId[];
  read: MessageId[];
}

export interface ReceiptRow {
  account: AccountId;
  message: MessageId;
  state: 'delivered' | 'read';
}

const owing = new Statement((db, { account, message, state }: Placeholders<ReceiptRow>) =>
  db
    .insertInto('receipt')
    .values({ account, message, state })
    .onConflict((conflict) => conflict.doNothing()),
);
const owedPeople = new Statement((db) => db.selectFrom('receipt').select('account').distinct());
const owedTo = new Statement((db, { account, limit }: Placeholders<{ account: AccountId; limit: number }>) =>
  db.selectFrom('receipt').select(['message', 'state']).where('account', '=', account).limit(limit),
);
const settling = new Statement((db, { account, message, state }: Placeholders<ReceiptRow>) =>
  db.deleteFrom('receipt').where('account', '=', account).where('state', '=', state).where('message', '=', message),
);

export async function oweReceipts(transaction: Transaction<Schema>, rows: ReceiptRow[]) {
  for (const row of rows) await owing.run(transaction, row);
}

/** What is owed to each person, at most `limit` messages a person. */
export async function owedReceipts(db: Kysely<Schema>, limit: number): Promise<OwedReceipt[]> {
  const people = await owedPeople.all(db, {});
  const owed: OwedReceipt[] = [];
  for (const { account } of people) {
    const rows = await owedTo.all(db, { account, limit });
    const { delivered = [], read = [] } = Object.groupBy(rows, ({ state }) => state);
    owed.push({ to: account, delivered: idsOf(delivered), read: idsOf(read) });
  }
  return owed;
}

export async function settleReceipts(
  transaction: Transaction<Schema>,
  { to, delivered, read }: OwedReceipt,
): Promise<void> {
  await settle(transaction, to, 'delivered', delivered);
  await settle(transaction, to, 'read', read);
}

export async function forgetReceipts(transaction: Transaction<Schema>, to: AccountId): Promise<void> {
  await transaction.deleteFrom('receipt').where('account', '=', to).execute();
}

async function settle(
  transaction: Transaction<Schema>,
  to: AccountId,
  state: ReceiptRow['state'],
  messages: MessageId[],
): Promise<void> {
  for (const message of messages) await settling.run(transaction, { account: to, message, state });
}

function idsOf(rows: { message: MessageId }[]): MessageId[] {
  return rows.map(({ message }) => message);
}
