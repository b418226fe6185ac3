import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createPackageWithOptions } from '@electron/asar';
import { describe, expect, it } from 'vitest';
import { faultsOfArchive } from '../../../scripts/pack/archive.ts';
import { machineOf } from '../../../scripts/pack/machine.ts';
import type { Target } from '../../../scripts/pack/target.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

type Files = Readonly<Record<string, string | Buffer>>;

const linux: Target = { system: 'linux', arch: 'x64' };
const packages = new Set([
  '@img/sharp-wasm32',
  '@node-rs/argon2-linux-x64-gnu',
  '@signalapp/libsignal-client',
  '@signalapp/sqlcipher',
  'zod',
]);

/** An app as it must be, for Linux on x64. */
const good: Files = {
  'package.json': '{}',
  'out/main/main.js': 'start();',
  'out/main/chunks/secret-bytes-Dn.js': 'wipe();',
  'out/preload/preload.cjs': '',
  'out/renderer/index.html': '<html>',
  'resources/icon/tray.png': 'png',
  'node_modules/zod/index.js': 'zod',
  'node_modules/@signalapp/libsignal-client/prebuilds/linux-x64/a.node': elf(0x3e),
  'node_modules/@signalapp/sqlcipher/prebuilds/linux-x64/b.node': elf(0x3e),
  'node_modules/@node-rs/argon2-linux-x64-gnu/c.node': elf(0x3e),
  'node_modules/@img/sharp-wasm32/lib/sharp.wasm': 'wasm',
};

const begin = '-----BEGIN PRIVATE KEY-----';

describe('a packed app', () => {
  it('has no faults when it is as it must be', async () => {
    expect(await faultsOf({})).toEqual([]);
  });

  it.each([
    ['data/server/notes.json', 'has no business in a package'],
    ['src-main/electron/main.js', 'has no business in a package'],
    ['docs/security.md', 'has no business in a package'],
    ['electron-builder.yml', 'has no business in a package'],
    ['resources/package/entitlements.mac.plist', 'has no business in a package'],
    ['out/node/server.js', 'has no business in a package'],
    ['node_modules/react/index.js', 'has no business in a package'],
    ['node_modules/zod/node_modules/react/index.js', 'has no business in a package'],
    ['out/main/authority.pem', 'may be secret'],
    ['out/main/miyu.db', 'may be secret'],
    ['out/main/miyu.db-wal', 'may be secret'],
    ['node_modules/zod/secrets.json', 'may be secret'],
    ['node_modules/zod/.env', 'may be secret'],
    ['out/main/main.ts', 'is a source or a test'],
    ['out/main/main.js.map', 'is a source or a test'],
    ['node_modules/zod/tests/all.js', 'is a source or a test'],
    ['out/main/main.test.js', 'is a source or a test'],
  ])('must not hold %s', async (name, fault) => {
    expect(await faultsOf({ [name]: 'x' })).toContain(`${name} ${fault}`);
  });

  it.each([
    ['a private key', `const key = \`${begin}\n${'A'.repeat(64)}\n\``, 'holds a private key'],
    ['a private key of old', `-----BEGIN RSA PRIVATE KEY-----\r\n${'A'.repeat(64)}`, 'holds a private key'],
    ['a database', `SQLite format 3\0${'x'.repeat(100)}`, 'is a database'],
  ])('must not hold %s under whatever name', async (_what, content, fault) => {
    expect(await faultsOf({ 'out/main/innocent.js': content })).toEqual([`out/main/innocent.js ${fault}`]);
  });

  it('may name private keys, as the packages for cryptography do', async () => {
    expect(await faultsOf({ 'node_modules/zod/pem.js': `if (text.startsWith('${begin}')) read();` })).toEqual([]);
  });

  it.each([
    ['another processor', elf(0xb7), 'linux-arm64'],
    ['an unknown processor', elf(0x28), 'linux-other'],
    ['Windows', pe(0x8664), 'win32-x64'],
    ['macOS', machO(0x0100_000c), 'darwin-arm64'],
  ])('must not hold a native library for %s', async (_what, content, machine) => {
    const name = 'node_modules/zod/zod.node';
    expect(await faultsOf({ [name]: content })).toEqual([`${name} is for ${machine}, not for linux-x64`]);
  });

  it('must not hold a native library that is none, or one from where it cannot be loaded', async () => {
    expect(await faultsOf({ 'node_modules/zod/zod.node': 'text' })).toEqual([
      'node_modules/zod/zod.node is no native library',
    ]);
    expect(await faultsOf({ 'node_modules/zod/libzod.so.3': elf(0x3e) })).toEqual([
      'node_modules/zod/libzod.so.3 is inside the archive, from where no system loads it',
    ]);
  });

  it.each(Object.keys(good).filter((name) => name.endsWith('.node') || name.endsWith('.wasm')))(
    'must hold %s',
    async (name) => {
      const { [name]: _gone, ...files } = good;
      expect(faultsOfArchive(await archiveOf(files), { target: linux, packages })).toEqual([
        expect.stringContaining('nothing in the package is'),
      ]);
    },
  );

  it('must hold the natives of its own target', async () => {
    const arm: Target = { system: 'linux', arch: 'arm64' };
    const faults = faultsOfArchive(await archiveOf(good), { target: arm, packages });
    expect(faults.filter((fault) => fault.endsWith('is for linux-x64, not for linux-arm64'))).toHaveLength(3);
    expect(faults.filter((fault) => fault.startsWith('nothing in the package is'))).toHaveLength(3);
  });

  it('must hold no links', async () => {
    const folder = await folderOf(good);
    await symlink('main.js', path.join(folder, 'out/main/link.js'));
    expect(faultsOfArchive(await packed(folder), { target: linux, packages })).toEqual(['out/main/link.js is a link']);
  });

  it('must have nothing beside it that it does not know', async () => {
    const archive = await archiveOf(good);
    await writeFile(path.join(`${archive}.unpacked`, 'miyu.db'), '');
    expect(faultsOfArchive(archive, { target: linux, packages })).toEqual([
      'miyu.db lies unpacked, and the archive does not know it',
    ]);
  });
});

describe('the head of a native library', () => {
  it.each([
    [elf(0x3e), 'linux', 'x64'],
    [elf(0xb7), 'linux', 'arm64'],
    [pe(0x8664), 'win32', 'x64'],
    [pe(0xaa64), 'win32', 'arm64'],
    [machO(0x0100_0007), 'darwin', 'x64'],
    [machO(0x0100_000c), 'darwin', 'arm64'],
  ])('tells its machine', (head, system, arch) => {
    expect(machineOf(head)).toEqual({ system, arch });
  });

  it('tells nothing when it is cut off or of another kind', () => {
    for (const head of [
      Buffer.of(),
      elf(0x3e).subarray(0, 10),
      pe(0x8664).subarray(0, 100),
      Buffer.from('#!/bin/sh\n'),
    ])
      expect(machineOf(head)).toBeUndefined();
  });
});

async function faultsOf(more: Files): Promise<string[]> {
  return faultsOfArchive(await archiveOf({ ...good, ...more }), { target: linux, packages });
}

async function archiveOf(files: Files): Promise<string> {
  return packed(await folderOf(files));
}

async function folderOf(files: Files): Promise<string> {
  const folder = path.join(await temporaryFolder(), 'app');
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), content);
  }
  return folder;
}

async function packed(folder: string): Promise<string> {
  const archive = path.join(path.dirname(folder), 'app.asar');
  await createPackageWithOptions(folder, archive, { unpack: '*.node', dot: true });
  await rm(folder, { recursive: true });
  return archive;
}

function elf(machine: number): Buffer {
  const head = Buffer.alloc(64);
  head.write('\x7fELF', 'latin1');
  head.writeUInt16LE(machine, 18);
  return head;
}

function pe(machine: number): Buffer {
  const head = Buffer.alloc(256);
  head.write('MZ', 'latin1');
  head.writeUInt32LE(128, 60);
  head.write('PE\0\0', 128, 'latin1');
  head.writeUInt16LE(machine, 132);
  return head;
}

function machO(cpu: number): Buffer {
  const head = Buffer.alloc(32);
  head.writeUInt32LE(0xfeed_facf, 0);
  head.writeUInt32LE(cpu, 4);
  return head;
}
