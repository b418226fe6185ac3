import type { Device } from '../contract/model.ts';
import type { Accounts } from './accounts.ts';

/** One's own devices, as the server lists them; this one first, then the last seen. */
export async function listDevices({ account, device: own }: NonNullable<Accounts['open']>): Promise<Device[]> {
  const { devices } = await account.channel.request('account.devices', {});
  return devices
    .map((device) => ({ ...device, isThis: device.id === own.id }))
    .sort((a, b) => Number(b.isThis) - Number(a.isThis) || b.lastSeen - a.lastSeen);
}
