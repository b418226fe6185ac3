import { execFile } from 'node:child_process';
import { mkdir, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';

/** What making a folder private takes; tests give their own. */
export interface FolderSystem {
  platform: NodeJS.Platform;
  env: NodeJS.ProcessEnv;
  /** Runs a program without a shell. @returns what it printed @throws when it failed */
  run(program: string, args: readonly string[]): Promise<string>;
}

const runProgram = promisify(execFile);
const real: FolderSystem = {
  platform: process.platform,
  env: process.env,
  run: async (program, args) => (await runProgram(program, args, { timeout: 10_000, windowsHide: true })).stdout,
};

/** Windows itself, which looks for viruses and makes backups. */
const WINDOWS = 'S-1-5-18';
const OTHERS_ENTER = 0o001;
const OTHERS_READ = 0o004;
/** so many files are named */
const NAMED = 5;
const SID = /"(S-1-[0-9-]+)"\s*$/;

/**
 * Makes a folder, and those above it, that only its owner may look into. One that is there stays as it is.
 * @param warn is told in one sentence when others may read what is in the folder, or when Windows did not close a new
 * one to them
 * @throws what the system says when the folder cannot be made
 */
export async function makePrivateFolder(
  folder: string,
  warn: (sentence: string) => void,
  system: FolderSystem = real,
): Promise<void> {
  const made = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (system.platform !== 'win32') return made === undefined ? warnIfOpen(folder, warn) : undefined;
  // Windows ignores the mode: a new folder is as open as its parent folder.
  if (made === undefined || isInProfile(folder, system.env)) return;
  try {
    await closeToOthers(folder, system);
  } catch (error) {
    const reason = error instanceof Error ? error.message.trim().replaceAll(/\s+/g, ' ') : String(error);
    warn(`Other people who use this computer may be able to read ${folder}: ${reason}`);
  }
}

/**
 * What an older version, a copy or a backup has left readable for everybody. A group that may read is somebody's
 * choice.
 */
async function warnIfOpen(folder: string, warn: (sentence: string) => void): Promise<void> {
  if (((await stat(folder)).mode & OTHERS_ENTER) === 0) return;
  const open: string[] = [];
  for (const name of await readdir(folder)) {
    // what is deleted meanwhile, such as a journal, is not open any more
    const found = await stat(path.join(folder, name)).catch(() => undefined);
    if (found?.isFile() && (found.mode & OTHERS_READ) !== 0) open.push(name);
  }
  if (open.length === 0) return;
  const names = open.slice(0, NAMED).join(', ') + (open.length > NAMED ? ', …' : '');
  warn(
    `Other people who use this computer may read ${names} in ${folder}. To close it to them: chmod -R o= "${folder}"`,
  );
}

/** The profile of a person is closed to others already, with all that is in it. */
function isInProfile(folder: string, { USERPROFILE }: NodeJS.ProcessEnv): boolean {
  if (!USERPROFILE) return false;
  const way = path.win32.relative(USERPROFILE, path.win32.resolve(folder));
  return !way.startsWith('..') && !path.win32.isAbsolute(way);
}

async function closeToOthers(folder: string, { env, run }: FolderSystem): Promise<void> {
  const programs = path.win32.join(env.SystemRoot ?? 'C:\\Windows', 'System32');
  const [, owner] = SID.exec(await run(path.win32.join(programs, 'whoami.exe'), ['/user', '/fo', 'csv', '/nh'])) ?? [];
  if (owner === undefined) throw new Error('Windows does not say who you are');
  const grants = [owner, WINDOWS].map((account) => `*${account}:(OI)(CI)F`);
  await run(path.win32.join(programs, 'icacls.exe'), [folder, '/inheritance:r', '/grant:r', ...grants]);
}
