import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { homeFolder, receivedFolder } from '../../../src-main/shell/received-folder.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** A person of whom only this is known. */
async function someone(userDirs?: string) {
  const home = await temporaryFolder();
  if (userDirs !== undefined) {
    await mkdir(path.join(home, '.config'));
    await writeFile(path.join(home, '.config/user-dirs.dirs'), userDirs);
  }
  return { home, platform: 'linux', env: {} } as const;
}

it('is in Downloads where nothing else is said', async () => {
  const person = await someone();
  expect(await receivedFolder('client', person)).toBe(path.join(person.home, 'Downloads/Miyu'));
});

it.each([
  ['XDG_DOWNLOAD_DIR="$HOME/下载"', '下载/Miyu'],
  ['# comment\nXDG_DESKTOP_DIR="$HOME/桌面"\nXDG_DOWNLOAD_DIR="$HOME/My \\"files\\""\n', 'My "files"/Miyu'],
  ['XDG_DOWNLOAD_DIR="$HOME/"', 'Miyu'],
  ['XDG_DOWNLOAD_DIR="relative"', 'Downloads/Miyu'],
  ['XDG_DOWNLOAD_DIR="$HOMELESS/x"', 'Downloads/Miyu'],
  ['# XDG_DOWNLOAD_DIR="$HOME/no"', 'Downloads/Miyu'],
  ['XDG_DOWNLOAD_DIR=', 'Downloads/Miyu'],
])('is where the desktop says: %j', async (userDirs, expected) => {
  const person = await someone(userDirs);
  expect(await receivedFolder('client', person)).toBe(path.join(person.home, expected));
});

it('is where an absolute path says, in the file or before it in the environment', async () => {
  const person = await someone('XDG_DOWNLOAD_DIR="/srv/in"');
  expect(await receivedFolder('client', person)).toBe(path.join('/srv/in', 'Miyu'));
  expect(await receivedFolder('client', { ...person, env: { XDG_DOWNLOAD_DIR: '/mnt/in' } })).toBe(
    path.join('/mnt/in', 'Miyu'),
  );
  expect(await receivedFolder('client', { ...person, env: { XDG_DOWNLOAD_DIR: 'in' } })).toBe(
    path.join('/srv/in', 'Miyu'),
  );
});

it('finds another folder of settings', async () => {
  const person = await someone();
  await writeFile(path.join(person.home, 'user-dirs.dirs'), 'XDG_DOWNLOAD_DIR="/srv/in"');
  expect(await receivedFolder('client', { ...person, env: { XDG_CONFIG_HOME: person.home } })).toBe(
    path.join('/srv/in', 'Miyu'),
  );
});

it('asks only desktops that have such a file', async () => {
  const person = await someone('XDG_DOWNLOAD_DIR="/srv/in"');
  expect(await receivedFolder('client', { ...person, platform: 'darwin' })).toBe(
    path.join(person.home, 'Downloads/Miyu'),
  );
});

describe('a person whom the system does not know', () => {
  it.each([
    ['says nothing', () => ''],
    ['says where it is now', () => 'somewhere'],
    [
      'fails',
      () => {
        throw Object.assign(new Error('no such user'), { code: 'ENOENT', syscall: 'uv_os_homedir' });
      },
    ],
  ])('has no home when the system %s', (_, ask) => expect(homeFolder(ask)).toBeUndefined());

  it('has received files beside their accounts', async () => {
    expect(await receivedFolder('client', { platform: 'linux', env: {} })).toBe(path.join('client', 'received'));
    expect(await receivedFolder('client', { platform: 'win32', env: {} })).toBe(path.join('client', 'received'));
  });

  it('has them where the environment says', async () => {
    const env = { XDG_DOWNLOAD_DIR: '/mnt/in' };
    expect(await receivedFolder('client', { platform: 'linux', env })).toBe(path.join('/mnt/in', 'Miyu'));
    const config = await temporaryFolder();
    await writeFile(path.join(config, 'user-dirs.dirs'), 'XDG_DOWNLOAD_DIR="$HOME/in"');
    const nowhere = await receivedFolder('client', { platform: 'linux', env: { XDG_CONFIG_HOME: config } });
    expect(nowhere).toBe(path.join('client', 'received'));
  });
});
