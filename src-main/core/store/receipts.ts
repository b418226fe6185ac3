import type { Kysely, Transaction } from 'kysely';
import type { AccountId, MessageId } from '../../../protocol/index.ts';
import type { Schema } from './schema.ts';

/** Messages of one person that are stored here; the person is still to be told. */
export interface OwedReceipt {
  to: AccountId;
  messages: MessageId[];
}

export async function oweReceipts(
  transaction: Transaction<Schema>,
  rows: { account: AccountId; message: MessageId }[],
) {
  for (let start = 0; start < rows.length; start += 1000) {
    await transaction
      .insertInto('receipt')
      .values(rows.slice(start, start + 1000))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

/** What is owed to each person, at most `limit` messages a person. */
export async function owedReceipts(db: Kysely<Schema>, limit: number): Promise<OwedReceipt[]> {
  const people = await db.selectFrom('receipt').select('account').distinct().execute();
  const owed: OwedReceipt[] = [];
  for (const { account } of people) {
    const rows = await db.selectFrom('receipt').select('message').where('account', '=', account).limit(limit).execute();
    owed.push({ to: account, messages: rows.map(({ message }) => message) });
  }
  return owed;
}

export async function settleReceipts(transaction: Transaction<Schema>, { to, messages }: OwedReceipt): Promise<void> {
  await transaction.deleteFrom('receipt').where('account', '=', to).where('message', 'in', messages).execute();
}

export async function forgetReceipts(transaction: Transaction<Schema>, to: AccountId): Promise<void> {
  await transaction.deleteFrom('receipt').where('account', '=', to).execute();
}
