import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import { ChannelError } from '../errors.ts';
import { type ClientHello, PROTOCOL_VERSION, type ServerHello, SUITE_X25519_AES_CBC_HMAC } from './messages.ts';

/** What a server shows and proves in each handshake. */
export interface ServerIdentity {
  /** DER: the server's certificate, then its authority's */
  chain: Uint8Array[];
  /** of the server's certificate */
  privateKey: KeyObject;
}

/** Asked for under load: a client must come back with a value that only its address was told. */
export interface CookiePolicy {
  /** 32 random bytes, new with each start of the server */
  secret: Buffer;
  /** the peer's address, without port */
  address: string;
}

const COOKIE_LIFETIME_MS = 30_000;
const COOKIE_TIME_SIZE = 8;

/** `time || HMAC-SHA-256(secret, time || address)`; time in milliseconds of the server's monotonic clock. */
export function makeCookie(policy: CookiePolicy, now: number): Buffer {
  const time = Buffer.alloc(COOKIE_TIME_SIZE);
  time.writeBigUInt64BE(BigInt(Math.floor(now)));
  return Buffer.concat([time, cookieMac(policy, time)]);
}

function cookieMac(policy: CookiePolicy, time: Uint8Array): Buffer {
  return createHmac('sha256', policy.secret).update(time).update(policy.address).digest();
}

export function isCookieValid(policy: CookiePolicy, cookie: Uint8Array | undefined, now: number): boolean {
  if (cookie?.length !== COOKIE_TIME_SIZE + 32) return false;
  const bytes = Buffer.from(cookie);
  const time = bytes.subarray(0, COOKIE_TIME_SIZE);
  if (!timingSafeEqual(bytes.subarray(COOKIE_TIME_SIZE), cookieMac(policy, time))) return false;
  const age = now - Number(time.readBigUInt64BE());
  return age >= 0 && age <= COOKIE_LIFETIME_MS;
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
