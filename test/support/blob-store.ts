import { randomBytes } from 'node:crypto';
import { BlobId } from '../../protocol/index.ts';
import type { BlobStore } from '../../src-server/blobs/store.ts';

export function newBlobId(): BlobId {
  return BlobId.parse(randomBytes(16).toString('base64url'));
}

export async function readBlob(store: BlobStore, blob: BlobId, index: number, length: number): Promise<Buffer> {
  const target = Buffer.alloc(length);
  await store.read(blob, index, target);
  return target;
}

/** What the store has, in order of the ids. */
export async function listBlobs(store: BlobStore): Promise<BlobId[]> {
  const ids: BlobId[] = [];
  for await (const id of store.list()) ids.push(id);
  return ids.toSorted();
}
