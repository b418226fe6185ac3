import { createHash } from 'node:crypto';
import { AccountId, formatAddress, parseInvitation } from '../../protocol/index.ts';

/** What a person gives to others so that they find them, and know their keys: `miyu://host:port/add/number?key=hash#server`. */
export interface PersonAddress {
  host: string;
  port: number;
  account: AccountId;
  /** of the public identity key, as `keyHashOf` makes it */
  keyHash: string;
  /** the server's fingerprint, as in invitation links */
  fingerprint: string;
}

const LINK = /^miyu:\/\/([^/#?\s]{1,320})\/add\/([1-9]\d{0,9})\?key=([A-Za-z0-9_-]{43})#([A-Za-z0-9_-]{43})$/;

export function formatPersonLink({ account, keyHash, fingerprint, ...server }: PersonAddress): string {
  return `miyu://${formatAddress(server)}/add/${account}?key=${keyHash}#${fingerprint}`;
}

/** Undefined for what is no such link, an invitation to a server among it. */
export function parsePersonLink(text: string): PersonAddress | undefined {
  const [, place = '', number, keyHash = '', fingerprint = ''] = LINK.exec(text.trim()) ?? [];
  const account = AccountId.safeParse(Number(number)).data;
  const server = parseInvitation(`miyu://${place}/#${fingerprint}`);
  if (account === undefined || !server || ![keyHash, fingerprint].every(isHash)) return undefined;
  return { host: server.host, port: server.port, account, keyHash, fingerprint };
}

/** @param key libsignal's serialised public identity key @returns SHA-256, base64url */
export function keyHashOf(key: Uint8Array): string {
  return createHash('sha256').update(key).digest('base64url');
}

/** The last character of 43 has two bits to spare: only one way of writing each hash is taken. */
function isHash(text: string): boolean {
  return Buffer.from(text, 'base64url').toString('base64url') === text;
}
