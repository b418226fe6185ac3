import type { AccountId, DeviceId, Timestamp } from '../../protocol/index.ts';
import type { Reader, Writer } from './database.ts';

export interface Device {
  id: DeviceId;
  account: AccountId;
  /** raw Ed25519 public key */
  key: Buffer;
}

export async function findDevices(db: Reader, accounts: readonly AccountId[]): Promise<Device[]> {
  return db
    .selectFrom('devices')
    .select(['id', 'account', 'key'])
    .where('account', 'in', accounts)
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
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** The same installation with another key or name: the password has just proved who it is. */
export async function updateDevice(db: Writer, device: { id: DeviceId; name: string; key: Uint8Array }): Promise<void> {
  await db
    .updateTable('devices')
    .set({ name: device.name, key: Buffer.from(device.key) })
    .where('id', '=', device.id)
    .execute();
}
