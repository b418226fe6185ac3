import { OperationError, type RoomId } from '../../protocol/index.ts';
import type { Member } from '../member.ts';
import type { Services } from '../services.ts';
import type { Room } from './room.ts';

/** The room, for its members. @throws OperationError `not-found`, for outsiders as if there were none */
export async function needOwnRoom(services: Services, { account }: Member, id: RoomId): Promise<Room> {
  const room = await services.rooms.load(id);
  if (!room?.has(account)) throw new OperationError('not-found');
  return room;
}

/** A room that anybody may know of whose number they have. @throws OperationError `not-found`, also when it is disbanded */
export async function needOpenRoom(services: Services, id: RoomId): Promise<Room> {
  const room = await services.rooms.load(id);
  if (!room || room.state.isDisbanded) throw new OperationError('not-found');
  return room;
}
