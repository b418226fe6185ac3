// All tests, then one line with the numbers: `N passed, N failed[, N skipped]`. Arguments go to vitest.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import type { Counts } from '../../test/support/counts-reporter.ts';
import { compileCache } from '../node-flags.mjs';
import { fromRoot } from '../root.mjs';

const folder = await mkdtemp(path.join(tmpdir(), 'miyu-tests-'));
const countsFile = path.join(folder, 'counts.json');

const code = await runVitest();
const counts = readCounts();
await rm(folder, { recursive: true });

const skips = Object.entries(counts.skipped);
for (const [reason, number] of skips) console.log(`skipped ${number}: ${reason}`);
const skipped = skips.reduce((sum, [, number]) => sum + number, 0);
console.log(`${counts.passed} passed, ${counts.failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = code === 0 && counts.failed === 0 ? 0 : 1;

async function runVitest(): Promise<number | null> {
  const reporters = ['--reporter=default', `--reporter=${fromRoot('test/support/counts-reporter.ts')}`];
  const child = spawn(
    process.execPath,
    [fromRoot('node_modules/vitest/vitest.mjs'), 'run', ...reporters, ...process.argv.slice(2)],
    {
      cwd: fromRoot(),
      stdio: 'inherit',
      // Most of what tests start has a thread or a process that compiles the same files again.
      env: { ...compileCache, ...process.env, TEST_COUNTS_FILE: countsFile },
    },
  );
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill());
  const [exitCode] = await once(child, 'exit');
  return exitCode;
}

/** No file: vitest did not come as far as to run tests. Then that is the failure. */
function readCounts(): Counts {
  if (!existsSync(countsFile)) return { passed: 0, failed: 1, skipped: {} };
  return JSON.parse(readFileSync(countsFile, 'utf8'));
}
