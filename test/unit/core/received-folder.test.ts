import { link, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ReceivedFolder } from '../../../src-main/core/attachments/received-folder.ts';
import { modeOf, openFolder } from '../../support/modes.ts';
import { itUnless, noModes } from '../../support/needs.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

// what Windows says of files that another program has open, and disks that know no links
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  return { ...real, link: vi.fn(real.link), rename: vi.fn(real.rename), rm: vi.fn(real.rm) };
});
afterEach(() => void vi.resetAllMocks());

function refusal(code: string): Error {
  return Object.assign(new Error(code), { code, syscall: 'unlink' });
}

async function* content() {
  yield Buffer.from('MZ');
}

/** A part that is whole, in its folder, and what that would have deleted later. */
async function grown() {
  const path = await temporaryFolder();
  const later: string[] = [];
  const folder = new ReceivedFolder(path, (file) => void later.push(file));
  const part = await folder.begin('a.bin');
  await writeFile(part, 'whole');
  return { path, folder, part, later };
}

describe('a received file', () => {
  it('is marked as one from elsewhere on Windows', async () => {
    const folder = await temporaryFolder();
    const path = await new ReceivedFolder(folder, () => {}, 'win32').write('game.exe', content());
    expect(path).toBe(join(folder, 'game.exe'));
    expect(await readFile(`${path}:Zone.Identifier`, 'latin1')).toBe('[ZoneTransfer]\r\nZoneId=3\r\n');
    expect(await readFile(path, 'latin1')).toBe('MZ');
  });

  it('stands alone elsewhere', async () => {
    const folder = await temporaryFolder();
    await new ReceivedFolder(folder, () => {}, 'linux').write('game.exe', content());
    expect(await readdir(folder)).toEqual(['game.exe']);
  });
});

itUnless(noModes, 'what grows is for its owner only, in a folder that is made for it', async () => {
  const path = join(await openFolder(), 'Miyu');
  const part = await new ReceivedFolder(path, () => {}).begin('a.bin');
  expect([await modeOf(path), await modeOf(part)]).toEqual([0o700, 0o600]);
});

describe('what is whole', () => {
  it('has its name once, also when its part cannot be deleted yet', async () => {
    const { path, folder, part, later } = await grown();
    vi.mocked(rm).mockRejectedValueOnce(refusal('EBUSY'));
    expect(await folder.finish(part, 'a.bin')).toBe(join(path, 'a.bin'));
    expect((await readdir(path)).toSorted()).toEqual(['a.bin', 'a.bin.part']);
    expect(later).toEqual([part]);
  });

  it('is saved, also when its part cannot be deleted yet', async () => {
    const { path, folder, later } = await grown();
    vi.mocked(rm).mockRejectedValueOnce(refusal('EPERM'));
    expect(await folder.write('b.bin', content())).toBe(join(path, 'b.bin'));
    expect(later).toEqual([join(path, 'b.bin.part')]);
  });

  it('keeps the name that an earlier run gave it', async () => {
    const { path, folder, part } = await grown();
    await link(part, join(path, 'a.bin'));
    expect(await folder.finish(part, 'a.bin')).toBe(join(path, 'a.bin'));
    expect(await readdir(path)).toEqual(['a.bin']);
  });

  it('gets the next name where another file has taken its own meanwhile', async () => {
    const { path, folder, part } = await grown();
    await writeFile(join(path, 'a.bin'), 'whole');
    expect(await folder.finish(part, 'a.bin')).toBe(join(path, 'a (2).bin'));
    expect((await readdir(path)).toSorted()).toEqual(['a (2).bin', 'a.bin']);
  });

  it('leaves nothing but its part where it cannot be renamed', async () => {
    const { path, folder, part } = await grown();
    vi.mocked(link).mockRejectedValueOnce(refusal('EPERM'));
    vi.mocked(rename).mockRejectedValueOnce(refusal('EBUSY'));
    await expect(folder.finish(part, 'a.bin')).rejects.toMatchObject({ code: 'EBUSY' });
    expect(await readdir(path)).toEqual(['a.bin.part']);
    vi.mocked(link).mockRejectedValueOnce(refusal('EPERM'));
    expect(await folder.finish(part, 'a.bin')).toBe(join(path, 'a.bin'));
    expect(await readFile(join(path, 'a.bin'), 'latin1')).toBe('whole');
  });
});
