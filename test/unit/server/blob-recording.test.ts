import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type AccountId, BLOB_CHUNK_SIZE } from '../../../protocol/index.ts';
import type { Blob } from '../../../src-server/blobs/blob.ts';
import type { Blobs } from '../../../src-server/blobs/blobs.ts';
import { findBlob } from '../../../src-server/store/blobs.ts';
import type { Database } from '../../../src-server/store/database.ts';
import { beginIn, putThree, setUpBlobs, withWrite } from '../../support/server-blobs.ts';

const chunk = randomBytes(BLOB_CHUNK_SIZE);
const byte = Buffer.of(7);

/** Uploads of which the last chunk, a byte, was put. */
async function putSmall(blobs: Blobs, owner: AccountId, count: number): Promise<Blob[]> {
  const begun: Blob[] = [];
  for (let number = 0; number < count; number += 1) {
    const blob = await beginIn(blobs, owner, BLOB_CHUNK_SIZE + 1);
    await blobs.put(blob, 1, byte);
    begun.push(blob);
  }
  return begun;
}

/** Counts transactions. */
function counted(database: Database) {
  const writes = { count: 0 };
  const counting = withWrite(database, (work) => {
    writes.count += 1;
    return database.write(work);
  });
  return { writes, counting };
}

async function areRecorded(database: Database, blobs: readonly Blob[]): Promise<boolean[]> {
  const rows = await Promise.all(blobs.map(({ id }) => findBlob(database.read, id)));
  return rows.map((row) => row?.chunks?.some((bits) => bits > 0) ?? false);
}

function howMany(flags: readonly boolean[]): number {
  return flags.filter(Boolean).length;
}

describe('recording', () => {
  it('is one transaction for a hundred uploads, and then for the next', async () => {
    const { open, owner, database } = await setUpBlobs();
    const { writes, counting } = counted(database);
    const blobs = open(counting);
    const begun = await putSmall(blobs, owner, 250);
    writes.count = 0;
    for (const done of [100, 200, 250]) {
      await blobs.record();
      const recorded = await areRecorded(database, begun);
      expect(recorded.indexOf(false)).toBe(done === 250 ? -1 : done);
      expect(howMany(recorded)).toBe(done);
    }
    await blobs.record();
    expect(writes.count).toBe(3);
  });

  it('of all there is, as before a stop, takes no more transactions', async () => {
    const { open, owner, database } = await setUpBlobs();
    const { writes, counting } = counted(database);
    const blobs = open(counting);
    const begun = await putSmall(blobs, owner, 250);
    writes.count = 0;
    await blobs.recordAll();
    expect(howMany(await areRecorded(database, begun))).toBe(250);
    expect(writes.count).toBe(3);
  });

  it('is not begun a second time while the disk has not done with the first', async () => {
    const { open, owner, database, slow } = await setUpBlobs();
    const blobs = open();
    const first = await putSmall(blobs, owner, 1);
    const { begun, go } = slow.hold('sync');
    const recording = blobs.record();
    await begun;
    const second = await putSmall(blobs, owner, 1);
    const meanwhile = blobs.record();
    go();
    await Promise.all([recording, meanwhile]);
    expect(await areRecorded(database, [...first, ...second])).toEqual([true, false]);
    await blobs.record();
    expect(await areRecorded(database, second)).toEqual([true]);
  });

  it('reaches those who wait before those of whom more was put', async () => {
    const { open, owner, database } = await setUpBlobs();
    const blobs = open();
    const busy = await putSmall(blobs, owner, 100);
    const [patient] = await putSmall(blobs, owner, 1);
    await blobs.record();
    for (const blob of busy) await blobs.put(blob, 0, chunk);
    await blobs.record();
    expect(patient && (await areRecorded(database, [patient]))).toEqual([true]);
  });

  it('passes over what is gone or complete', async () => {
    const { open, owner, database, failures } = await setUpBlobs();
    const { writes, counting } = counted(database);
    const blobs = open(counting);
    const [gone, complete] = [await beginIn(blobs, owner), await beginIn(blobs, owner)];
    for (const blob of [gone, complete]) await putThree(blobs, blob, chunk);
    await blobs.remove(gone.id);
    await blobs.commit(complete);
    writes.count = 0;
    await blobs.record();
    expect(writes.count).toBe(0);
    expect(failures).toEqual([]);
  });

  it('waits for the disk, and a commit of another upload does not wait for both', async () => {
    const { open, owner, database, slow } = await setUpBlobs();
    const blobs = open();
    const [one, other] = [await beginIn(blobs, owner), await beginIn(blobs, owner)];
    for (const blob of [one, other]) await putThree(blobs, blob, chunk);
    const { begun, go } = slow.hold('sync');
    const recording = blobs.record();
    await begun;
    await blobs.commit(other);
    expect(await areRecorded(database, [one])).toEqual([false]);
    go();
    await recording;
    expect(await areRecorded(database, [one])).toEqual([true]);
    expect((await findBlob(database.read, other.id))?.chunks).toBeUndefined();
  });

  it('goes on when the bytes of one upload are gone, and says so', async () => {
    const { open, owner, database, store, failures } = await setUpBlobs();
    const blobs = open();
    const begun = await putSmall(blobs, owner, 3);
    const [, lost] = begun;
    if (lost) await store.remove(lost.id);
    await blobs.record();
    expect(await areRecorded(database, begun)).toEqual([true, false, true]);
    expect(failures).toHaveLength(1);
    expect(lost?.upload?.chunks.missing).toBe(2);
  });

  it('does not bring back what was begun anew while the database was busy', async () => {
    const { open, owner, database, store } = await setUpBlobs();
    const busy = { until: Promise.resolve() };
    const arrived = Promise.withResolvers<void>();
    const slowly = withWrite(database, async (work) => {
      const { until } = busy;
      busy.until = Promise.resolve();
      arrived.resolve();
      await until;
      return database.write(work);
    });
    const blobs = open(slowly);
    const blob = await beginIn(blobs, owner);
    await putThree(blobs, blob, chunk);
    const { promise, resolve: go } = Promise.withResolvers<void>();
    busy.until = promise;
    const recording = blobs.record();
    await arrived.promise;
    await store.remove(blob.id);
    await expect(blobs.commit(blob)).rejects.toMatchObject({ code: 'blob-incomplete', details: { missing: 3 } });
    go();
    await recording;
    expect(await areRecorded(database, [blob])).toEqual([false]);
  });
});
