import { type DeviceId, OperationError, type Request, SENDER_KEY_MESSAGE } from '../../protocol/index.ts';
import type { Lane } from '../delivery/lane.ts';
import { Send } from '../delivery/send.ts';
import { ANSWERED, type RequestHandler } from '../handler.ts';
import type { SignedInClient } from '../member.ts';
import { missingAudience, needAudience } from '../rooms/need-room.ts';
import type { Services } from '../services.ts';
import type { Envelope } from '../store/queue.ts';

type Keys = Request<'room.share'>;

export const shareInRoom: RequestHandler<'room.share'> = (services, client, message, id) => {
  const { member } = client.session;
  // or the muted would go on writing, and others to some of the members only
  if (message.envelopes.some(({ body }) => body[0] === SENDER_KEY_MESSAGE)) throw new OperationError('malformed');
  return member.sending.take(
    () => missingAudience(services, member, message.room),
    () => share(services, client, message, id),
  );
};

function share(services: Services, client: SignedInClient, message: Keys, id: number): typeof ANSWERED {
  const { member, lane: own } = client.session;
  const { room, lanes } = needAudience(services, message.room);
  if (!room.has(member.account)) throw new OperationError('not-found');
  const receivedAt = services.wallClock();
  const { room: to, sentAt } = message;
  const from = { from: member.account, fromDevice: own.device };
  const parcels: { lane: Lane; envelope: Envelope }[] = [];
  const stale: DeviceId[] = [];
  for (const { device, messageId, body } of message.envelopes) {
    const lane = lanes.get(device);
    if (!lane || lane === own) stale.push(device);
    else parcels.push({ lane, envelope: { kind: 'message', messageId, ...from, to, sentAt, receivedAt, body } });
  }
  // whose queue is full asks for it when a message comes that cannot be read
  const open = parcels.filter(({ lane, envelope }) => lane.fits(envelope));
  const pending = new Send(client.channel, { name: 'room.share', id, reply: { stale } }, open.length);
  for (const { lane, envelope } of open) lane.offer(envelope, pending);
  return ANSWERED;
}
