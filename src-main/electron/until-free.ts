import { setTimeout } from 'node:timers/promises';
import { FolderInUseError } from '../core/folder-lock.ts';

const PAUSE_MS = 200;

/**
 * Opens what is in a folder that another Miyu may be leaving just now.
 * @param patience for how many milliseconds it is tried again
 * @throws FolderInUseError when the other one stays; whatever else `open` throws
 */
export async function untilFree<R>(open: () => Promise<R>, patience: number): Promise<R> {
  const tries = Math.ceil(patience / PAUSE_MS);
  for (let tried = 1; ; tried++) {
    try {
      return await open();
    } catch (error) {
      if (!(error instanceof FolderInUseError) || tried > tries) throw error;
    }
    await setTimeout(PAUSE_MS);
  }
}
