import { join } from 'node:path';
import Database from '@signalapp/sqlcipher';
import { claimFile } from '../../protocol/index.ts';

/** Another running core has the installation folder. */
export class FolderInUseError extends Error {
  override readonly name = 'FolderInUseError';

  constructor(folder: string) {
    super(`another Miyu is using ${folder}`);
  }
}

/**
 * Takes the folder for this process; the answer gives it back. An open SQLite transaction holds the lock, so the
 * operating system frees it even when the process is killed, and no stale lock file can remain.
 */
export async function lockFolder(folder: string): Promise<() => void> {
  const file = join(folder, 'lock');
  await claimFile(file);
  const database = new Database(file);
  try {
    // Nothing is written, so no journal is needed either.
    database.pragma('journal_mode = memory');
    database.exec('begin exclusive');
  } catch (error) {
    database.close();
    if (error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY') throw new FolderInUseError(folder);
    throw error;
  }
  return () => database.close();
}
