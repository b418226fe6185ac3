import { hash, randomBytes } from 'node:crypto';
import { open, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { BLOB_CHUNK_SIZE, type BlobId } from '../../protocol/index.ts';
import { PLAIN_CHUNK } from '../../src-main/core/transfers/sealed-chunks.ts';
import { newSealedId } from '../../src-main/core/transfers/sealed-files.ts';
import { flipBit } from '../support/attachments.ts';
import { befriendRaw } from '../support/raw-client.ts';
import { startTestServer } from '../support/server.ts';
import { ServerProcess } from '../support/server-process.ts';
import { TransferPeer } from '../support/transfer-peer.ts';

const MIB = 1024 * 1024;
/** 41 chunks, the last one short */
const content = randomBytes(5 * MIB + 1000);
/** enough to be in the middle of it for a while */
const long = randomBytes(12 * MIB + 1);

async function twoClients(...options: Parameters<typeof startTestServer>) {
  const running = await startTestServer(...options);
  const target = () => running.server;
  const ming = await TransferPeer.signIn(target, 'ming');
  const hong = await TransferPeer.signIn(target, 'hong');
  await befriendRaw(ming.main, hong.main);
  return { running, ming, hong };
}

function sizesIn(reported: TransferPeer['reported']): number[] {
  return reported.map(({ done }) => done);
}

/** Where a server in its data folder has a blob. */
function fileOf(folder: string, blob: BlobId): string {
  const name = Buffer.from(blob, 'base64url').toString('hex');
  return join(folder, 'blobs', name.slice(0, 2), name);
}

describe('a transfer', () => {
  it('brings a file to the server, and from there to a sealed file or a plain one', async () => {
    const { ming, hong } = await twoClients();
    const { blob, file } = await ming.send(content, hong);
    const id = newSealedId();
    await hong.download(blob, file, { into: { sealed: id } });
    expect(await hong.files.readAll({ ...file, id }, content.length)).toEqual(content);
    expect(await hong.files.list()).toMatchObject([{ id, isWhole: true }]);
    await hong.download(blob, file, { into: { path: hong.path('plain.part') } });
    expect(await hong.contentAt('plain.part')).toEqual(content);
  });

  it.each([1, PLAIN_CHUNK - 1, PLAIN_CHUNK, PLAIN_CHUNK + 1, 2 * PLAIN_CHUNK])('of %i bytes arrives', async (size) => {
    const { ming, hong } = await twoClients();
    const small = randomBytes(size);
    const { blob, file } = await ming.send(small, hong);
    await hong.download(blob, file, { into: { path: hong.path('small.part') } });
    expect(await hong.contentAt('small.part')).toEqual(small);
  });

  it('says how far it is, at once and exactly at the end', async () => {
    const { ming, hong } = await twoClients();
    const { blob, file } = await ming.send(content, hong);
    await hong.download(blob, file);
    for (const { reported } of [ming, hong]) {
      expect(reported[0]).toEqual({ stage: 'waiting', done: 0 });
      expect(reported.at(-1)).toEqual({ stage: 'running', done: content.length });
      expect(sizesIn(reported)).toEqual(sizesIn(reported).toSorted((a, b) => a - b));
    }
  });

  it('can be one of many at the same time', async () => {
    const { ming, hong } = await twoClients();
    const contents = Array.from({ length: 8 }, (_, index) => randomBytes(200_000 * (index + 1)));
    const sent = await Promise.all(contents.map((each) => ming.send(each, hong)));
    const got = sent.map(({ blob, file }, index) =>
      hong.download(blob, file, { into: { path: hong.path(`${index}.part`) } }),
    );
    await Promise.all(got);
    for (const [index, each] of contents.entries()) expect(await hong.contentAt(`${index}.part`)).toEqual(each);
    // one connection for each direction
    expect([ming.network.connections, hong.network.connections]).toEqual([1, 1]);
  });

  it('has ended its connection half a minute after the last one', async () => {
    const { ming } = await twoClients();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    await ming.upload(await ming.seal(content));
    vi.advanceTimersByTime(29_000);
    await ming.upload(await ming.seal(content));
    expect(ming.network.connections).toBe(1);
    vi.advanceTimersByTime(29_000);
    expect(ming.network.isInUse).toBe(true);
    vi.advanceTimersByTime(1_000);
    vi.useRealTimers();
    await vi.waitFor(() => expect(ming.network.isInUse).toBe(false), { timeout: 10_000 });
    await ming.upload(await ming.seal(content));
    expect(ming.network.connections).toBe(2);
  });
});

describe('an interrupted connection', () => {
  it('is made again in the middle of an upload, which goes on', async () => {
    const { ming, hong } = await twoClients();
    const file = await ming.seal(long);
    const uploading = ming.upload(file);
    for (let cuts = 0; cuts < 2; cuts++) await ming.network.cutAfter('server', 3 * MIB);
    const { blob } = await uploading;
    expect(ming.network.connections).toBe(3);
    expect(ming.network.passed.server).toBeLessThan(long.length + 4 * MIB);
    await ming.share(blob, hong);
    await hong.download(blob, file, { into: { path: hong.path('file.part') } });
    expect((await hong.contentAt('file.part')).equals(long)).toBe(true);
  });

  it.each(['sealed', 'plain'])(
    'is made again in the middle of a download of a %s file, which goes on',
    async (kind) => {
      const { ming, hong } = await twoClients();
      const { blob, file } = await ming.send(long, hong);
      const id = newSealedId();
      const path = hong.path('file.part');
      const downloading = hong.download(blob, file, { into: kind === 'sealed' ? { sealed: id } : { path } });
      for (let cuts = 0; cuts < 2; cuts++) await hong.network.cutAfter('client', 3 * MIB);
      await downloading;
      expect(hong.network.connections).toBe(3);
      expect(hong.network.passed.client).toBeLessThan(long.length + 4 * MIB);
      const got = kind === 'sealed' ? hong.files.readAll({ ...file, id }, long.length) : readFile(path);
      expect((await got).equals(long)).toBe(true);
    },
  );

  it('that takes the main one with it is waited for', async () => {
    const { ming } = await twoClients();
    const uploading = ming.upload(await ming.seal(long));
    await ming.network.passes('server', 3 * MIB);
    ming.transfers.offline();
    await vi.waitFor(() => expect(ming.reported.at(-1)?.stage).toBe('waiting'), { timeout: 10_000 });
    await vi.waitFor(() => expect(ming.network.isInUse).toBe(false), { timeout: 10_000 });
    await ming.reconnect();
    await uploading;
    expect(ming.network.connections).toBe(2);
  });

  it('is tried again and again while the main one lives', async () => {
    const { ming } = await twoClients();
    ming.network.refusals = 2;
    await ming.upload(await ming.seal(content));
    expect(ming.network.connections).toBe(3);
    expect(ming.log).toEqual(Array(2).fill('transfer connection failed: unreachable'));
  });

  it('is waited for from the beginning when there is none yet', async () => {
    const { ming } = await twoClients();
    ming.transfers.offline();
    const uploading = ming.upload(await ming.seal(content));
    expect(ming.reported).toEqual([{ stage: 'waiting', done: 0 }]);
    ming.transfers.online();
    await uploading;
  });
});

describe('kill -9 of the server', () => {
  it('in the middle of an upload and of a download costs a few chunks', async () => {
    const server = await ServerProcess.start();
    onTestFinished(() => server.stop());
    const ming = await TransferPeer.signIn(() => server.target, 'ming');
    const hong = await TransferPeer.signIn(() => server.target, 'hong');
    await befriendRaw(ming.main, hong.main);
    const file = await ming.seal(long);

    const uploading = ming.upload(file);
    await ming.network.passes('server', 4 * MIB);
    await server.killAndRestart();
    await Promise.all([ming.reconnect(), hong.reconnect()]);
    const { blob } = await uploading;
    await ming.share(blob, hong);

    const downloading = hong.download(blob, file, { into: { path: hong.path('file.part') } });
    await hong.network.passes('client', 4 * MIB);
    await server.killAndRestart();
    await Promise.all([ming.reconnect(), hong.reconnect()]);
    await downloading;
    expect((await hong.contentAt('file.part')).equals(long)).toBe(true);
  });
});

describe('pause', () => {
  it('ends an upload at once, which goes on later, also in another process', async () => {
    const { ming } = await twoClients();
    const file = await ming.seal(long);
    const ref = randomBytes(16);
    const pausing = new AbortController();
    const uploading = ming.upload(file, { ref, signal: pausing.signal });
    await ming.network.passes('server', 6 * MIB);
    pausing.abort();
    await expect(uploading).rejects.toMatchObject({ code: 'cancelled' });
    await ming.restart();
    await ming.upload(file, { ref });
    expect(ming.network.passed.server).toBeLessThan(long.length + 4 * MIB);
  });

  it.each(['sealed', 'plain'])('ends a download of a %s file at once, which goes on later', async (kind) => {
    const { ming, hong } = await twoClients();
    const { blob, file } = await ming.send(long, hong);
    const path = hong.path('file.part');
    const id = newSealedId();
    const into = kind === 'sealed' ? { sealed: id } : { path };
    const pausing = new AbortController();
    const downloading = hong.download(blob, file, { into, signal: pausing.signal });
    await hong.network.passes('client', 6 * MIB);
    pausing.abort();
    await expect(downloading).rejects.toMatchObject({ code: 'cancelled' });
    if (kind === 'sealed') expect(await hong.files.list()).toMatchObject([{ id, isWhole: false }]);
    await hong.restart();
    hong.reported.length = 0;
    await hong.download(blob, file, { into });
    expect(hong.network.passed.client).toBeLessThan(long.length + 4 * MIB);
    const got = kind === 'sealed' ? hong.files.readAll({ ...file, id }, long.length) : readFile(path);
    expect((await got).equals(long)).toBe(true);
  });

  it('before its turn means that nothing happens', async () => {
    const { ming } = await twoClients();
    const file = await ming.seal(content);
    await expect(ming.upload(file, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' });
    expect(ming.network.connections).toBe(0);
  });

  it('is what closing does to all of them', async () => {
    const { ming } = await twoClients();
    ming.transfers.offline();
    const file = await ming.seal(content);
    const uploads = Array.from({ length: 4 }, () => ming.upload(file));
    const ended = Promise.allSettled(uploads);
    await ming.transfers.close();
    for (const outcome of await ended) expect(outcome).toMatchObject({ reason: { code: 'cancelled' } });
  });
});

describe('what is there already', () => {
  it('is not fetched again, not even when there is no connection', async () => {
    const { ming, hong } = await twoClients();
    const { blob, file } = await ming.send(content, hong);
    const id = newSealedId();
    await hong.download(blob, file, { into: { sealed: id } });
    await hong.download(blob, file, { into: { path: hong.path('file.part') } });
    hong.transfers.offline();
    await hong.download(blob, file, { into: { sealed: id } });
    await hong.download(blob, file, { into: { path: hong.path('file.part') } });
    expect(await hong.files.readAll({ ...file, id }, content.length)).toEqual(content);
  });

  it('of a sealed file counts as far as it is right', async () => {
    const { ming, hong } = await twoClients();
    const { blob, file } = await ming.send(content, hong);
    const id = newSealedId();
    await hong.download(blob, file, { into: { sealed: id } });
    await flipBit(join(hong.folder, 'files', id), 30 * BLOB_CHUNK_SIZE);
    const before = hong.network.passed.client;
    await hong.download(blob, file, { into: { sealed: id } });
    expect(hong.network.passed.client - before).toBeLessThan(12 * BLOB_CHUNK_SIZE);
    expect(await hong.files.readAll({ ...file, id }, content.length)).toEqual(content);
  });

  it.each<[string, (path: string) => Promise<void>]>([
    ['was damaged', (path) => flipBit(path, 1000)],
    ['is longer than the file', (path) => writeFile(path, randomBytes(content.length + 5))],
    ['is something else', (path) => writeFile(path, randomBytes(300_000))],
    ['was cut', (path) => truncate(path, 300_000)],
  ])('of a plain file is fetched from the beginning when it %s', async (_, change) => {
    const { ming, hong } = await twoClients();
    const { blob, file } = await ming.send(content, hong);
    const path = hong.path('file.part');
    await writeFile(path, content);
    await change(path);
    await hong.download(blob, file, { into: { path } });
    expect(await readFile(path)).toEqual(content);
  });
});

describe('a damaged blob', () => {
  it.each(['sealed', 'plain'])('is noticed, and nothing is left of the %s file', async (kind) => {
    const { running, ming, hong } = await twoClients();
    const { blob, file } = await ming.send(content, hong);
    await flipBit(fileOf(running.folder, blob), 20 * BLOB_CHUNK_SIZE + 5);
    const path = hong.path('file.part');
    const into = kind === 'sealed' ? { sealed: newSealedId() } : { path };
    await expect(hong.download(blob, file, { into })).rejects.toMatchObject({ name: 'DamagedError' });
    expect(await hong.files.list()).toEqual([]);
    await expect(stat(path)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('is also one with another digest, another key, or of another size than its sender says', async () => {
    const { ming, hong } = await twoClients();
    const { blob, file } = await ming.send(content, hong);
    const lies = [
      { digest: hash('sha256', 'something else', 'buffer') },
      { key: randomBytes(32) },
      { size: file.size - 1 },
      { size: file.size + 1 },
      { size: PLAIN_CHUNK },
      { size: file.size + 10 * PLAIN_CHUNK },
    ];
    for (const lie of lies) {
      await expect(hong.download(blob, { ...file, ...lie })).rejects.toMatchObject({ name: 'DamagedError' });
    }
    expect(await hong.files.list()).toEqual([]);
  });
});

describe('a refusal', () => {
  it("of somebody else's blob, or of one that is gone, is that it is not there any more", async () => {
    const { ming, hong } = await twoClients();
    const file = await ming.seal(content);
    const { blob } = await ming.upload(file);
    await expect(hong.download(blob, file)).rejects.toMatchObject({ code: 'file-expired' });
    await ming.main.channel.request('blob.delete', { blob });
    await expect(ming.download(blob, file)).rejects.toMatchObject({ code: 'file-expired' });
  });

  it('of a file that is too much ends the upload', async () => {
    const { ming } = await twoClients({ limits: { blobBytes: MIB } });
    const refused = ming.upload(await ming.seal(content));
    await expect(refused).rejects.toMatchObject({ code: 'quota-full', details: { whose: 'account' } });
  });

  it('because of the rate is waited for', async () => {
    const overrides = { 'blob.put': { perSecond: 50, burst: 10 }, 'blob.get': { perSecond: 50, burst: 10 } };
    const { ming, hong } = await twoClients({ rates: { enabled: true, overrides } });
    const { blob, file } = await ming.send(content, hong);
    await hong.download(blob, file, { into: { path: hong.path('file.part') } });
    expect(await hong.contentAt('file.part')).toEqual(content);
  });

  it('because the server has forgotten the beginning of an upload begins it again', async () => {
    const { ming } = await twoClients();
    const file = await ming.seal(long);
    const ref = randomBytes(16);
    const uploading = ming.upload(file, { ref });
    await ming.network.passes('server', 4 * MIB);
    const { blob } = await ming.main.channel.request('blob.begin', { ref, size: await sealedBytes(ming) });
    await ming.main.channel.request('blob.delete', { blob });
    expect((await uploading).blob).not.toBe(blob);
  });

  it('of a file that is not here any more comes before anything is sent', async () => {
    const { ming } = await twoClients();
    const file = await ming.seal(content);
    await ming.files.remove(file.id);
    await expect(ming.upload(file)).rejects.toMatchObject({ code: 'file-gone' });
    expect(ming.network.connections).toBe(0);
  });

  it('of the disk is told, and what was there stays', async () => {
    const { ming, hong } = await twoClients();
    const { blob, file } = await ming.send(content, hong);
    const path = hong.path('file.part');
    const handle = await open(path, 'w');
    onTestFinished(() => {
      vi.restoreAllMocks();
    });
    const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    const write = vi.spyOn(Object.getPrototypeOf(handle), 'write').mockRejectedValueOnce(full);
    await handle.close();
    await expect(hong.download(blob, file, { into: { path } })).rejects.toMatchObject({ code: 'disk-full' });
    write.mockRestore();
    await hong.download(blob, file, { into: { path } });
    expect(await readFile(path)).toEqual(content);
  });
});

async function sealedBytes({ files }: TransferPeer): Promise<number> {
  const [file] = await files.list();
  return file?.bytes ?? 0;
}
