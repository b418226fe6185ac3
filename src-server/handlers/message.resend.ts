import {
  type AccountId,
  isRoom,
  OperationError,
  type Request,
  type RoomId,
  SENDER_KEY_MESSAGE,
} from '../../protocol/index.ts';
import type { Lane } from '../delivery/lane.ts';
import { Send } from '../delivery/send.ts';
import { ANSWERED, type RequestHandler } from '../handler.ts';
import type { Member, SignedIn } from '../member.ts';
import type { Services } from '../services.ts';

type Message = Request<'message.resend'>;

export const resend: RequestHandler<'message.resend'> = async (services, client, message, id) => {
  const { member, lane: own } = client.session;
  const lane = await findLane(services, client.session, message);
  const receivedAt = services.wallClock();
  const { to, messageId, sentAt, body } = message;
  const from = { from: member.account, fromDevice: own.device };
  const envelope = { kind: 'message', messageId, ...from, to, sentAt, receivedAt, body } as const;
  if (!lane.fits(envelope)) throw new OperationError('queue-full');
  lane.offer(envelope, new Send(client.channel, { name: 'message.resend', id, reply: { receivedAt } }, 1));
  return ANSWERED;
};

/**
 * @throws OperationError `not-found`, also when it was written to a room that one of the two is not in; `malformed` when a friend
 * would get what was never written to them, or single members what is for the whole room
 */
async function findLane(services: Services, { member, lane }: SignedIn, message: Message): Promise<Lane> {
  const { account, device, to, body } = message;
  const isOwn = account === member.account;
  if (!isOwn && !isRoom(to) && to !== account) throw new OperationError('malformed');
  if (isRoom(to) && body[0] === SENDER_KEY_MESSAGE) throw new OperationError('malformed');
  const mayWriteTo =
    isOwn || (isRoom(to) ? await areInRoom(services, to, member, account) : member.friends.has(account));
  const owner = mayWriteTo ? await services.directory.load(account) : undefined;
  const found = owner?.lanes.get(device);
  if (!found || found === lane) throw new OperationError('not-found');
  return found;
}

async function areInRoom({ rooms }: Services, id: RoomId, member: Member, other: AccountId): Promise<boolean> {
  const room = await rooms.load(id);
  return room ? room.has(member.account) && room.has(other) : false;
}
