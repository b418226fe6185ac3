import type { AccountId, Timestamp } from '../../protocol/index.ts';
import type { Reader, Writer } from './database.ts';

/** What somebody proves to be the person behind a name with. */
export type CredentialKind = 'password' | 'recovery' | 'reset';

/** An account, and what a credential of one kind is checked against; null when it has none. */
export interface Credential {
  account: AccountId;
  mac: Buffer | null;
}

/** One query whatever is found, so that unknown names take no less. */
export async function findCredential(
  db: Reader,
  nameKey: string,
  kind: CredentialKind,
  now: Timestamp,
): Promise<Credential | undefined> {
  const named = db
    .selectFrom('accounts')
    .select('accounts.id as account')
    .where('name_key', '=', nameKey)
    .where('deleted_at', 'is', null);
  switch (kind) {
    case 'password':
      return named.select('auth_mac as mac').executeTakeFirst();
    case 'recovery':
      return named
        .leftJoin('account_keys', 'account_keys.account', 'accounts.id')
        .select('recovery_mac as mac')
        .executeTakeFirst();
    case 'reset':
      return named
        .leftJoin('resets', (join) =>
          join.onRef('resets.account', '=', 'accounts.id').on('resets.expires_at', '>', now),
        )
        .select('code_mac as mac')
        .executeTakeFirst();
  }
}

/** A new code takes the place of an older one. */
export async function putReset(db: Writer, account: AccountId, codeMac: Buffer, expiresAt: Timestamp): Promise<void> {
  const columns = { code_mac: codeMac, expires_at: expiresAt };
  await db
    .insertInto('resets')
    .values({ account, ...columns })
    .onConflict((conflict) => conflict.column('account').doUpdateSet(columns))
    .execute();
}

/** @returns false when there is no such code any more */
export async function takeReset(db: Writer, account: AccountId, codeMac: Buffer): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('resets')
    .where('account', '=', account)
    .where('code_mac', '=', codeMac)
    .executeTakeFirst();
  return numDeletedRows === 1n;
}

/** A code that nobody needs any more, as the password was changed without it. */
export async function deleteReset(db: Writer, account: AccountId): Promise<void> {
  await db.deleteFrom('resets').where('account', '=', account).execute();
}
