import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { formatInvitation, parseInvitation } from '../../protocol/index.ts';
import { leanEnvironment, serverFlags } from '../../scripts/node-flags.mjs';
import { cpuSeconds, residentKiB } from './process-figures.ts';
import type { Target } from './raw-client.ts';

const serverMain = fileURLToPath(new URL('../../src-server/main.ts', import.meta.url));

export const SERVER_CORE = '0';
export const CLIENT_CORE = '1';

const MEMORY_SAMPLE_MS = 50;
const canPin = spawnSync('taskset', ['-c', CLIENT_CORE, 'true']).status === 0;

/** A command that runs on one core only, where `taskset` exists. */
export function pinned(core: string, command: string, args: string[]): [string, string[]] {
  return canPin ? ['taskset', ['-c', core, command, ...args]] : [command, args];
}

/** Rates and guest limits are out of the way: a benchmark is a flood from one address. */
const SETTINGS = {
  listen: '127.0.0.1',
  name: 'Benchmark',
  log: { level: 'error' },
  limits: {
    guests: 100_000,
    guestsPerAddress: 100_000,
    handshakes: { perSecond: 1e6, burst: 1e6 },
    signatures: { perSecond: 1e6, burst: 1e6 },
  },
  rates: { enabled: false },
};

/** What is left of that for servers as they really are. */
const { limits: _limits, rates: _rates, ...GUARDED } = SETTINGS;

/** The server as a process of its own, on a core of its own, on a new data folder. */
export class ServerProcess {
  readonly folder: string;
  #child: ChildProcess | undefined;
  #target: Target | undefined;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async start(): Promise<ServerProcess> {
    const server = new ServerProcess(await mkdtemp(join(tmpdir(), 'miyu-server-')));
    try {
      await server.#spawn(0);
      return server;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  get target(): Target {
    if (!this.#target) throw new Error('the server is not running');
    return this.#target;
  }

  get invitation(): string {
    return formatInvitation({ host: '127.0.0.1', ...this.target });
  }

  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error('the server is not running');
    return pid;
  }

  cpuSeconds(): number {
    return cpuSeconds(this.pid);
  }

  residentKiB(): number {
    return residentKiB(this.pid);
  }

  /** Watches from now on. @returns what ends that, and tells the most resident memory that the server had, in MiB */
  watchMemory(): { stop(): number } {
    let most = this.residentKiB();
    const timer = setInterval(() => {
      most = Math.max(most, this.residentKiB());
    }, MEMORY_SAMPLE_MS);
    return {
      stop: () => {
        clearInterval(timer);
        return most / 1024;
      },
    };
  }

  async #spawn(port: number, isGuarded = false): Promise<void> {
    const args = [...serverFlags, serverMain, '--config', await this.#writeConfig(port, isGuarded)];
    const [command, commandArgs] = pinned(SERVER_CORE, process.execPath, args);
    this.#child = spawn(command, commandArgs, {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...leanEnvironment },
    });
    this.#target = await this.#readInvitation(this.#child);
  }

  async #writeConfig(port: number, isGuarded: boolean): Promise<string> {
    const path = join(this.folder, 'config.json');
    await writeFile(
      path,
      JSON.stringify({ ...(isGuarded ? GUARDED : SETTINGS), port, data: join(this.folder, 'data') }),
    );
    return path;
  }

  async #readInvitation(child: ChildProcess): Promise<Target> {
    if (!child.stdout) throw new Error('no output');
    for await (const line of createInterface({ input: child.stdout })) {
      const invitation = line.trim().startsWith('miyu://') ? parseInvitation(line) : undefined;
      if (!invitation?.fingerprint) continue;
      // the QR code that follows is nobody's business here
      child.stdout.resume();
      return { port: invitation.port, fingerprint: invitation.fingerprint };
    }
    throw new Error('the server ended before it was ready');
  }

  /**
   * kill -9, then a new start on the same data and port; with the limits and rates that servers really have when
   * guarded.
   */
  async killAndRestart({ isGuarded = false } = {}): Promise<void> {
    const { port } = this.target;
    await this.#end('SIGKILL');
    await this.#spawn(port, isGuarded);
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
    await rm(this.folder, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }
}
