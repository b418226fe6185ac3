import { headOf, OperationError, RoomId, type RoomSighting } from '../../protocol/index.ts';
import { nameKey } from '../accounts/names.ts';
import type { RequestHandler } from '../handler.ts';
import type { Member } from '../member.ts';
import type { Room } from '../rooms/room.ts';
import type { Services } from '../services.ts';
import { findAskers } from '../store/room-requests.ts';
import { findRoomByName } from '../store/rooms.ts';

export const findRoom: RequestHandler<'room.find'> = async (services, client, { query }) => {
  const id = numberIn(query) ?? (await findRoomByName(services.database.read, nameKey(query)));
  const room = id === undefined ? undefined : await services.rooms.load(id);
  if (!room || room.state.isDisbanded) throw new OperationError('not-found');
  const relation = await relationTo(services, room, client.session.member);
  // nobody comes into a closed room, so it is nobody's business; who has asked knows of it
  if (room.state.rules.entry === 'closed' && relation === 'none') throw new OperationError('not-found');
  return sightingOf(room, relation);
};

/** People leave the sign out. */
function numberIn(query: string): RoomId | undefined {
  const [, digits] = /^\s*[-−]?(\d{1,10})\s*$/.exec(query) ?? [];
  return digits === undefined ? undefined : RoomId.safeParse(-Number(digits)).data;
}

async function relationTo({ database }: Services, room: Room, { account }: Member): Promise<RoomSighting['relation']> {
  if (room.has(account)) return 'member';
  return (await findAskers(database.read, room.id, [account])).size > 0 ? 'requested' : 'none';
}

function sightingOf(room: Room, relation: RoomSighting['relation']): RoomSighting {
  const { name, members, rules, avatar } = room.state;
  return {
    room: room.id,
    name,
    members: members.size,
    entry: rules.entry,
    question: rules.question,
    ...(avatar ? { avatar: Buffer.from(avatar).toString('base64url') } : {}),
    ...(rules.entry === 'open' ? { head: headOf(room.state) } : {}),
    relation,
  };
}
