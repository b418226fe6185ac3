import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';

/** How long a program may take to end after it was told to. */
const END_MS = 20_000;

export interface Ended {
  /** null: a signal has ended it */
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface Surroundings {
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** what is kept of all programs, to be shown when the row fails */
  transcript: string[];
}

/** A program of a row, with what it says. */
export class Program {
  readonly #name: string;
  readonly #child: ChildProcess;
  readonly #ended: Promise<Ended>;
  readonly #transcript: string[];
  #stdout = '';
  #stderr = '';
  #over = false;
  #wake = Promise.withResolvers<void>();

  constructor([command = '', ...args]: readonly string[], { cwd, env, transcript }: Surroundings) {
    this.#name = [command, ...args].join(' ');
    this.#transcript = transcript;
    transcript.push(`$ ${this.#name}\n`);
    // A group of its own: Ctrl+C at the matrix is for the matrix, which ends its rows in its own way.
    this.#child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    this.#child.stdout?.setEncoding('utf8').on('data', (text) => this.#take(text, () => (this.#stdout += text)));
    this.#child.stderr?.setEncoding('utf8').on('data', (text) => this.#take(text, () => (this.#stderr += text)));
    this.#ended = this.#untilClosed();
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error(`${this.#name} did not start`);
    return this.#child.pid;
  }

  /** Resolves when it has ended and all of its output has come. */
  get ended(): Promise<Ended> {
    return this.#ended;
  }

  /** The first match in what it prints, on either stream. Rejects when it ends before. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.#stdout) ?? pattern.exec(this.#stderr);
      if (match) return match;
      if (this.#over) throw new Error(`${this.#name} ended without having said ${pattern}`);
      await this.#wake.promise;
    }
  }

  /** Ends it by SIGTERM, which it alone gets, and waits for that. Rejects when it does not end. */
  stop(): Promise<Ended> {
    this.#child.kill('SIGTERM');
    return this.#endedSoon();
  }

  /** Ends it as Ctrl+C does, which all programs of its terminal get, and waits for that. Rejects when it does not end. */
  pressCtrlC(): Promise<Ended> {
    process.kill(-this.pid, 'SIGINT');
    return this.#endedSoon();
  }

  async #endedSoon(): Promise<Ended> {
    const limit = new AbortController();
    const tooLate = delay(END_MS, undefined, { signal: limit.signal }).then(() => {
      throw new Error(`${this.#name} did not end within ${END_MS / 1000} seconds`);
    });
    try {
      return await Promise.race([this.#ended, tooLate]);
    } finally {
      limit.abort();
      await tooLate.catch(() => {});
    }
  }

  #take(text: string, keep: () => void): void {
    keep();
    this.#transcript.push(text);
    this.#wakeUp();
  }

  async #untilClosed(): Promise<Ended> {
    const [code, signal] = await once(this.#child, 'close').finally(() => {
      this.#over = true;
      this.#wakeUp();
    });
    if (code !== 0) this.#transcript.push(`(ended with ${signal ?? code})\n`);
    return { code, signal, stdout: this.#stdout, stderr: this.#stderr };
  }

  #wakeUp(): void {
    this.#wake.resolve();
    this.#wake = Promise.withResolvers();
  }
}
