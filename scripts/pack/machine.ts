import type { Arch, System } from './target.ts';

/** What a native library was built for; the names are Node's. */
export interface Machine {
  readonly system: System;
  readonly arch: Arch | 'other';
}

/** So many bytes of a file are enough for `machineOf`. */
export const headLength = 4096;

const elf: Readonly<Record<number, Arch>> = { 62: 'x64', 183: 'arm64' };
const pe: Readonly<Record<number, Arch>> = { 34404: 'x64', 43620: 'arm64' };
const machO: Readonly<Record<number, Arch>> = { 16777223: 'x64', 16777228: 'arm64' };

/** The machine that a program or library is made for, by its first bytes. Undefined for any other file. */
export function machineOf(head: Buffer): Machine | undefined {
  if (head.length >= 20 && head.readUInt32BE(0) === 0x7f45_4c46)
    return { system: 'linux', arch: elf[head.readUInt16LE(18)] ?? 'other' };
  if (head.length >= 8 && head.readUInt32LE(0) === 0xfeed_facf)
    return { system: 'darwin', arch: machO[head.readUInt32LE(4)] ?? 'other' };
  return machineOfWindows(head);
}

function machineOfWindows(head: Buffer): Machine | undefined {
  if (head.length < 64 || head.toString('latin1', 0, 2) !== 'MZ') return undefined;
  const start = head.readUInt32LE(60);
  if (start + 6 > head.length || head.toString('latin1', start, start + 4) !== 'PE\0\0') return undefined;
  return { system: 'win32', arch: pe[head.readUInt16LE(start + 4)] ?? 'other' };
}
