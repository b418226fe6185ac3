import { link, lstat, open } from 'node:fs/promises';
import { removeFile, renameFile } from '../../../protocol/index.ts';
import { isSystemError } from '../transfers/disk.ts';

/**
 * Gives what is whole its name. A link is made only where there is nothing, and leaves the part beside it; where the disk knows no links,
 * the name is reserved first.
 * @returns false when something else is called so
 */
export async function takeName(part: string, path: string): Promise<boolean> {
  try {
    await link(part, path);
    return true;
  } catch (error) {
    // an earlier run may have ended just after it made the link
    if (isSystemError(error, 'EEXIST')) return isSameFile(part, path);
    if (isSystemError(error, 'ENOENT')) throw error;
    return reserveAndRename(part, path);
  }
}

/** Two names of one file. Disks that know no links may number all their files 0. */
async function isSameFile(one: string, other: string): Promise<boolean> {
  const [a, b] = [await lstat(one, { bigint: true }), await lstat(other, { bigint: true })];
  return a.nlink > 1 && a.ino === b.ino && a.dev === b.dev;
}

async function reserveAndRename(part: string, path: string): Promise<boolean> {
  try {
    await (await open(path, 'wx', 0o600)).close();
  } catch (error) {
    if (isSystemError(error, 'EEXIST')) return false;
    throw error;
  }
  try {
    await renameFile(part, path);
    return true;
  } catch (error) {
    // what is told is why the file has no name, not why its place stays taken
    await removeFile(path).catch(() => {});
    throw error;
  }
}
