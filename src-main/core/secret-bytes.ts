import { randomFillSync } from 'node:crypto';

/**
 * Bytes for a secret, outside of V8's heap: short arrays lie in the heap otherwise, where the garbage collector moves them
 * and leaves copies behind that nobody can wipe.
 */
export function secretBytes(length: number): Buffer<ArrayBuffer> {
  return Buffer.from(new ArrayBuffer(length));
}

export function randomSecret(length: number): Buffer<ArrayBuffer> {
  return randomFillSync(secretBytes(length));
}

export function copySecret(secret: Uint8Array): Buffer<ArrayBuffer> {
  const copy = secretBytes(secret.length);
  copy.set(secret);
  return copy;
}
