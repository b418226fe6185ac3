import type { AccountId, Revocation, RevocationReason, Timestamp, Vault } from '../../protocol/index.ts';
import type { Reader, Writer } from './database.ts';

/** What an account enrolled: the public halves, certified. */
export interface AccountKeys {
  /** DER */
  certificate: Buffer;
  /** SPKI, DER */
  accountKey: Buffer;
  /** libsignal's serialised public key */
  identityKey: Buffer;
}

const SHOWN_REVOCATIONS = 50;

export async function findAccountKeys(db: Reader, account: AccountId): Promise<AccountKeys | undefined> {
  return db
    .selectFrom('account_keys')
    .select(['certificate', 'account_key as accountKey', 'identity_key as identityKey'])
    .where('account', '=', account)
    .executeTakeFirst();
}

/** Of those of the accounts that have enrolled. */
export async function findIdentityKeys(db: Reader, accounts: readonly AccountId[]): Promise<Map<AccountId, Buffer>> {
  const rows = await db
    .selectFrom('account_keys')
    .select(['account', 'identity_key as identityKey'])
    .where('account', 'in', accounts)
    .execute();
  return new Map(rows.map(({ account, identityKey }) => [account, identityKey]));
}

/** @returns false when the account has keys already */
export async function insertAccountKeys(
  db: Writer,
  account: AccountId,
  keys: AccountKeys & { recoveryMac: Buffer; vault: Uint8Array },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('account_keys')
    .values({
      account,
      certificate: keys.certificate,
      account_key: keys.accountKey,
      identity_key: keys.identityKey,
      recovery_mac: keys.recoveryMac,
      vault_version: 1,
      vault: Buffer.from(keys.vault),
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

/** The same keys, certified anew. Does nothing when the keys are others by now. */
export async function renewCertificate(db: Writer, account: AccountId, old: Buffer, renewed: Buffer): Promise<void> {
  await db
    .updateTable('account_keys')
    .set({ certificate: renewed })
    .where('account', '=', account)
    .where('certificate', '=', old)
    .execute();
}

export async function deleteAccountKeys(db: Writer, account: AccountId): Promise<void> {
  await db.deleteFrom('account_keys').where('account', '=', account).execute();
}

export async function findVault(db: Reader, account: AccountId): Promise<Vault | undefined> {
  return db
    .selectFrom('account_keys')
    .select(['vault_version as version', 'vault as data'])
    .where('account', '=', account)
    .executeTakeFirst();
}

/** @returns false unless the vault's version is the one after the present */
export async function putVault(db: Writer, account: AccountId, { version, data }: Vault): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('account_keys')
    .set({ vault_version: version, vault: Buffer.from(data) })
    .where('account', '=', account)
    .where('vault_version', '=', version - 1)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export async function insertRevocation(
  db: Writer,
  account: AccountId,
  revocation: { serial: string; at: Timestamp; reason: RevocationReason },
): Promise<void> {
  await db
    .insertInto('revocations')
    .values({ account, ...revocation })
    .execute();
}

/** The latest. */
export async function findRevocations(db: Reader, account: AccountId): Promise<Revocation[]> {
  return db
    .selectFrom('revocations')
    .select(['serial', 'at', 'reason'])
    .where('account', '=', account)
    .orderBy('at', 'desc')
    .limit(SHOWN_REVOCATIONS)
    .execute();
}
