import { randomInt } from 'node:crypto';
import {
  KEMKeyPair,
  KyberPreKeyRecord,
  PreKeyRecord,
  PrivateKey,
  SignedPreKeyRecord,
} from '@signalapp/libsignal-client';
import type { Transaction } from 'kysely';
import {
  type DeviceId,
  type DeviceKeys,
  type OneTimePreKey,
  PREKEYS_PER_DEVICE,
  type Timestamp,
} from '../../../protocol/index.ts';
import type { KeysToPublish } from '../e2ee/exchange.ts';
import type { OwnIdentity } from './history.ts';
import type { Bytes, Schema } from './schema.ts';
import { Statement } from './statement.ts';

const DAY_MS = 24 * 60 * 60_000;
/** After this, others get new signed keys. */
const REPLACED_AFTER_MS = 30 * DAY_MS;
/** A message encrypted for the replaced ones may still be on its way for so long. */
const DELETED_AFTER_MS = 60 * DAY_MS;
/** One-time keys that are kept: those the server has, and a reserve for those given out whose messages have not come. */
const ONE_TIME_KEYS_KEPT = 5 * PREKEYS_PER_DEVICE;
const REGISTRATION_ID_LIMIT = 0x4000;

const registration = new Statement((db) => db.selectFrom('device').select(['id', 'registration_id']));

type SignedTable = 'signed_key' | 'kyber_key';

export async function keysToPublish(
  transaction: Transaction<Schema>,
  own: OwnIdentity,
  { now, again }: { now: Timestamp; again?: boolean },
): Promise<KeysToPublish | undefined> {
  const present = await newest(transaction, 'signed_key');
  const isLost = again && present?.published === 1;
  if (!present || isLost) await makeOneTimeKeys(transaction, PREKEYS_PER_DEVICE, now);
  const isOld = !present || present.made_at <= now - REPLACED_AFTER_MS;
  if (isOld || isLost) await makeSignedKeys(transaction, own, now);
  await deleteOldKeys(transaction, now);
  if (present?.published && !isOld && !isLost) return undefined;
  return { device: await deviceKeys(transaction), oneTime: await unpublishedOneTimeKeys(transaction) };
}

export async function morePreKeys(
  transaction: Transaction<Schema>,
  left: number,
  now: Timestamp,
): Promise<OneTimePreKey[]> {
  const waiting = await unpublishedOneTimeKeys(transaction);
  await makeOneTimeKeys(transaction, Math.max(0, PREKEYS_PER_DEVICE - left - waiting.length), now);
  return unpublishedOneTimeKeys(transaction);
}

export async function keysPublished(transaction: Transaction<Schema>): Promise<void> {
  for (const table of ['one_time_key', 'signed_key', 'kyber_key'] as const) {
    await transaction.updateTable(table).set({ published: 1 }).where('published', '=', 0).execute();
  }
}

/**
 * This device as others address it, with libsignal's number that tells its sessions from those of one set up before it.
 * @throws when the account has never signed in here: nothing can be encrypted then
 */
export async function ownRegistration(
  transaction: Transaction<Schema>,
): Promise<{ device: DeviceId; registrationId: number }> {
  const row = await registration.first(transaction, {});
  if (!row) throw new Error('there is no device');
  if (row.registration_id !== null) return { device: row.id, registrationId: row.registration_id };
  const registrationId = randomInt(1, REGISTRATION_ID_LIMIT);
  await transaction.updateTable('device').set({ registration_id: registrationId }).execute();
  return { device: row.id, registrationId };
}

async function makeSignedKeys(transaction: Transaction<Schema>, { keys }: OwnIdentity, now: Timestamp): Promise<void> {
  const id = await takeKeyIds(transaction, 1);
  const pair = PrivateKey.generate();
  const signature = keys.privateKey.sign(pair.getPublicKey().serialize());
  const signed = SignedPreKeyRecord.new(id, now, pair.getPublicKey(), pair, signature);
  await insertKeys(transaction, 'signed_key', [{ id, record: signed.serialize(), made_at: now }]);

  const kyberPair = KEMKeyPair.generate();
  const kyberSignature = keys.privateKey.sign(kyberPair.getPublicKey().serialize());
  const kyber = KyberPreKeyRecord.new(id, now, kyberPair, kyberSignature);
  await insertKeys(transaction, 'kyber_key', [{ id, record: kyber.serialize(), made_at: now }]);
}

async function makeOneTimeKeys(transaction: Transaction<Schema>, count: number, now: Timestamp): Promise<void> {
  if (count === 0) return;
  const first = await takeKeyIds(transaction, count);
  const rows = Array.from({ length: count }, (_, index) => {
    const pair = PrivateKey.generate();
    const record = PreKeyRecord.new(first + index, pair.getPublicKey(), pair).serialize();
    return { id: first + index, record, made_at: now };
  });
  await insertKeys(transaction, 'one_time_key', rows);
  await transaction
    .deleteFrom('one_time_key')
    .where('id', '<=', (eb) =>
      eb.selectFrom('one_time_key').select('id').orderBy('id', 'desc').limit(1).offset(ONE_TIME_KEYS_KEPT),
    )
    .execute();
}

async function insertKeys(
  transaction: Transaction<Schema>,
  table: 'one_time_key' | SignedTable,
  rows: { id: number; record: Bytes; made_at: Timestamp }[],
): Promise<void> {
  await transaction.insertInto(table).values(rows).execute();
  for (const { record } of rows) record.fill(0);
}

/** The first of so many numbers that no key of this device had before. */
async function takeKeyIds(transaction: Transaction<Schema>, count: number): Promise<number> {
  const { next_key } = await transaction.selectFrom('device').select('next_key').executeTakeFirstOrThrow();
  await transaction
    .updateTable('device')
    .set({ next_key: next_key + count })
    .execute();
  return next_key;
}

/** Counted from the day they were replaced, however long the device was away before. */
async function deleteOldKeys(transaction: Transaction<Schema>, now: Timestamp): Promise<void> {
  for (const table of ['signed_key', 'kyber_key'] as const) {
    await transaction
      .deleteFrom(table)
      .where('id', '<', (eb) =>
        eb
          .selectFrom(table)
          .select(({ fn }) => fn.max('id').as('id'))
          .where('made_at', '<=', now - DELETED_AFTER_MS),
      )
      .execute();
  }
}

async function deviceKeys(transaction: Transaction<Schema>): Promise<DeviceKeys> {
  const [signedRow, kyberRow] = [await newest(transaction, 'signed_key'), await newest(transaction, 'kyber_key')];
  if (!signedRow || !kyberRow) throw new Error('there are no signed keys');
  const signed = SignedPreKeyRecord.deserialize(signedRow.record);
  const kyber = KyberPreKeyRecord.deserialize(kyberRow.record);
  for (const { record } of [signedRow, kyberRow]) record.fill(0);
  return {
    registrationId: (await ownRegistration(transaction)).registrationId,
    signed: { id: signed.id(), key: signed.publicKey().serialize(), signature: signed.signature() },
    lastResort: { id: kyber.id(), key: kyber.publicKey().serialize(), signature: kyber.signature() },
  };
}

async function unpublishedOneTimeKeys(transaction: Transaction<Schema>): Promise<OneTimePreKey[]> {
  const rows = await transaction
    .selectFrom('one_time_key')
    .select('record')
    .where('published', '=', 0)
    .orderBy('id')
    .limit(PREKEYS_PER_DEVICE)
    .execute();
  return rows.map(({ record }) => {
    const key = PreKeyRecord.deserialize(record);
    record.fill(0);
    return { id: key.id(), key: key.publicKey().serialize() };
  });
}

function newest(transaction: Transaction<Schema>, table: SignedTable) {
  return transaction
    .selectFrom(table)
    .select(['record', 'made_at', 'published'])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
}
