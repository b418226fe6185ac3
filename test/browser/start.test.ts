import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { expect, it, onTestFinished } from 'vitest';
import { isListening } from '../../scripts/programs/free-port.ts';
import { describeUnless } from '../support/needs.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const root = path.join(import.meta.dirname, '../..');

/** `npm start` on a data folder, with the lines it says until it is ready. */
async function start(data: string, args = ['--no-open'], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [path.join(root, 'scripts/run.mjs'), 'start', ...args, '--data', data], {
    cwd: data,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  onTestFinished(async () => {
    child.kill('SIGTERM');
    await ended;
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
      return (await ended)[0];
    },
    ended,
  };
}

/** The environment of an ordinary user with a screen, no browser, and that script for Electron. */
async function electronIs(script: string): Promise<NodeJS.ProcessEnv> {
  const folder = await temporaryFolder();
  await writeFile(path.join(folder, 'electron'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return {
    ELECTRON_OVERRIDE_DIST_PATH: folder,
    DISPLAY: ':9',
    PATH: folder,
    NODE_OPTIONS: '--import data:text/javascript,process.getuid=()=>1000',
  };
}

it('starts a server and a client that belong together, and ends both', async () => {
  const data = await temporaryFolder();
  const first = await start(data);
  expect(first.said).toMatch(/^Server {3}started on .*\n +miyu:\/\/127\.0\.0\.1:\d+\/#[\w-]{43}$/m);
  expect((await fetch(first.url)).status).toBe(200);
  expect(existsSync(path.join(data, 'client/core/link'))).toBe(true);

  const second = await start(data);
  expect(second.said).toContain('Server   was running');
  expect([second.serverPort, second.url]).toEqual([first.serverPort, first.url]);
  expect((await fetch(first.url)).status).toBe(200);

  expect(await first.stop()).toBe(0);
  expect(await isListening(first.serverPort)).toBe(false);
  await expect(fetch(first.url)).rejects.toThrow();
  // Both have ended in order, and not by being killed.
  expect(await readFile(path.join(data, 'server/server.log'), 'utf8')).toContain('stopping');
  expect(existsSync(path.join(data, 'client/core/link'))).toBe(false);
});

const noShell = process.platform === 'win32' ? 'stands for Electron as a script of the shell' : undefined;

describeUnless(noShell, 'npm start with Electron', () => {
  it('says why Electron has opened no window, and opens a browser on the same accounts', async () => {
    const data = await temporaryFolder();
    const env = await electronIs('echo "No usable sandbox! Update your kernel" >&2; kill -TRAP $$');
    const { said, url, stop } = await start(data, [], env);
    expect(said).toContain('Electron has opened no window: signal SIGTRAP');
    expect(said).toContain('sudo chmod 4755');
    expect((await fetch(url)).status).toBe(200);
    expect(existsSync(path.join(data, 'client/core/settings.json'))).toBe(true);
    expect(await stop()).toBe(0);
  });

  it.each([0, 3])('ends when Electron does, with its exit code, %i', async (code) => {
    const data = await temporaryFolder();
    const env = await electronIs(`echo "miyu: window open"; read -r never < /dev/null; exit ${code}`);
    const { said, serverPort, ended } = await start(data, [], env);
    expect(said).toContain('Client   opened (Electron)');
    expect(await ended).toEqual([code, null]);
    expect(await isListening(serverPort)).toBe(false);
  });
});
