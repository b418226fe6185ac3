import { chmod, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { claimFile } from '../../../protocol/system/private-file.ts';
import { type FolderSystem, makePrivateFolder } from '../../../protocol/system/private-folder.ts';
import { describeUnless, noModes } from '../../support/needs.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const whoami = '"教室\\ming","S-1-5-21-1004336348-1177238915-682003330-1001"\r\n';

/** A Windows that runs nothing, and says what it was asked to run. */
function windows(run: FolderSystem['run'] = async () => whoami, env: NodeJS.ProcessEnv = {}) {
  const ran: string[][] = [];
  const system: FolderSystem = {
    platform: 'win32',
    env: { SystemRoot: 'D:\\Windows', ...env },
    run: (program, args) => {
      ran.push([program, ...args]);
      return run(program, args);
    },
  };
  return { ran, system };
}

async function make(folder: string, system: FolderSystem): Promise<string[]> {
  const warnings: string[] = [];
  await makePrivateFolder(folder, (sentence) => warnings.push(sentence), system);
  expect((await stat(folder)).isDirectory()).toBe(true);
  return warnings;
}

describe('a new folder on Windows', () => {
  it('is closed to all but its owner and Windows itself', async () => {
    const folder = join(await temporaryFolder(), 'data');
    const { ran, system } = windows();
    expect(await make(folder, system)).toEqual([]);
    expect(ran).toEqual([
      ['D:\\Windows\\System32\\whoami.exe', '/user', '/fo', 'csv', '/nh'],
      [
        'D:\\Windows\\System32\\icacls.exe',
        folder,
        '/inheritance:r',
        '/grant:r',
        '*S-1-5-21-1004336348-1177238915-682003330-1001:(OI)(CI)F',
        '*S-1-5-18:(OI)(CI)F',
      ],
    ]);
  });

  it.each([
    ['a program fails', async () => Promise.reject(new Error('spawn icacls.exe\n ENOENT')), 'spawn icacls.exe ENOENT'],
    ['nobody knows who runs it', async () => 'INFO: nothing', 'Windows does not say who you are'],
  ])('is there all the same when %s, which is told in one sentence', async (_, run, reason) => {
    const folder = join(await temporaryFolder(), 'data');
    const { system } = windows(run);
    expect(await make(folder, system)).toEqual([
      `Other people who use this computer may be able to read ${folder}: ${reason}`,
    ]);
  });

  it('is left alone in the profile of its owner, which is closed already', async () => {
    const home = await temporaryFolder();
    const { ran, system } = windows(undefined, { USERPROFILE: home });
    await make(join(home, 'miyu', 'data'), system);
    expect(ran).toEqual([]);
    await make(join(await temporaryFolder(), 'data'), system);
    expect(ran).toHaveLength(2);
  });
});

describe('a folder', () => {
  it('that is there stays as it is', async () => {
    const { ran, system } = windows();
    await make(await temporaryFolder(), system);
    expect(ran).toEqual([]);
  });

  it.each(['linux', 'darwin'] as const)('has its mode and needs no program on %s', async (platform) => {
    const { ran, system } = windows();
    await make(join(await temporaryFolder(), 'data'), { ...system, platform });
    expect(ran).toEqual([]);
  });
});

describeUnless(noModes, 'a folder that is there', () => {
  async function warningsFor(folderMode: number, files: Record<string, number>): Promise<string> {
    const folder = await temporaryFolder();
    for (const [name, mode] of Object.entries(files)) {
      await writeFile(join(folder, name), '');
      await chmod(join(folder, name), mode);
    }
    await chmod(folder, folderMode);
    const warnings: string[] = [];
    await makePrivateFolder(folder, (sentence) => warnings.push(sentence));
    return warnings.join('|').replaceAll(folder, 'DATA');
  }

  it('is told of when others may read what is in it', async () => {
    expect(await warningsFor(0o755, { 'miyu.db': 0o644, 'miyu.db-wal': 0o604, 'server.log': 0o640, lock: 0o600 })).toBe(
      'Other people who use this computer may read miyu.db, miyu.db-wal in DATA. To close it to them: chmod -R o= "DATA"',
    );
  });

  it.each([
    ['others cannot enter it', 0o750, { 'miyu.db': 0o644 }],
    ['its files are closed', 0o755, { 'miyu.db': 0o660 }],
    ['it is empty', 0o755, {}],
  ])('is nothing to speak of when %s', async (_, folder, files) => {
    expect(await warningsFor(folder, files)).toBe('');
  });
});

describeUnless(noModes, 'a claimed file', () => {
  it.each([
    ['closed to all but its owner', undefined, 0o600],
    ['taken from everybody but owner and group', 0o666, 0o660],
    ['left as it is where nobody else may read it', 0o640, 0o640],
  ])('is %s', async (_, before, after) => {
    const file = join(await temporaryFolder(), 'file');
    if (before !== undefined) {
      await writeFile(file, 'kept');
      await chmod(file, before);
    }
    await claimFile(file);
    expect((await stat(file)).mode & 0o777).toBe(after);
    expect((await stat(file)).size).toBe(before === undefined ? 0 : 4);
    expect(await readdir(join(file, '..'))).toEqual(['file']);
  });
});
