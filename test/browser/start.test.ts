import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { expect, it, onTestFinished } from 'vitest';
import { isListening } from '../../scripts/free-port.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const root = path.join(import.meta.dirname, '../..');

/** `npm start` on a data folder, with the lines it says until it is ready. */
async function start(data: string) {
  const child = spawn(process.execPath, [path.join(root, 'scripts/run.mjs'), 'start', '--no-open', '--data', data], {
    cwd: data,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const lines: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    lines.push(line);
    if (line.startsWith('Ctrl+C')) break;
  }
  const said = lines.join('\n');
  return {
    said,
    serverPort: Number(/^Server .* on 127\.0\.0\.1:(\d+)/m.exec(said)?.[1]),
    url: /^Client\s+(http:\S+)$/m.exec(said)?.[1] ?? '',
    async stop(): Promise<number | null> {
      child.kill('SIGTERM');
      const [code] = await once(child, 'exit');
      return code;
    },
  };
}

it('starts a server and a client that belong together, and ends both', async () => {
  const data = await temporaryFolder();
  const first = await start(data);
  expect(first.said).toMatch(/^Server {3}started on .*\n +miyu:\/\/127\.0\.0\.1:\d+\/#[\w-]{43}$/m);
  expect((await fetch(first.url)).status).toBe(200);

  const second = await start(data);
  expect(second.said).toContain('Server   was running');
  expect([second.serverPort, second.url]).toEqual([first.serverPort, first.url]);
  expect((await fetch(first.url)).status).toBe(200);

  expect(await first.stop()).toBe(0);
  expect(await isListening(first.serverPort)).toBe(false);
  await expect(fetch(first.url)).rejects.toThrow();
});
