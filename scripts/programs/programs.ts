import { type ChildProcess, spawn } from 'node:child_process';
import os from 'node:os';
import process from 'node:process';
import { fromRoot } from '../root.mjs';

interface Options {
  /** where its errors go: a file, our own, or what we read */
  stderr: number | 'inherit' | 'pipe';
  env: NodeJS.ProcessEnv;
  /** whether it ends when it gets the message `stop`; otherwise a signal tells it */
  understandsStop: boolean;
}

/** Server and clients that were started here and end with us. */
export class Programs {
  readonly #running = new Set<ChildProcess>();
  readonly #ended = Promise.withResolvers<number>();
  readonly #ending = new AbortController();
  readonly #graceMs: number;

  /** @param graceMs how long a program may take for its orderly end before it is killed */
  constructor(graceMs = 10_000) {
    this.#graceMs = graceMs;
  }

  /** Aborted when everything is to end. */
  get ending(): AbortSignal {
    return this.#ending.signal;
  }

  /** The exit code for all of it, once the person has ended it or one of the programs has. */
  get ended(): Promise<number> {
    return this.#ended.promise;
  }

  get isAnyRunning(): boolean {
    return this.#running.size > 0;
  }

  /** Starts a program. @throws Error when all of it is ending already */
  start(program: string, args: string[], { stderr, env, understandsStop }: Options): ChildProcess {
    this.ending.throwIfAborted();
    const child = spawn(program, args, {
      cwd: fromRoot(),
      env,
      stdio: ['ignore', 'pipe', stderr, ...(understandsStop ? (['ipc'] as const) : [])],
      // A group of its own keeps Ctrl+C from it: the order in which all of them end is ours to choose.
      detached: process.platform !== 'win32',
    });
    // A channel to a program that has ended closes by itself.
    child.on('error', () => {
      if (child.pid === undefined) this.#running.delete(child);
    });
    child.once('exit', () => this.#running.delete(child));
    this.#running.add(child);
    return child;
  }

  /** From now on, all of it ends when this program does, and fails when it has failed. */
  endWith(child: ChildProcess, name: string): void {
    const finish = (code: number | null, signal: NodeJS.Signals | null) => {
      if (code !== 0 && !this.ending.aborted) console.error(`${name} ended by itself (${describeEnd(code, signal)}).`);
      this.end(code ?? 128 + (signal ? os.constants.signals[signal] : 0));
    };
    if (hasEnded(child)) finish(child.exitCode, child.signalCode);
    else child.once('exit', finish);
  }

  /** Ends all of it with that exit code; the first one counts. */
  end(code: number): void {
    this.#ended.resolve(code);
    this.#ending.abort(new Error('Stopped.'));
  }

  /** Ends what is running, clients first, and waits for it. */
  async stopAll(): Promise<void> {
    this.#ending.abort(new Error('Stopped.'));
    for (const child of [...this.#running].reverse()) await this.#stop(child);
  }

  async #stop(child: ChildProcess): Promise<void> {
    if (hasEnded(child)) return;
    const exited = exitOf(child);
    // On Windows a signal would be the end at once, and Ctrl+C has reached the program by itself.
    if (child.connected) child.send('stop');
    else if (process.platform !== 'win32') child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), this.#graceMs);
    await exited;
    clearTimeout(timer);
  }
}

/** How a program has ended, in words. */
export function describeEnd(code: number | null, signal: NodeJS.Signals | null): string {
  return signal ? `signal ${signal}` : `exit code ${code}`;
}

/** Its exit, also when its channel breaks before: `once` would reject then. */
export function exitOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (hasEnded(child)) resolve();
    else child.once('exit', () => resolve());
  });
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/**
 * Starts programs, then waits until the person ends this one or any of them has ended, and ends all that is left. What
 * was started elsewhere is not waited for.
 */
export async function runUntilStopped(startPrograms: (programs: Programs) => Promise<void>): Promise<void> {
  const programs = new Programs();
  // A signal may come twice, from the terminal and from npm: the handlers stay.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => programs.end(0));
  try {
    await Promise.race([startPrograms(programs), programs.ended]);
    if (!programs.isAnyRunning) programs.end(0);
    if (!programs.ending.aborted) console.log('Ctrl+C stops what was started here.');
  } catch (error) {
    if (!programs.ending.aborted) console.error(error instanceof Error ? error.message : error);
    programs.end(1);
  }
  process.exitCode = await programs.ended;
  await programs.stopAll();
}
