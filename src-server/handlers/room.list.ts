import type { RequestHandler } from '../handler.ts';
import { findRoomsOf } from '../store/room-members.ts';

export const listRooms: RequestHandler<'room.list'> = async ({ database }, client) => ({
  rooms: await findRoomsOf(database.read, client.session.member.account),
});
