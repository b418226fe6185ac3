/** "MIYU" on a telephone's keys. */
export const DEFAULT_PORT = 6498;

export interface ServerAddress {
  host: string;
  port: number;
}

export interface Invitation extends ServerAddress {
  /** base64url SHA-256 of the CA's public key (SPKI): whom to trust */
  fingerprint: string;
}

const FINGERPRINT = /^[A-Za-z0-9_-]{43}$/;
const HOST_NAME = /^(?=.{1,253}$)[\p{L}\p{N}]([\p{L}\p{N}-]{0,62})(\.[\p{L}\p{N}]([\p{L}\p{N}-]{0,62}))*\.?$/u;
const IPV6 = /^[0-9a-f:.]{2,45}(%[A-Za-z0-9._-]+)?$/i;

/** The link a server prints: `miyu://host:port/#fingerprint`. */
export function formatInvitation({ host, port, fingerprint }: Invitation): string {
  return `miyu://${formatAddress({ host, port })}/#${fingerprint}`;
}

export function formatAddress({ host, port }: ServerAddress): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Reads an invitation link, or what a person types instead: `host`, `host:port`, `[IPv6]:port`. Undefined when it is neither. */
export function parseInvitation(text: string): (ServerAddress & { fingerprint?: string }) | undefined {
  const match = /^(?:miyu:\/\/)?([^/#?]+)\/?(?:#(.*))?$/i.exec(text.trim());
  const address = match?.[1] && parseAddress(match[1]);
  if (!address) return undefined;
  const fingerprint = match[2];
  if (fingerprint === undefined || fingerprint === '') return address;
  return FINGERPRINT.test(fingerprint) ? { ...address, fingerprint } : undefined;
}

function parseAddress(text: string): ServerAddress | undefined {
  const match = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(text) ?? (IPV6.test(text) ? [text, text] : null);
  if (!match) return undefined;
  const host = match[1] ?? match[2] ?? '';
  const port = match[3] === undefined ? DEFAULT_PORT : Number(match[3]);
  const isHost = match[1] === undefined ? HOST_NAME.test(host) : host.includes(':') && IPV6.test(host);
  return isHost && port >= 1 && port <= 65535 ? { host, port } : undefined;
}
