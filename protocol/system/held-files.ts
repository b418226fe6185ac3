import { rename, rm } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';

/** What waiting takes; tests give their own. */
export interface Patience {
  platform: NodeJS.Platform;
  /** monotonic milliseconds */
  now(): number;
  pause(ms: number): Promise<unknown>;
}

const real: Patience = {
  platform: process.platform,
  now: () => performance.now(),
  pause: (ms) => setTimeout(ms),
};

/** What Windows says of a file that a virus scanner, an indexer or a synchronising program has open at the moment. */
const HELD = new Set(['EPERM', 'EACCES', 'EBUSY', 'ENOTEMPTY']);
const PATIENCE_MS = 2000;
const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 100;

/**
 * Gives a file or folder another name. A file of that name is replaced. On Windows it waits up to 2 s for a program that has the file open.
 * @throws what the system said the last time
 */
export function renameFile(from: string, to: string, patience: Patience = real): Promise<void> {
  return whileHeld(() => rename(from, to), patience);
}

/** Deletes a file; waits and throws as `renameFile` does. Harmless when there is none. */
export function removeFile(path: string, patience: Patience = real): Promise<void> {
  return whileHeld(() => rm(path, { force: true }), patience);
}

/** Deletes a folder with all that is in it; waits and throws as `renameFile` does. Harmless when there is none. */
export function removeFolder(path: string, patience: Patience = real): Promise<void> {
  return whileHeld(() => rm(path, { recursive: true, force: true }), patience);
}

/** Tries again on Windows while the system says that somebody holds a file. @throws what the last try did */
export async function whileHeld(work: () => Promise<void>, { platform, now, pause }: Patience): Promise<void> {
  const end = now() + PATIENCE_MS;
  for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(2 * wait, LONGEST_PAUSE_MS)) {
    try {
      return await work();
    } catch (error) {
      if (platform !== 'win32' || !isHeld(error) || now() >= end) throw error;
    }
    await pause(wait);
  }
}

function isHeld(error: unknown): boolean {
  return error instanceof Error && 'code' in error && HELD.has(String(error.code));
}
