import { hash, randomBytes, randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { BLOB_CHUNK_SIZE, BlobId, chunkCount, type Request } from '../../protocol/index.ts';
import { DATABASE_FILE } from '../../src-server/data-folder.ts';
import { findBlob } from '../../src-server/store/blobs.ts';
import { withDatabase } from '../../src-server/store/database.ts';
import { itUnless, noFullFile } from '../support/needs.ts';
import {
  allChunks,
  beginBlob,
  chunkOf,
  fetchBlob,
  inWindow,
  missingChunks,
  putChunk,
  putChunks,
  storeBlob,
} from '../support/raw-blobs.ts';
import { RawClient } from '../support/raw-client.ts';
import { startTestServer } from '../support/server.ts';
import { ServerProcess } from '../support/server-process.ts';

const HOUR_MS = 3600_000;
const DAY_MS = 24 * HOUR_MS;
const NO_BLOB = BlobId.parse('AAAAAAAAAAAAAAAAAAAAAA');
/** four chunks, the last one short */
const content = randomBytes(3 * BLOB_CHUNK_SIZE + 1000);

/** Ming, with a connection for blobs beside the usual one. */
async function uploader(...options: Parameters<typeof startTestServer>) {
  const running = await startTestServer(...options);
  const ming = await RawClient.signIn(running.server, 'ming');
  return { running, server: running.server, ming, transfer: await RawClient.attached(running.server, ming) };
}

function fileOf(folder: string, blob: BlobId): string {
  const name = Buffer.from(blob, 'base64url').toString('hex');
  return join(folder, 'blobs', name.slice(0, 2), name);
}

function have(client: RawClient, blob: BlobId) {
  return client.channel.request('blob.have', { blob });
}

function commit(client: RawClient, blob: BlobId) {
  return client.channel.request('blob.commit', { blob });
}

function get(client: RawClient, blob: BlobId, index = 0) {
  return client.channel.request('blob.get', { blob, index });
}

/** Resolves when chunks of the blob would be there after a crash. */
async function recordedBy(server: ServerProcess, blob: BlobId): Promise<void> {
  await withDatabase(join(server.folder, 'data', DATABASE_FILE), (database) =>
    vi.waitFor(async () => expect((await findBlob(database.read, blob))?.chunks?.some((byte) => byte > 0)).toBe(true), {
      timeout: 10_000,
    }),
  );
}

describe('an upload', () => {
  it('takes chunks in any order, and gives the same bytes back', async () => {
    const { ming, transfer } = await uploader();
    const blob = await beginBlob(ming, content.length);
    for (const index of [2, 0, 3, 1]) await putChunk(transfer, blob, index, chunkOf(content, index));
    await commit(ming, blob);
    expect(await fetchBlob(transfer, blob, content.length)).toEqual(content);
  });

  it('tells when it expires: an hour after it was announced, seven days after it began, then after it was complete', async () => {
    let time = Date.now();
    const { ming, transfer } = await uploader({}, { wallClock: () => time });
    const ref = randomBytes(16);
    const begun = await ming.channel.request('blob.begin', { ref, size: content.length });
    expect(begun.expiresAt).toBe(time + HOUR_MS);
    expect((await have(ming, begun.blob)).expiresAt).toBe(begun.expiresAt);
    await putChunks(transfer, begun.blob, content);
    expect((await have(ming, begun.blob)).expiresAt).toBe(time + 7 * DAY_MS);
    time += DAY_MS;
    expect(await commit(ming, begun.blob)).toEqual({ expiresAt: time + 7 * DAY_MS });
    expect(await have(ming, begun.blob)).toEqual({
      size: content.length,
      isComplete: true,
      expiresAt: time + 7 * DAY_MS,
    });
  });

  it('is the same one when it is begun again, and refused with another size', async () => {
    const { ming, transfer } = await uploader();
    const ref = randomBytes(16);
    const blob = await beginBlob(ming, content.length, ref);
    await putChunk(transfer, blob, 1, chunkOf(content, 1));
    expect(await beginBlob(transfer, content.length, ref)).toBe(blob);
    await expect(beginBlob(ming, content.length + 1, ref)).rejects.toMatchObject({ code: 'malformed' });
    expect(await missingChunks(ming, blob)).toEqual([0, 2, 3]);
  });

  it('refuses chunks that it does not have, and chunks of another length', async () => {
    const { ming, transfer } = await uploader();
    const blob = await beginBlob(ming, content.length);
    const wrong: [number, Uint8Array][] = [
      [4, Buffer.alloc(1000)],
      [2 ** 19, Buffer.alloc(BLOB_CHUNK_SIZE)],
      [0, Buffer.alloc(1000)],
      [0, Buffer.alloc(BLOB_CHUNK_SIZE + 1)],
      [3, Buffer.alloc(BLOB_CHUNK_SIZE)],
      [3, Buffer.alloc(999)],
      [-1, Buffer.alloc(BLOB_CHUNK_SIZE)],
      [0.5, Buffer.alloc(BLOB_CHUNK_SIZE)],
    ];
    for (const [index, data] of wrong) {
      await expect(putChunk(transfer, blob, index, data)).rejects.toMatchObject({ code: 'malformed' });
    }
    expect(await missingChunks(ming, blob)).toEqual([0, 1, 2, 3]);
  });

  it('keeps a chunk that it has', async () => {
    const { ming, transfer } = await uploader();
    const blob = await beginBlob(ming, content.length);
    await putChunks(transfer, blob, content);
    await putChunk(transfer, blob, 0, Buffer.alloc(BLOB_CHUNK_SIZE));
    await commit(ming, blob);
    expect((await get(transfer, blob)).data).toEqual(chunkOf(content, 0));
  });

  it('is not complete before every chunk is there, and then takes none', async () => {
    const { ming, transfer } = await uploader();
    const blob = await beginBlob(ming, content.length);
    await putChunks(transfer, blob, content, [0, 3]);
    await expect(commit(ming, blob)).rejects.toMatchObject({ code: 'blob-incomplete', details: { missing: 2 } });
    await expect(get(transfer, blob)).rejects.toMatchObject({ code: 'not-found' });
    await putChunks(transfer, blob, content, [1, 2]);
    await commit(ming, blob);
    await commit(ming, blob);
    await expect(putChunk(transfer, blob, 0, chunkOf(content, 0))).rejects.toMatchObject({ code: 'blob-complete' });
    await expect(get(transfer, blob, 4)).rejects.toMatchObject({ code: 'malformed' });
  });

  it('goes on after the connection broke', async () => {
    const { server, ming, transfer } = await uploader();
    const blob = await beginBlob(ming, content.length);
    await putChunks(transfer, blob, content, [1, 2]);
    transfer.wire.destroy();
    await transfer.closed;
    const again = await RawClient.attached(server, ming);
    const missing = await missingChunks(again, blob);
    expect(missing).toEqual([0, 3]);
    await putChunks(again, blob, content, missing);
    await commit(again, blob);
    expect(await fetchBlob(again, blob, content.length)).toEqual(content);
  });

  it('loses nothing when the server stops', async () => {
    const { running, ming, transfer } = await uploader();
    const blob = await beginBlob(ming, content.length);
    await putChunks(transfer, blob, content, [0, 3]);
    const server = await running.restart();
    const again = await RawClient.resumed(server, ming);
    expect(await missingChunks(again, blob)).toEqual([1, 2]);
  });

  it('begins anew when its file is gone or was cut', async () => {
    const { running, ming, transfer } = await uploader();
    const [gone, cut] = [await beginBlob(ming, content.length), await beginBlob(ming, content.length)];
    for (const blob of [gone, cut]) await putChunks(transfer, blob, content, [0, 1, 2]);
    await running.restart();
    // the second start finds what the first one has recorded
    await rm(fileOf(running.folder, gone));
    await truncate(fileOf(running.folder, cut), 2 * BLOB_CHUNK_SIZE);
    const again = await RawClient.resumed(running.server, ming);
    for (const blob of [gone, cut]) expect(await missingChunks(again, blob)).toEqual([0, 1, 2, 3]);
  });

  it('survives kill -9 of the server at random places, with the same bytes at the end', async () => {
    const server = await ServerProcess.start();
    onTestFinished(() => server.stop());
    const large = randomBytes(24 * 1024 * 1024 + 5);
    const count = chunkCount(large.length);
    let ming = await RawClient.signIn(server.target, 'ming');
    const blob = await beginBlob(ming, large.length);
    for (const round of [1, 2, 3]) {
      const transfer = await RawClient.attached(server.target, ming);
      // each time a quarter more of it
      const wanted = (await missingChunks(ming, blob)).filter((index) => index < (round * count) / 4);
      const killAt = randomInt(1, wanted.length);
      let done = 0;
      const { promise: isTime, resolve } = Promise.withResolvers<void>();
      const putting = inWindow(wanted, async (index) => {
        await putChunk(transfer, blob, index, chunkOf(large, index));
        done += 1;
        if (done === killAt) resolve();
      }).catch(() => 'cut off');
      await isTime;
      if (round === 1) await recordedBy(server, blob);
      await server.killAndRestart();
      await putting;
      ming = await RawClient.resumed(server.target, ming);
      await expect(commit(ming, blob)).rejects.toMatchObject({ code: 'blob-incomplete' });
      expect((await missingChunks(ming, blob)).length).toBeLessThan(count);
    }
    const transfer = await RawClient.attached(server.target, ming);
    await putChunks(transfer, blob, large, await missingChunks(ming, blob));
    await commit(ming, blob);
    await server.killAndRestart();
    const again = await RawClient.attached(server.target, await RawClient.resumed(server.target, ming));
    const fetched = await fetchBlob(again, blob, large.length);
    expect(hash('sha256', fetched)).toBe(hash('sha256', large));
  });
});

describe('quotas', () => {
  it('hold for an account, from the beginning of an upload to its deletion', async () => {
    const { ming } = await uploader({ limits: { blobBytes: 1000 } });
    const blob = await beginBlob(ming, 600);
    const refused = { code: 'quota-full', details: { whose: 'account', limit: 1000 } };
    await expect(beginBlob(ming, 401)).rejects.toMatchObject(refused);
    await beginBlob(ming, 400);
    await ming.channel.request('blob.delete', { blob });
    await expect(beginBlob(ming, 601)).rejects.toMatchObject(refused);
    await beginBlob(ming, 600);
  });

  it('hold for the server', async () => {
    const { server, ming, transfer } = await uploader({ limits: { blobServerBytes: 1000 } });
    const hong = await RawClient.signIn(server, 'hong');
    await putChunk(transfer, await beginBlob(ming, 600), 0, Buffer.alloc(600));
    const refused = { code: 'quota-full', details: { whose: 'server' } };
    await expect(beginBlob(hong, 401)).rejects.toMatchObject(refused);
    await beginBlob(hong, 400);
  });

  it('hold for the number of blobs', async () => {
    const { ming } = await uploader({ limits: { blobs: 2 } });
    const first = await beginBlob(ming, 1);
    await beginBlob(ming, 1);
    await expect(beginBlob(ming, 1)).rejects.toMatchObject({ code: 'too-many', details: { limit: 2 } });
    await ming.channel.request('blob.delete', { blob: first });
    await beginBlob(ming, 1);
  });

  it('are not exceeded by uploads that begin at once', async () => {
    const { ming } = await uploader({ limits: { blobBytes: 1000 } });
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => beginBlob(ming, 300)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
  });

  itUnless(noFullFile, 'of the disk are told, and harm nothing', async () => {
    const { running, ming, transfer } = await uploader();
    const blob = await beginBlob(ming, content.length);
    const path = fileOf(running.folder, blob);
    await mkdir(dirname(path), { recursive: true });
    await symlink('/dev/full', path);
    const refused = { code: 'quota-full', details: { whose: 'server' } };
    await expect(putChunk(transfer, blob, 0, chunkOf(content, 0))).rejects.toMatchObject(refused);
    expect(await missingChunks(ming, blob)).toEqual([0, 1, 2, 3]);
    await rm(path);
    const server = await running.restart();
    const again = await RawClient.attached(server, await RawClient.resumed(server, ming));
    await putChunks(again, blob, content);
    await commit(again, blob);
    expect(await fetchBlob(again, blob, content.length)).toEqual(content);
  });
});

describe('a blob', () => {
  it('is gone once it has expired, with its file and its share of the quota', async () => {
    let time = Date.now();
    const limits = { blobBytes: content.length, blobDays: 1 };
    const { running, ming, transfer } = await uploader({ limits }, { wallClock: () => time });
    const ref = randomBytes(16);
    const blob = await beginBlob(ming, content.length, ref);
    await putChunks(transfer, blob, content);
    await commit(ming, blob);
    time += DAY_MS;
    await expect(get(transfer, blob)).rejects.toMatchObject({ code: 'not-found' });
    await expect(have(ming, blob)).rejects.toMatchObject({ code: 'not-found' });
    const next = await beginBlob(ming, content.length, ref);
    expect(next).not.toBe(blob);
    expect(existsSync(fileOf(running.folder, blob))).toBe(false);
    await putChunks(transfer, next, content);
    time += DAY_MS;
    await running.restart();
    await expect.poll(() => existsSync(fileOf(running.folder, next))).toBe(false);
  });

  it('is gone once it is deleted, also for those who are getting it', async () => {
    const { running, ming, transfer } = await uploader();
    const blob = await storeBlob(transfer, content);
    const unfinished = await beginBlob(ming, content.length);
    await putChunk(transfer, unfinished, 0, chunkOf(content, 0));
    const getting = Promise.allSettled(allChunks(content.length).map((index) => get(transfer, blob, index)));
    await ming.channel.request('blob.delete', { blob });
    await getting;
    await expect(get(transfer, blob)).rejects.toMatchObject({ code: 'not-found' });
    await ming.channel.request('blob.delete', { blob: unfinished });
    await expect(putChunk(transfer, unfinished, 1, chunkOf(content, 1))).rejects.toMatchObject({ code: 'not-found' });
    for (const each of [blob, unfinished]) expect(existsSync(fileOf(running.folder, each))).toBe(false);
  });

  it('goes with its owner', async () => {
    const { running, ming, transfer } = await uploader();
    const blob = await storeBlob(transfer, content);
    await ming.channel.request('account.delete', { auth: hash('sha256', 'auth of ming', 'buffer') });
    expect(await transfer.closed).toBe('closed');
    await running.restart();
    await expect.poll(() => existsSync(fileOf(running.folder, blob))).toBe(false);
  });

  it('whose file has vanished is not found', async () => {
    const { running, ming, transfer } = await uploader();
    const blob = await storeBlob(transfer, content);
    const server = await running.restart();
    await rm(fileOf(running.folder, blob));
    const again = await RawClient.attached(server, await RawClient.resumed(server, ming));
    await expect(get(again, blob)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('is stored as it came, in a file that only the server names', async () => {
    const { running, transfer } = await uploader();
    const blob = await storeBlob(transfer, content);
    expect(await readFile(fileOf(running.folder, blob))).toEqual(content);
  });

  it.each(['../../../../etc/passwd', '..', '', 'A'.repeat(23), `${'A'.repeat(20)}/A`, 'AAAAAAAAAAAAAAAAAAAAA\0'])(
    'is not looked for by the name %j',
    async (name) => {
      const { transfer } = await uploader();
      const asked = { blob: name, index: 0 } as Request<'blob.get'>;
      await expect(transfer.channel.request('blob.get', asked)).rejects.toMatchObject({ code: 'malformed' });
    },
  );

  it('that only a crash can have left is removed at the start; what others put there is not', async () => {
    const { running, transfer } = await uploader();
    const blob = await storeBlob(transfer, content);
    const garbage = fileOf(running.folder, NO_BLOB);
    const foreign = join(dirname(garbage), 'notes.txt');
    await mkdir(dirname(garbage), { recursive: true });
    for (const path of [garbage, foreign]) await writeFile(path, 'x');
    await running.restart();
    await expect.poll(() => existsSync(garbage)).toBe(false);
    expect(existsSync(foreign)).toBe(true);
    expect(existsSync(fileOf(running.folder, blob))).toBe(true);
  });
});
