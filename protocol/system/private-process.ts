import { execFile } from 'node:child_process';
import process from 'node:process';
import { promisify } from 'node:util';

const OTHERS_NOTHING = 0o077;
/** Linux takes a limit of one byte for "none", also where a program is fed with the core dumps: see `man 5 core`. */
const NO_CORE_DUMP = '1:1';

let original: number | undefined;

/** To be called before a program makes its first file: whatever it makes from now on is its owner's alone. */
export function makeFilesPrivate(platform: NodeJS.Platform = process.platform): void {
  // Windows has no such mask: there a file has the rights of its folder
  if (platform !== 'win32') original = process.umask(OTHERS_NOTHING);
}

/**
 * Starts something that makes files for the person, not for this program: with the mask this program was started with.
 */
export function withOriginalMask<R>(start: () => R): R {
  if (original === undefined) return start();
  const own = process.umask(original);
  try {
    return start();
  } finally {
    process.umask(own);
  }
}

/**
 * Has the system keep no picture of this process's memory after a crash. Only Linux lets a program say so, with
 * `prlimit`; it resolves without effect where there is none, and elsewhere.
 */
export async function forbidCoreDumps(platform: NodeJS.Platform = process.platform): Promise<void> {
  if (platform !== 'linux') return;
  try {
    await promisify(execFile)('prlimit', ['--pid', String(process.pid), `--core=${NO_CORE_DUMP}`]);
  } catch {
    // A system without that program keeps its own rules. Nothing else depends on it.
  }
}
