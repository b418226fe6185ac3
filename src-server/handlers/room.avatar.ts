import { OperationError } from '../../protocol/index.ts';
import type { RequestHandler } from '../handler.ts';
import { needOwnRoom } from '../rooms/need-room.ts';
import { findRoomAvatar } from '../store/rooms.ts';

export const getRoomAvatar: RequestHandler<'room.avatar'> = async (services, client, { room: id }) => {
  await needOwnRoom(services, client.session.member, id);
  const picture = await findRoomAvatar(services.database.read, id);
  if (!picture) throw new OperationError('not-found');
  return { picture };
};
