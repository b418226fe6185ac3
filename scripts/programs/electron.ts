import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fromRoot } from '../root.mjs';
import { ElectronFailure, explainFailure } from './electron-failure.ts';
import { ownEnvironment } from './environment.ts';
import { describeEnd, exitOf, type Programs } from './programs.ts';

/** What the main process prints: when its window is open, or when another Miyu already has a window for the folder. */
const lines: Record<string, 'opened' | 'was open'> = {
  'miyu: window open': 'opened',
  'miyu: already open': 'was open',
};
const keptLines = 20;

export interface ElectronStart {
  /** Electron's program */
  program: string;
  folder: string;
  /** the invitation link */
  link: string;
  /** how long it may take until its window is open */
  limitMs?: number;
}

/**
 * Starts the Electron client. Resolves when its window is open, or when another Electron has this folder open already:
 * that one shows its window then, and ours ends.
 * @throws ElectronFailure when it ends or takes too long before
 */
export async function openElectron(
  programs: Programs,
  { program, folder, link, limitMs = 60_000 }: ElectronStart,
): Promise<'opened' | 'was open'> {
  const child = programs.start(program, [fromRoot(), `--folder=${folder}`, `--server=${link}`], {
    stderr: 'pipe',
    env: ownEnvironment(),
    understandsStop: process.platform === 'win32',
  });
  const errors = new Errors(child);
  const outcome = await firstOf(child, limitMs);
  switch (outcome.kind) {
    case 'opened':
      errors.passOn();
      programs.endWith(child, 'Electron');
      return 'opened';
    case 'was open':
      await exitOf(child);
      return 'was open';
    case 'end':
      throw new ElectronFailure(explainFailure(outcome.how, await errors.text(), program));
    case 'late':
      child.kill('SIGKILL');
      throw new ElectronFailure(
        explainFailure(`no window within ${limitMs / 1000} seconds`, await errors.text(), program),
      );
    case 'error':
      throw new ElectronFailure(outcome.message);
  }
}

type Outcome =
  | { kind: 'opened' | 'was open' | 'late' }
  | { kind: 'end'; how: string }
  | { kind: 'error'; message: string };

function firstOf(child: ChildProcess, limitMs: number): Promise<Outcome> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve({ kind: 'late' }), limitMs);
    const settle = (outcome: Outcome) => {
      clearTimeout(timer);
      resolve(outcome);
    };
    child.once('error', ({ message }) => settle({ kind: 'error', message }));
    if (!child.stdout) return;
    // Read to the end, whatever comes: a full pipe would stop the program.
    const output = createInterface(child.stdout).on('line', (line) => {
      const kind = lines[line];
      if (kind) settle({ kind });
    });
    const read = once(output, 'close');
    // Its last line may be still on the way when it has ended.
    child.once('exit', async (code, signal) => {
      await orSoon(read);
      settle({ kind: 'end', how: describeEnd(code, signal) });
    });
  });
}

/** Waits for the end of a pipe, but not long: a process that the program has left behind may keep it open for good. */
function orSoon(closed: Promise<unknown>): Promise<unknown> {
  return Promise.race([closed, delay(1_000, undefined, { ref: false })]);
}

/** What a program says on standard error: kept until the window is open, then passed on. */
class Errors {
  #lines: string[] = [];
  #isPassedOn = false;
  readonly #closed: Promise<unknown>;

  constructor({ stderr }: ChildProcess) {
    if (!stderr) throw new Error('its errors are not read');
    const reader = createInterface(stderr).on('line', (line) => this.#take(line));
    this.#closed = once(reader, 'close');
  }

  #take(line: string): void {
    if (this.#isPassedOn) console.error(line);
    else this.#lines = [...this.#lines, line].slice(-keptLines);
  }

  passOn(): void {
    this.#isPassedOn = true;
    for (const line of this.#lines) console.error(line);
  }

  /** What it said last, once it has ended. */
  async text(): Promise<string> {
    await orSoon(this.#closed);
    return this.#lines.join('\n');
  }
}
