import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { clientFlags, leanEnvironment } from '../../scripts/node-flags.mjs';
import { type Core, createCore } from '../../src-main/core/core.ts';
import { befriend, CHEAP_HASHING, registerAndLogin } from './client-calls.ts';
import { CLIENT_CORE, pinned, type ServerProcess } from './server-process.ts';
import type { Step } from './transfer-process.ts';

export const transferProcess = fileURLToPath(new URL('./transfer-process.ts', import.meta.url));

/** Of what was done before a kill, so much at least is not done again. */
const KEPT = 0.75;

export type Done = Extract<Step, { step: 'done' }>;

/** Where an installation keeps its things, and what it has received. */
export interface Installed {
  folder: string;
  received: string;
}

/** Two friends, whose clients are not running. */
export async function makeTransferringFriends(
  server: ServerProcess,
  folder: string,
): Promise<{ ming: Installed; hong: Installed }> {
  const [ming, hong] = [installedIn(folder, 'ming'), installedIn(folder, 'hong')];
  const cores = [await startCore(ming), await startCore(hong)] as const;
  try {
    await registerAndLogin(cores[0], server, 'ming');
    await registerAndLogin(cores[1], server, 'hong');
    await befriend(...cores);
  } finally {
    await Promise.all(cores.map((core) => core.close()));
  }
  return { ming, hong };
}

function installedIn(folder: string, name: string): Installed {
  return { folder: join(folder, name), received: join(folder, `received by ${name}`) };
}

function startCore({ folder, received }: Installed): Promise<Core> {
  return createCore({
    folder,
    receivedFolder: received,
    host: 'web',
    systemLanguage: 'en',
    deviceName: 'transfer',
    version: '0.0.0-test',
    hashing: CHEAP_HASHING,
  });
}

/** A client that moves one file and ends. */
export class TransferClient {
  /** bytes that were done when it first said so; undefined before */
  firstProgress: number | undefined;
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  #progress = -1;
  #done: Done | undefined;
  #marks: { bytes: number; reached(isReached: boolean): void }[] = [];

  /**
   * @param program transfer-process.ts, or what was built of it
   * @param yields it shares a core with those who chat, who would have machines of their own: they go first
   */
  constructor(
    task: 'send' | 'finish' | 'get',
    { folder, received }: Installed,
    { file = '', program = transferProcess, yields = false } = {},
  ) {
    const nodeArgs = [...clientFlags, program, task, folder, received, file];
    const [command, args] = pinned(CLIENT_CORE, 'nice', ['-n', yields ? '19' : '0', process.execPath, ...nodeArgs]);
    const env = { ...process.env, ...leanEnvironment };
    this.#child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'], env });
    this.#ended = this.#listen(this.#child);
  }

  /** Resolves when the process has ended. Rejects when it had not done its work. */
  async finished(): Promise<Done> {
    await this.#ended;
    if (!this.#done) throw new Error('the client ended before it was done');
    return this.#done;
  }

  /** Resolves when so many bytes are done: with false when it ended without saying so. */
  reaches(bytes: number): Promise<boolean> {
    if (this.#progress >= bytes) return Promise.resolve(true);
    const reached = new Promise<boolean>((resolve) => this.#marks.push({ bytes, reached: resolve }));
    return Promise.race([reached, this.#ended.then(() => false)]);
  }

  /** kill -9 */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  async #listen(child: ChildProcess): Promise<void> {
    const exited = once(child, 'exit');
    if (!child.stdout) throw new Error('no output');
    for await (const line of createInterface({ input: child.stdout })) this.#heard(JSON.parse(line));
    await exited;
  }

  #heard(step: Step): void {
    if (step.step === 'done') this.#done = step;
    if (step.step !== 'progress') return;
    this.firstProgress ??= step.done;
    this.#progress = step.done;
    const isReached = ({ bytes }: { bytes: number }) => bytes <= step.done;
    for (const mark of this.#marks.filter(isReached)) mark.reached(true);
    this.#marks = this.#marks.filter((mark) => !isReached(mark));
  }
}

export interface Killing {
  server: ServerProcess;
  /** bytes of the file */
  size: number;
  /** of client and server, in turn */
  kills: number;
}

/**
 * Has a transfer done over kills at random places.
 * @param start a client, the first one or one that goes on with what the one before has left
 * @returns how often something was killed before it was done, and whether each client after a killed one went on from
 * where that was, or not far before
 */
export async function withKills({ server, size, kills }: Killing, start: (isFirst: boolean) => TransferClient) {
  const places = Array.from({ length: kills }, () => Math.random() * size).sort((a, b) => a - b);
  let client = start(true);
  let done = 0;
  let isResumed = true;
  for (const place of places) {
    if (!(await client.reaches(place))) break;
    if (done % 2 === 1) await server.killAndRestart();
    else {
      await client.kill();
      client = start(false);
      isResumed &&= (await beginningOf(client)) >= place * KEPT;
    }
    done += 1;
  }
  await client.finished();
  return { kills: done, isResumed };
}

/** Bytes that are done when it goes on, as it says first. */
async function beginningOf(client: TransferClient): Promise<number> {
  await client.reaches(0);
  return client.firstProgress ?? Number.POSITIVE_INFINITY;
}
