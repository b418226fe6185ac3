import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BLOB_CHUNK_SIZE, BlobId } from '../../../protocol/index.ts';
import { collectGarbage, expireBlobs } from '../../../src-server/blobs/expiry.ts';
import type { BlobStore } from '../../../src-server/blobs/store.ts';
import { listBlobs, newBlobId } from '../../support/blob-store.ts';
import { beginIn, setUpBlobs } from '../../support/server-blobs.ts';

const unstopped = new AbortController().signal;

const chunk = randomBytes(BLOB_CHUNK_SIZE);

function shardOf(folder: string, blob: BlobId): string {
  return join(folder, hexOf(blob).slice(0, 2));
}

function hexOf(blob: BlobId): string {
  return Buffer.from(blob, 'base64url').toString('hex');
}

/** Puts something where the blob's bytes are that does not let itself be removed. */
async function block(folder: string, blob: BlobId): Promise<void> {
  const path = join(shardOf(folder, blob), hexOf(blob));
  await rm(path, { force: true });
  await mkdir(path, { recursive: true });
}

describe('what cannot be removed', () => {
  it('keeps no other garbage, and is told each time by its code only', async () => {
    const { folder, store, database, failures, reportFailure } = await setUpBlobs();
    const ids = Array.from({ length: 20 }, newBlobId);
    for (const id of ids) await store.write(id, 0, chunk.subarray(0, 1));
    // as they are found
    const found: BlobId[] = [];
    for await (const id of store.list()) found.push(id);
    const stuck = found.slice(0, 2);
    for (const id of stuck) await block(folder, id);
    expect(await collectGarbage(database, store, reportFailure, unstopped)).toBe(18);
    expect(await listBlobs(store)).toEqual(stuck.toSorted());
    expect(await collectGarbage(database, store, reportFailure, unstopped)).toBe(0);
    expect(failures).toHaveLength(4);
    for (const failure of failures) {
      expect(failure).toMatchObject({ message: 'a blob could not be removed (ERR_FS_EISDIR)' });
      for (const id of stuck) expect(JSON.stringify(failure) + String(failure)).not.toContain(hexOf(id));
    }
  });

  it('keeps nothing else that has expired', async () => {
    const { folder, open, owner, store, database, clock, failures } = await setUpBlobs();
    const blobs = open();
    const begun = [await beginIn(blobs, owner), await beginIn(blobs, owner), await beginIn(blobs, owner)];
    for (const blob of begun) await blobs.put(blob, 0, chunk);
    const stuck = begun[0] ?? expect.fail();
    await block(folder, stuck.id);
    clock.wall = stuck.expiresAt;
    expect(await expireBlobs({ database, blobs, wallClock: () => clock.wall }, unstopped)).toBe(3);
    expect(await listBlobs(store)).toEqual([stuck.id]);
    expect(failures).toHaveLength(1);
  });

  it('does not fail what its owner does next', async () => {
    const { folder, open, owner, clock, failures } = await setUpBlobs();
    const blobs = open();
    const ref = randomBytes(16);
    const before = await blobs.begin(owner, ref, BLOB_CHUNK_SIZE);
    await block(folder, before.id);
    clock.wall = before.expiresAt;
    const { id } = await blobs.begin(owner, ref, BLOB_CHUNK_SIZE);
    expect(id).not.toBe(before.id);
    await block(folder, id);
    await blobs.remove(id);
    expect(await blobs.load(id)).toBeUndefined();
    expect(failures).toHaveLength(2);
  });

  it('may be in a folder that cannot be read: what is in the others goes, and it is told', async () => {
    const { folder, store, database, reportFailure } = await setUpBlobs();
    // each in a folder of its own
    const ids = Array.from({ length: 20 }, (_, number) => BlobId.parse(Buffer.alloc(16, number).toString('base64url')));
    for (const id of ids) await store.write(id, 0, chunk.subarray(0, 1));
    async function* list() {
      let hasBegun = false;
      for await (const id of store.list()) {
        const others = hasBegun ? [] : ids.filter((each) => each !== id).slice(0, 10);
        hasBegun = true;
        for (const each of others) await rm(shardOf(folder, each), { recursive: true });
        yield id;
      }
    }
    const vanishing: BlobStore = Object.create(store, {
      list: { value: list },
      remove: { value: store.remove.bind(store) },
    });
    await expect(collectGarbage(database, vanishing, reportFailure, unstopped)).rejects.toMatchObject({
      code: 'ENOENT',
    });
    expect(await listBlobs(store)).toEqual([]);
  });
});
