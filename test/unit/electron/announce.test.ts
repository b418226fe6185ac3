import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { expect, it } from 'vitest';

const url = new URL('../../../src-main/electron/announce.ts', import.meta.url).href;

it('survives that nobody reads what it says any more', async () => {
  const program = `
    const { announce } = await import(${JSON.stringify(url)});
    process.stdin.once('end', () => {
      for (let line = 0; line < 3; line++) announce('window open');
      setImmediate(() => process.stderr.write('alive'));
    }).resume();`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program]);
  child.stdout.destroy();
  const said: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => said.push(text));
  await once(child.stdout, 'close');
  child.stdin.end();
  expect(await once(child, 'close')).toEqual([0, null]);
  expect(said.join('')).toBe('alive');
});
