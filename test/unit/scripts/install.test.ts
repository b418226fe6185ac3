import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, rm } from 'node:fs/promises';
import process from 'node:process';
import { expect, it } from 'vitest';
import { packagedName } from '../../../scripts/machine.mjs';
import { itUnless, noModes, noUnix } from '../../support/needs.ts';
import { type Call, FakeCheckout } from './fake-checkout.ts';

const names = (calls: Call[]) => calls.map(({ name }) => name);
const node = packagedName(process.platform, process.arch);
/** Another system that Miyu runs on, too. */
const foreign = process.platform === 'linux' ? 'win32-x64' : 'linux-x64';

it('installs all packages whatever is set for other projects, once', async () => {
  const checkout = await FakeCheckout.create();
  const first = await checkout.run({ env: { NODE_ENV: 'production', npm_config_omit: 'optional' } });
  expect(first).toMatchObject({ code: 0, stdout: 'ran x y\n' });
  expect(first.calls[0]).toMatchObject({ name: 'npm', cwd: checkout.folder });
  expect(first.calls[0]?.args).toEqual(expect.arrayContaining(['ci', '--include=dev', '--include=optional']));

  expect(await checkout.run()).toMatchObject({ code: 0, stdout: 'ran x y\n', stderr: '', calls: [] });
});

it('takes what is installed already, without the packages for other systems', async () => {
  const checkout = await FakeCheckout.create();
  await checkout.install();
  expect(await checkout.run()).toMatchObject({ code: 0, stderr: '', calls: [] });
});

it.each([
  ['a package for this system is missing', (checkout: FakeCheckout) => checkout.install({ without: ['native'] })],
  [
    'another system used the folder last',
    async (checkout: FakeCheckout) => {
      await checkout.install();
      await checkout.write('node_modules/.miyu-lock', `0123 ${foreign}\n`);
    },
  ],
  [
    'npm was cut off',
    async (checkout: FakeCheckout) => {
      await checkout.install();
      await checkout.write('node_modules/.package-lock.json', '{"packages": {"node_mod');
    },
  ],
])('installs anew when %s', async (_name, spoil) => {
  const checkout = await FakeCheckout.create();
  await spoil(checkout);
  expect(names((await checkout.run()).calls)).toEqual(['npm']);
});

it('says what npm said when it fails', async () => {
  const checkout = await FakeCheckout.create();
  const { code, stderr } = await checkout.run({ env: { FAKE_npm: 'fails' } });
  expect(code).toBe(1);
  expect(stderr).toContain('npm error: no network');
  expect(stderr).toContain('out/install.log');
});

it('says that npm is missing before anything is installed', async () => {
  const checkout = await FakeCheckout.create();
  const { code, stderr } = await checkout.run({ env: { npm_execpath: '/somewhere/pnpm.cjs' } });
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: expect.stringMatching(/^npm is missing\..*apt install npm.*\n$/),
  });
});

it('compiles sqlite3 where it can, with the headers that are there', async () => {
  const checkout = await FakeCheckout.create();
  const { calls } = await checkout.run();
  expect(names(calls)).toEqual(['npm', 'node-gyp']);
  expect(calls[1]).toMatchObject({
    args: ['rebuild'],
    programs: expect.stringContaining(checkout.file('node_modules', node, 'bin')),
  });
});

itUnless(noUnix, 'compiles where no path has a space, which make takes for an end', async () => {
  const checkout = await FakeCheckout.create();
  const { code, calls } = await checkout.run();
  expect(code).toBe(0);
  const { cwd = '', nodedir = '' } = calls[1] ?? {};
  expect(cwd).toMatch(/^\S+$/);
  expect(nodedir).toMatch(/^\S+$/);
  expect([cwd, nodedir].filter((folder) => existsSync(folder))).toEqual([]);
});

it('downloads sqlite3 where compiling fails', async () => {
  const checkout = await FakeCheckout.create();
  const { code, calls } = await checkout.run({ compiling: 'fails' });
  expect(code).toBe(0);
  expect(names(calls)).toEqual(['npm', 'node-gyp', 'prebuild-install']);
});

it('compiles sqlite3 when what was downloaded does not load', async () => {
  const checkout = await FakeCheckout.create();
  const { code, calls } = await checkout.run({ compiler: false, downloading: 'bad' });
  expect(code).toBe(0);
  expect(names(calls)).toEqual(['npm', 'prebuild-install', 'node-gyp']);
});

it('sends node-gyp to no folder without headers', async () => {
  const checkout = await FakeCheckout.create();
  await rm(checkout.file('ready', node, 'include'), { recursive: true });
  const { calls } = await checkout.run({ downloading: 'fails' });
  expect(names(calls)).toEqual(['npm', 'prebuild-install', 'node-gyp']);
  expect(calls[2]?.nodedir).toBeUndefined();
});

it('says why neither way brought sqlite3, and what to install', async () => {
  const checkout = await FakeCheckout.create();
  const { code, stderr } = await checkout.run({ compiler: false, downloading: 'bad', compiling: 'fails' });
  expect(code).toBe(1);
  expect(stderr).toContain('downloaded: Error: GLIBC_2.38 not found');
  expect(stderr).toContain('compiled here: main.c:1:2: error: this is not C');
  expect(stderr).toContain('To compile it, install: ');
  expect(stderr).not.toContain('node:internal');
});

/** Somebody else's folder; who may do everything gives that up once all is loaded. */
async function asStranger(checkout: FakeCheckout) {
  await chmod(checkout.file('node_modules'), 0o555);
  const run = await checkout.run({ prelude: 'if (process.getuid?.() === 0) process.setuid(54321);' });
  await chmod(checkout.file('node_modules'), 0o755);
  return run;
}

itUnless(noModes, 'says whose turn it is when the person may not write to an unfinished installation', async () => {
  const checkout = await FakeCheckout.create();
  await checkout.install({ without: ['native'] });
  expect(await asStranger(checkout)).toMatchObject({
    code: 1,
    calls: [],
    stderr:
      `Not all packages of Miyu are installed, and you may not write to ${checkout.file('node_modules')}. ` +
      'Let its owner run "npm start" there once, or make a copy of the project in a folder of your own.\n',
  });
});

const strangersWithoutNode =
  spawnSync(process.execPath, ['-e', ''], process.getuid?.() === 0 ? { uid: 54321 } : {}).status === 0
    ? undefined
    : 'another user may not run this Node';

itUnless(noModes ?? strangersWithoutNode, 'starts for somebody who may not write where all is installed', async () => {
  const checkout = await FakeCheckout.create();
  await checkout.install();
  expect(await asStranger(checkout)).toMatchObject({ code: 0, stdout: 'ran x y\n', stderr: '' });
});
