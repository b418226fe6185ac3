import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';

const LINE_LIMIT = 8 * 1024;

export interface LogFileOptions {
  /** made when it is not there */
  folder: string;
  /** bytes that a file may have; a second file keeps what was before */
  limit: number;
  /** wall clock, milliseconds */
  now?: () => number;
}

/**
 * The log of a program that has no console: `miyu.log` and, from before, `miyu.old.log`. Only the person can read them.
 * Lines are on the disk when `write` returns, so that the last words of a crash are there.
 */
export class LogFile {
  readonly #folder: string;
  readonly #limit: number;
  readonly #now: () => number;
  #hasFailed = false;

  constructor({ folder, limit, now = Date.now }: LogFileOptions) {
    this.#folder = folder;
    this.#limit = limit;
    this.#now = now;
  }

  /** Never throws: a full disk must not end the messenger. The first failure is told on standard error. */
  write(text: string): void {
    const line = `${new Date(this.#now()).toISOString()} ${text.slice(0, LINE_LIMIT)}\n`;
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      this.#makeRoom(Buffer.byteLength(line));
      appendFileSync(this.#current, line, { mode: 0o600 });
    } catch (error) {
      if (!this.#hasFailed) console.error('The log cannot be written:', error);
      this.#hasFailed = true;
    }
  }

  get #current(): string {
    return path.join(this.#folder, 'miyu.log');
  }

  #makeRoom(bytes: number): void {
    const size = statSync(this.#current, { throwIfNoEntry: false })?.size ?? 0;
    if (size > 0 && size + bytes > this.#limit) renameSync(this.#current, path.join(this.#folder, 'miyu.old.log'));
  }
}
