import { createHash, randomBytes } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { BLOB_CHUNK_SIZE, countChunkGarbage } from '../../../protocol/index.ts';
import { ContractError } from '../../contract/errors.ts';
import { writeWhole } from './disk.ts';
import { PLAIN_CHUNK, sealChunk } from './sealed-chunks.ts';

const KEY_SIZE = 32;

/**
 * Writes what comes into an empty file, sealed under a new key; resolves when it is safe on the disk.
 * @param limit bytes
 * @throws ContractError `too-large`, `empty-file`
 */
export async function seal(part: FileHandle, content: AsyncIterable<Uint8Array> | Uint8Array, limit: number) {
  const key = randomBytes(KEY_SIZE);
  const hash = createHash('sha256');
  let size = 0;
  let index = 0;
  for await (const { plain, isLast } of pieces(content)) {
    size += plain.length;
    if (size > limit) throw new ContractError('too-large');
    hash.update(plain);
    await writeWhole(part, sealChunk(key, index, isLast, plain), index * BLOB_CHUNK_SIZE);
    countChunkGarbage(plain.length);
    index += 1;
  }
  await part.sync();
  return { key, size, digest: hash.digest() };
}

/**
 * Cuts what comes into pieces for chunks, which use the same memory one after the other. One is held back until something follows: only
 * then it is not the last.
 * @throws ContractError `empty-file`
 */
async function* pieces(content: AsyncIterable<Uint8Array> | Uint8Array) {
  const plain = Buffer.allocUnsafe(PLAIN_CHUNK);
  let filled = 0;
  for await (const bytes of content instanceof Uint8Array ? [content] : content) {
    for (let at = 0; at < bytes.length; ) {
      if (filled === plain.length) {
        yield { plain, isLast: false };
        filled = 0;
      }
      const taken = Math.min(bytes.length - at, plain.length - filled);
      plain.set(bytes.subarray(at, at + taken), filled);
      filled += taken;
      at += taken;
    }
  }
  if (filled === 0) throw new ContractError('empty-file');
  yield { plain: plain.subarray(0, filled), isLast: true };
}
