import { createHash, randomBytes } from 'node:crypto';
import { BLOB_CHUNK_SIZE, type BlobId } from '../../protocol/index.ts';
import { round } from '../support/process-figures.ts';
import { allChunks, beginBlob, inWindow, putChunk } from '../support/raw-blobs.ts';
import { befriendRaw, RawClient } from '../support/raw-client.ts';
import type { ServerProcess } from '../support/server-process.ts';
import { beside, startChatting } from './beside-chat.ts';

const MIB = 1024 * 1024;
const SIZE = 512 * MIB;
/** Chunks under way: more would not be faster, and keep the clients, who chat in the same process, from their clock. */
const UNDER_WAY = 4;
/** Random once: the server sees no difference, and making it costs more than sending it. */
const CHUNK = randomBytes(BLOB_CHUNK_SIZE);

/**
 * A file of 512 MiB up and down again, by two people, while others chat: megabytes a second, the most memory that the server
 * had, and how long a message took meanwhile. The one core of the clients does the encryption of both.
 */
export async function blobs(server: ServerProcess) {
  const ming = await RawClient.signIn(server.target, 'ming');
  const hong = await RawClient.signIn(server.target, 'hong');
  await befriendRaw(ming, hong);
  const { lines, idle } = await startChatting(server);
  const upload = await RawClient.attached(server.target, ming);
  const blob = await beginBlob(ming, SIZE);
  const up = await beside(server, lines, () => put(upload, blob));
  const commit = await timed(() => ming.channel.request('blob.commit', { blob }, 120_000));
  await ming.channel.request('blob.share', { blob, to: hong.account });
  const download = await RawClient.attached(server.target, hong);
  const down = await beside(server, lines, () => get(download, blob));
  for (const client of [upload, download, ming, hong]) await client.close();
  return {
    megabytes: round(SIZE / 1e6),
    upMegabytesPerSecond: round(SIZE / 1e6 / up.seconds, 1),
    upWithCommitMegabytesPerSecond: round(SIZE / 1e6 / (up.seconds + commit), 1),
    downMegabytesPerSecond: round(SIZE / 1e6 / down.seconds, 1),
    upServerCpuSeconds: round(up.cpuSeconds),
    downServerCpuSeconds: round(down.cpuSeconds),
    maxRssMiB: round(Math.max(up.maxRssMiB, down.maxRssMiB), 1),
    rssBeforeMiB: round(idle.maxRssMiB, 1),
    chatP99MsWithout: round(idle.chatP99Ms, 3),
    chatP99MsUp: round(up.chatP99Ms, 3),
    chatP99MsDown: round(down.chatP99Ms, 3),
    chatScheduleLateP99Ms: round(Math.max(up.lateP99Ms, down.lateP99Ms), 3),
    digestOk: down.result,
  };
}

function put(client: RawClient, blob: BlobId): Promise<void> {
  return inWindow(allChunks(SIZE), (index) => putChunk(client, blob, index, CHUNK), UNDER_WAY);
}

/** @returns whether each chunk was the right one */
async function get(client: RawClient, blob: BlobId): Promise<boolean> {
  const expected = digestOf(CHUNK);
  let isRight = true;
  await inWindow(
    allChunks(SIZE),
    async (index) => {
      const { data } = await client.channel.request('blob.get', { blob, index });
      isRight &&= digestOf(data) === expected;
    },
    UNDER_WAY,
  );
  return isRight;
}

function digestOf(data: Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}
