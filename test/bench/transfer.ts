import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeFile, takeReceived } from '../support/big-file.ts';
import { buildProgram } from '../support/built-program.ts';
import { round } from '../support/process-figures.ts';
import type { ServerProcess } from '../support/server-process.ts';
import {
  type Done,
  makeTransferringFriends,
  TransferClient,
  transferProcess,
  withKills,
} from '../support/transfer-client.ts';
import { beside, startChatting } from './beside-chat.ts';

const MIB = 1024 * 1024;
const SIZE = 1024 * MIB;
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

    const { lines, idle } = await startChatting(server);
    const up = await beside(server, lines, () =>
      new TransferClient('send', ming, { file, program, yields: true }).finished(),
    );
    const down = await beside(server, lines, () =>
      new TransferClient('get', hong, { program, yields: true }).finished(),
    );
    const first = await takeReceived(hong.received);

    const killing = { server, size: SIZE, kills: 2 * KILLS };
    const killedUp = await withKills(
      killing,
      (isFirst) => new TransferClient(isFirst ? 'send' : 'finish', ming, { file }),
    );
    const killedDown = await withKills(killing, (isFirst) => new TransferClient(isFirst ? 'get' : 'finish', hong));
    const second = await takeReceived(hong.received);
    const serverRssMiB = Math.max(up.maxRssMiB, down.maxRssMiB);
    const senderRssMiB = up.result.peakResidentKiB / 1024;
    const receiverRssMiB = down.result.peakResidentKiB / 1024;
    return {
      megabytes: round(SIZE / 1e6),
      megabytesPerSecond: round(Math.min(rate(up.result), rate(down.result)), 1),
      upMegabytesPerSecond: round(rate(up.result), 1),
      downMegabytesPerSecond: round(rate(down.result), 1),
      stagingSeconds: round(up.result.stagingSeconds, 1),
      maxRssMiB: round(Math.max(serverRssMiB, senderRssMiB, receiverRssMiB), 1),
      serverRssMiB: round(serverRssMiB, 1),
      senderRssMiB: round(senderRssMiB, 1),
      receiverRssMiB: round(receiverRssMiB, 1),
      chatP99Ms: round(Math.max(up.chatP99Ms, down.chatP99Ms), 2),
      chatP99MsUp: round(up.chatP99Ms, 2),
      chatP99MsDown: round(down.chatP99Ms, 2),
      chatP99MsWithout: round(idle.chatP99Ms, 2),
      chatScheduleLateP99Ms: round(Math.max(up.lateP99Ms, down.lateP99Ms), 2),
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
