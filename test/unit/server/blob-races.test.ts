import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type AccountId, BLOB_CHUNK_SIZE, type BlobId } from '../../../protocol/index.ts';
import type { Blob } from '../../../src-server/blobs/blob.ts';
import { Blobs } from '../../../src-server/blobs/blobs.ts';
import { collectGarbage, expireBlobs } from '../../../src-server/blobs/expiry.ts';
import { FolderStore } from '../../../src-server/blobs/folder-store.ts';
import { Config } from '../../../src-server/config-schema.ts';
import { findBlob } from '../../../src-server/store/blobs.ts';
import type { Database } from '../../../src-server/store/database.ts';
import { addAccount, temporaryDatabase } from '../../support/server-database.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const SIZE = 3 * BLOB_CHUNK_SIZE;
const DAY_MS = 24 * 3600_000;
const chunk = randomBytes(BLOB_CHUNK_SIZE);

/** A folder whose work can be held up in the middle. */
class SlowStore {
  #held: { what: string; begun: () => void; go: Promise<void> } | undefined;

  /** The next time it is asked for that, it waits. */
  hold(what: 'write' | 'commit' | 'sync'): { begun: Promise<void>; go: () => void } {
    const { promise: begun, resolve } = Promise.withResolvers<void>();
    const { promise, resolve: go } = Promise.withResolvers<void>();
    this.#held = { what, begun: resolve, go: promise };
    return { begun, go };
  }

  async pass(what: string): Promise<void> {
    if (this.#held?.what !== what) return;
    const { begun, go } = this.#held;
    this.#held = undefined;
    begun();
    await go;
  }

  over(store: FolderStore): FolderStore {
    const slow = (what: 'write' | 'commit' | 'sync') => ({
      value: async (...given: [BlobId, never, never]) => {
        await this.pass(what);
        return store[what](...given);
      },
    });
    const plain = (what: 'read' | 'extent' | 'remove' | 'list') => ({ value: store[what].bind(store) });
    return Object.create(store, {
      ...{ write: slow('write'), commit: slow('commit'), sync: slow('sync') },
      ...{ read: plain('read'), extent: plain('extent'), remove: plain('remove'), list: plain('list') },
    });
  }
}

/** Blobs of one account, on a clock of their own. */
async function setUp() {
  const folder = join(await temporaryFolder(), 'blobs');
  const files = await FolderStore.open(folder, () => 0);
  onTestFinished(() => files.close());
  const slow = new SlowStore();
  const store = slow.over(files);
  const database = await temporaryDatabase();
  const owner = await database.write((writer) => addAccount(writer, 'ming'));
  const clock = { wall: 1_800_000_000_000 };
  const failures: unknown[] = [];
  const context = { store, limits: Config.parse({}).limits, wallClock: () => clock.wall, now: () => 0 };
  const open = (changed: Database = database) =>
    new Blobs({ ...context, database: changed, reportFailure: (error) => failures.push(error) });
  return { store, slow, database, owner, clock, failures, open };
}

async function begin(blobs: Blobs, owner: AccountId): Promise<Blob> {
  const { id } = await blobs.begin(owner, randomBytes(16), SIZE);
  return (await blobs.load(id)) ?? expect.fail('not there');
}

async function putAll(blobs: Blobs, blob: Blob): Promise<void> {
  for (const index of [0, 1, 2]) await blobs.put(blob, index, chunk);
}

async function read(blobs: Blobs, blob: Blob, index: number): Promise<Buffer> {
  let found = Buffer.alloc(0);
  await blobs.read(blob, index, (data) => {
    found = Buffer.from(data);
  });
  return found;
}

describe('a blob', () => {
  it('is one, however often it is begun at once', async () => {
    const { open, owner } = await setUp();
    const blobs = open();
    const ref = randomBytes(16);
    const begun = await Promise.all(Array.from({ length: 5 }, () => blobs.begin(owner, ref, SIZE)));
    expect(new Set(begun.map(({ id }) => id)).size).toBe(1);
  });

  it('that is deleted while it is committed is gone for both, with its file', async () => {
    const { open, owner, slow, store, failures } = await setUp();
    const blobs = open();
    const blob = await begin(blobs, owner);
    await putAll(blobs, blob);
    const { begun, go } = slow.hold('commit');
    const committing = blobs.commit(blob);
    await begun;
    const removing = blobs.remove(blob.id);
    go();
    await expect(committing).rejects.toMatchObject({ code: 'not-found' });
    await removing;
    expect(await store.extent(blob.id)).toBe(0);
    expect(await blobs.load(blob.id)).toBeUndefined();
    expect(failures).toEqual([]);
  });

  it('that is deleted while a chunk is written leaves no file behind', async () => {
    const { open, owner, slow, store } = await setUp();
    const blobs = open();
    const blob = await begin(blobs, owner);
    const { begun, go } = slow.hold('write');
    const putting = blobs.put(blob, 0, chunk);
    await begun;
    const removing = blobs.remove(blob.id);
    go();
    await Promise.all([putting, removing]);
    await expect(blobs.put(blob, 1, chunk)).rejects.toMatchObject({ code: 'not-found' });
    expect(await store.extent(blob.id)).toBe(0);
  });

  it('is not complete while one of its chunks is still written a second time', async () => {
    const { open, owner, slow } = await setUp();
    const blobs = open();
    const blob = await begin(blobs, owner);
    await blobs.put(blob, 0, chunk);
    await blobs.put(blob, 1, chunk);
    const slowly = slow.hold('write');
    const first = blobs.put(blob, 2, Buffer.alloc(BLOB_CHUNK_SIZE));
    await slowly.begun;
    await blobs.put(blob, 2, chunk);
    let isComplete = false;
    const committing = blobs.commit(blob).then(() => {
      isComplete = true;
    });
    expect(isComplete).toBe(false);
    slowly.go();
    await Promise.all([first, committing]);
    // whichever came last: nothing changes any more
    const kept = await read(blobs, blob, 2);
    expect(await read(blobs, blob, 2)).toEqual(kept);
    expect(isComplete).toBe(true);
  });

  it('that is completed just when it expires stays', async () => {
    const { open, owner, clock } = await setUp();
    const blobs = open();
    const blob = await begin(blobs, owner);
    const { expiresAt } = blob;
    await putAll(blobs, blob);
    clock.wall = expiresAt - 1;
    await blobs.commit(blob);
    // it was found expired before the commit
    expect(await blobs.expire([blob.id], expiresAt)).toBe(0);
    expect(await read(blobs, blob, 0)).toEqual(chunk);
  });

  it('that expires in the middle of a download is not found for the rest of it', async () => {
    const { open, owner, clock, database, store } = await setUp();
    const blobs = open();
    const blob = await begin(blobs, owner);
    await putAll(blobs, blob);
    await blobs.commit(blob);
    expect(await read(blobs, blob, 0)).toEqual(chunk);
    clock.wall += 7 * DAY_MS;
    const reading = read(blobs, blob, 1);
    expect(await expireBlobs({ database, blobs, wallClock: () => clock.wall })).toBe(1);
    expect(await reading).toEqual(chunk);
    expect(await blobs.load(blob.id)).toBeUndefined();
    await expect(read(blobs, blob, 2)).rejects.toMatchObject({ code: 'not-found' });
    expect(await store.extent(blob.id)).toBe(0);
  });
});

describe('after a crash', () => {
  it('a file that has vanished does not come back by its last chunk', async () => {
    const { open, owner, store, database } = await setUp();
    const before = open();
    const { id } = await begin(before, owner);
    await putAll(before, (await before.load(id)) ?? expect.fail('not there'));
    await before.record();
    await store.remove(id);
    const between = open();
    const blob = (await between.load(id)) ?? expect.fail('not there');
    expect((await findBlob(database.read, id))?.chunks).toEqual(Buffer.from([0]));
    await between.put(blob, 2, chunk);
    // and again, before anything was recorded: the file is as long as it was
    const after = open();
    const last = (await after.load(id)) ?? expect.fail('not there');
    expect(last.upload?.chunks.missing).toBe(3);
    await putAll(after, last);
    await after.commit(last);
    for (const index of [0, 1, 2]) expect(await read(after, last, index)).toEqual(chunk);
  });

  it('between a file and its row the file is garbage; between row and file there is nothing to get', async () => {
    const { open, owner, store, database } = await setUp();
    const blobs = open();
    const blob = await begin(blobs, owner);
    await blobs.put(blob, 0, chunk);
    const orphan = await begin(blobs, owner);
    await blobs.put(orphan, 0, chunk);
    await database.write((writer) => writer.deleteFrom('blobs').where('id', '=', orphan.id).execute());
    expect(await collectGarbage(database, store)).toBe(1);
    expect(await store.extent(orphan.id)).toBe(0);
    expect(await store.extent(blob.id)).toBe(BLOB_CHUNK_SIZE);
  });

  it('or a full disk between file and row, chunks that were not recorded are put again', async () => {
    const { open, owner, database, failures } = await setUp();
    const full = { value: false };
    const sometimes: Database = Object.create(database, {
      write: {
        value: (work: Parameters<Database['write']>[0]) =>
          full.value ? Promise.reject(new Error('database or disk is full')) : database.write(work),
      },
      read: { get: () => database.read },
    });
    const blobs = open(sometimes);
    const blob = await begin(blobs, owner);
    await putAll(blobs, blob);
    full.value = true;
    await blobs.record();
    expect(failures).toHaveLength(1);
    await expect(blobs.commit(blob)).rejects.toThrow('disk is full');
    // the server goes down and finds what it had recorded
    expect((await open().load(blob.id))?.upload?.chunks.missing).toBe(3);
    full.value = false;
    // or it does not, and goes on
    await blobs.record();
    expect((await open().load(blob.id))?.upload?.chunks.missing).toBe(0);
    await blobs.commit(blob);
    expect(await read(blobs, blob, 1)).toEqual(chunk);
  });
});
