import { execFile } from 'node:child_process';
import process from 'node:process';
import { expect, it } from 'vitest';
import { fromRoot } from '../../../scripts/root.mjs';

/** Runs a task that ends at its options. */
function run(task: string, ...args: string[]): Promise<{ code: unknown; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [fromRoot(`scripts/tasks/${task}.ts`), ...args], (error, stdout, stderr) => {
      resolve({ code: error ? error.code : 0, stdout, stderr });
    });
  });
}

it.each([
  ['start', '--dta'],
  ['demo', 'x'],
])('%s says what is wrong with %s and which options there are', async (task, wrong) => {
  const { code, stdout, stderr } = await run(task, wrong);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(`'${wrong}'`);
  expect(stderr).toContain('--data DIR');
  expect(stderr).not.toMatch(/^\s+at /m);
});

it('start explains itself', async () => {
  const { code, stdout, stderr } = await run('start', '--help');
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toContain('--browser');
});
