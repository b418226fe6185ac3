import { type AccountId, type DeviceId, OperationError, type Request } from '../../protocol/index.ts';
import type { Lane } from '../delivery/lane.ts';
import { Send } from '../delivery/send.ts';
import { ANSWERED, type RequestHandler } from '../handler.ts';
import type { Member, SignedIn, SignedInClient } from '../member.ts';
import type { Services } from '../services.ts';
import type { Envelope } from '../store/queue.ts';

type Message = Request<'message.send'>;
type Addressed = { lane: Lane; envelope: Envelope };

const NOTHING = new Uint8Array();

export const send: RequestHandler<'message.send'> = (services, client, message, id) => {
  return client.session.member.sending.take(
    () => missingRecipient(services, client, message.to),
    () => relay(services, client, message, id, needRecipient(services, client, message.to)),
  );
};

/** Gets the recipient into memory; undefined once it is. @throws OperationError `not-friends` */
function missingRecipient(services: Services, client: SignedInClient, to: AccountId): Promise<unknown> | undefined {
  if (!mayWriteTo(client.session.member, to)) throw new OperationError('not-friends');
  if (services.directory.find(to)) return undefined;
  return services.directory.load(to).then((found) => {
    if (!found) throw new OperationError('not-friends');
  });
}

/** Only when it is not missing. @throws OperationError `not-friends` */
function needRecipient({ directory }: Services, { session: { member } }: SignedInClient, to: AccountId): Member {
  const recipient = directory.find(to);
  if (!recipient || !mayWriteTo(member, to)) throw new OperationError('not-friends');
  return recipient;
}

function mayWriteTo(member: Member, to: AccountId): boolean {
  return to === member.account || member.friends.has(to);
}

function relay(services: Services, client: SignedInClient, message: Message, id: number, recipient: Member) {
  const receivedAt = services.wallClock();
  const { session } = client;
  const parcels = address(session, message, recipient, receivedAt);
  for (const { lane, envelope } of parcels) {
    const isCopy = session.member.lanes.has(lane.device);
    if (!isCopy && !lane.fits(envelope)) throw new OperationError('queue-full');
  }
  recipient.usedAt = services.now();
  const pending = new Send(client.channel, { name: 'message.send', id, reply: { receivedAt } }, parcels.length);
  for (const { lane, envelope } of parcels) {
    if (lane.fits(envelope)) lane.offer(envelope, pending);
    else session.lane.offer(expiryOf(lane, envelope), pending);
  }
  return ANSWERED;
}

/**
 * An envelope for each device of the recipient, if not oneself, and each other device of the sender.
 * @throws `devices-changed`
 */
function address(from: SignedIn, message: Message, recipient: Member, receivedAt: number): Addressed[] {
  const { to, messageId, sentAt } = message;
  const addressed = new Map<DeviceId, Addressed>();
  for (const { device, body } of message.envelopes) {
    const lane = recipient.lanes.get(device) ?? from.member.lanes.get(device);
    if (!lane || lane === from.lane) continue;
    const envelope: Envelope = {
      kind: 'message',
      messageId,
      from: from.member.account,
      fromDevice: from.lane.device,
      to,
      sentAt,
      receivedAt,
      body,
    };
    addressed.set(device, { lane, envelope });
  }
  const others = from.member.lanes.size - (from.member.lanes.has(from.lane.device) ? 1 : 0);
  const wanted = recipient === from.member ? others : recipient.lanes.size + others;
  if (addressed.size !== wanted || message.envelopes.length !== wanted) throw devicesChanged(from, message, recipient);
  return [...addressed.values()];
}

function devicesChanged(from: SignedIn, message: Message, recipient: Member): OperationError {
  const wanted = new Set([...recipient.lanes.keys(), ...from.member.lanes.keys()]);
  wanted.delete(from.lane.device);
  const given = new Set(message.envelopes.map(({ device }) => device));
  return new OperationError('devices-changed', {
    missing: [...wanted].filter((device) => !given.has(device)),
    stale: [...given].filter((device) => !wanted.has(device)),
  });
}

/** A copy for one's own other device that its full queue does not take is lost like an expired one; sending goes on. */
function expiryOf(lane: Lane, envelope: Envelope): Envelope {
  return { ...envelope, kind: 'expiry', fromDevice: lane.device, body: NOTHING };
}
