import { OperationError } from '../../protocol/index.ts';
import { checkAnswer, FieldReport } from '../accounts/fields.ts';
import type { RequestHandler } from '../handler.ts';
import { tell } from '../presence.ts';
import { needOpenRoom } from '../rooms/need-room.ts';
import type { Room } from '../rooms/room.ts';
import type { Services } from '../services.ts';
import type { Writer } from '../store/database.ts';
import { countWaiting, type EntryRequest, insertRequest } from '../store/room-requests.ts';

export const askToEnter: RequestHandler<'room.ask'> = async (services, client, { room: id, answer }) => {
  const { account, profile } = client.session.member;
  const wrong = new FieldReport();
  wrong.add('answer', checkAnswer(answer));
  wrong.throwIfAny();
  const room = await needOpenRoom(services, id);
  const request = { room: id, account, answer: answer.trim(), time: services.wallClock() };
  await room.inTurn(() => services.database.write((writer) => ask(services, writer, room, request)));
  for (const leader of [...room.state.members.keys()].filter((each) => room.isLedBy(each))) {
    tell(services.directory, leader, 'room.requested', {
      room: id,
      profile,
      answer: request.answer,
      time: request.time,
    });
  }
  return {};
};

/** @throws OperationError as `room.ask` says */
async function ask(services: Services, writer: Writer, room: Room, request: EntryRequest): Promise<void> {
  if (room.has(request.account)) throw new OperationError('already-member');
  if (room.state.isDisbanded || room.state.rules.entry === 'closed') throw new OperationError('not-found');
  const limit = services.config.limits.requests;
  const { forRoom, ofAccount } = await countWaiting(writer, room.id, request.account);
  if (!(await insertRequest(writer, request))) throw new OperationError('already-requested');
  if (Math.max(forRoom, ofAccount) >= limit) throw new OperationError('too-many', { limit });
}
