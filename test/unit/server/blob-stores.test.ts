import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { BLOB_CHUNK_SIZE } from '../../../protocol/index.ts';
import { FolderStore } from '../../../src-server/blobs/folder-store.ts';
import { BucketError, S3Store } from '../../../src-server/blobs/s3-store.ts';
import {
  type BlobStore,
  MissingBytesError,
  StoreFullError,
  StoreUnavailableError,
} from '../../../src-server/blobs/store.ts';
import { listBlobs, newBlobId, readBlob } from '../../support/blob-store.ts';
import { describeUnless } from '../../support/needs.ts';
import { realS3, realS3Missing } from '../../support/real-s3.ts';
import { S3StandIn } from '../../support/s3-stand-in.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const chunk = randomBytes(BLOB_CHUNK_SIZE);
const OWNER = 'fingerprint';

/** What every place for blobs does alike. */
function keepsBlobs(open: () => Promise<BlobStore>): void {
  async function opened() {
    const store = await open();
    onTestFinished(() => store.close());
    return store;
  }

  it('gives back what was written, at its place', async () => {
    const store = await opened();
    const blob = newBlobId();
    await store.write(blob, 1, chunk.subarray(0, 10));
    await store.write(blob, 0, chunk);
    await store.sync(blob);
    await store.commit(blob, BLOB_CHUNK_SIZE + 10);
    expect(await readBlob(store, blob, 1, 10)).toEqual(chunk.subarray(0, 10));
    expect(await readBlob(store, blob, 0, BLOB_CHUNK_SIZE)).toEqual(chunk);
    expect(await readBlob(store, blob, 0, 10)).toEqual(chunk.subarray(0, 10));
    expect(await store.extent(blob)).toBe(BLOB_CHUNK_SIZE + 10);
  });

  it('takes a chunk again, and the last one written counts', async () => {
    const store = await opened();
    const blob = newBlobId();
    await store.write(blob, 0, Buffer.alloc(100, 1));
    await store.write(blob, 0, chunk.subarray(0, 100));
    await store.commit(blob, 100);
    expect(await readBlob(store, blob, 0, 100)).toEqual(chunk.subarray(0, 100));
  });

  it('does not take a part for the whole, nor more than that', async () => {
    const store = await opened();
    const blob = newBlobId();
    await store.write(blob, 0, chunk.subarray(0, 10));
    await expect(store.commit(blob, 11)).rejects.toThrow(MissingBytesError);
    await expect(store.commit(blob, 9)).rejects.toThrow(MissingBytesError);
    await expect(readBlob(store, blob, 0, 11)).rejects.toThrow(MissingBytesError);
    await expect(readBlob(store, blob, 1, 1)).rejects.toThrow(MissingBytesError);
  });

  it('knows nothing of what is not there', async () => {
    const store = await opened();
    const blob = newBlobId();
    await expect(readBlob(store, blob, 0, 1)).rejects.toThrow(MissingBytesError);
    await expect(store.sync(blob)).rejects.toThrow(MissingBytesError);
    await expect(store.commit(blob, 1)).rejects.toThrow(MissingBytesError);
    expect(await store.extent(blob)).toBe(0);
    await store.remove(blob);
    expect(await listBlobs(store)).toEqual([]);
  });

  it('counts gaps as if they were filled', async () => {
    const store = await opened();
    const blob = newBlobId();
    await store.write(blob, 300, chunk.subarray(0, 5));
    await store.write(blob, 16, chunk);
    expect(await store.extent(blob)).toBe(300 * BLOB_CHUNK_SIZE + 5);
  });

  it('lists each blob once, and forgets those that are removed', async () => {
    const store = await opened();
    const blobs = [newBlobId(), newBlobId(), newBlobId()];
    for (const blob of blobs) for (const index of [0, 1, 2]) await store.write(blob, index, chunk.subarray(0, 1));
    expect(await listBlobs(store)).toEqual(blobs.toSorted());
    const [first, ...others] = blobs;
    await store.remove(first ?? newBlobId());
    expect(await listBlobs(store)).toEqual(others.toSorted());
    for (const blob of others) await store.remove(blob);
    expect(await listBlobs(store)).toEqual([]);
  });

  it('does many things at once', async () => {
    const store = await opened();
    const blob = newBlobId();
    const indexes = Array.from({ length: 40 }, (_, index) => index);
    await Promise.all(indexes.map((index) => store.write(blob, index, Buffer.alloc(BLOB_CHUNK_SIZE, index))));
    await store.commit(blob, indexes.length * BLOB_CHUNK_SIZE);
    const found = await Promise.all(indexes.map((index) => readBlob(store, blob, index, BLOB_CHUNK_SIZE)));
    expect(found.every((data, index) => data.every((byte) => byte === index))).toBe(true);
    await store.remove(blob);
  });
}

describe('a folder', () => {
  keepsBlobs(async () => FolderStore.open(join(await temporaryFolder(), 'blobs'), () => 0));
});

describe("a bucket of the tests' own stand-in for S3", () => {
  keepsBlobs(async () => {
    const standIn = await S3StandIn.start();
    standIn.pageSize = 2;
    return S3Store.open(standIn.target, OWNER);
  });
});

describeUnless(realS3Missing, 'a bucket of a real S3 server', () => {
  keepsBlobs(async () => {
    // a prefix of its own for each test
    const store = await S3Store.open({ ...realS3(), prefix: `test-${randomBytes(6).toString('hex')}/` }, OWNER);
    onTestFinished(async () => {
      for (const blob of await listBlobs(store)) await store.remove(blob);
    });
    return store;
  });
});

describe('a bucket', () => {
  /** Counts the waits, and waits for nothing. */
  async function opened() {
    const standIn = await S3StandIn.start();
    const waits: number[] = [];
    const wait = async (ms: number) => {
      waits.push(ms);
    };
    return { standIn, waits, store: await S3Store.open(standIn.target, OWNER, wait), blob: newBlobId() };
  }

  const busy = { status: 503, code: 'SlowDown' };

  it('is asked again when it fails for a moment, after longer and longer waits', async () => {
    const { standIn, waits, store, blob } = await opened();
    standIn.failures.push(busy, 'hang up', { status: 500, code: 'InternalError' });
    await store.write(blob, 0, chunk);
    expect(waits).toHaveLength(3);
    for (const [index, ms] of waits.entries()) {
      expect(ms).toBeGreaterThanOrEqual(50 * 2 ** index);
      expect(ms).toBeLessThanOrEqual(150 * 2 ** index);
    }
    expect(await readBlob(store, blob, 0, BLOB_CHUNK_SIZE)).toEqual(chunk);
  });

  it('is given up when it goes on failing, and used again later', async () => {
    const { standIn, store, blob } = await opened();
    standIn.failures.push(busy, busy, 'hang up', busy);
    await expect(store.write(blob, 0, chunk)).rejects.toThrow(StoreUnavailableError);
    await store.write(blob, 0, chunk);
    await store.commit(blob, BLOB_CHUNK_SIZE);
  });

  it('says when it is full, and is not asked again for that', async () => {
    const { standIn, waits, store, blob } = await opened();
    standIn.quota = BLOB_CHUNK_SIZE + OWNER.length;
    await store.write(blob, 0, chunk);
    await expect(store.write(blob, 1, chunk)).rejects.toThrow(StoreFullError);
    standIn.failures.push({ status: 507, code: 'XMinioStorageFull' });
    await expect(store.write(blob, 1, chunk)).rejects.toThrow(StoreFullError);
    expect(waits).toEqual([]);
    await store.remove(blob);
    await store.write(blob, 1, chunk);
  });

  it('that is gone is a failure, and no blob that is missing', async () => {
    const { standIn, store, blob } = await opened();
    await store.write(blob, 0, chunk);
    standIn.failures.push({ status: 404, code: 'NoSuchBucket' }, { status: 403, code: 'AccessDenied' });
    await expect(readBlob(store, blob, 0, 1)).rejects.toThrow('the object store answered NoSuchBucket');
    await expect(readBlob(store, blob, 0, 1)).rejects.toThrow('the object store answered AccessDenied');
  });

  it('does not commit a blob of which a chunk is missing in the middle, or is cut', async () => {
    const { standIn, store, blob } = await opened();
    const size = 3 * BLOB_CHUNK_SIZE;
    for (const index of [0, 1, 2]) await store.write(blob, index, chunk);
    const [first = '', second = ''] = [...standIn.objects.keys()].filter(
      (key) => key.endsWith('0') || key.endsWith('1'),
    );
    standIn.objects.delete(second);
    await expect(store.commit(blob, size)).rejects.toThrow(MissingBytesError);
    await store.write(blob, 1, chunk);
    standIn.objects.set(first, Buffer.from(chunk.subarray(1)));
    await expect(store.commit(blob, size)).rejects.toThrow(MissingBytesError);
    await store.write(blob, 0, chunk);
    await store.commit(blob, size);
  });

  it('keeps what others have put there, and lists none of it', async () => {
    const { standIn, store, blob } = await opened();
    const theirs = ['test/readme', `test/${'0'.repeat(31)}/0`, `other/${'0'.repeat(32)}/00000`];
    for (const name of theirs) standIn.objects.set(name, Buffer.alloc(1));
    await store.write(blob, 0, chunk);
    expect(await listBlobs(store)).toEqual([blob]);
    await store.remove(blob);
    expect([...standIn.objects.keys()]).toEqual(['test/owner', ...theirs]);
  });

  it('is asked for a few things at once, whoever is waiting', async () => {
    const { standIn, store, blob } = await opened();
    await Promise.all(Array.from({ length: 100 }, (_, index) => store.write(blob, index, chunk.subarray(0, 100))));
    expect(standIn.mostAtOnce).toBeLessThanOrEqual(16);
  });

  it('is deleted from a thousand names at a time', async () => {
    const { standIn, store, blob } = await opened();
    for (let index = 0; index < 1500; index++) await store.write(blob, index, Buffer.alloc(1));
    const before = standIn.requests.length;
    await store.remove(blob);
    expect([...standIn.objects.keys()]).toEqual(['test/owner']);
    expect(standIn.requests.length - before).toBe(4);
  });
});

describe('a bucket that cannot be used', () => {
  const none = async () => {};

  it.each([
    [{ bucket: 'other' }, /there is no such bucket/],
    [{ accessKey: 'nobody' }, /there is no such access key/],
    [{ secretKey: 'not for your eyes' }, /the secret key is another/],
    [{ region: 'elsewhere' }, /the region is another/],
    [{ endpoint: 'http://127.0.0.1:1' }, /does not answer \((ECONNREFUSED|bad port)\)/],
  ])('is told before anything is served: %j', async (change, reason) => {
    const { target } = await S3StandIn.start();
    const opening = S3Store.open({ ...target, ...change }, OWNER, none);
    await expect(opening).rejects.toThrow(BucketError);
    await expect(opening).rejects.toThrow(reason);
    // whoever reads the log does not read the key
    await expect(opening).rejects.not.toThrow(/not for your eyes|the secret of/);
  });

  it('because nothing can be written to it, or it is full, is told too', async () => {
    const standIn = await S3StandIn.start();
    standIn.quota = 0;
    await expect(S3Store.open(standIn.target, OWNER, none)).rejects.toThrow(
      /the object store is full \(QuotaExceeded\)/,
    );
  });

  it('because another server has its files there is told, and nothing of them is touched', async () => {
    const standIn = await S3StandIn.start();
    const first = await S3Store.open(standIn.target, OWNER, none);
    const blob = newBlobId();
    await first.write(blob, 0, chunk);
    await expect(S3Store.open(standIn.target, 'another', none)).rejects.toThrow(/another server keeps its files there/);
    await S3Store.open(standIn.target, OWNER, none);
    await S3Store.open({ ...standIn.target, prefix: 'elsewhere/' }, 'another', none);
    expect(await listBlobs(first)).toEqual([blob]);
  });
});
