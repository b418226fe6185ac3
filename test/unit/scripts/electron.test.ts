import { once } from 'node:events';
import { cp, readFile, symlink, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import process from 'node:process';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openElectron } from '../../../scripts/programs/electron.ts';
import { installedProgram } from '../../../scripts/programs/electron-binary.ts';
import { downloadEnvironment, fetchElectron } from '../../../scripts/programs/electron-download.ts';
import { explainFailure, whyNoElectron } from '../../../scripts/programs/electron-failure.ts';
import { Programs } from '../../../scripts/programs/programs.ts';
import { fromRoot } from '../../../scripts/root.mjs';
import { describeUnless } from '../../support/needs.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const noShell = process.platform === 'win32' ? 'stands for Electron as a script of the shell' : undefined;

describeUnless(noShell, 'openElectron', () => {
  /** Starts a script in Electron's place. */
  async function open(script: string, limitMs = 2 ** 30) {
    const folder = await temporaryFolder();
    const program = path.join(folder, 'electron');
    await writeFile(program, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const programs = new Programs();
    onTestFinished(() => programs.stopAll());
    const outcome = openElectron(programs, { program, folder, link: 'miyu://127.0.0.1', limitMs });
    return { programs, program, outcome };
  }

  it('is open when its main process says so, and ends all when it ends', async () => {
    const { programs, outcome } = await open('echo starting; echo "miyu: window open"; exit 7');
    expect(await outcome).toBe('opened');
    expect(await programs.ended).toBe(7);
  });

  it('gets the folder and the link', async () => {
    const { outcome } = await open(
      '[ "$2" = "--folder=$(dirname "$0")" ] && [ "$3" = --server=miyu://127.0.0.1 ] && echo "miyu: window open"',
    );
    expect(await outcome).toBe('opened');
  });

  it('may say as much as it likes', async () => {
    const { programs, outcome } = await open(
      'echo "miyu: window open"; i=0; while [ $i -lt 300 ]; do printf "%01024d\\n" 0; i=$((i+1)); done; exit 5',
    );
    await outcome;
    expect(await programs.ended).toBe(5);
  });

  it('was open already when another one has the folder', async () => {
    const { programs, outcome } = await open('echo "miyu: already open"');
    expect(await outcome).toBe('was open');
    expect(programs.ending.aborted).toBe(false);
  });

  it('tells why it died: the sandbox that it may not build', async () => {
    const { outcome, program } = await open(
      'echo "[1:FATAL:setuid_sandbox_host.cc(163)] The SUID sandbox helper binary was found, but is not configured correctly." >&2; kill -TRAP $$',
    );
    const failure = await outcome.catch((error: Error) => error.message);
    expect(failure).toContain('signal SIGTRAP');
    const helper = JSON.stringify(path.join(path.dirname(program), 'chrome-sandbox'));
    expect(failure).toContain(`sudo chown root:root ${helper} && sudo chmod 4755 ${helper}`);
    expect(failure).toContain('deb package');
    expect(failure).not.toContain('--no-sandbox');
  });

  it('tells why it died: a library', async () => {
    const { outcome } = await open(
      'echo "electron: error while loading shared libraries: libnss3.so: cannot open shared object file" >&2; exit 127',
    );
    await expect(outcome).rejects.toThrow(/exit code 127\n.*library libnss3\.so/);
  });

  it('has not opened when it just ends', async () => {
    const { outcome } = await open('exit 0');
    await expect(outcome).rejects.toThrow('exit code 0');
  });

  it('repeats the last words where the cause is not known', async () => {
    const { outcome } = await open('echo one >&2; echo two >&2; echo three >&2; echo four >&2; exit 1');
    await expect(outcome).rejects.toThrow('exit code 1\ntwo\nthree\nfour');
  });

  it('does not wait for the words of what it has left behind', async () => {
    const note = path.join(await temporaryFolder(), 'left');
    const { outcome } = await open(`sleep 60 & echo $! > '${note}'; echo gone >&2; exit 4`);
    await expect(outcome).rejects.toThrow('exit code 4\ngone');
    process.kill(Number(await readFile(note, 'utf8')));
  });

  it('is given up when no window comes', async () => {
    const { programs, outcome } = await open('exec sleep 60', 50);
    await expect(outcome).rejects.toThrow('no window within 0.05 seconds');
    await vi.waitUntil(() => !programs.isAnyRunning, { timeout: 10_000 });
  });

  it('may not be a program at all', async () => {
    const outcome = openElectron(new Programs(), { program: '/nowhere/electron', folder: '/', link: '' });
    await expect(outcome).rejects.toThrow('ENOENT');
  });
});

describe('whyNoElectron', () => {
  const getuid = (): number => 1000;
  it.each([
    ['a display', { platform: 'linux', env: { DISPLAY: ':0' }, getuid }, undefined],
    ['Wayland', { platform: 'linux', env: { WAYLAND_DISPLAY: 'wayland-0' }, getuid }, undefined],
    ['no display', { platform: 'linux', env: {}, getuid }, 'there is no display'],
    ['root', { platform: 'linux', env: { DISPLAY: ':0' }, getuid: (): number => 0 }, 'it does not run as root'],
    ['macOS', { platform: 'darwin', env: {}, getuid: (): number => 0 }, undefined],
    ['Windows', { platform: 'win32', env: {} }, undefined],
  ] as const)('knows of %s', (_name, system, reason) => {
    if (reason === undefined) expect(whyNoElectron(system)).toBeUndefined();
    else expect(whyNoElectron(system)).toContain(reason);
  });
});

it.each([
  ['Running as root without --no-sandbox is not supported', 'root'],
  ['ERROR:ozone_platform_x11.cc(250)] Missing X server or $DISPLAY', 'display'],
  ['ERROR: Failed to connect to Wayland display', 'display'],
  ['FATAL:zygote_host_impl_linux.cc(128)] No usable sandbox!', 'chrome-sandbox'],
])('knows the cause behind "%s"', (said, cause) => {
  expect(explainFailure('exit code 1', said, '/dist/electron')).toContain(cause);
});

describe('installedProgram', () => {
  it('is where the package says, once it is there', async () => {
    const folder = await temporaryFolder();
    expect(installedProgram(folder, {})).toBeUndefined();
    await writeFile(path.join(folder, 'path.txt'), 'electron');
    expect(installedProgram(folder, {})).toBeUndefined();
    await writeFile(path.join(folder, 'electron'), '');
    expect(installedProgram(folder, { ELECTRON_OVERRIDE_DIST_PATH: folder })).toBe(path.join(folder, 'electron'));
  });
});

describe('fetchElectron', () => {
  /** Time passes only while something is asked of our server. */
  let seconds = 0;
  const passTime = (each: () => void) => {
    const timer = setInterval(() => {
      seconds += 1;
      each();
    }, 50);
    onTestFinished(() => clearInterval(timer));
    return timer;
  };

  /** Electron's own package beside the packages that it loads, told to fetch from a server of ours. */
  async function fetchFrom(listener: RequestListener) {
    const folder = await temporaryFolder();
    const modules = path.join(folder, 'node_modules');
    await cp(fromRoot('node_modules/electron'), path.join(modules, 'electron'), {
      recursive: true,
      filter: (file) => !file.endsWith(`${path.sep}dist`) && !file.endsWith('path.txt'),
    });
    for (const scope of ['@electron', '@electron-internal']) {
      await symlink(fromRoot('node_modules', scope), path.join(modules, scope), 'junction');
    }
    const server = createServer(listener).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close().closeAllConnections());
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    return fetchElectron({
      folder: path.join(modules, 'electron'),
      signal: new AbortController().signal,
      env: {
        ...process.env,
        NO_PROXY: '127.0.0.1',
        ELECTRON_MIRROR: `http://127.0.0.1:${port}/`,
        electron_config_cache: path.join(folder, 'cache'),
      },
      stallMs: 60_000,
      lookMs: 20,
      now: () => seconds * 1_000,
    });
  }

  it('is given up when nothing more comes', async () => {
    const problem = await fetchFrom((_request, response) => {
      response.write('the beginning');
      passTime(() => {});
    });
    expect(problem).toBe('nothing came for 60 seconds');
  });

  it('may take longer than that while something comes', async () => {
    const begin = seconds;
    const problem = await fetchFrom((_request, response) => {
      const timer = passTime(() => {
        response.write('more');
        if (seconds - begin < 90) return;
        clearInterval(timer);
        response.end();
      });
    });
    // All of it came; that it is not Electron is noticed by its digest.
    expect(problem).toContain('Generated checksum');
  });

  it('says what the other side answered', async () => {
    const problem = await fetchFrom((_request, response) => void response.writeHead(404).end());
    expect(problem).toContain('Response code 404');
  });

  it('asks the proxy that is set', () => {
    expect(downloadEnvironment({ https_proxy: 'http://proxy' })).toHaveProperty('ELECTRON_GET_USE_PROXY', '1');
    expect(downloadEnvironment({ HTTPS_PROXY: 'http://proxy' })).toHaveProperty('ELECTRON_GET_USE_PROXY', '1');
    expect(downloadEnvironment({ PATH: '/bin' })).toEqual({ PATH: '/bin' });
  });
});
