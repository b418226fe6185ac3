import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { BLOB_CHUNK_SIZE, type BlobId, ChunkMap } from '../../../protocol/index.ts';
import { Blob } from '../../../src-server/blobs/blob.ts';
import { FolderStore } from '../../../src-server/blobs/folder-store.ts';
import { OpenFiles } from '../../../src-server/blobs/open-files.ts';
import { Recorder } from '../../../src-server/blobs/recorder.ts';
import { type BlobStore, StoreFullError } from '../../../src-server/blobs/store.ts';
import { Turns } from '../../../src-server/blobs/turns.ts';
import { Upload } from '../../../src-server/blobs/upload.ts';
import { findBlob, insertBlob } from '../../../src-server/store/blobs.ts';
import { listBlobs, newBlobId, readBlob } from '../../support/blob-store.ts';
import { itUnless, noFullFile, noOpenFiles } from '../../support/needs.ts';
import { addAccount, temporaryDatabase } from '../../support/server-database.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const chunk = randomBytes(BLOB_CHUNK_SIZE);

async function folderStore() {
  const folder = join(await temporaryFolder(), 'blobs');
  const clock = { time: 0 };
  const store = await FolderStore.open(folder, () => clock.time);
  onTestFinished(() => store.close());
  const pathOf = (blob: BlobId) => {
    const name = Buffer.from(blob, 'base64url').toString('hex');
    return join(folder, name.slice(0, 2), name);
  };
  return { folder, store, clock, pathOf };
}

/** Names of the files that this process has open below a folder. */
function openBelow(folder: string): number {
  return readdirSync('/proc/self/fd').filter((fd) => {
    const link = join('/proc/self/fd', fd);
    return existsSync(link) && readlinkSync(link).startsWith(folder);
  }).length;
}

describe('a folder of blobs', () => {
  it('lists its own files and no others', async () => {
    const { folder, store, pathOf } = await folderStore();
    const blobs = [newBlobId(), newBlobId(), newBlobId()];
    for (const blob of blobs) await store.write(blob, 0, chunk);
    await writeFile(join(folder, 'README'), '');
    await mkdir(join(folder, 'lost+found'));
    await writeFile(join(dirname(pathOf(newBlobId())), '..', 'x'), '');
    expect(await listBlobs(store)).toEqual(blobs.toSorted());
    for (const blob of blobs) await store.remove(blob);
    expect(await listBlobs(store)).toEqual([]);
  });

  itUnless(noFullFile, 'says when the disk is full', async () => {
    const { store, pathOf } = await folderStore();
    const blob = newBlobId();
    await mkdir(dirname(pathOf(blob)), { recursive: true });
    await symlink('/dev/full', pathOf(blob));
    await expect(store.write(blob, 0, chunk)).rejects.toThrow(StoreFullError);
  });

  itUnless(noOpenFiles, 'closes what was not used for a while, and the oldest of many', async () => {
    const { folder, store, clock } = await folderStore();
    const blobs = Array.from({ length: 200 }, newBlobId);
    for (const blob of blobs) await store.write(blob, 0, chunk.subarray(0, 1));
    expect(openBelow(folder)).toBeLessThanOrEqual(128);
    clock.time = 60_000;
    await store.rest();
    expect(openBelow(folder)).toBe(0);
    for (const blob of blobs) expect(await readBlob(store, blob, 0, 1)).toEqual(chunk.subarray(0, 1));
  });

  it('removes a file that is being written to', async () => {
    const { store, pathOf } = await folderStore();
    const blob = newBlobId();
    const writing = [0, 1, 2, 3].map((index) => store.write(blob, index, chunk));
    await Promise.all(writing);
    const reading = readBlob(store, blob, 3, BLOB_CHUNK_SIZE);
    await store.remove(blob);
    expect(await reading).toEqual(chunk);
    expect(existsSync(pathOf(blob))).toBe(false);
  });
});

describe('open files', () => {
  it('that could not be opened are tried again', async () => {
    const path = join(await temporaryFolder(), 'late');
    const files = new OpenFiles(() => 0);
    onTestFinished(() => files.closeAll());
    const read = () => files.use(path, 'r', async (file) => (await file.readFile()).toString());
    await expect(read()).rejects.toMatchObject({ code: 'ENOENT' });
    await writeFile(path, 'there');
    expect(await read()).toBe('there');
  });
});

describe('turns', () => {
  it('are taken in order, so many at once', async () => {
    const turns = new Turns(2);
    const begun: number[] = [];
    const ends = Array.from({ length: 4 }, () => Promise.withResolvers<void>());
    const works = ends.map(({ promise }, number) =>
      turns.take(async () => {
        begun.push(number);
        await promise;
      }),
    );
    expect(begun).toEqual([0, 1]);
    expect(turns.waiting).toBe(2);
    ends[1]?.reject(new Error('no'));
    await expect(works[1]).rejects.toThrow('no');
    expect(begun).toEqual([0, 1, 2]);
    for (const { resolve } of ends) resolve();
    await Promise.all([works[0], works[2], works[3]]);
    expect(begun).toEqual([0, 1, 2, 3]);
  });
});

describe('an upload', () => {
  const SIZE = 3 * BLOB_CHUNK_SIZE;

  /** A store that keeps nothing but what it was asked to do. */
  async function upload() {
    const { store } = await folderStore();
    const database = await temporaryDatabase();
    const owner = await database.write((writer) => addAccount(writer, 'ming'));
    const id = newBlobId();
    const chunks = new ChunkMap(SIZE).bits();
    const stored = { id, owner, size: SIZE, createdAt: 1, expiresAt: 2, chunks };
    await database.write((writer) => insertBlob(writer, stored, randomBytes(16)));
    const failing = { sync: false };
    const sometimes: BlobStore = Object.create(store, {
      sync: {
        value: async (blob: BlobId) => {
          if (failing.sync) throw new Error('input/output error');
          await store.sync(blob);
        },
      },
      write: { value: store.write.bind(store) },
      commit: { value: store.commit.bind(store) },
    });
    const recorded = async () => (await findBlob(database.read, id))?.chunks?.[0];
    const begun = new Upload({ id, size: SIZE, chunks, store: sometimes, database });
    const failures: unknown[] = [];
    const recorder = new Recorder({ database, reportFailure: (error) => failures.push(error) });
    const blob = new Blob(stored, [], begun);
    const record = () => {
      recorder.note(blob);
      return recorder.record();
    };
    return { upload: begun, record, failing, failures, recorded };
  }

  it('records what is durable, and nothing before', async () => {
    const { upload: begun, record, recorded } = await upload();
    await begun.put(1, chunk);
    expect(await recorded()).toBe(0);
    expect(begun.isIdle).toBe(false);
    await begun.sync();
    expect(await recorded()).toBe(0);
    expect(begun.isIdle).toBe(false);
    await record();
    expect(await recorded()).toBe(0b0100_0000);
    expect(begun.isIdle).toBe(true);
  });

  it('takes nothing for written that the disk has failed to keep', async () => {
    const { upload: begun, record, failing, failures, recorded } = await upload();
    await begun.put(0, chunk);
    await record();
    await begun.put(1, chunk);
    failing.sync = true;
    await record();
    expect(failures).toMatchObject([{ message: 'input/output error' }]);
    failing.sync = false;
    await record();
    expect(await recorded()).toBe(0b1000_0000);
    expect(begun.chunks.missing).toBe(2);
    await begun.put(1, chunk);
    await expect(begun.finish()).rejects.toMatchObject({ code: 'blob-incomplete', details: { missing: 1 } });
    await begun.put(2, chunk);
    await begun.finish();
  });
});

describe('a map of chunks', () => {
  it('has a bit for each, the first being the highest', () => {
    const map = new ChunkMap(9 * BLOB_CHUNK_SIZE + 1);
    for (const index of [0, 7, 9, 9]) map.add(index);
    expect(map.bits().toString('hex')).toBe('8140');
    expect(map).toMatchObject({ count: 10, missing: 7, last: 9 });
    expect([0, 1, 7, 8, 9].map((index) => map.has(index))).toEqual([true, false, true, false, true]);
    expect(() => map.add(10)).toThrow(RangeError);
  });

  it('comes back from its bits, whatever stands behind the last one', () => {
    const map = new ChunkMap(2 * BLOB_CHUNK_SIZE, Buffer.from([0b1011_1111]));
    expect(map.missing).toBe(1);
    expect(map.bits()).toEqual(Buffer.from([0b1000_0000]));
    expect(() => new ChunkMap(9 * BLOB_CHUNK_SIZE, Buffer.from([0]))).toThrow(RangeError);
  });
});
