import { execFile } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { describeUnless, notLinux } from '../../support/needs.ts';

const program = path.join(import.meta.dirname, '../../support/picture-in-electron.ts');

async function readPicture(...args: string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...args]);
  return JSON.parse(stdout);
}

describeUnless(notLinux, 'pictures in Electron for Linux', () => {
  it('are read by WebAssembly, and no native picture library gets into the process', async () => {
    expect(await readPicture('guarded')).toEqual({ result: '1 x 1', native: false });
  });

  it('are refused where the native library was loaded after all', async () => {
    expect(await readPicture()).toEqual({
      result: 'Error: the native picture library was loaded into Electron for Linux',
      native: true,
    });
  });
});
