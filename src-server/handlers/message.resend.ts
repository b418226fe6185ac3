import { OperationError, type Request } from '../../protocol/index.ts';
import type { Lane } from '../delivery/lane.ts';
import { Send } from '../delivery/send.ts';
import { ANSWERED, type RequestHandler } from '../handler.ts';
import type { SignedIn } from '../member.ts';
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
  lane.offer(envelope, new Send(client.channel, { name: 'message.resend', id, receivedAt }, 1));
  return ANSWERED;
};

/** @throws OperationError `not-found`, `malformed` when a friend would get what was never written to them */
async function findLane({ directory }: Services, { member, lane }: SignedIn, message: Message): Promise<Lane> {
  const { account, device, to } = message;
  const isOwn = account === member.account;
  if (!isOwn && to !== account) throw new OperationError('malformed');
  const owner = isOwn || member.friends.has(account) ? await directory.load(account) : undefined;
  const found = owner?.lanes.get(device);
  if (!found || found === lane) throw new OperationError('not-found');
  return found;
}
