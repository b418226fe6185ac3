import { OperationError, type Request } from '../../protocol/index.ts';
import { tellDevices } from '../devices.ts';
import type { RequestHandler } from '../handler.ts';
import type { SignedIn } from '../member.ts';
import { findAccountKeys } from '../store/account-keys.ts';
import type { Writer } from '../store/database.ts';
import {
  addOneTimeKeys,
  countOneTimeKeys,
  deleteOneTimeKeys,
  findDeviceKeys,
  putDeviceKeys,
} from '../store/device-keys.ts';

export const publish: RequestHandler<'keys.publish'> = async (services, client, keys) => {
  const { session } = client;
  const oneTime = await services.database.write((writer) => store(writer, session, keys));
  const { member, lane } = session;
  // removed meanwhile, or published before
  if (!member.devices.has(lane.device) || member.lanes.has(lane.device)) return { oneTime };
  member.lanes.set(lane.device, lane);
  tellDevices(services, member);
  services.log.info({ account: member.account, device: lane.device }, 'device published its keys');
  return { oneTime };
};

/**
 * @returns how many one-time keys the device has then
 * @throws OperationError `not-found` when the account has no keys, `malformed` when the device's own are missing
 */
async function store(writer: Writer, { member, lane }: SignedIn, { device: keys, oneTime }: Request<'keys.publish'>) {
  const { device } = lane;
  if (!(await findAccountKeys(writer, member.account))) throw new OperationError('not-found');
  const known = await findDeviceKeys(writer, device);
  if (!known && !keys) throw new OperationError('malformed');
  if (keys) {
    // set up anew: nobody has the private halves of the former one-time keys any more
    if (known && known.registrationId !== keys.registrationId) await deleteOneTimeKeys(writer, device);
    await putDeviceKeys(writer, device, keys);
  }
  await addOneTimeKeys(writer, device, oneTime);
  return countOneTimeKeys(writer, device);
}
