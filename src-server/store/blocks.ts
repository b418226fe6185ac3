import type { AccountId } from '../../protocol/index.ts';
import type { Reader, Writer } from './database.ts';
import type { BlockRow } from './schema.ts';

/** Whom the accounts do not want to hear of. */
export async function blocksOf(db: Reader, accounts: readonly AccountId[]): Promise<BlockRow[]> {
  return db.selectFrom('blocks').selectAll().where('account', 'in', accounts).execute();
}

export async function insertBlock(db: Writer, account: AccountId, blocked: AccountId): Promise<void> {
  await db
    .insertInto('blocks')
    .values({ account, blocked })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function deleteBlock(db: Writer, account: AccountId, blocked: AccountId): Promise<void> {
  await db.deleteFrom('blocks').where('account', '=', account).where('blocked', '=', blocked).execute();
}
