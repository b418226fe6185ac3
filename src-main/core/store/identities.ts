import type { Kysely, Transaction } from 'kysely';
import type { AccountId, Revocation, Timestamp } from '../../../protocol/index.ts';
import type { Message } from '../../contract/model.ts';
import type { CertifiedIdentity, LearnedIdentity, StoredIdentity } from '../e2ee/exchange.ts';
import { newMessageId } from '../message-id.ts';
import type { OwnIdentity } from './history.ts';
import { addLine } from './messages.ts';
import type { Bytes, IdentityRow, Schema } from './schema.ts';

export async function listIdentities(db: Kysely<Schema>): Promise<StoredIdentity[]> {
  return (await db.selectFrom('identity').selectAll().execute()).map(toIdentity);
}

export async function findIdentity(db: Kysely<Schema>, account: AccountId): Promise<StoredIdentity | undefined> {
  const row = await findRow(db, account);
  return row && toIdentity(row);
}

/** The key that everything of the account must be signed with. One's own is never the server's to say. */
export async function identityKey(
  db: Kysely<Schema>,
  own: OwnIdentity,
  account: AccountId,
): Promise<Uint8Array | undefined> {
  if (account === own.account) return own.keys.publicKey.serialize();
  return (await findRow(db, account))?.key;
}

export async function learnIdentity(
  transaction: Transaction<Schema>,
  own: OwnIdentity,
  identity: CertifiedIdentity & { at: Timestamp },
): Promise<LearnedIdentity> {
  const { account, key, revoked, at } = identity;
  if (account === own.account && !isSame(key, own.keys.publicKey.serialize()))
    return { change: 'changed', messages: [] };
  const before = await findRow(transaction, account);
  if (!before) {
    await insert(transaction, identity);
    return { change: 'first', messages: [] };
  }
  const { certificate, serial } = columns(identity);
  await transaction.updateTable('identity').set({ certificate, serial }).where('account', '=', account).execute();
  if (isSame(key, before.key)) return { change: 'same', messages: [] };
  await replaceKey(transaction, before, columns(identity).key, at);
  return { change: 'changed', messages: await tellOfChange(transaction, before, revoked, at) };
}

export async function setVerified(
  transaction: Transaction<Schema>,
  { account, verified, at }: { account: AccountId; verified: boolean; at: Timestamp },
): Promise<StoredIdentity | undefined> {
  const values = verified
    ? ({ trust: 'verified', verified_at: at } as const)
    : ({ trust: 'server', verified_at: null } as const);
  await transaction.updateTable('identity').set(values).where('account', '=', account).execute();
  return findIdentity(transaction, account);
}

export async function acceptKeys(
  transaction: Transaction<Schema>,
  account: AccountId,
): Promise<StoredIdentity | undefined> {
  await transaction
    .updateTable('identity')
    .set({ trust: 'server' })
    .where('account', '=', account)
    .where('trust', '=', 'changed')
    .execute();
  return findIdentity(transaction, account);
}

/** Whose keys were compared once and are others now: nothing is encrypted for them. */
export async function changedAccounts(db: Kysely<Schema>): Promise<Set<AccountId>> {
  const rows = await db.selectFrom('identity').select('account').where('trust', '=', 'changed').execute();
  return new Set(rows.map(({ account }) => account));
}

function findRow(db: Kysely<Schema>, account: AccountId): Promise<IdentityRow | undefined> {
  return db.selectFrom('identity').selectAll().where('account', '=', account).executeTakeFirst();
}

async function insert(transaction: Transaction<Schema>, identity: CertifiedIdentity): Promise<void> {
  await transaction
    .insertInto('identity')
    .values({ account: identity.account, ...columns(identity), trust: 'server' })
    .execute();
}

async function replaceKey(transaction: Transaction<Schema>, before: IdentityRow, key: Bytes, at: Timestamp) {
  const trust = before.trust === 'server' ? 'server' : 'changed';
  await transaction
    .updateTable('identity')
    .set({ key, trust, verified_at: null, changed_at: at })
    .where('account', '=', before.account)
    .execute();
  await transaction.deleteFrom('session').where('account', '=', before.account).execute();
}

async function tellOfChange(
  transaction: Transaction<Schema>,
  { account: conversation, serial }: IdentityRow,
  revoked: Revocation[],
  at: Timestamp,
): Promise<Message[]> {
  const chat = await transaction
    .selectFrom('conversation')
    .select('account')
    .where('account', '=', conversation)
    .executeTakeFirst();
  if (!chat) return [];
  const detail = revoked.find((revocation) => revocation.serial === serial)?.reason ?? '';
  const line = await addLine(transaction, {
    id: newMessageId(),
    conversation,
    kind: 'keys-changed',
    sentAt: at,
    detail,
  });
  return line ? [line] : [];
}

function columns({ key, certificate, serial }: CertifiedIdentity) {
  return { key: new Uint8Array(key), certificate: new Uint8Array(certificate), serial };
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

function toIdentity(row: IdentityRow): StoredIdentity {
  return {
    account: row.account,
    key: row.key,
    certificate: row.certificate,
    trust: row.trust,
    ...(row.verified_at === null ? {} : { verifiedAt: row.verified_at }),
    ...(row.changed_at === null ? {} : { changedAt: row.changed_at }),
  };
}
