import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { listenTo } from '../../src-main/contract/listen.ts';
import { type Core, createCore } from '../../src-main/core/core.ts';
import { accountOf, befriend, CHEAP_HASHING, registerAndLogin, reopen, say } from '../support/client-calls.ts';
import { round } from '../support/process-figures.ts';
import { CLIENT_CORE, pinned, type ServerProcess } from '../support/server-process.ts';

const OFFLINE = 10_000;
const SENT = 500;
const clientProcess = fileURLToPath(new URL('../support/client-process.ts', import.meta.url));

interface Cost {
  cpuMs: number;
  elapsedMs: number;
}

/**
 * What real clients do with one core: how long 10,000 messages take that were sent while the client was away, from the
 * password to the last one shown; what a message costs its sender in a row of them, and alone, with the receipt that comes back.
 */
export async function client(server: ServerProcess) {
  const folder = await mkdtemp(join(tmpdir(), 'miyu-bench-'));
  const [ming, hong] = await Promise.all([startCore(join(folder, 'ming')), startCore(join(folder, 'hong'))]);
  try {
    await registerAndLogin(ming, server, 'ming');
    await registerAndLogin(hong, server, 'hong');
    await befriend(ming, hong);
    const hongId = accountOf(hong);
    await hong.close();
    const allSent = sentBy(ming, OFFLINE);
    for (let number = 0; number < OFFLINE; number += 100) {
      await Promise.all(Array.from({ length: 100 }, (_, index) => say(ming, hongId, `number ${number + index} 你好`)));
    }
    await allSent;
    const received = await run<{ seconds: number; cpuSeconds: number }>('receive', join(folder, 'hong'), OFFLINE);

    await ming.close();
    const again = await startCore(join(folder, 'hong'));
    await reopen(again);
    const { inARow, oneByOne } = await run<{ inARow: Cost; oneByOne: Cost }>('send', join(folder, 'ming'), SENT);
    await again.close();
    return {
      offlineMessages: OFFLINE,
      offlineSeconds: round(received.seconds),
      offlineCpuSeconds: round(received.cpuSeconds),
      sendCpuMs: round(inARow.cpuMs),
      sendAloneCpuMs: round(oneByOne.cpuMs),
      sendToReceiptMs: round(oneByOne.elapsedMs),
    };
  } finally {
    await Promise.all([ming.close(), hong.close()]);
    await rm(folder, { recursive: true, force: true });
  }
}

/** Resolves when the server has so many messages. */
function sentBy(core: Core, count: number): Promise<void> {
  const sent = new Set<string>();
  return new Promise((resolve) => {
    const stop = listenTo(core, 'messages', (messages) => {
      for (const { id, state } of messages) if (state === 'sent') sent.add(id);
      if (sent.size < count) return;
      stop();
      resolve();
    });
  });
}

function startCore(folder: string) {
  return createCore({
    folder,
    host: 'web',
    systemLanguage: 'en',
    deviceName: 'benchmark',
    version: '0.0.0-test',
    hashing: CHEAP_HASHING,
  });
}

async function run<R>(task: 'receive' | 'send', folder: string, count: number): Promise<R> {
  const [command, args] = pinned(CLIENT_CORE, process.execPath, [clientProcess, task, folder, `${count}`]);
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  return JSON.parse(await text(child.stdout));
}
