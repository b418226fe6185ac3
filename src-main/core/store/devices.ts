import type { Kysely, Transaction } from 'kysely';
import type { StoredDevice } from '../e2ee/exchange.ts';
import type { Schema } from './schema.ts';

export async function findDevice(db: Kysely<Schema>): Promise<StoredDevice | undefined> {
  const row = await db.selectFrom('device').select(['id', 'token', 'key', 'since']).executeTakeFirst();
  if (!row) return undefined;
  const { id, token, key, since } = row;
  return { id, key, since, ...(token === null ? {} : { token }) };
}

export async function saveDevice(transaction: Transaction<Schema>, device: StoredDevice): Promise<void> {
  const before = await findDevice(transaction);
  const values = { token: device.token ?? null, key: device.key, since: device.since };
  if (before?.id === device.id) {
    await transaction.updateTable('device').set(values).execute();
    return;
  }
  await forgetDevice(transaction);
  await transaction
    .insertInto('device')
    .values({ id: device.id, ...values })
    .execute();
}

/** Others address the new device, with keys and numbers of its own. */
async function forgetDevice(transaction: Transaction<Schema>): Promise<void> {
  const tables = [
    'device',
    'session',
    'one_time_key',
    'signed_key',
    'kyber_key',
    'missing',
    'sent_count',
    'audience',
    'never_sent',
    'seen_count',
    'room_key',
    'room_reader',
    'sender_key',
  ] as const;
  for (const table of tables) await transaction.deleteFrom(table).execute();
  await transaction
    .updateTable('message')
    .set({ number: null, audience: null })
    .where('number', 'is not', null)
    .execute();
  await transaction.updateTable('outgoing').set({ audience: null }).execute();
}
