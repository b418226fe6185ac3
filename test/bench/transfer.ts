import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeFile, takeReceived } from '../support/big-file.ts';
import { buildProgram } from '../support/built-program.ts';
import { percentile, round } from '../support/process-figures.ts';
import type { ServerProcess } from '../support/server-process.ts';
import {
  type Done,
  makeTransferringFriends,
  TransferClient,
  transferProcess,
  withKills,
} from '../support/transfer-client.ts';
import { Line, sendOnSchedule } from './latency.ts';
import { makePairs } from './pairs.ts';

const MIB = 1024 * 1024;
const SIZE = 1024 * MIB;
const CHAT_PAIRS = 10;
const CHAT_MESSAGES_PER_SECOND = 200;
/** Each way, of the client and of the server. */
const KILLS = 2;

/**
 * A file of 1 GiB from one client to another through the server, each a process of its own, while others chat; then again, with kill -9
 * of client and server at random places on the way up and down. `megabytesPerSecond` is that of the slower way; the
 * sender encrypts the file first, which `stagingSeconds` tells.
 */
export async function transfer(server: ServerProcess) {
  const folder = await mkdtemp(join(tmpdir(), 'miyu-transfer-'));
  try {
    const { ming, hong } = await makeTransferringFriends(server, folder);
    const file = join(folder, 'big.bin');
    const digest = await makeFile(file, SIZE);
    const program = await buildProgram(transferProcess);

    const chat = await startChat(server);
    const memory = server.watchMemory();
    const up = await new TransferClient('send', ming, { file, program }).finished();
    const down = await new TransferClient('get', hong, { program }).finished();
    const rss = memory.stop();
    const { p99, late } = await chat.stop();
    const first = await takeReceived(hong.received);

    const killing = { server, size: SIZE, kills: 2 * KILLS };
    const killedUp = await withKills(
      killing,
      (isFirst) => new TransferClient(isFirst ? 'send' : 'finish', ming, { file }),
    );
    const killedDown = await withKills(killing, (isFirst) => new TransferClient(isFirst ? 'get' : 'finish', hong));
    const second = await takeReceived(hong.received);
    return {
      megabytes: round(SIZE / 1e6),
      megabytesPerSecond: round(Math.min(rate(up), rate(down)), 1),
      upMegabytesPerSecond: round(rate(up), 1),
      downMegabytesPerSecond: round(rate(down), 1),
      stagingSeconds: round(up.stagingSeconds, 1),
      maxRssMiB: round(Math.max(rss, up.peakResidentKiB / 1024, down.peakResidentKiB / 1024), 1),
      serverRssMiB: round(rss, 1),
      senderRssMiB: round(up.peakResidentKiB / 1024, 1),
      receiverRssMiB: round(down.peakResidentKiB / 1024, 1),
      chatP99Ms: round(p99, 2),
      chatScheduleLateP99Ms: round(late, 2),
      kills: killedUp.kills + killedDown.kills,
      resumed: killedUp.isResumed && killedDown.isResumed,
      digestOk: first === digest && second === digest,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function rate({ seconds }: Done): number {
  return SIZE / 1e6 / seconds;
}

async function startChat(server: ServerProcess): Promise<{ stop(): Promise<{ p99: number; late: number }> }> {
  const pairs = await makePairs(server.target, CHAT_PAIRS, 'chat');
  const lines = pairs.map((pair) => new Line(pair));
  const chatting = new AbortController();
  const start = performance.now();
  const schedule = { perSecond: CHAT_MESSAGES_PER_SECOND, signal: chatting.signal };
  const lateness = sendOnSchedule(lines, schedule);
  return {
    async stop() {
      chatting.abort();
      const late = percentile(await lateness, 0.99);
      await Promise.all(lines.map((line) => line.settled()));
      const times = lines.flatMap((line) => line.latencies(start)).sort((a, b) => a - b);
      for (const { sender, recipient } of pairs) await Promise.all([sender.close(), recipient.close()]);
      return { p99: percentile(times, 0.99), late };
    },
  };
}
