import type { AccountId, DeviceId, Device as OwnDevice, Timestamp } from '../../protocol/index.ts';
import type { Reader, Writer } from './database.ts';
import { deleteQueuesOf } from './queue.ts';

export interface Device {
  id: DeviceId;
  account: AccountId;
  /** raw Ed25519 public key */
  key: Buffer;
  /** whether others can write to it */
  isPublished: boolean;
}

export async function findDevices(db: Reader, accounts: readonly AccountId[]): Promise<Device[]> {
  const rows = await db
    .selectFrom('devices')
    .leftJoin('device_keys', 'device_keys.device', 'devices.id')
    .select(['devices.id', 'devices.account', 'devices.key', 'device_keys.device as published'])
    .where('devices.account', 'in', accounts)
    .orderBy('devices.id')
    .execute();
  return rows.map(({ published, ...device }) => ({ ...device, isPublished: published !== null }));
}

/** An account's devices as its owner sees them. */
export async function describeDevices(db: Reader, account: AccountId): Promise<OwnDevice[]> {
  return db
    .selectFrom('devices')
    .select(['id', 'name', 'created_at as since', 'last_seen as lastSeen'])
    .where('account', '=', account)
    .orderBy('id')
    .execute();
}

export async function insertDevice(
  db: Writer,
  device: { account: AccountId; name: string; key: Uint8Array; createdAt: Timestamp },
): Promise<DeviceId> {
  const { id } = await db
    .insertInto('devices')
    .values({
      account: device.account,
      name: device.name,
      key: Buffer.from(device.key),
      created_at: device.createdAt,
      last_seen: device.createdAt,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** The same installation with another key or name: the password has just proved who it is. */
export async function updateDevice(
  db: Writer,
  device: { id: DeviceId; name: string; key: Uint8Array; lastSeen: Timestamp },
): Promise<void> {
  await db
    .updateTable('devices')
    .set({ name: device.name, key: Buffer.from(device.key), last_seen: device.lastSeen })
    .where('id', '=', device.id)
    .execute();
}

export async function setLastSeen(db: Writer, device: DeviceId, lastSeen: Timestamp): Promise<void> {
  await db.updateTable('devices').set({ last_seen: lastSeen }).where('id', '=', device).execute();
}

/** Removes them with their keys and what waits for them. */
export async function deleteDevices(db: Writer, devices: readonly DeviceId[]): Promise<void> {
  if (devices.length === 0) return;
  await db.deleteFrom('devices').where('id', 'in', devices).execute();
  await deleteQueuesOf(db, devices);
}
