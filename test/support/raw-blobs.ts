import { randomBytes } from 'node:crypto';
import { BLOB_CHUNK_SIZE, type BlobId, ChunkMap, chunkCount, chunkLength } from '../../protocol/index.ts';
import type { RawClient } from './raw-client.ts';

/** Chunks that a client has under way. */
const WINDOW = 16;

/** Does the work for each, in order, so many at once. */
export async function inWindow<T>(items: Iterable<T>, work: (item: T) => Promise<unknown>, atOnce = WINDOW) {
  const iterator = items[Symbol.iterator]();
  const worker = async () => {
    for (let next = iterator.next(); !next.done; next = iterator.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

export function chunkOf(content: Uint8Array, index: number): Uint8Array {
  const start = index * BLOB_CHUNK_SIZE;
  return content.subarray(start, start + chunkLength(content.length, index));
}

export async function beginBlob(client: RawClient, size: number, ref = randomBytes(16)): Promise<BlobId> {
  return (await client.channel.request('blob.begin', { ref, size })).blob;
}

export function putChunk(client: RawClient, blob: BlobId, index: number, data: Uint8Array) {
  return client.channel.request('blob.put', { blob, index, data });
}

/** Those that the server does not have, in order; none when the blob is complete. */
export async function missingChunks(client: RawClient, blob: BlobId): Promise<number[]> {
  const { size, chunks, isComplete } = await client.channel.request('blob.have', { blob });
  if (isComplete) return [];
  const map = new ChunkMap(size, chunks);
  return allChunks(size).filter((index) => !map.has(index));
}

export function allChunks(size: number): number[] {
  return Array.from({ length: chunkCount(size) }, (_, index) => index);
}

/** Puts these chunks of a content. */
export function putChunks(client: RawClient, blob: BlobId, content: Uint8Array, indexes = allChunks(content.length)) {
  return inWindow(indexes, (index) => putChunk(client, blob, index, chunkOf(content, index)));
}

/** Puts a content there, from beginning to end. */
export async function storeBlob(client: RawClient, content: Uint8Array): Promise<BlobId> {
  const blob = await beginBlob(client, content.length);
  await putChunks(client, blob, content);
  await client.channel.request('blob.commit', { blob });
  return blob;
}

/** The content as the server gives it. */
export async function fetchBlob(client: RawClient, blob: BlobId, size: number): Promise<Buffer> {
  const content = Buffer.alloc(size);
  await inWindow(allChunks(size), async (index) => {
    const { data } = await client.channel.request('blob.get', { blob, index });
    content.set(data, index * BLOB_CHUNK_SIZE);
  });
  return content;
}
