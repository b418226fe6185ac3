import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import process from 'node:process';
import { withOriginalMask } from '../../protocol/system/index.ts';
import { ContractError } from '../contract/errors.ts';
import type { Opener } from '../core/opener.ts';

/** A program and its arguments. */
export type CommandLine = readonly [command: string, ...args: string[]];

/** What of the desktop's programs does what, on one kind of system. */
export interface Desktop {
  file(fileOrFolder: string): CommandLine;
  inFolder(file: string): CommandLine;
}

const mac: Desktop = {
  file: (file) => ['open', file],
  inFolder: (file) => ['open', '-R', file],
};

/** No name on Windows has a quotation mark in it. */
const windows: Desktop = {
  file: (file) => ['explorer', `"${file}"`],
  inFolder: (file) => ['explorer', `/select,"${file}"`],
};

/** There is no common program that marks a file in its folder. */
const xdg: Desktop = {
  file: (file) => ['xdg-open', file],
  inFolder: (file) => ['xdg-open', path.dirname(file)],
};

/** The desktop that this program was started on; undefined where there is no screen. */
export function desktopOf({ platform, env }: Pick<NodeJS.Process, 'platform' | 'env'> = process): Desktop | undefined {
  switch (platform) {
    case 'darwin':
      return mac;
    case 'win32':
      return windows;
    default:
      return env.DISPLAY || env.WAYLAND_DISPLAY ? xdg : undefined;
  }
}

/**
 * Opens a page that lies in a file with the system's browser. What a page's address says in secret can be in the file
 * only: everybody on the machine sees the arguments of programs. False where there is no browser to be seen: no
 * screen, or no program to ask.
 */
export async function openInBrowser(file: string, desktop: Desktop | undefined): Promise<boolean> {
  return desktop !== undefined && startProgram(...desktop.file(file));
}

/** Opens files with the system's programs. */
export function openerOf(desktop: Desktop | undefined): Opener {
  const start = async (pick: (of: Desktop) => CommandLine) => {
    if (!desktop || !(await startProgram(...pick(desktop)))) throw new ContractError('not-opened');
  };
  return {
    open: (fileOrFolder) => start((of) => of.file(fileOrFolder)),
    show: (file) => start((of) => of.inFolder(file)),
  };
}

/** Starts a program that outlives this one. False when there is no such program. */
async function startProgram(...[command, ...args]: CommandLine): Promise<boolean> {
  // explorer has its own rules for quotation marks
  const options = { stdio: 'ignore', detached: true, windowsVerbatimArguments: true } as const;
  const child = withOriginalMask(() => spawn(command, args, options));
  child.unref();
  // What it does afterwards, and for how long it stays, is not known: that it started is what counts.
  return once(child, 'spawn').then(
    () => true,
    () => false,
  );
}
