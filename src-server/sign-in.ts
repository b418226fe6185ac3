import { type CloseReason, type EndedBy, OperationError } from '../protocol/index.ts';
import type { Lane } from './delivery/lane.ts';
import type { Client, Member } from './member.ts';
import { announce } from './presence.ts';
import type { Services } from './services.ts';

/**
 * Makes the client the member's one connection. What follows the reply is done by the returned function, so that the
 * reply is the first the device hears.
 * @throws OperationError when the client has signed in or gone meanwhile
 */
export function signIn(services: Services, client: Client, member: Member, lane: Lane): () => void {
  if (client.session) throw new OperationError('already-signed-in');
  if (services.isStopping || !client.channel.isOpen) throw new OperationError('unavailable');
  // the same session on an older connection, which the server has not seen ending yet
  dismiss(services, member, 'ended');
  member.client = client;
  client.session = { member, lane };
  client.promote();
  client.channel.allowLargeFrames();
  return () => {
    if (client.session?.lane !== lane) return;
    lane.attach(client.channel);
    announce(services.directory, member, 'online');
  };
}

/** Ends the member's connection because a login took over. @returns the device whose connection it was, if any */
export function kick(services: Services, member: Member, by: EndedBy): Lane | undefined {
  const lane = member.client?.session?.lane;
  member.client?.channel.event('account.kicked', by);
  dismiss(services, member, 'kicked');
  return lane;
}

/** After the end of a connection, or before it. */
export function signOut(services: Services, client: Client): void {
  const { session } = client;
  if (!session) return;
  client.session = undefined;
  session.lane.detach();
  session.member.client = undefined;
  if (!services.isStopping) announce(services.directory, session.member, 'offline');
}

function dismiss(services: Services, member: Member, reason: CloseReason): void {
  const { client } = member;
  if (!client) return;
  signOut(services, client);
  client.channel.close(reason);
}
