import { type CloseReason, type EndedBy, OperationError } from '../protocol/index.ts';
import type { Lane } from './delivery/lane.ts';
import type { Client, Member } from './member.ts';
import { announce, presenceOf } from './presence.ts';
import type { Services } from './services.ts';
import type { Session } from './store/accounts.ts';
import { detach, endTransfers } from './transfers.ts';

/**
 * Makes the client the member's one connection. What follows the reply is done by the returned function, so that the
 * reply is the first the device hears.
 * @throws OperationError when the client has signed in or gone meanwhile
 */
export function signIn(services: Services, client: Client, member: Member, lane: Lane): () => void {
  if (client.session) throw new OperationError('already-signed-in');
  if (services.isStopping || !client.channel.isOpen) throw new OperationError('unavailable');
  // removed meanwhile, with its session
  if (member.devices.get(lane.device) !== lane) throw sessionEnded(member.login);
  // the same session on an older connection, which the server has not seen ending yet
  dismiss(services, member, 'ended');
  member.client = client;
  client.session = { member, lane };
  services.lastSeen.note(lane.device, services.wallClock());
  client.promote();
  client.channel.allowLargeFrames();
  return () => {
    if (client.session?.lane !== lane) return;
    lane.attach(client.channel);
    announce(services.directory, member, 'offline');
  };
}

/** Ends the member's connection because a login took over. @returns the device whose connection it was, if any */
export function kick(services: Services, member: Member, by: EndedBy): Lane | undefined {
  const lane = member.client?.session?.lane;
  member.client?.channel.event('account.kicked', by);
  dismiss(services, member, 'kicked');
  endTransfers(member, 'kicked');
  return lane;
}

/** Names the later login, if it was one that ended the session. */
export function sessionEnded({ by }: Session): OperationError {
  return new OperationError('session-ended', by ? { endedBy: by } : {});
}

/** After the end of a connection, or before it. */
export function signOut(services: Services, client: Client): void {
  detach(client);
  const { session } = client;
  if (!session) return;
  const before = presenceOf(services.directory, session.member.account);
  client.session = undefined;
  session.lane.detach();
  services.lastSeen.note(session.lane.device, services.wallClock());
  session.member.client = undefined;
  if (!services.isStopping) announce(services.directory, session.member, before);
}

/** Ends the member's connection because a new password has voided its session. @param session the one after it */
export function endSessions(services: Services, member: Member, session: Session): void {
  if (session.number > member.login.number) member.login = session;
  dismiss(services, member, 'ended');
  endTransfers(member, 'ended');
}

/** Ends the member's connection, if there is one. */
export function dismiss(services: Services, member: Member, reason: CloseReason): void {
  const { client } = member;
  if (!client) return;
  signOut(services, client);
  client.channel.close(reason);
}
