import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Entrance } from '../../../src-main/web/entrance.ts';
import { describeUnless, noModes, notLinux } from '../../support/needs.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { comeIn } from '../../support/web-page.ts';

const program = path.join(import.meta.dirname, '../../../src-main/web/main.ts');

async function modeOf(file: string): Promise<string> {
  return ((await stat(file)).mode & 0o777).toString(8);
}

describe('the files that hold the link', () => {
  it('go on to it, follow it, and go', async () => {
    const folder = await temporaryFolder();
    const entrance = new Entrance(folder);
    expect(await entrance.read()).toBe('');
    await entrance.open('http://127.0.0.1:1/#token=a');
    expect(await entrance.read()).toBe('http://127.0.0.1:1/#token=a');
    expect(await readFile(entrance.page, 'utf8')).toContain('content="0; url=http://127.0.0.1:1/#token=a"');

    await Promise.all([entrance.write('http://127.0.0.1:1/#token=b'), entrance.write('http://127.0.0.1:1/#token=c')]);
    expect(await entrance.read()).toBe('http://127.0.0.1:1/#token=c');
    expect(await readFile(entrance.page, 'utf8')).not.toMatch(/token=[ab]/);
    await entrance.close();
    expect(await readdir(folder)).toEqual([]);
  });

  it('say why they could not be written, and are written the next time', async () => {
    const folder = await temporaryFolder();
    const entrance = new Entrance(folder);
    await entrance.open('first');
    await entrance.close();
    await expect(entrance.write('nowhere')).rejects.toMatchObject({ code: 'ENOENT' });
    await entrance.open('second');
    expect(await entrance.read()).toBe('second');
  });
});

describeUnless(noModes, 'the files that hold the link', () => {
  it('are for nobody else, whatever was there before', async () => {
    const folder = await temporaryFolder();
    await mkdir(path.join(folder, 'open'));
    await chmod(path.join(folder, 'open'), 0o777);
    for (const name of ['link', 'open/miyu.html']) {
      await writeFile(path.join(folder, name), 'old');
      await chmod(path.join(folder, name), 0o666);
    }
    const entrance = new Entrance(folder);
    await entrance.open('http://127.0.0.1:1/#token=a');
    expect(await modeOf(path.join(folder, 'open'))).toBe('700');
    expect(await modeOf(path.join(folder, 'link'))).toBe('600');
    expect(await modeOf(entrance.page)).toBe('600');
  });
});

/** Everything that another user of this machine may read of its processes, and what is for their owners only. */
async function processes(): Promise<string> {
  const numbers = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const files = numbers.flatMap((number) => [`/proc/${number}/cmdline`, `/proc/${number}/environ`]);
  // they come and go, and some are of others
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')));
  return texts.join('\n');
}

describeUnless(notLinux, 'opening a browser', () => {
  /** A desktop whose program for files hands over to a browser that stays. Both note what they are told. */
  async function fakeDesktop() {
    const folder = await temporaryFolder();
    const log = path.join(folder, 'asked');
    const browser = `#!/bin/sh\nprintf '%s\\n' "$*" >> '${log}'\nexec sleep 600\n`;
    await writeFile(path.join(folder, 'browser'), browser, { mode: 0o755 });
    const opener = `#!/bin/sh\nprintf '%s\\n' "$*" >> '${log}'\n'${folder}/browser' "$@" &\necho $! >> '${folder}/pids'\nwait\n`;
    await writeFile(path.join(folder, 'xdg-open'), opener, { mode: 0o755 });
    onTestFinished(async () => {
      const pids = (await readFile(path.join(folder, 'pids'), 'utf8').catch(() => '')).split('\n').filter(Boolean);
      for (const pid of pids) process.kill(Number(pid));
    });
    return {
      env: { ...process.env, PATH: `${folder}:${process.env.PATH}`, DISPLAY: ':9' },
      asked: async () => (await readFile(log, 'utf8').catch(() => '')).split('\n').filter(Boolean),
    };
  }

  function start(folder: string, renderer: string, env: NodeJS.ProcessEnv) {
    const child = spawn(process.execPath, [program, '--folder', folder, '--renderer', renderer], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(child, 'exit');
    onTestFinished(async () => {
      child.kill('SIGTERM');
      await ended;
    });
    const line = once(createInterface(child.stdout), 'line').then(([said]) => String(said));
    return { line, ended, stop: () => child.kill('SIGTERM') };
  }

  it('shows the token to nobody else on the machine', async () => {
    const folder = await temporaryFolder();
    const renderer = await temporaryFolder();
    await writeFile(path.join(renderer, 'index.html'), '<!doctype html>page');
    const { env, asked } = await fakeDesktop();
    const page = path.join(folder, 'open/miyu.html');

    const host = start(folder, renderer, env);
    const url = await host.line;
    const token = url.slice(url.indexOf('=') + 1);
    expect(token).toMatch(/^[\w-]{43}$/);
    await expect.poll(asked).toEqual([page, page]);
    const seen = await processes();
    expect(seen).toContain(page);
    expect(seen).not.toContain(token);
    expect(await modeOf(page)).toBe('600');
    expect(await readFile(page, 'utf8')).toContain(url);

    // the browser has come: what it came with is of no use to anybody, and a second start has another link
    await comeIn({ url, port: Number(new URL(url).port) });
    await expect.poll(() => readFile(page, 'utf8')).not.toContain(token);
    const second = start(folder, renderer, env);
    const next = await second.line;
    await second.ended;
    expect(next).not.toBe(url);
    await expect.poll(asked).toHaveLength(4);
    expect(await readFile(page, 'utf8')).toContain(next);
    expect(await processes()).not.toContain(next.slice(next.indexOf('=') + 1));

    host.stop();
    await host.ended;
    expect([existsSync(page), existsSync(path.join(folder, 'link'))]).toEqual([false, false]);
  });
});
