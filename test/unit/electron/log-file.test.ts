import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { expect, it, onTestFinished, vi } from 'vitest';
import { LogFile } from '../../../src-main/electron/log-file.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

it('keeps two files of limited length, for the person alone', async () => {
  const folder = path.join(await temporaryFolder(), 'logs');
  const file = new LogFile({ folder, limit: 1000, now: () => Date.UTC(2026, 0, 2, 3, 4, 5) });
  for (let line = 0; line < 100; line++) file.write(`line ${line}`);
  expect((await readdir(folder)).sort()).toEqual(['miyu.log', 'miyu.old.log']);
  const [now, before] = await Promise.all(
    ['miyu.log', 'miyu.old.log'].map((name) => readFile(path.join(folder, name))),
  );
  expect(now?.length).toBeLessThanOrEqual(1000);
  expect(before?.length).toBeLessThanOrEqual(1000);
  expect(now?.toString().trimEnd().split('\n').at(-1)).toBe('2026-01-02T03:04:05.000Z line 99');
  if (process.platform !== 'win32') {
    for (const name of await readdir(folder)) expect((await stat(path.join(folder, name))).mode & 0o777).toBe(0o600);
  }
  file.write('x'.repeat(100_000));
  expect((await stat(path.join(folder, 'miyu.log'))).size).toBeLessThan(9000);
});

it('tells once that it cannot be written', async () => {
  const folder = await temporaryFolder();
  await mkdir(path.join(folder, 'miyu.log'));
  const file = new LogFile({ folder, limit: 1_000_000 });
  const told = vi.spyOn(console, 'error').mockImplementation(() => {});
  onTestFinished(() => told.mockRestore());
  file.write('one');
  file.write('two');
  expect(told).toHaveBeenCalledOnce();
});

it.each([
  ['an exception', "setTimeout(() => { throw new Error('broken') })", 'throw', 1, 'uncaughtException: Error\n'],
  ['a rejection that ends it', "Promise.reject(new Error('lost'))", 'throw', 1, 'unhandledRejection: Error\n'],
  [
    'a rejection that Electron only warns of',
    "Promise.reject(new Error('lost'))",
    'warn',
    0,
    'UnhandledPromiseRejectionWarning\n',
  ],
])(
  'has %s that nobody caught, with its stack, before the process ends as it would',
  async (_, fault, mode, ends, line) => {
    const folder = await temporaryFolder();
    const url = new URL('../../../src-main/electron/log.ts', import.meta.url).href;
    const program = `const { openLog, logFaults } = await import(${JSON.stringify(url)});
    logFaults(openLog(${JSON.stringify(folder)})); ${fault}`;
    const args = [`--unhandled-rejections=${mode}`, '--input-type=module', '-e', program];
    const code = await new Promise((resolve) => {
      execFile(process.execPath, args, (error) => resolve(error?.code ?? 0));
    });
    expect(code).toBe(ends);
    const log = await readFile(path.join(folder, 'logs/miyu.log'), 'utf8');
    expect(log).toContain(line);
    expect(log).toMatch(/\n {4}at /);
    expect(log).not.toMatch(/broken|lost/);
  },
);
