import { existsSync } from 'node:fs';
import process from 'node:process';
import { describe, it } from 'vitest';

/** A group of tests that is skipped, with the reason in the closing lines, where something is missing. */
export function describeUnless(missing: string | undefined, name: string, tests: () => void): void {
  if (missing === undefined) describe(name, tests);
  else describe(name, { skip: true, meta: { missing } }, tests);
}

/** One test that is skipped as `describeUnless` skips a group. */
export function itUnless(missing: string | undefined, name: string, test: () => Promise<void>, timeout?: number): void {
  if (missing === undefined) it(name, test, timeout);
  else it(name, { skip: true, meta: { missing } }, test);
}

const candidates = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** The installed Chromium, or undefined. */
export const chromiumPath = candidates.find((path) => path !== undefined && existsSync(path));

export const chromiumMissing =
  chromiumPath === undefined ? 'no Chromium or Chrome is installed (its path may be set as CHROMIUM)' : undefined;

const isWindows = process.platform === 'win32';

/** Windows says of every file that all may read and write it. */
export const noModes = isWindows ? 'files have no modes on Windows' : undefined;

/** Windows knows no signals: `kill` ends a program at once. */
export const noSignals = isWindows ? 'programs get no signals on Windows' : undefined;

/** Windows lets only some people make symbolic links. */
export const noLinks = isWindows ? 'symbolic links need a right of their own on Windows' : undefined;

/** Programs written for a Unix shell, and pipes that lie in a folder. */
export const noUnix = isWindows ? 'Windows has no Unix shell and no named pipes in folders' : undefined;

/** A file that is always full, as Linux has one. */
export const noFullFile = existsSync('/dev/full') ? undefined : 'there is no /dev/full here';

/** Linux lets one process read the memory of another. */
export const noProcessMemory = existsSync('/proc/self/mem')
  ? undefined
  : 'this system does not show the memory of a process';

/** Linux tells which files a process has open. */
export const noOpenFiles = existsSync('/proc/self/fd') ? undefined : 'this system does not tell which files are open';

/** Where two GLibs meet in one process. */
export const notLinux = process.platform === 'linux' ? undefined : 'this is about Linux alone';
