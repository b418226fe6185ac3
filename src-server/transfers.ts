import type { CloseReason } from '../protocol/index.ts';
import { Flow } from './blobs/flow.ts';
import type { Client, Member, SignedIn } from './member.ts';

/** Makes the connection one of the session's for blobs. Of too many the oldest ends: it may be dead without our knowing. */
export function attach(client: Client, { member, lane }: SignedIn, limit: number): void {
  const [oldest] = member.transfers;
  if (oldest && member.transfers.size >= limit) oldest.channel.close('ended');
  client.transfer = { member, lane, flow: new Flow(client) };
  member.transfers.add(client);
  client.promote();
  client.channel.allowLargeFrames();
}

/** After the end of a connection, or before it. */
export function detach(client: Client): void {
  client.transfer?.member.transfers.delete(client);
  client.transfer = undefined;
}

/** Ends the transfer connections of a session that has ended. */
export function endTransfers(member: Member, reason: CloseReason): void {
  for (const client of [...member.transfers]) {
    detach(client);
    client.channel.close(reason);
  }
}
