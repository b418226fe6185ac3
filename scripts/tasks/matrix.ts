// Miyu on machines that this one can emulate, each in a copy outside of the checkout: `npm run matrix [-- ROW …]`.
// One line for each row, then `N rows passed, N failed, N skipped`.
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { rows } from '../../test/matrix/rows/index.ts';
import { type Result, runMatrix, type State } from '../../test/matrix/runner.ts';
import { endMarked, MARK } from '../../test/matrix/support/processes.ts';

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !rows.some((row) => row.name === name));
if (unknown.length > 0) {
  console.error(`There is no row "${unknown.join('", "')}". There are: ${rows.map(({ name }) => name).join(', ')}.`);
  process.exit(2);
}

const counts: Record<State, number> = { ok: 0, FAILED: 0, skipped: 0 };
const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => interruption.abort(signal));
}

const mark = `${process.pid}-${Date.now()}/`;
// Whatever is started from here has the mark; rows add their names.
process.env[MARK] = mark;
const folder = await mkdtemp(path.join(tmpdir(), 'miyu-matrix-'));
try {
  await Promise.race([runChosen(), interrupted()]);
  console.log(`${counts.ok} rows passed, ${counts.FAILED} failed, ${counts.skipped} skipped`);
  process.exitCode = counts.FAILED === 0 ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await endMarked(mark);
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
// What an interruption left unfinished in here must not go on.
process.exit();

async function runChosen(): Promise<void> {
  // Rows look at it as other users.
  await chmod(folder, 0o755);
  const chosen = rows.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  await runMatrix({ rows: chosen, folder, mark, interrupted: interruption.signal, tell });
}

function interrupted(): Promise<never> {
  return new Promise((_, reject) => {
    interruption.signal.addEventListener('abort', () => reject(new Error(`Ended by ${interruption.signal.reason}.`)));
  });
}

function tell({ row, state, seconds, reason, transcript }: Result): void {
  counts[state] += 1;
  const line = `${state.padEnd(8)} ${row.name.padEnd(18)} ${seconds.toFixed(1).padStart(6)} s  ${reason.split('\n')[0]}`;
  console.log(line.trimEnd());
  if (state === 'FAILED')
    console.log(`${reason}\n${transcript}\n  emulates: ${row.emulates}\n  must hold: ${row.holds}\n`);
}
