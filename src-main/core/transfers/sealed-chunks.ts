import { createCipheriv, createDecipheriv } from 'node:crypto';
import { BLOB_CHUNK_SIZE } from '../../../protocol/index.ts';

const TAG_SIZE = 16;
const NONCE_SIZE = 12;
const INDEX_AT = 7;
const LAST_AT = 11;

/** Bytes of a file that one chunk holds; the last one may hold fewer. */
export const PLAIN_CHUNK = BLOB_CHUNK_SIZE - TAG_SIZE;

/** Bytes that are not what their author sealed, or are so no longer. */
export class DamagedError extends Error {
  override readonly name = 'DamagedError';
}

/** How many chunks a file of so many bytes has. */
export function sealedCount(size: number): number {
  return Math.ceil(size / PLAIN_CHUNK);
}

/** Bytes of the sealed file. */
export function sealedSize(size: number): number {
  return size + sealedCount(size) * TAG_SIZE;
}

/** Bytes of the file that one of its chunks holds. */
export function plainLength(size: number, index: number): number {
  return Math.min(PLAIN_CHUNK, size - index * PLAIN_CHUNK);
}

/**
 * Encrypts one piece of a file; together they are the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár): a chunk that is
 * left out, doubled, moved or cut off at the end is noticed.
 * @param key of 32 bytes, for one file only
 */
export function sealChunk(key: Uint8Array, index: number, isLast: boolean, plain: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonceOf(index, isLast));
  const ciphertext = cipher.update(plain);
  cipher.final();
  return Buffer.concat([ciphertext, cipher.getAuthTag()]);
}

/** The piece again. @throws DamagedError */
export function openChunk(key: Uint8Array, index: number, isLast: boolean, sealed: Uint8Array): Buffer {
  const end = sealed.length - TAG_SIZE;
  if (end < 0) throw new DamagedError('chunk too short');
  const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(index, isLast), { authTagLength: TAG_SIZE });
  decipher.setAuthTag(sealed.subarray(end));
  const plain = decipher.update(sealed.subarray(0, end));
  try {
    decipher.final();
  } catch {
    // final says nothing else than that the tag is wrong
    throw new DamagedError('chunk authentication');
  }
  return plain;
}

/** One of the chunks of a file of a known size, which has no more and no fewer. @throws DamagedError */
export function openChunkOf({ key, size }: { key: Uint8Array; size: number }, index: number, sealed: Uint8Array) {
  const plain = openChunk(key, index, index === sealedCount(size) - 1, sealed);
  if (plain.length !== plainLength(size, index)) throw new DamagedError('chunk length');
  return plain;
}

function nonceOf(index: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(NONCE_SIZE);
  nonce.writeUInt32BE(index, INDEX_AT);
  nonce[LAST_AT] = isLast ? 1 : 0;
  return nonce;
}
