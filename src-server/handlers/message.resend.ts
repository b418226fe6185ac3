import { type AccountId, isRoom, OperationError, type Request, SENDER_KEY_MESSAGE } from '../../protocol/index.ts';
import { Send } from '../delivery/send.ts';
import { ANSWERED, type RequestHandler } from '../handler.ts';
import type { Member, SignedIn, SignedInClient } from '../member.ts';
import type { Room } from '../rooms/room.ts';
import type { Services } from '../services.ts';

type Message = Request<'message.resend'>;

export const resend: RequestHandler<'message.resend'> = (services, client, message, id) => {
  return client.session.member.sending.take(
    () => missing(services, client.session, message),
    () => relay(services, client, message, id),
  );
};

/** Gets the room into memory, then the account that it is for; undefined once both are. @throws as `checkMayWrite` */
function missing({ rooms, directory }: Services, { member }: SignedIn, message: Message): Promise<unknown> | undefined {
  const { to, account } = message;
  if (isRoom(to) && !rooms.find(to)) return rooms.load(to).then(needFound);
  checkMayWrite(rooms, member, message);
  return directory.find(account) ? undefined : directory.load(account).then(needFound);
}

function relay(services: Services, client: SignedInClient, message: Message, id: number): typeof ANSWERED {
  const { member, lane: own } = client.session;
  const { account, device, to, messageId, sentAt, body } = message;
  checkMayWrite(services.rooms, member, message);
  const lane = services.directory.find(account)?.lanes.get(device);
  if (!lane || lane === own) throw new OperationError('not-found');
  const receivedAt = services.wallClock();
  const from = { from: member.account, fromDevice: own.device };
  const envelope = { kind: 'message', messageId, ...from, to, sentAt, receivedAt, body } as const;
  if (!lane.fits(envelope)) throw new OperationError('queue-full');
  lane.offer(envelope, new Send(client.channel, { name: 'message.resend', id, reply: { receivedAt } }, 1));
  return ANSWERED;
}

/**
 * @throws OperationError `not-found`, also when it was written to a room that one of the two is not in; `malformed`
 * when a friend would get what was never written to them, or single members what is for the whole room
 */
function checkMayWrite(rooms: Services['rooms'], member: Member, { account, to, body }: Message): void {
  const isOwn = account === member.account;
  if (!isOwn && !isRoom(to) && to !== account) throw new OperationError('malformed');
  if (isRoom(to) && body[0] === SENDER_KEY_MESSAGE) throw new OperationError('malformed');
  if (isOwn) return;
  const mayWrite = isRoom(to) ? areInRoom(rooms.find(to), member, account) : member.friends.has(account);
  if (!mayWrite) throw new OperationError('not-found');
}

function areInRoom(room: Room | undefined, member: Member, other: AccountId): boolean {
  return room ? room.has(member.account) && room.has(other) : false;
}

function needFound(found: unknown): void {
  if (!found) throw new OperationError('not-found');
}
