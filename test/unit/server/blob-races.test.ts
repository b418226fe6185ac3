import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { BLOB_CHUNK_SIZE } from '../../../protocol/index.ts';
import type { Blob } from '../../../src-server/blobs/blob.ts';
import type { Blobs } from '../../../src-server/blobs/blobs.ts';
import { collectGarbage, expireBlobs } from '../../../src-server/blobs/expiry.ts';
import { findBlob, voidBlobsOf } from '../../../src-server/store/blobs.ts';
import { beginIn, putThree, setUpBlobs, withWrite } from '../../support/server-blobs.ts';
import { addAccount } from '../../support/server-database.ts';

const unstopped = new AbortController().signal;

const SIZE = 3 * BLOB_CHUNK_SIZE;
const DAY_MS = 24 * 3600_000;
const chunk = randomBytes(BLOB_CHUNK_SIZE);

async function read(blobs: Blobs, blob: Blob, index: number): Promise<Buffer> {
  let found = Buffer.alloc(0);
  await blobs.read(blob, index, (data) => {
    found = Buffer.from(data);
  });
  return found;
}

describe('a blob', () => {
  it('is one, however often it is begun at once', async () => {
    const { open, owner } = await setUpBlobs();
    const blobs = open();
    const ref = randomBytes(16);
    const begun = await Promise.all(Array.from({ length: 5 }, () => blobs.begin(owner, ref, SIZE)));
    expect(new Set(begun.map(({ id }) => id)).size).toBe(1);
  });

  it('of which the first chunk comes in the last moment does not expire', async () => {
    const { open, owner, database, clock } = await setUpBlobs();
    const blobs = open();
    const blob = await beginIn(blobs, owner);
    await blobs.put(blob, 0, chunk);
    clock.wall += 3600_000;
    expect(await expireBlobs({ database, blobs, wallClock: () => clock.wall }, unstopped)).toBe(0);
    expect(await blobs.load(blob.id)).toBe(blob);
  });

  it('that is deleted while it is committed is gone for both, with its file', async () => {
    const { open, owner, slow, store, failures } = await setUpBlobs();
    const blobs = open();
    const blob = await beginIn(blobs, owner);
    await putThree(blobs, blob, chunk);
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
    const { open, owner, slow, store } = await setUpBlobs();
    const blobs = open();
    const blob = await beginIn(blobs, owner);
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
    const { open, owner, slow } = await setUpBlobs();
    const blobs = open();
    const blob = await beginIn(blobs, owner);
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

  it('that is deleted while it is looked up is gone at once, for those who come later too', async () => {
    const { open, owner, slow, store } = await setUpBlobs();
    const { id } = await beginIn(open(), owner);
    const blobs = open();
    const { begun, go } = slow.hold('extent');
    const loading = blobs.load(id);
    await begun;
    await blobs.remove(id);
    go();
    expect(await loading).toBeUndefined();
    expect(await blobs.load(id)).toBeUndefined();
    expect(await store.extent(id)).toBe(0);
  });

  it('whose owner goes while it is looked up is found by nobody', async () => {
    const { open, owner, slow, database } = await setUpBlobs();
    const { id } = await beginIn(open(), owner);
    const blobs = open();
    const { begun, go } = slow.hold('extent');
    const loading = blobs.load(id);
    await begun;
    await database.write((writer) => voidBlobsOf(writer, owner));
    blobs.forgetAccount(owner);
    go();
    expect(await loading).toBeUndefined();
    expect(await blobs.load(id)).toBeUndefined();
  });

  it('is shared no more by an account that goes, in memory as in the database', async () => {
    const { open, owner, slow, database } = await setUpBlobs();
    const hong = await database.write((writer) => addAccount(writer, 'hong'));
    const before = open();
    const blob = await beginIn(before, owner);
    const own = { grantor: owner, conversation: owner };
    for (const grant of [own, { grantor: hong, conversation: owner }]) await before.grant(blob, grant);
    const after = open();
    const { begun, go } = slow.hold('extent');
    const loading = after.load(blob.id);
    await begun;
    await database.write((writer) => voidBlobsOf(writer, hong));
    for (const blobs of [before, after]) blobs.forgetAccount(hong);
    go();
    expect((await loading)?.grants).toEqual([own]);
    for (const blobs of [before, after, open()]) expect((await blobs.load(blob.id))?.grants).toEqual([own]);
  });

  it('whose owner goes while it is committed expires as the others do', async () => {
    const { open, owner, slow, database, clock } = await setUpBlobs();
    const blobs = open();
    const blob = await beginIn(blobs, owner);
    await putThree(blobs, blob, chunk);
    const { begun, go } = slow.hold('commit');
    const committing = blobs.commit(blob);
    await begun;
    // the server has not come to telling its memory
    await database.write((writer) => voidBlobsOf(writer, owner));
    go();
    await expect(committing).rejects.toMatchObject({ code: 'not-found' });
    expect(await expireBlobs({ database, blobs, wallClock: () => clock.wall }, unstopped)).toBe(1);
  });

  it('that is completed just when it expires stays', async () => {
    const { open, owner, clock } = await setUpBlobs();
    const blobs = open();
    const blob = await beginIn(blobs, owner);
    const { expiresAt } = blob;
    await putThree(blobs, blob, chunk);
    clock.wall = expiresAt - 1;
    await blobs.commit(blob);
    // it was found expired before the commit
    expect(await blobs.expire([blob.id], expiresAt)).toBe(0);
    expect(await read(blobs, blob, 0)).toEqual(chunk);
  });

  it('that expires in the middle of a download is not found for the rest of it', async () => {
    const { open, owner, clock, database, store } = await setUpBlobs();
    const blobs = open();
    const blob = await beginIn(blobs, owner);
    await putThree(blobs, blob, chunk);
    await blobs.commit(blob);
    expect(await read(blobs, blob, 0)).toEqual(chunk);
    clock.wall += 7 * DAY_MS;
    const reading = read(blobs, blob, 1);
    expect(await expireBlobs({ database, blobs, wallClock: () => clock.wall }, unstopped)).toBe(1);
    expect(await reading).toEqual(chunk);
    expect(await blobs.load(blob.id)).toBeUndefined();
    await expect(read(blobs, blob, 2)).rejects.toMatchObject({ code: 'not-found' });
    expect(await store.extent(blob.id)).toBe(0);
  });
});

describe('after a crash', () => {
  it('a file that has vanished does not come back by its last chunk', async () => {
    const { open, owner, store, database } = await setUpBlobs();
    const before = open();
    const { id } = await beginIn(before, owner);
    await putThree(before, (await before.load(id)) ?? expect.fail('not there'), chunk);
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
    await putThree(after, last, chunk);
    await after.commit(last);
    for (const index of [0, 1, 2]) expect(await read(after, last, index)).toEqual(chunk);
  });

  it('between a file and its row the file is garbage; between row and file there is nothing to get', async () => {
    const { open, owner, store, database, reportFailure } = await setUpBlobs();
    const blobs = open();
    const blob = await beginIn(blobs, owner);
    await blobs.put(blob, 0, chunk);
    const orphan = await beginIn(blobs, owner);
    await blobs.put(orphan, 0, chunk);
    await database.write((writer) => writer.deleteFrom('blobs').where('id', '=', orphan.id).execute());
    expect(await collectGarbage(database, store, reportFailure, unstopped)).toBe(1);
    expect(await store.extent(orphan.id)).toBe(0);
    expect(await store.extent(blob.id)).toBe(BLOB_CHUNK_SIZE);
  });

  it('or a full disk between file and row, chunks that were not recorded are put again', async () => {
    const { open, owner, database, failures } = await setUpBlobs();
    const full = { value: false };
    const sometimes = withWrite(database, (work) =>
      full.value ? Promise.reject(new Error('database or disk is full')) : database.write(work),
    );
    const blobs = open(sometimes);
    const blob = await beginIn(blobs, owner);
    await putThree(blobs, blob, chunk);
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
