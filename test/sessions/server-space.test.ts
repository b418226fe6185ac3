import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { BLOB_CHUNK_SIZE, type DeviceId } from '../../protocol/index.ts';
import { deviceOf } from '../bench/pairs.ts';
import { beginBlob, chunkOf, missingChunks, putChunk, putChunks, storeBlob } from '../support/raw-blobs.ts';
import { befriendRaw, RawClient, type Target } from '../support/raw-client.ts';
import { RoomCopy } from '../support/raw-rooms.ts';
import { startTestServer } from '../support/server.ts';

const KIB = 1024;
const GIB = 1024 * 1024 * KIB;
const HOUR_MS = 3600_000;
const CHUNK = Buffer.alloc(BLOB_CHUNK_SIZE);

/** People who are nobody's friends, each at an address of its own. */
async function strangers(target: Target, count: number): Promise<RawClient[]> {
  const all: RawClient[] = [];
  for (let number = 1; number <= count; number++) {
    all.push(await RawClient.signIn({ ...target, from: `127.0.0.${100 + number}` }, `stranger${number}`));
  }
  return all;
}

describe('the queue of a device', () => {
  it('has room for what a friend writes, however much strangers have said in a room', async () => {
    const limits = { queueBytes: 320 * KIB };
    const { server } = await startTestServer({ limits }, { isGuarded: true });
    const ming = await RawClient.signIn(server, 'ming');
    const hong = await RawClient.signIn(server, 'hong');
    await befriendRaw(ming, hong);
    const many = await strangers(server, 6);
    const room = await RoomCopy.create(ming, 'physics');
    for (const stranger of many) await room.join(stranger);
    await ming.close();
    const devices: DeviceId[] = [ming, ...many].map(deviceOf);
    for (const stranger of many) {
      const say = () => stranger.channel.request('room.send', room.message(devices, Buffer.alloc(60 * KIB)));
      await Promise.all([say(), say()]);
    }
    await hong.send(ming.account, [deviceOf(ming)], Buffer.alloc(60 * KIB));
    const back = await RawClient.resumed(server, ming);
    expect((await back.next('message.deliver', ({ from }) => from === hong.account)).body).toHaveLength(60 * KIB);
  });
});

describe('the space for files', () => {
  const full = { code: 'quota-full', details: { whose: 'server' } };

  it('is not taken by what was only announced', async () => {
    const { server } = await startTestServer({}, { isGuarded: true });
    for (const stranger of await strangers(server, 8)) await beginBlob(stranger, 8 * GIB);
    const ming = await RawClient.signIn(server, 'ming');
    await storeBlob(await RawClient.attached(server, ming), randomBytes(BLOB_CHUNK_SIZE + 1));
    await beginBlob(ming, 7 * GIB);
  });

  it('is not taken by first chunks of what was announced large', async () => {
    const { server } = await startTestServer({}, { isGuarded: true });
    for (const stranger of await strangers(server, 8)) {
      await putChunk(await RawClient.attached(server, stranger), await beginBlob(stranger, 8 * GIB), 0, CHUNK);
    }
    const ming = await RawClient.signIn(server, 'ming');
    await beginBlob(ming, 8 * GIB);
  });

  it('takes no more than there is, whatever was announced, and the rest once there is space again', async () => {
    const { server } = await startTestServer({ limits: { blobServerBytes: 6 * BLOB_CHUNK_SIZE } });
    const content = randomBytes(4 * BLOB_CHUNK_SIZE);
    const [ming, hong] = [await RawClient.signIn(server, 'ming'), await RawClient.signIn(server, 'hong')];
    const [mings, hongs] = [await RawClient.attached(server, ming), await RawClient.attached(server, hong)];
    const [one, other] = [await beginBlob(ming, content.length), await beginBlob(hong, content.length)];
    await putChunks(mings, one, content);
    await putChunks(hongs, other, content, [0, 1]);
    await expect(putChunk(hongs, other, 2, chunkOf(content, 2))).rejects.toMatchObject(full);
    await ming.channel.request('blob.commit', { blob: one });
    await expect(putChunk(hongs, other, 2, chunkOf(content, 2))).rejects.toMatchObject(full);
    await ming.channel.request('blob.delete', { blob: one });
    await putChunks(hongs, other, content, [2, 3]);
    await hong.channel.request('blob.commit', { blob: other });
  });

  it('is kept for who is in the middle: as much again as has come', async () => {
    const { server } = await startTestServer({ limits: { blobServerBytes: 6 * BLOB_CHUNK_SIZE } });
    const [ming, hong] = [await RawClient.signIn(server, 'ming'), await RawClient.signIn(server, 'hong')];
    const mings = await RawClient.attached(server, ming);
    const blob = await beginBlob(ming, 4 * BLOB_CHUNK_SIZE);
    for (const index of [0, 1]) await putChunk(mings, blob, index, CHUNK);
    await expect(beginBlob(hong, 2 * BLOB_CHUNK_SIZE + 1)).rejects.toMatchObject(full);
    await beginBlob(hong, 2 * BLOB_CHUNK_SIZE);
  });

  it('counts the same after a restart', async () => {
    const running = await startTestServer({ limits: { blobServerBytes: 6 * BLOB_CHUNK_SIZE } });
    const ming = await RawClient.signIn(running.server, 'ming');
    const blob = await beginBlob(ming, 4 * BLOB_CHUNK_SIZE);
    const transfer = await RawClient.attached(running.server, ming);
    for (const index of [0, 3]) await putChunk(transfer, blob, index, CHUNK);
    const again = await RawClient.resumed(await running.restart(), ming);
    await expect(beginBlob(again, 4 * BLOB_CHUNK_SIZE + 1)).rejects.toMatchObject(full);
    await beginBlob(again, 4 * BLOB_CHUNK_SIZE);
  });
});

describe('an upload that is paused', () => {
  async function paused(chunks: number[], pauseMs: number) {
    let time = Date.now();
    const running = await startTestServer({}, { wallClock: () => time });
    const ming = await RawClient.signIn(running.server, 'ming');
    const [ref, size] = [randomBytes(16), 3 * BLOB_CHUNK_SIZE];
    const blob = await beginBlob(ming, size, ref);
    const transfer = await RawClient.attached(running.server, ming);
    for (const index of chunks) await putChunk(transfer, blob, index, CHUNK);
    time += pauseMs;
    const again = await RawClient.resumed(await running.restart(), ming);
    return { blob, again, transfer: await RawClient.attached(running.server, again), ref, size };
  }

  it('before anything came is forgotten after an hour, and begins again under the same name', async () => {
    const { blob, again, transfer, ref, size } = await paused([], HOUR_MS);
    await expect(putChunk(transfer, blob, 0, CHUNK)).rejects.toMatchObject({ code: 'not-found' });
    const next = await beginBlob(again, size, ref);
    expect(next).not.toBe(blob);
    await putChunks(transfer, next, Buffer.alloc(size));
    await again.channel.request('blob.commit', { blob: next });
  });

  it('goes on after a day where it was', async () => {
    const { blob, again, transfer, ref, size } = await paused([0, 2], 24 * HOUR_MS);
    expect(await beginBlob(again, size, ref)).toBe(blob);
    expect(await missingChunks(again, blob)).toEqual([1]);
    await putChunk(transfer, blob, 1, CHUNK);
    await again.channel.request('blob.commit', { blob });
  });
});

describe('a disk without much space', () => {
  const full = { code: 'quota-full', details: { whose: 'server' } };

  async function setUp() {
    const disk = { free: 10 * GIB };
    const lines: { level: number; msg: string }[] = [];
    const { server } = await startTestServer(
      {},
      { freeBytes: () => disk.free, onLog: (line) => lines.push(JSON.parse(line)) },
    );
    const [ming, hong] = [await RawClient.signIn(server, 'ming'), await RawClient.signIn(server, 'hong')];
    await befriendRaw(ming, hong);
    const told = (text: string) => expect.poll(() => lines.filter(({ msg }) => msg.includes(text))).toHaveLength(1);
    return { server, disk, lines, told, ming, hong, transfer: await RawClient.attached(server, ming) };
  }

  it('takes no files, tells so once, and takes messages for who is away', async () => {
    const { server, disk, told, ming, hong, transfer } = await setUp();
    await expect(beginBlob(ming, 9 * GIB)).rejects.toMatchObject({ code: 'quota-full' });
    const blob = await beginBlob(ming, 2 * BLOB_CHUNK_SIZE);
    await putChunk(transfer, blob, 0, CHUNK);
    await hong.close();
    disk.free = GIB - 1;
    await told('disk space is low');
    await expect(beginBlob(ming, 1)).rejects.toMatchObject(full);
    await expect(putChunk(transfer, blob, 1, CHUNK)).rejects.toMatchObject(full);
    await ming.send(hong.account, [deviceOf(hong)], CHUNK.subarray(0, KIB));
    disk.free = 2 * GIB;
    await told('there is disk space again');
    await putChunk(transfer, blob, 1, CHUNK);
    await ming.channel.request('blob.commit', { blob });
    const back = await RawClient.resumed(server, hong);
    expect((await back.next('message.deliver')).body).toHaveLength(KIB);
  });

  it('stores no message once it is almost full, and lets who comes back empty the queue', async () => {
    const { server, disk, told, lines, ming, hong } = await setUp();
    const send = () => ming.send(hong.account, [deviceOf(hong)], CHUNK.subarray(0, KIB));
    await hong.close();
    await send();
    disk.free = 1;
    await told('the disk is almost full');
    await expect(send()).rejects.toMatchObject({ code: 'unavailable' });
    const back = await RawClient.resumed(server, hong);
    back.ack((await back.next('message.deliver')).seq);
    const sending = send();
    back.ack((await back.next('message.deliver')).seq);
    await sending;
    await back.close();
    disk.free = 10 * GIB;
    await told('there is disk space again');
    await send();
    const again = await RawClient.resumed(server, hong);
    expect((await again.next('message.deliver')).seq).toBe(1);
    expect(lines.filter(({ level }) => level >= 50)).toHaveLength(1);
  });
});
