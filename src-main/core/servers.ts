import { parseInvitation } from '../../protocol/index.ts';
import { ContractError } from '../contract/errors.ts';
import type { KnownServer, MovedServer, ServerSighting } from '../contract/model.ts';
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
    const knownAt = knownPlace(installation, { host, port, fingerprint });
    const found = {
      host,
      port,
      fingerprint,
      trust,
      name,
      version,
      registration,
      usernameLength: limits.username,
    } as const;
    return { ...found, ...(knownAt && { knownAt }) };
  } finally {
    channel.close('ended');
  }
}

/**
 * Makes a server the login page's.
 * @throws ContractError `server-changed` when accounts here trust another one there, `server-moved` when it is known
 * elsewhere and the person has not said that it has `moved`
 */
export async function trust(installation: Installation, server: KnownServer, { moved = false } = {}): Promise<void> {
  const known = knownServer(installation, server, server.fingerprint);
  if (known && known.fingerprint !== server.fingerprint) throw new ContractError('server-changed');
  const knownAt = knownPlace(installation, server);
  if (knownAt && !moved) {
    throw new ContractError('server-moved', { reason: `${placeText(knownAt)} → ${placeText(server)}` });
  }
  await installation.changeSettings({ server });
}

/** The question that a link brings; undefined where it is no news. */
export function moveOf(installation: Installation, server: KnownServer): MovedServer | undefined {
  const knownAt = knownPlace(installation, server);
  return knownAt && { ...server, knownAt };
}

/** Where the same server is known, at another place than that: as the login page's, else as that of an account. */
function knownPlace(
  { server, remembered }: Installation,
  { host, port, fingerprint }: Omit<KnownServer, 'name'>,
): Place | undefined {
  const isSame = (known: KnownServer) => known.fingerprint === fingerprint;
  const places = server && isSame(server) ? [server] : remembered.map((account) => account.server).filter(isSame);
  const [first] = places;
  if (!first || places.some((place) => place.host === host && place.port === port)) return undefined;
  return { host: first.host, port: first.port };
}

function placeText({ host, port }: Place): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
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
