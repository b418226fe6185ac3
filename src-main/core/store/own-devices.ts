import type { Kysely, Transaction } from 'kysely';
import type { AccountId, DeviceId, LoginRecord, Timestamp } from '../../../protocol/index.ts';
import type { NewDevice } from '../../contract/model.ts';
import { findDevice } from './devices.ts';
import { hasBaseline, makeKnown, takeBaseline } from './known-devices.ts';
import { noteNewDevice } from './new-devices.ts';
import type { Schema } from './schema.ts';

/** What the server says of one's own devices. Those that came and went are in its log only. */
export interface OwnDeviceLists {
  devices: { id: DeviceId; name: string; since: Timestamp }[];
  logins: LoginRecord[];
}

/** Those that the person has not seen yet, the newest first. */
export async function listNewDevices(db: Kysely<Schema>): Promise<NewDevice[]> {
  const rows = await db
    .selectFrom('new_device')
    .selectAll()
    .orderBy('time', 'desc')
    .orderBy('device', 'desc')
    .execute();
  return rows.map(({ address, ...device }) => ({ ...device, ...(address === null ? {} : { address }) }));
}

/** Notes the devices that were not known. The first lists are no news; neither is this device. */
export async function noteOwnDevices(
  transaction: Transaction<Schema>,
  account: AccountId,
  lists: OwnDeviceLists,
): Promise<NewDevice[]> {
  const here = await findDevice(transaction);
  const others = othersIn(lists, here?.id);
  const isFirst = !(await hasBaseline(transaction, account));
  if (isFirst) await takeBaseline(transaction, [{ account, devices: lists.devices.map(({ id }) => id) }]);
  for (const other of others) {
    const isNew = await makeKnown(transaction, { account, device: other.device });
    if (isNew && !isFirst) await noteNewDevice(transaction, other);
    else await nameNewDevice(transaction, other);
  }
  return listNewDevices(transaction);
}

/** The person has seen it. */
export async function dismissNewDevices(transaction: Transaction<Schema>, devices: DeviceId[]): Promise<NewDevice[]> {
  await transaction.deleteFrom('new_device').where('device', 'in', devices).execute();
  return listNewDevices(transaction);
}

/** A device that wrote before the server told of it had no name. */
async function nameNewDevice(transaction: Transaction<Schema>, { device, name, address, time }: NewDevice) {
  await transaction
    .updateTable('new_device')
    .set({ name, address: address ?? null, time })
    .where('device', '=', device)
    .where('name', '=', '')
    .execute();
}

/** Each other device once, with the first sign-in on it that the log still has. */
function othersIn({ devices, logins }: OwnDeviceLists, here: DeviceId | undefined): NewDevice[] {
  const others = new Map<DeviceId, NewDevice>();
  for (const { id, device: name, address, time } of logins) {
    if (id !== undefined && id !== here) others.set(id, { device: id, name, address, time });
  }
  for (const { id, name, since } of devices) {
    if (id !== here) others.set(id, { ...others.get(id), device: id, name, time: since });
  }
  return [...others.values()];
}
