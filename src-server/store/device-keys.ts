import {
  type AccountId,
  type DeviceId,
  type DeviceKeys,
  type OneTimePreKey,
  PREKEYS_PER_DEVICE,
} from '../../protocol/index.ts';
import type { Reader, Writer } from './database.ts';
import type { DeviceKeysRow } from './schema.ts';

function toDeviceKeys(row: DeviceKeysRow): DeviceKeys {
  return {
    registrationId: row.registration_id,
    signed: { id: row.signed_id, key: row.signed_key, signature: row.signed_signature },
    lastResort: { id: row.last_resort_id, key: row.last_resort_key, signature: row.last_resort_signature },
  };
}

function toRow(device: DeviceId, { registrationId, signed, lastResort }: DeviceKeys): DeviceKeysRow {
  return {
    device,
    registration_id: registrationId,
    signed_id: signed.id,
    signed_key: Buffer.from(signed.key),
    signed_signature: Buffer.from(signed.signature),
    last_resort_id: lastResort.id,
    last_resort_key: Buffer.from(lastResort.key),
    last_resort_signature: Buffer.from(lastResort.signature),
  };
}

export async function findDeviceKeys(db: Reader, device: DeviceId): Promise<DeviceKeys | undefined> {
  const row = await db.selectFrom('device_keys').selectAll().where('device', '=', device).executeTakeFirst();
  return row && toDeviceKeys(row);
}

/** Those of the account's devices among the named that have published. */
export async function findKeysOfDevices(
  db: Reader,
  account: AccountId,
  devices: readonly DeviceId[],
): Promise<(DeviceKeys & { device: DeviceId })[]> {
  const rows = await db
    .selectFrom('device_keys')
    .innerJoin('devices', 'devices.id', 'device_keys.device')
    .selectAll('device_keys')
    .where('devices.account', '=', account)
    .where('devices.id', 'in', devices)
    .orderBy('devices.id')
    .execute();
  return rows.map((row) => ({ device: row.device, ...toDeviceKeys(row) }));
}

export async function putDeviceKeys(db: Writer, device: DeviceId, keys: DeviceKeys): Promise<void> {
  const { device: _, ...columns } = toRow(device, keys);
  await db
    .insertInto('device_keys')
    .values({ device, ...columns })
    .onConflict((conflict) => conflict.column('device').doUpdateSet(columns))
    .execute();
}

/** Adds to those that are left; beyond the limit the oldest go. */
export async function addOneTimeKeys(db: Writer, device: DeviceId, keys: readonly OneTimePreKey[]): Promise<void> {
  if (keys.length === 0) return;
  await db
    .replaceInto('one_time_keys')
    .values(keys.map(({ id, key }) => ({ device, id, key: Buffer.from(key) })))
    .execute();
  await db
    .deleteFrom('one_time_keys')
    .where('device', '=', device)
    .where('place', '<=', (place) =>
      place
        .selectFrom('one_time_keys')
        .select('place')
        .where('device', '=', device)
        .orderBy('place', 'desc')
        .limit(1)
        .offset(PREKEYS_PER_DEVICE),
    )
    .execute();
}

/** Takes the oldest away: nobody else gets it. Undefined when none is left. */
export async function takeOneTimeKey(db: Writer, device: DeviceId): Promise<OneTimePreKey | undefined> {
  return db
    .deleteFrom('one_time_keys')
    .where('place', '=', (place) =>
      place
        .selectFrom('one_time_keys')
        .select((select) => select.fn.min('place').as('place'))
        .where('device', '=', device),
    )
    .returning(['id', 'key'])
    .executeTakeFirst();
}

export async function deleteOneTimeKeys(db: Writer, device: DeviceId): Promise<void> {
  await db.deleteFrom('one_time_keys').where('device', '=', device).execute();
}

export async function countOneTimeKeys(db: Reader, device: DeviceId): Promise<number> {
  const { count } = await db
    .selectFrom('one_time_keys')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('device', '=', device)
    .executeTakeFirstOrThrow();
  return count;
}
