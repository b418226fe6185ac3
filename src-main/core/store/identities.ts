import type { Kysely, Transaction } from 'kysely';
import type { AccountId, Revocation, Timestamp } from '../../../protocol/index.ts';
import type { Message } from '../../contract/model.ts';
import type { CertifiedIdentity, LearnedIdentity, StoredIdentity } from '../e2ee/exchange.ts';
import { newMessageId } from '../message-id.ts';
import { takeExpected } from './expected-identities.ts';
import type { OwnIdentity } from './history.ts';
import { forgetDevicesOf } from './known-devices.ts';
import { addLine } from './messages.ts';
import type { Bytes, IdentityRow, Schema } from './schema.ts';
import { type Placeholders, Statement } from './statement.ts';

const finding = new Statement((db, { account }: Placeholders<{ account: AccountId }>) =>
  db.selectFrom('identity').selectAll().where('account', '=', account),
);

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
  return (await identityOf(db, own, account))?.key;
}

/** The same; and whether it was compared once and is another now: nothing is encrypted for it then. */
export async function identityOf(
  db: Kysely<Schema>,
  own: OwnIdentity,
  account: AccountId,
): Promise<{ key: Uint8Array; hasChanged: boolean } | undefined> {
  if (account === own.account) return { key: own.keys.publicKey.serialize(), hasChanged: false };
  const row = await findRow(db, account);
  return row && { key: row.key, hasChanged: row.trust === 'changed' };
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
    await verifyExpected(transaction, account, at);
    return { change: 'first', messages: [] };
  }
  const { certificate, serial } = columns(identity);
  await transaction.updateTable('identity').set({ certificate, serial }).where('account', '=', account).execute();
  if (isSame(key, before.key)) return { change: 'same', messages: [] };
  await replaceKey(transaction, before, columns(identity).key, at);
  await forgetDevicesOf(transaction, account);
  await verifyExpected(transaction, account, at);
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

/** The keys are verified when they are the ones that the person's own link told of. */
export async function verifyExpected(
  transaction: Transaction<Schema>,
  account: AccountId,
  at: Timestamp,
): Promise<StoredIdentity | undefined> {
  const row = await findRow(transaction, account);
  if (!row || !(await takeExpected(transaction, account, row.key))) return undefined;
  return setVerified(transaction, { account, verified: true, at });
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

function findRow(db: Kysely<Schema>, account: AccountId): Promise<IdentityRow | undefined> {
  return finding.first(db, { account });
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
  { account, serial }: IdentityRow,
  revoked: Revocation[],
  at: Timestamp,
): Promise<Message[]> {
  const chat = await transaction.selectFrom('conversation').select('id').where('id', '=', account).executeTakeFirst();
  if (!chat) return [];
  const detail = revoked.find((revocation) => revocation.serial === serial)?.reason ?? '';
  const line = await addLine(transaction, {
    id: newMessageId(),
    conversation: account,
    kind: 'keys-changed',
    own: false,
    author: account,
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
