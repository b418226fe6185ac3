import type { KeyObject } from 'node:crypto';
import { ChannelError } from '../errors.ts';
import { type ClientHello, PROTOCOL_VERSION, type ServerHello, SUITE_X25519_AES_CBC_HMAC } from './messages.ts';

/** What a server shows and proves in each handshake. */
export interface ServerIdentity {
  /** DER: the server's certificate, then its authority's */
  chain: Uint8Array[];
  /** of the server's certificate */
  privateKey: KeyObject;
}

/** The version and suite the server takes of a client's offer; zeros when there is none in common. */
export function chooseVersion(hello: ClientHello): { version: number; suite: number } {
  const fits = hello.versions.includes(PROTOCOL_VERSION) && hello.suites.includes(SUITE_X25519_AES_CBC_HMAC);
  return fits ? { version: PROTOCOL_VERSION, suite: SUITE_X25519_AES_CBC_HMAC } : { version: 0, suite: 0 };
}

/** @throws ChannelError `version` when the server took nothing of what we offered */
export function checkVersion(hello: ServerHello): void {
  if (hello.version !== PROTOCOL_VERSION || hello.suite !== SUITE_X25519_AES_CBC_HMAC) {
    throw new ChannelError('version');
  }
}
