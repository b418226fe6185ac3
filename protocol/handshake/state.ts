import { createPublicKey, diffieHellman, generateKeyPairSync, type KeyObject, timingSafeEqual } from 'node:crypto';
import { ChannelError, ViolationError } from '../errors.ts';
import {
  deriveHandshakeKeys,
  deriveTrafficSecrets,
  finishedMac,
  type HandshakeKeys,
  sha256,
  type TrafficSecrets,
} from '../key-schedule.ts';

const AUTH_LABEL = Buffer.from('miyu/1 server auth');
/** RFC 8410: what stands before the 32 bytes of an X25519 public key in its SPKI. */
const X25519_SPKI_PREFIX = Buffer.from('302a300506032b656e032100', 'hex');

export interface EphemeralKeys {
  privateKey: KeyObject;
  /** 32 bytes */
  publicKey: Buffer;
}

export function generateEphemeralKeys(): EphemeralKeys {
  const { privateKey, publicKey } = generateKeyPairSync('x25519');
  // RFC 8037; Node exports this form much faster than SPKI
  const { x = '' } = publicKey.export({ format: 'jwk' });
  return { privateKey, publicKey: Buffer.from(x, 'base64url') };
}

/** X25519 (RFC 7748). @throws ViolationError for a peer key that makes the secret predictable */
export function agree(privateKey: KeyObject, peerKey: Uint8Array): Buffer {
  const publicKey = createPublicKey({
    key: Buffer.concat([X25519_SPKI_PREFIX, peerKey]),
    type: 'spki',
    format: 'der',
  });
  const shared = computeShared(privateKey, publicKey);
  // RFC 7748 section 6.1: a point of small order gives zeros, a secret that everyone knows
  if (timingSafeEqual(shared, Buffer.alloc(shared.length))) throw new ViolationError('key agreement');
  return shared;
}

function computeShared(privateKey: KeyObject, publicKey: KeyObject): Buffer {
  try {
    return diffieHellman({ privateKey, publicKey });
  } catch {
    // OpenSSL refuses points of small order itself
    throw new ViolationError('key agreement');
  }
}

/**
 * The transcript and the secrets of one handshake, without any I/O. The same object serves both sides: they make the
 * same calls in the same order. Hashes are chained, each over the one before and what came since:
 *
 *     h1 = H(client hello frame || server hello frame)
 *     h2 = H(h1 || server certificate || authority certificate)      signed by the server
 *     h3 = H(h2 || signature)                                        MACed by the server's finished
 *     h4 = H(h3 || server finished)                                  MACed by the client's finished
 *     h5 = H(h4 || client finished)                                  binds the traffic secrets
 */
export class HandshakeState {
  readonly #shared: Buffer;
  readonly keys: HandshakeKeys;
  #hash: Buffer;

  constructor(ephemeral: EphemeralKeys, peerKey: Uint8Array, clientHello: Uint8Array, serverHello: Uint8Array) {
    this.#shared = agree(ephemeral.privateKey, peerKey);
    this.#hash = sha256(clientHello, serverHello);
    this.keys = deriveHandshakeKeys(this.#shared, this.#hash);
  }

  /** What the server's signature is over. */
  addChain(chain: readonly Uint8Array[]): Buffer {
    this.#hash = sha256(this.#hash, ...chain);
    return Buffer.concat([AUTH_LABEL, this.#hash]);
  }

  addSignature(signature: Uint8Array): void {
    this.#hash = sha256(this.#hash, signature);
  }

  serverFinished(): Buffer {
    return this.#finish(this.keys.serverFinished);
  }

  clientFinished(): Buffer {
    return this.#finish(this.keys.clientFinished);
  }

  #finish(key: Buffer): Buffer {
    const finished = finishedMac(key, this.#hash);
    this.#hash = sha256(this.#hash, finished);
    return finished;
  }

  /** After both finished messages. */
  trafficSecrets(): TrafficSecrets {
    const secrets = deriveTrafficSecrets(this.#shared, this.#hash);
    this.#shared.fill(0);
    return secrets;
  }
}

/** @throws ChannelError `untrusted` when the peer's finished is not the expected one */
export function checkFinished(expected: Buffer, received: Uint8Array): void {
  if (!timingSafeEqual(expected, received)) throw new ChannelError('untrusted', 'finished');
}
