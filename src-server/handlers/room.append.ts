import { OperationError } from '../../protocol/index.ts';
import type { RequestHandler } from '../handler.ts';
import { append, readRecord } from '../rooms/append.ts';

export const appendToRoom: RequestHandler<'room.append'> = async (
  services,
  client,
  { room: id, record: signed, picture },
) => {
  const { member } = client.session;
  const record = readRecord(member.account, signed);
  const room = await services.rooms.load(id);
  const isKnown = room && (room.has(member.account) || (record.action.kind === 'join' && !room.state.isDisbanded));
  if (!isKnown) throw new OperationError('not-found');
  return { seq: await room.inTurn(() => append(services, room, member, { record, signed, picture })) };
};
