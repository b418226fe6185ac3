import { mayWrite, OperationError, type Request } from '../../protocol/index.ts';
import { Send } from '../delivery/send.ts';
import { ANSWERED, type RequestHandler } from '../handler.ts';
import type { SignedInClient } from '../member.ts';
import { type GatheredRoom, missingAudience, needAudience } from '../rooms/need-room.ts';
import type { Room } from '../rooms/room.ts';
import type { Services } from '../services.ts';
import type { Envelope } from '../store/queue.ts';

type Message = Request<'room.send'>;

export const sendToRoom: RequestHandler<'room.send'> = (services, client, message, id) => {
  const { member } = client.session;
  return member.sending.take(
    () => missingAudience(services, member, message.room),
    () => relay(services, client, message, id, needAudience(services, message.room)),
  );
};

/** One envelope for all: each device's lane adds nothing of its own but the place in the device's stream. */
function relay(
  services: Services,
  client: SignedInClient,
  message: Message,
  id: number,
  { room, lanes, digest }: GatheredRoom,
): typeof ANSWERED {
  const { member, lane: own } = client.session;
  const receivedAt = services.wallClock();
  checkMayWrite(room, member.account, receivedAt);
  if (!Buffer.from(message.devices).equals(digest)) throw new OperationError('room-changed');
  room.usedAt = services.now();
  const { room: to, messageId, sentAt, body } = message;
  const from = { from: member.account, fromDevice: own.device };
  const envelope: Envelope = { kind: 'message', messageId, ...from, to, sentAt, receivedAt, body };
  // a full queue does not hold the others up
  const open = [...lanes.values()].filter((lane) => lane !== own && lane.fits(envelope));
  const pending = new Send(client.channel, { name: 'room.send', id, reply: { receivedAt } }, open.length);
  for (const lane of open) lane.offer(envelope, pending);
  return ANSWERED;
}

/** @throws OperationError `not-found` for outsiders, `muted` */
function checkMayWrite(room: Room, account: Request<'room.refuse'>['account'], now: number): void {
  if (!room.has(account)) throw new OperationError('not-found');
  if (mayWrite(room.state, account, now)) return;
  const until = room.state.members.get(account)?.mutedUntil ?? 0;
  throw new OperationError('muted', until > now ? { until } : {});
}
