import { OperationError } from '../../protocol/index.ts';
import type { RequestHandler } from '../handler.ts';
import { tell } from '../presence.ts';
import { needOwnRoom } from '../rooms/need-room.ts';
import { deleteRequests } from '../store/room-requests.ts';

export const refuseEntry: RequestHandler<'room.refuse'> = async (services, client, { room: id, account }) => {
  const { member } = client.session;
  const room = await needOwnRoom(services, member, id);
  if (!room.isLedBy(member.account)) throw new OperationError('not-allowed');
  const deleted = await services.database.write((writer) => deleteRequests(writer, id, [account]));
  if (deleted === 0) throw new OperationError('not-found');
  tell(services.directory, account, 'room.refused', { room: id });
  return {};
};
