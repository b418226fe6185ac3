import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { receivedFolder } from '../../../src-main/shell/received-folder.ts';
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
  expect(await receivedFolder(person)).toBe(path.join(person.home, 'Downloads/Miyu'));
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
  expect(await receivedFolder(person)).toBe(path.join(person.home, expected));
});

it('is where an absolute path says, in the file or before it in the environment', async () => {
  const person = await someone('XDG_DOWNLOAD_DIR="/srv/in"');
  expect(await receivedFolder(person)).toBe(path.join('/srv/in', 'Miyu'));
  expect(await receivedFolder({ ...person, env: { XDG_DOWNLOAD_DIR: '/mnt/in' } })).toBe(path.join('/mnt/in', 'Miyu'));
  expect(await receivedFolder({ ...person, env: { XDG_DOWNLOAD_DIR: 'in' } })).toBe(path.join('/srv/in', 'Miyu'));
});

it('finds another folder of settings', async () => {
  const person = await someone();
  await writeFile(path.join(person.home, 'user-dirs.dirs'), 'XDG_DOWNLOAD_DIR="/srv/in"');
  expect(await receivedFolder({ ...person, env: { XDG_CONFIG_HOME: person.home } })).toBe(path.join('/srv/in', 'Miyu'));
});

it('asks only desktops that have such a file', async () => {
  const person = await someone('XDG_DOWNLOAD_DIR="/srv/in"');
  expect(await receivedFolder({ ...person, platform: 'darwin' })).toBe(path.join(person.home, 'Downloads/Miyu'));
});
