import { createDecipheriv, hash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { BLOB_CHUNK_SIZE, BLOB_SIZE_LIMIT, chunkCount } from '../../../protocol/index.ts';
import { FILE_SIZE_LIMIT } from '../../../src-main/contract/attachment.ts';
import {
  DamagedError,
  openChunk,
  openChunkOf,
  PLAIN_CHUNK,
  plainLength,
  sealChunk,
  sealedCount,
  sealedSize,
} from '../../../src-main/core/transfers/sealed-chunks.ts';

const key = randomBytes(32);
const plain = randomBytes(PLAIN_CHUNK);

describe('a sealed chunk', () => {
  it('opens to what was sealed, and is exactly a chunk of a blob', () => {
    const sealed = sealChunk(key, 3, false, plain);
    expect(sealed.length).toBe(BLOB_CHUNK_SIZE);
    expect(openChunk(key, 3, false, sealed)).toEqual(plain);
  });

  it('is AES-256-GCM with seven zeros, the index and the last flag as its nonce', () => {
    const sealed = sealChunk(key, 0x01020304, true, Buffer.from('the end'));
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from('000000000000000102030401', 'hex'));
    decipher.setAuthTag(sealed.subarray(-16));
    expect(Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]).toString()).toBe('the end');
  });

  it('is the same today as yesterday', () => {
    const sealed = sealChunk(Buffer.alloc(32, 7), 1, true, Buffer.from('密语'));
    expect(hash('sha256', sealed)).toBe('4813f87f6a85c9b6968f0b5ac02bec4c8a4c1b9d4d46423b1293fffe4628707d');
  });

  it('does not open when a bit of it is flipped, wherever', () => {
    const sealed = sealChunk(key, 0, true, Buffer.from('short'));
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const flipped = Buffer.from(sealed);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => openChunk(key, 0, true, flipped)).toThrow(DamagedError);
    }
  });

  it.each<[string, () => Buffer]>([
    ['in the place of another', () => openChunk(key, 1, false, sealChunk(key, 0, false, plain))],
    ['as the last when it is not', () => openChunk(key, 0, true, sealChunk(key, 0, false, plain))],
    ['as one before the last when it is the last', () => openChunk(key, 0, false, sealChunk(key, 0, true, plain))],
    ['with another key', () => openChunk(randomBytes(32), 0, false, sealChunk(key, 0, false, plain))],
    ['when its end is missing', () => openChunk(key, 0, true, sealChunk(key, 0, true, plain).subarray(0, -1))],
    ['when nothing but a tag is left', () => openChunk(key, 0, true, sealChunk(key, 0, true, plain).subarray(-16))],
    ['when less than a tag is left', () => openChunk(key, 0, true, Buffer.alloc(15))],
    ['when nothing is left', () => openChunk(key, 0, true, Buffer.alloc(0))],
  ])('does not open %s', (_, work) => {
    expect(work).toThrow(DamagedError);
  });

  it('of a file has the length that the size of the file says, even if its author sealed another', () => {
    const file = { key, size: PLAIN_CHUNK + 10 };
    expect(openChunkOf(file, 1, sealChunk(key, 1, true, plain.subarray(0, 10))).length).toBe(10);
    expect(() => openChunkOf(file, 1, sealChunk(key, 1, true, plain.subarray(0, 9)))).toThrow(DamagedError);
    expect(() => openChunkOf(file, 0, sealChunk(key, 0, false, plain.subarray(1)))).toThrow(DamagedError);
  });
});

describe('the size of a sealed file', () => {
  it.each([
    [1, 1, 17],
    [PLAIN_CHUNK, 1, BLOB_CHUNK_SIZE],
    [PLAIN_CHUNK + 1, 2, BLOB_CHUNK_SIZE + 17],
    [2 * PLAIN_CHUNK, 2, 2 * BLOB_CHUNK_SIZE],
  ])('of %i bytes is that of %i chunks: %i bytes', (size, count, sealed) => {
    expect(sealedCount(size)).toBe(count);
    expect(sealedSize(size)).toBe(sealed);
    expect(chunkCount(sealed)).toBe(count);
    const lengths = Array.from({ length: count }, (_, index) => plainLength(size, index));
    expect(lengths.reduce((a, b) => a + b)).toBe(size);
  });

  it('is within what the server takes, for the largest of files', () => {
    expect(sealedSize(FILE_SIZE_LIMIT)).toBeLessThanOrEqual(BLOB_SIZE_LIMIT);
    expect(sealedCount(FILE_SIZE_LIMIT)).toBeLessThan(2 ** 32);
  });
});
