import { describe, expect, it } from 'vitest';
import { DiskSpace, freeBytes, isSameDisk } from '../../../src-server/disk-space.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const FLOOR = 800;

function setUp() {
  const state: { free: number | Error } = { free: 10_000 };
  const lines: string[] = [];
  const write = (level: string) => (_: object, text?: string) => void lines.push(`${level}: ${text}`);
  const log = { info: write('info'), warn: write('warn'), error: write('error') };
  const measure = async () => {
    if (state.free instanceof Error) throw state.free;
    return state.free;
  };
  const disk = new DiskSpace({ folder: '/', floor: FLOOR, measure, log });
  const lookAt = async (...values: (number | Error)[]) => {
    for (const free of values) {
      state.free = free;
      await disk.look();
    }
  };
  return { disk, lines, lookAt };
}

describe('disk space', () => {
  it('is measured where the folder is', async () => {
    const folder = await temporaryFolder();
    expect(await freeBytes(folder)).toBeGreaterThan(0);
    expect(await isSameDisk(folder, folder)).toBe(true);
  });

  it('leaves the floor, also of what was taken since the last look', async () => {
    const { disk, lookAt } = setUp();
    await lookAt(1000);
    expect(disk.hasRoomFor(200)).toBe(true);
    expect(disk.hasRoomFor(201)).toBe(false);
    disk.took(150);
    expect(disk.hasRoomFor(50)).toBe(true);
    expect(disk.hasRoomFor(51)).toBe(false);
  });

  it('is told once when it gets low, full, and better again', async () => {
    const { disk, lines, lookAt } = setUp();
    await lookAt(10_000, 799, 798, 800, 801);
    expect(disk.hasRoomFor(0)).toBe(false);
    expect(disk.isFull).toBe(false);
    await lookAt(99, 98, 101);
    expect(disk.isFull).toBe(true);
    await lookAt(200);
    expect(disk.isFull).toBe(false);
    await lookAt(900);
    expect(disk.hasRoomFor(100)).toBe(true);
    expect(lines).toEqual([
      'warn: disk space is low: files are refused',
      'error: the disk is almost full: files are refused, and messages that would have to be stored',
      'warn: disk space is low: files are refused',
      'info: there is disk space again',
    ]);
  });

  it('that cannot be measured keeps nobody from anything, and is told once', async () => {
    const { disk, lines, lookAt } = setUp();
    await lookAt(new Error('not implemented'), new Error('not implemented'));
    expect(disk.hasRoomFor(2 ** 37)).toBe(true);
    expect(disk.isFull).toBe(false);
    expect(lines).toEqual(['error: free disk space is unknown']);
  });
});
