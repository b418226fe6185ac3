import { rm } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { fromRoot } from '../../scripts/root.mjs';
import type { Row } from './row.ts';
import { prepareCheckout } from './support/checkout.ts';
import { Place, type Shared, Skip } from './support/place.ts';
import { endMarked } from './support/processes.ts';
import { installRuntimes, type Runtimes } from './support/runtimes.ts';

/** Each row has a server, a client and the scripts above them: more would not be faster on a small machine. */
const AT_ONCE = 2;
const LIMIT_MS = 600_000;

export type State = 'ok' | 'FAILED' | 'skipped';

export interface Result {
  row: Row;
  state: State;
  seconds: number;
  /** why it was skipped or failed */
  reason: string;
  /** what its programs were and said */
  transcript: string;
}

export interface Run {
  rows: readonly Row[];
  /** Everything is put below it. */
  folder: string;
  /** Begins the mark of all processes. */
  mark: string;
  /** Ends the run early; rows that were not run have no result. */
  interrupted: AbortSignal;
  /** is called as soon as a row has ended */
  tell(result: Result): void;
}

/** Runs rows, two at a time, on a copy of the project that they share. Rejects when that copy cannot be made. */
export async function runMatrix(run: Run): Promise<void> {
  const unsupported = whyNotHere();
  const rows = run.rows.map((row) => ({ row, missing: unsupported ?? row.missing?.() }));
  for (const { row, missing } of rows) if (missing) run.tell(skipped(row, missing));
  const left = rows.flatMap(({ row, missing }) => (missing ? [] : [row]));
  if (left.length === 0) return;

  const shared = await prepare(run, left);
  const work = async () => {
    for (let row = left.shift(); row && !run.interrupted.aborted; row = left.shift()) {
      run.tell(await runRow(row, run, shared));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** Emulation is made of what Linux has, and the other runtimes are programs for x64. */
function whyNotHere(): string | undefined {
  const { platform, arch } = process;
  return platform === 'linux' && arch === 'x64'
    ? undefined
    : `emulated on Linux x64 only, and this is ${platform} ${arch}`;
}

async function prepare(run: Run, rows: readonly Row[]): Promise<Shared> {
  const runtimes = rows.some((row) => row.usesRuntimes) ? bringRuntimes() : undefined;
  const checkout = path.join(run.folder, '空格 目录', 'miyu');
  await prepareCheckout(fromRoot(), checkout);
  return { checkout, runtimes, interrupted: run.interrupted };
}

function bringRuntimes(): Promise<Runtimes> {
  const runtimes = installRuntimes().catch((error: unknown) => {
    // Only a registry that is out of reach is the machine's own: a lock that does not hold is ours.
    if (!/ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT|ENETUNREACH/.test(messageOf(error))) throw error;
    throw new Skip(`other runtimes cannot be fetched: ${messageOf(error)}`);
  });
  // Each row that asks for them sees the failure.
  runtimes.catch(() => {});
  return runtimes;
}

async function runRow(row: Row, run: Run, shared: Shared): Promise<Result> {
  const started = performance.now();
  const mark = `${run.mark}${row.name}.`;
  const place = await Place.make(path.join(run.folder, `行 ${row.name}`), mark, shared);
  let failure = await failureOf(row, place, run.interrupted);
  const left = await endMarked(mark);
  if (left.length > 0) failure ??= new Error(`left processes behind: ${left.join('; ')}`);
  await rm(place.folder, { recursive: true, force: true, maxRetries: 5 });

  return {
    row,
    state: failure === undefined ? 'ok' : failure instanceof Skip ? 'skipped' : 'FAILED',
    seconds: (performance.now() - started) / 1000,
    reason: failure === undefined ? '' : messageOf(failure),
    transcript: place.transcript.join(''),
  };
}

/** Undefined: all of it holds. */
async function failureOf(row: Row, place: Place, interrupted: AbortSignal): Promise<unknown> {
  const over = new AbortController();
  const signal = AbortSignal.any([interrupted, over.signal]);
  const tooLate = delay(LIMIT_MS, undefined, { signal }).then(() => {
    throw new Error(`took longer than ${LIMIT_MS / 1000} seconds`);
  });
  try {
    await Promise.race([row.run(place), tooLate]);
    return undefined;
  } catch (error) {
    return interrupted.aborted ? new Error('interrupted') : error;
  } finally {
    over.abort();
    await tooLate.catch(() => {});
  }
}

function skipped(row: Row, reason: string): Result {
  return { row, state: 'skipped', seconds: 0, reason, transcript: '' };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
