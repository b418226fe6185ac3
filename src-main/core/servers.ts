import { parseInvitation } from '../../protocol/index.ts';
import { ContractError } from '../contract/errors.ts';
import type { KnownServer, ServerSighting } from '../contract/model.ts';
import type { Installation } from './installation.ts';
import { dial } from './link.ts';

interface Place {
  host: string;
  port: number;
}

/** Looks at the server behind a link or an address. @param now wall clock @throws ContractError */
export async function lookAt(installation: Installation, address: string, now: () => number): Promise<ServerSighting> {
  const invitation = parseInvitation(address);
  if (!invitation) throw new ContractError('bad-address');
  const { host, port, fingerprint: vouched } = invitation;
  const known = knownServer(installation, { host, port }, vouched);
  if (known && vouched !== undefined && vouched !== known.fingerprint) throw new ContractError('server-changed');

  const { channel, fingerprint } = await dial({ host, port, fingerprint: known?.fingerprint ?? vouched }, now);
  try {
    const { name, version, registration, limits } = await channel.request('server.info', {});
    const trust = known ? 'pinned' : vouched === undefined ? 'first' : 'link';
    return { host, port, fingerprint, trust, name, version, registration, usernameLength: limits.username };
  } finally {
    channel.close('ended');
  }
}

/** Makes a server the login page's. @throws ContractError `server-changed` when accounts here trust another one there */
export async function trust(installation: Installation, server: KnownServer): Promise<void> {
  const known = knownServer(installation, server, server.fingerprint);
  if (known && known.fingerprint !== server.fingerprint) throw new ContractError('server-changed');
  await installation.changeSettings({ server });
}

/**
 * The server that is trusted at that place. One that no account depends on gives way to another that a link vouches
 * for: it may have been set up anew.
 */
function knownServer(installation: Installation, place: Place, vouched: string | undefined): KnownServer | undefined {
  const isThere = ({ host, port }: Place) => host === place.host && port === place.port;
  const { server } = installation;
  const trusted = installation.remembered.map((account) => account.server).find(isThere);
  if (trusted || !server || !isThere(server)) return trusted;
  return vouched === undefined || vouched === server.fingerprint ? server : undefined;
}
