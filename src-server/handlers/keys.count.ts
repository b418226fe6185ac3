import type { RequestHandler } from '../handler.ts';
import { countOneTimeKeys } from '../store/device-keys.ts';

export const count: RequestHandler<'keys.count'> = async ({ database }, client) => {
  const { member, lane } = client.session;
  const oneTime = await countOneTimeKeys(database.read, lane.device);
  return { oneTime, isPublished: member.lanes.has(lane.device) };
};
