import { type AccountId, type DeviceId, PREKEYS_REFILL_AT, type PreKeyBundle } from '../../protocol/index.ts';
import { certificateFor } from '../account-certificates.ts';
import type { RequestHandler } from '../handler.ts';
import type { Services } from '../services.ts';
import type { Writer } from '../store/database.ts';
import { countOneTimeKeys, findKeysOfDevices, takeOneTimeKey } from '../store/device-keys.ts';

export const bundle: RequestHandler<'keys.bundle'> = async (services, client, { account, devices }) => {
  const { member } = client.session;
  const certificate = await certificateFor(services, member, account);
  const mayTake = (device: DeviceId) => services.oneTimeKeys.take(member.account, device);
  const taken = await services.database.write((writer) => take(writer, account, devices, mayTake));
  for (const { bundle, left } of taken) warn(services, account, bundle.device, left);
  return { certificate, bundles: taken.map(({ bundle }) => bundle) };
};

async function take(
  writer: Writer,
  account: AccountId,
  devices: readonly DeviceId[],
  mayTake: (device: DeviceId) => boolean,
) {
  const taken: { bundle: PreKeyBundle; left: number }[] = [];
  for (const keys of await findKeysOfDevices(writer, account, devices)) {
    const oneTime = mayTake(keys.device) ? await takeOneTimeKey(writer, keys.device) : undefined;
    const left = await countOneTimeKeys(writer, keys.device);
    taken.push({ bundle: { ...keys, ...(oneTime ? { oneTime } : {}) }, left });
  }
  return taken;
}

/** Those who are away count their keys when they are back. */
function warn({ directory }: Services, account: AccountId, device: DeviceId, left: number): void {
  const client = directory.clientOf(account);
  if (left < PREKEYS_REFILL_AT && client?.session?.lane.device === device) {
    client.channel.event('keys.low', { oneTime: left });
  }
}
