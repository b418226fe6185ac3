import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { makeFilesPrivate, withOriginalMask } from '../../../protocol/system/private-process.ts';
import { describeUnless, noModes, notLinux } from '../../support/needs.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const root = path.join(import.meta.dirname, '../../..');

/** Programs that go on running by themselves, or wait for what stays away. */
const programs: [name: string, args: (folder: string) => string[]][] = [
  ['src-server/main.ts', (folder) => ['--data', folder, '--listen', '127.0.0.1', '--port', '0']],
  ['src-main/web/main.ts', (folder) => ['--folder', folder, '--renderer', folder, '--no-open']],
  ['src-main/cli/main.ts', (folder) => ['--profile', folder, '--password-stdin', 'login', 'ming']],
];

describeUnless(notLinux, 'a program', () => {
  it.each(programs)('makes private files and leaves no core dump: %s', async (main, args) => {
    const folder = await temporaryFolder();
    const child = spawn(process.execPath, [path.join(root, main), ...args(folder)], {
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    onTestFinished(() => {
      child.kill('SIGKILL');
    });
    const line = async (file: string, start: string) => {
      const text = await readFile(`/proc/${child.pid}/${file}`, 'utf8');
      return text
        .split('\n')
        .find((each) => each.startsWith(start))
        ?.slice(start.length)
        .trim()
        .replaceAll(/\s+/g, ' ');
    };
    await expect.poll(() => line('status', 'Umask:')).toBe('0077');
    await expect.poll(() => line('limits', 'Max core file size')).toBe('1 1 bytes');
  });
});

describeUnless(noModes, 'the mask for files', () => {
  it('is this program’s alone: what it starts for the person has the one from before', () => {
    const before = process.umask(0o022);
    onTestFinished(() => {
      process.umask(before);
    });
    makeFilesPrivate();
    expect(process.umask()).toBe(0o077);
    expect(withOriginalMask(() => process.umask())).toBe(0o022);
    const fail = () => {
      throw new Error('no such program');
    };
    expect(() => withOriginalMask(fail)).toThrow('no such program');
    expect(process.umask()).toBe(0o077);
  });
});
