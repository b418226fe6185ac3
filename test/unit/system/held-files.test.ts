import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Patience, renameFile, whileHeld } from '../../../protocol/system/held-files.ts';
import { syncFolder, writePrivateFile } from '../../../protocol/system/private-file.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** A clock that only pauses move, and what happens in each of them. */
function patience(platform: NodeJS.Platform, inPause: () => Promise<unknown> = async () => {}) {
  const pauses: number[] = [];
  const now = () => pauses.reduce((sum, ms) => sum + ms, 0);
  const pause = (ms: number) => {
    pauses.push(ms);
    return inPause();
  };
  return { pauses, given: { platform, now, pause } satisfies Patience };
}

/** Fails so often with that code, then works. */
function heldFor(times: number, code: string) {
  let tries = 0;
  return async () => {
    tries += 1;
    if (tries <= times) throw Object.assign(new Error(`${code} ${tries}`), { code });
  };
}

describe('a file that another program holds on Windows', () => {
  it.each(['EPERM', 'EACCES', 'EBUSY', 'ENOTEMPTY'])('is waited for, a little longer each time: %s', async (code) => {
    const { pauses, given } = patience('win32');
    await whileHeld(heldFor(6, code), given);
    expect(pauses).toEqual([10, 20, 40, 80, 100, 100]);
  });

  it('is waited for at most 2 s; then the last error is told', async () => {
    const { pauses, given } = patience('win32');
    const error = await whileHeld(heldFor(1000, 'EBUSY'), given).catch((reason) => reason);
    expect(String(error)).toBe(`Error: EBUSY ${pauses.length + 1}`);
    expect(given.now()).toBeGreaterThanOrEqual(2000);
    expect(given.now()).toBeLessThanOrEqual(2100);
  });

  it('is not waited for when something else is wrong', async () => {
    const { pauses, given } = patience('win32');
    await expect(whileHeld(heldFor(1, 'ENOSPC'), given)).rejects.toThrow('ENOSPC 1');
    expect(pauses).toEqual([]);
  });

  it.each(['linux', 'darwin'] as const)('is nothing that %s knows', async (platform) => {
    const { pauses, given } = patience(platform);
    await expect(whileHeld(heldFor(1, 'EACCES'), given)).rejects.toThrow('EACCES 1');
    expect(pauses).toEqual([]);
  });

  it('gets its name once it is free', async () => {
    const folder = await temporaryFolder();
    const [from, to] = [join(folder, 'from'), join(folder, 'to')];
    await mkdir(from);
    await mkdir(to);
    await writeFile(join(to, 'held'), '');
    const { pauses, given } = patience('win32', () => rm(join(to, 'held')));
    await renameFile(from, to, given);
    expect(pauses).toEqual([10]);
    expect(await readdir(folder)).toEqual(['to']);
  });
});

describe('a private file', () => {
  it('is replaced as a whole', async () => {
    const folder = await temporaryFolder();
    const file = join(folder, 'secret');
    await writePrivateFile(file, 'old');
    await writePrivateFile(file, 'new');
    expect(await readFile(file, 'utf8')).toBe('new');
    expect(await readdir(folder)).toEqual(['secret']);
  });

  it.each(['linux', 'win32'] as const)(
    'leaves no draft when it cannot be replaced on %s, and says why',
    async (platform) => {
      const folder = await temporaryFolder();
      const file = join(folder, 'secret');
      await mkdir(join(file, 'in the way'), { recursive: true });
      await expect(writePrivateFile(file, 'new', patience(platform).given)).rejects.toThrow(
        /EISDIR|ENOTEMPTY|EEXIST|EPERM/,
      );
      expect(await readdir(folder)).toEqual(['secret']);
    },
  );
});

it('does not open a folder on Windows, which lets nobody', async () => {
  const missing = join(await temporaryFolder(), 'missing');
  await syncFolder(missing, 'win32');
  await expect(syncFolder(missing, 'linux')).rejects.toThrow('ENOENT');
});
