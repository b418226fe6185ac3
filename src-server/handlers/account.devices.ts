import type { RequestHandler } from '../handler.ts';
import { describeDevices } from '../store/devices.ts';

export const devices: RequestHandler<'account.devices'> = async ({ database, lastSeen, wallClock }, client) => {
  const { member, lane } = client.session;
  const stored = await describeDevices(database.read, member.account);
  const seen = (id: typeof lane.device) => (id === lane.device ? wallClock() : lastSeen.of(id));
  return { devices: stored.map((device) => ({ ...device, lastSeen: seen(device.id) ?? device.lastSeen })) };
};
