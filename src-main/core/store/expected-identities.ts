import type { Kysely, Transaction } from 'kysely';
import type { AccountId } from '../../../protocol/index.ts';
import { keyHashOf } from '../person-link.ts';
import type { Schema } from './schema.ts';

/** What a person's own link says of their keys. */
export interface ExpectedIdentity {
  account: AccountId;
  /** as in the link: SHA-256 of the public identity key, base64url */
  keyHash: string;
}

export async function expectIdentity(
  transaction: Transaction<Schema>,
  { account, keyHash }: ExpectedIdentity,
): Promise<void> {
  await transaction
    .insertInto('expected_identity')
    .values({ account, key_hash: keyHash })
    .onConflict((conflict) => conflict.column('account').doUpdateSet({ key_hash: keyHash }))
    .execute();
}

export async function expectedAccounts(db: Kysely<Schema>): Promise<AccountId[]> {
  const rows = await db.selectFrom('expected_identity').select('account').execute();
  return rows.map(({ account }) => account);
}

/** Whether these are the keys that are expected of the account; then nothing more is. */
export async function takeExpected(transaction: Transaction<Schema>, account: AccountId, key: Uint8Array) {
  const { numDeletedRows } = await transaction
    .deleteFrom('expected_identity')
    .where('account', '=', account)
    .where('key_hash', '=', keyHashOf(key))
    .executeTakeFirst();
  return numDeletedRows > 0n;
}
