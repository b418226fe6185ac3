import { createHmac, createSecretKey, hash, hkdfSync } from 'node:crypto';

/*
 * All keys come from HKDF-SHA-256 (RFC 5869) with the label as info. The order of secrets is TLS 1.3's (RFC 8446
 * section 7.1) in shape: handshake keys bound to the hellos, traffic secrets bound to the whole transcript.
 */

export interface RecordKeys {
  /** AES-256 */
  encryption: Buffer;
  /** HMAC-SHA-256 */
  mac: Buffer;
}

export const KEY_SIZE = 32;
const NO_SALT = Buffer.alloc(0);

function derive(secret: Uint8Array, salt: Uint8Array, label: string, keys: number): Buffer[] {
  // Node takes a key object several times faster than the same bytes
  const bytes = Buffer.from(hkdfSync('sha256', createSecretKey(secret), salt, label, keys * KEY_SIZE));
  const all = Array.from({ length: keys }, (_, index) => ownKey(bytes, index));
  bytes.fill(0);
  return all;
}

/** A copy of one key. Each key has memory of its own, so that it can be wiped while the others are in use. */
function ownKey(bytes: Buffer, index: number): Buffer {
  const key = Buffer.alloc(KEY_SIZE);
  bytes.copy(key, 0, index * KEY_SIZE);
  return key;
}

function take(keys: Buffer[], index: number): Buffer {
  const key = keys[index];
  if (!key) throw new RangeError('no such key');
  return key;
}

export function sha256(...parts: readonly Uint8Array[]): Buffer {
  return hash('sha256', Buffer.concat(parts), 'buffer');
}

/** HMAC-SHA-256 of a handshake's hash. */
export function finishedMac(key: Uint8Array, transcriptHash: Uint8Array): Buffer {
  return createHmac('sha256', createSecretKey(key)).update(transcriptHash).digest();
}

/**
 * The keys of epoch 0. They are the same for everyone: hello frames go through the one frame parser, and no secrecy or
 * authenticity is claimed for them.
 */
export const PUBLIC_KEYS: RecordKeys = {
  encryption: sha256(Buffer.from('miyu/1 public encryption key')),
  mac: sha256(Buffer.from('miyu/1 public mac key')),
};

export interface HandshakeKeys {
  client: RecordKeys;
  server: RecordKeys;
  clientFinished: Buffer;
  serverFinished: Buffer;
}

/** Epoch 1: six keys from the X25519 secret, bound to the hello frames. */
export function deriveHandshakeKeys(shared: Uint8Array, hellosHash: Uint8Array): HandshakeKeys {
  const keys = derive(shared, hellosHash, 'miyu/1 handshake keys', 6);
  return {
    client: { encryption: take(keys, 0), mac: take(keys, 1) },
    server: { encryption: take(keys, 2), mac: take(keys, 3) },
    clientFinished: take(keys, 4),
    serverFinished: take(keys, 5),
  };
}

export interface TrafficSecrets {
  client: Buffer;
  server: Buffer;
  /** the same on both sides and on no other connection: what a login proof signs */
  exporter: Buffer;
}

/** Epoch 2: bound to everything both sides said before. */
export function deriveTrafficSecrets(shared: Uint8Array, transcriptHash: Uint8Array): TrafficSecrets {
  const keys = derive(shared, transcriptHash, 'miyu/1 traffic secrets', 3);
  return { client: take(keys, 0), server: take(keys, 1), exporter: take(keys, 2) };
}

export function deriveRecordKeys(trafficSecret: Uint8Array): RecordKeys {
  const keys = derive(trafficSecret, NO_SALT, 'miyu/1 record keys', 2);
  return { encryption: take(keys, 0), mac: take(keys, 1) };
}

export function wipeRecordKeys({ encryption, mac }: RecordKeys): void {
  encryption.fill(0);
  mac.fill(0);
}

/** The secret of the next epoch; the way back is closed. */
export function nextTrafficSecret(trafficSecret: Uint8Array): Buffer {
  return take(derive(trafficSecret, NO_SALT, 'miyu/1 rekey', 1), 0);
}
