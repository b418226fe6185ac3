import { OperationError, type RoomId } from '../../protocol/index.ts';
import type { Member } from '../member.ts';
import type { Services } from '../services.ts';
import type { Audience } from './audience.ts';
import type { Room } from './room.ts';

/** The room, for its members. @throws OperationError `not-found`, for outsiders as if there were none */
export async function needOwnRoom(services: Services, { account }: Member, id: RoomId): Promise<Room> {
  const room = await services.rooms.load(id);
  if (!room?.has(account)) throw new OperationError('not-found');
  return room;
}

/**
 * A room that anybody may know of whose number they have.
 * @throws OperationError `not-found`, also when it is disbanded
 */
export async function needOpenRoom(services: Services, id: RoomId): Promise<Room> {
  const room = await services.rooms.load(id);
  if (!room || room.state.isDisbanded) throw new OperationError('not-found');
  return room;
}

/** A room, and whom a message to it reaches now. */
export interface GatheredRoom extends Audience {
  room: Room;
}

/**
 * Gets a room, and whom a message to it reaches, into memory; undefined once both are. Rejects as `needOwnRoom` does.
 */
export function missingAudience(services: Services, member: Member, id: RoomId): Promise<unknown> | undefined {
  if (services.rooms.find(id)?.audience) return undefined;
  return needOwnRoom(services, member, id).then((room) => services.rooms.gather(room));
}

/** Only when nothing of it is missing. */
export function needAudience({ rooms }: Services, id: RoomId): GatheredRoom {
  const room = rooms.find(id);
  if (!room?.audience) throw new Error('the audience is not gathered');
  return { room, ...room.audience };
}
