import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { type AccountId, BLOB_CHUNK_SIZE, type BlobId } from '../../protocol/index.ts';
import type { Blob } from '../../src-server/blobs/blob.ts';
import { Blobs } from '../../src-server/blobs/blobs.ts';
import { FolderStore } from '../../src-server/blobs/folder-store.ts';
import { otherDisk } from '../../src-server/blobs/space.ts';
import { Config } from '../../src-server/config-schema.ts';
import type { Database } from '../../src-server/store/database.ts';
import { addAccount, temporaryDatabase } from './server-database.ts';
import { temporaryFolder } from './temporary-folder.ts';

type Slow = 'write' | 'commit' | 'sync' | 'extent';

/** A folder whose work can be held up in the middle. */
class SlowStore {
  #held: { what: Slow; begun: () => void; go: Promise<void> } | undefined;

  /** The next time it is asked for that, it waits. */
  hold(what: Slow): { begun: Promise<void>; go: () => void } {
    const { promise: begun, resolve } = Promise.withResolvers<void>();
    const { promise, resolve: go } = Promise.withResolvers<void>();
    this.#held = { what, begun: resolve, go: promise };
    return { begun, go };
  }

  async pass(what: Slow): Promise<void> {
    if (this.#held?.what !== what) return;
    const { begun, go } = this.#held;
    this.#held = undefined;
    begun();
    await go;
  }

  over(store: FolderStore): FolderStore {
    const slow = (what: Slow) => ({
      value: async (...given: [BlobId, never, never]) => {
        await this.pass(what);
        return store[what](...given);
      },
    });
    const plain = (what: 'read' | 'remove' | 'list') => ({ value: store[what].bind(store) });
    return Object.create(store, {
      ...{ write: slow('write'), commit: slow('commit'), sync: slow('sync'), extent: slow('extent') },
      ...{ read: plain('read'), remove: plain('remove'), list: plain('list') },
    });
  }
}

/** Blobs of one account, on a clock of their own. */
export async function setUpBlobs() {
  const folder = join(await temporaryFolder(), 'blobs');
  const files = await FolderStore.open(folder, () => 0);
  onTestFinished(() => files.close());
  const slow = new SlowStore();
  const store = slow.over(files);
  const database = await temporaryDatabase();
  const owner = await database.write((writer) => addAccount(writer, 'ming'));
  const clock = { wall: 1_800_000_000_000 };
  const failures: unknown[] = [];
  const reportFailure = (error: unknown) => void failures.push(error);
  const context = {
    store,
    disk: otherDisk,
    limits: Config.parse({}).limits,
    wallClock: () => clock.wall,
    now: () => 0,
    reportFailure,
  };
  const open = (changed: Database = database) => new Blobs({ ...context, database: changed });
  return { folder, store, slow, database, owner, clock, failures, reportFailure, open };
}

/** The same database; `write` is what the test makes of it. */
export function withWrite(database: Database, write: (work: Parameters<Database['write']>[0]) => unknown): Database {
  return Object.create(database, { write: { value: write }, read: { get: () => database.read } });
}

/** Three chunks, unless another size is given. */
export async function beginIn(blobs: Blobs, owner: AccountId, size = 3 * BLOB_CHUNK_SIZE): Promise<Blob> {
  const { id } = await blobs.begin(owner, randomBytes(16), size);
  return (await blobs.load(id)) ?? expect.fail('not there');
}

/** Puts the same bytes into each of its three chunks. */
export async function putThree(blobs: Blobs, blob: Blob, chunk: Uint8Array): Promise<void> {
  for (const index of [0, 1, 2]) await blobs.put(blob, index, chunk);
}
