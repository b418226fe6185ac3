import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { BLOB_CHUNK_SIZE, type Channel, connectChannel } from '../../protocol/index.ts';
import { SocketWire } from '../../src-main/core/socket-wire.ts';
import { FolderStore } from '../../src-server/blobs/folder-store.ts';
import { allChunks, beginBlob, chunkOf, fetchBlob, missingChunks, putChunk, storeBlob } from '../support/raw-blobs.ts';
import { RawClient, type Target } from '../support/raw-client.ts';
import { startTestServer } from '../support/server.ts';

const MIB = 1024 * 1024;
/** What two sockets on the loopback and the kernel between them take without anybody reading, generously. */
const UNREAD_BYTES = 20 * MIB;
const content = randomBytes(40 * MIB);

/** A transfer connection in ming's session whose socket is at hand. */
async function attached(server: Target, ming: RawClient): Promise<{ socket: Socket; channel: Channel }> {
  const socket = connect({ host: '127.0.0.1', port: server.port });
  onTestFinished(() => {
    socket.destroy();
  });
  const { channel } = await connectChannel(new SocketWire(socket), {
    pin: server.fingerprint,
    now: () => performance.now(),
    wallClock: () => Date.now(),
  });
  channel.start({ closed: () => {} });
  const { ticket } = await ming.channel.request('blob.ticket', {});
  await channel.request('blob.attach', { ticket });
  channel.allowLargeFrames();
  return { socket, channel };
}

/** Ming, whose blob is on the server, and what the server reads of it and logs. */
async function withBlob(slowReader: number) {
  const lines: string[] = [];
  const { server } = await startTestServer({ timeouts: { slowReader } }, { onLog: (line) => lines.push(line) });
  const ming = await RawClient.signIn(server, 'ming');
  const blob = await storeBlob(await RawClient.attached(server, ming), content);
  const reading = vi.spyOn(FolderStore.prototype, 'read');
  onTestFinished(() => reading.mockRestore());
  return { server, ming, blob, reading, lines };
}

describe('a transfer connection that takes nothing', () => {
  it('has no more read for it than the network holds, and is dropped', async () => {
    const { server, ming, blob, reading, lines } = await withBlob(0.5);
    const { socket, channel } = await attached(server, ming);
    socket.pause();
    const asking = allChunks(content.length).map((index) => channel.request('blob.get', { blob, index }));
    const asked = Promise.allSettled(asking);
    await vi.waitFor(() => expect(lines.join('')).toContain('"reason":"slow-reader"'), { timeout: 15_000 });
    expect(reading.mock.calls.length * BLOB_CHUNK_SIZE).toBeLessThan(UNREAD_BYTES);
    socket.destroy();
    await asked;
    expect(ming.channel.isOpen).toBe(true);
    const fetched = await fetchBlob(await RawClient.attached(server, ming), blob, content.length);
    expect(fetched.equals(content)).toBe(true);
  });

  it('goes on when it reads again in time, and misses nothing', async () => {
    const { server, ming, blob, reading } = await withBlob(60);
    const { socket, channel } = await attached(server, ming);
    socket.pause();
    const asking = allChunks(content.length).map((index) => channel.request('blob.get', { blob, index }));
    await expect.poll(() => reading.mock.calls.length).toBeGreaterThan(8);
    socket.resume();
    const chunks = await Promise.all(asking);
    expect(Buffer.concat(chunks.map(({ data }) => data)).equals(content)).toBe(true);
  });
});

describe('a slow disk', () => {
  it('has the server read from the uploader no faster than it writes', async () => {
    const { server } = await startTestServer();
    const ming = await RawClient.signIn(server, 'ming');
    const blob = await beginBlob(ming, content.length);
    const { promise: disk, resolve: go } = Promise.withResolvers<void>();
    const write = FolderStore.prototype.write;
    const writing = vi.spyOn(FolderStore.prototype, 'write').mockImplementation(async function (
      this: FolderStore,
      ...given
    ) {
      await disk;
      return write.apply(this, given);
    });
    onTestFinished(() => writing.mockRestore());
    const { socket, channel } = await attached(server, ming);
    const putting = allChunks(content.length).map((index) =>
      channel.request('blob.put', { blob, index, data: chunkOf(content, index) }),
    );
    // the rest stays with the uploader, unsent
    await expect.poll(() => writing.mock.calls).toHaveLength(4);
    await expect.poll(() => socket.writableLength).toBeGreaterThan(content.length - UNREAD_BYTES);
    expect(writing.mock.calls).toHaveLength(4);
    go();
    await Promise.all(putting);
    expect(await missingChunks(ming, blob)).toEqual([]);
  });
});

it('a transfer connection that ends in the middle leaves nothing waiting', async () => {
  const { server, ming, blob } = await withBlob(60);
  const { socket, channel } = await attached(server, ming);
  const asked = Promise.allSettled(
    allChunks(content.length).map((index) => channel.request('blob.get', { blob, index })),
  );
  socket.once('data', () => socket.destroy());
  expect((await asked).at(-1)).toMatchObject({ status: 'rejected' });
  const next = await RawClient.attached(server, ming);
  expect((await next.channel.request('blob.get', { blob, index: 0 })).data).toEqual(chunkOf(content, 0));
  const other = await beginBlob(ming, 1);
  await putChunk(next, other, 0, Buffer.alloc(1));
});
