import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { transformWithOxc } from 'vite';
import { describe, expect, it } from 'vitest';
import { isInstalled } from '../../../scripts/install/lock.mjs';
import { npmCommand } from '../../../scripts/install/npm.mjs';
import { type Machine, runsTypeScript, thisMachine, whyUnsupported } from '../../../scripts/machine.mjs';
import { fromRoot } from '../../../scripts/root.mjs';
import { FakeCheckout } from './fake-checkout.ts';

const debian: Machine = { platform: 'linux', arch: 'x64', libc: 'glibc', glibc: '2.36', node: '20.19.0' };
const mac: Machine = { platform: 'darwin', arch: 'arm64', libc: undefined, glibc: undefined, node: '24.1.0' };

describe('whyUnsupported', () => {
  it.each([
    ['this machine', thisMachine()],
    ['Debian 12', debian],
    ['an older launcher, where Node is among the packages', { ...debian, node: '18.20.8' }],
    ['Windows', { ...mac, platform: 'win32', arch: 'x64', node: '20.19.0' }],
    ['Windows on ARM', { ...mac, platform: 'win32' }],
    ['macOS', mac],
    ['Node 22', { ...mac, node: '22.18.0' }],
  ])('has nothing against %s', (_name, machine) => {
    expect(whyUnsupported(machine)).toBeUndefined();
  });

  it.each([
    ['a 32-bit system', { ...debian, arch: 'arm' }, 'and this is linux arm.'],
    ['another system', { ...debian, platform: 'freebsd' }, 'and this is freebsd x64.'],
    ['Alpine', { ...debian, libc: 'musl' as const, glibc: undefined }, 'another C library'],
    ['Debian 11', { ...debian, glibc: '2.31' }, 'Miyu needs glibc 2.34 or newer'],
    ['Node 16', { ...debian, node: '16.20.2' }, 'Miyu needs Node 20.19 or newer, and this is Node 16.20.2'],
    ['Node 20 without a packaged one', { ...mac, node: '20.19.0' }, 'Miyu needs Node 24 on macOS arm64'],
    ['Node 20 on Windows on ARM', { ...mac, platform: 'win32', node: '20.19.0' }, 'Node 24 on Windows arm64'],
  ])('says in one line what is wrong with %s', (_name, machine, reason) => {
    expect(whyUnsupported(machine)).toContain(reason);
    expect(whyUnsupported(machine)).not.toContain('\n');
  });
});

it.each([
  ['20.19.0', false],
  ['22.17.1', false],
  ['22.18.0', true],
  ['23.5.0', false],
  ['23.6.0', true],
  ['24.0.0', true],
])('knows whether Node %s runs TypeScript: %s', (version, does) => {
  expect(runsTypeScript(version)).toBe(does);
});

it.each(['run', 'machine', 'root'])('keeps %s.mjs readable for Node that is too old', async (name) => {
  const file = fromRoot(`scripts/${name}.mjs`);
  const source = await readFile(file, 'utf8');
  const [old, today] = await Promise.all(
    ['es2019', 'esnext'].map(async (target) => (await transformWithOxc(source, file, { target })).code),
  );
  expect(old).toBe(today);
  const imported = [...source.matchAll(/^import .* from '(.*)';$/gm)].map(([, from]) => from);
  expect(
    imported.filter((from) => !from?.startsWith('node:') && !/^\.\/(machine|root)\.mjs$/.test(from ?? '')),
  ).toEqual([]);
  expect(source).not.toMatch(/^await /m);
});

it('refuses a machine that cannot run Miyu before anything else', async () => {
  const checkout = await FakeCheckout.create();
  const prelude = "Object.defineProperty(process, 'arch', { value: 'arm' });";
  const { code, stdout, stderr, calls } = await checkout.run({ prelude });
  expect({ code, stdout, calls }).toEqual({ code: 1, stdout: '', calls: [] });
  expect(stderr).toMatch(/^Miyu runs on Linux, macOS and Windows .*\n$/);
});

it('keeps what the system says of a packaged Node that does not run', async () => {
  const checkout = await FakeCheckout.create();
  await checkout.breakNode();
  const prelude = "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.19.0' } });";
  const { code, stderr } = await checkout.run({ prelude });
  expect(code).toBe(1);
  expect(stderr).toContain('please install Node 24');
  expect(stderr).toMatch(/EACCES|EFTYPE|UNKNOWN/);
});

describe('isInstalled', () => {
  it('holds the lock against this machine, its C library included', async () => {
    const lock = await readFile(fromRoot('package-lock.json'), 'utf8');
    const { packages } = JSON.parse(lock);
    const musl = Object.entries<{ libc?: string[] }>(packages).filter(([, { libc }]) => libc?.includes('musl'));
    expect(musl.length).toBeGreaterThan(0);
    const without = Object.fromEntries(Object.entries(packages).filter(([name]) => !musl.some(([of]) => of === name)));
    const installed = JSON.stringify({ packages: without });
    expect(isInstalled(lock, installed, debian)).toBe(true);
    expect(isInstalled(lock, installed, { ...debian, libc: 'musl' })).toBe(false);
  });

  it.each([
    [{ os: 'linux' }, false],
    [{ os: 'win32' }, true],
    [{ os: ['!linux'] }, true],
    [{ os: ['!win32'] }, false],
    [{ cpu: ['arm64'] }, true],
  ])('may lack an optional package for %j: %s', (system, may) => {
    const wanted = { '': { optionalDependencies: { some: '1' } }, 'node_modules/some': { version: '1', ...system } };
    expect(isInstalled(JSON.stringify({ packages: wanted }), '{"packages":{}}', debian)).toBe(may);
  });

  it('finds what lies inside another package', () => {
    const wanted = {
      '': { dependencies: { a: '1' } },
      'node_modules/a': { version: '1', dependencies: { b: '1' } },
      'node_modules/a/node_modules/b': { version: '1', dependencies: { c: '1' } },
      'node_modules/c': { version: '1' },
    };
    const { 'node_modules/c': _, ...installed } = wanted;
    const lock = JSON.stringify({ packages: wanted });
    expect(isInstalled(lock, lock, debian)).toBe(true);
    expect(isInstalled(lock, JSON.stringify({ packages: installed }), debian)).toBe(false);
  });
});

describe('npmCommand', () => {
  it('stays with the npm that started us', () => {
    const system = { env: { npm_execpath: '/usr/share/npm/bin/npm-cli.js' }, platform: 'linux', execPath: '/node' };
    expect(npmCommand(system)).toEqual(['/node', '/usr/share/npm/bin/npm-cli.js']);
  });

  it('asks npm, not what else started us', async () => {
    const checkout = await FakeCheckout.create();
    await checkout.write('bin/npm', '');
    const env = { npm_execpath: '/usr/lib/pnpm.cjs', PATH: `/nowhere:${checkout.file('bin')}` };
    expect(npmCommand({ env, platform: 'linux', execPath: process.execPath })).toEqual([checkout.file('bin/npm')]);
  });

  it('needs no shell on Windows', async () => {
    const checkout = await FakeCheckout.create();
    const script = 'Program Files/node_modules/npm/bin/npm-cli.js';
    await checkout.write(script, '');
    const execPath = checkout.file('Program Files/node.exe');
    expect(npmCommand({ env: {}, platform: 'win32', execPath })).toEqual([execPath, checkout.file(script)]);
    const env = { PATH: `C:\\nowhere;${checkout.file('Program Files')}` };
    expect(npmCommand({ env, platform: 'win32', execPath: '/node' })).toEqual(['/node', checkout.file(script)]);
  });

  it('says where npm comes from when there is none', () => {
    expect(() => npmCommand({ env: {}, platform: 'linux', execPath: '/node' })).toThrow('npm is missing');
  });
});
