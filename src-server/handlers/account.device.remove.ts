import { OperationError } from '../../protocol/index.ts';
import { dropDevices, tellDevices } from '../devices.ts';
import type { RequestHandler } from '../handler.ts';
import { deleteDevices } from '../store/devices.ts';

export const removeDevice: RequestHandler<'account.device.remove'> = async (services, client, { device }) => {
  const { member, lane } = client.session;
  if (device === lane.device) throw new OperationError('oneself');
  if (!member.devices.has(device)) throw new OperationError('not-found');
  await services.database.write((writer) => deleteDevices(writer, [device]));
  dropDevices(services, member, [device]);
  tellDevices(services, member);
  services.log.info({ account: member.account, device }, 'device removed');
  return {};
};
