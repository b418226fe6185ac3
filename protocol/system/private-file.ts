import { randomBytes } from 'node:crypto';
import { chmod, open, stat } from 'node:fs/promises';
import path from 'node:path';
import { type Patience, removeFile, renameFile } from './held-files.ts';

const OWNER_ONLY = 0o600;
const OTHERS = 0o007;

/**
 * Writes a file that only its owner may read. After a crash there is the old content or the new, never a part.
 * @throws what the system says; the old content is there then, and nothing beside it
 */
export async function writePrivateFile(file: string, content: string, patience?: Patience): Promise<void> {
  const draft = `${file}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    await writeDraft(draft, content);
    await renameFile(draft, file, patience);
  } catch (error) {
    // the person must hear why nothing was written, not why a draft stayed
    await removeFile(draft, patience).catch(() => {});
    throw error;
  }
  await syncFolder(path.dirname(file));
}

async function writeDraft(draft: string, content: string): Promise<void> {
  const handle = await open(draft, 'wx', OWNER_ONLY);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes durable what was made or renamed in the folder. Windows neither needs it nor lets folders be opened. */
export async function syncFolder(folder: string, platform: NodeJS.Platform = process.platform): Promise<void> {
  if (platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Makes an empty file that only its owner may read, whatever the umask. A file that is there keeps its content, and what its owner's
 * group may do; everybody else loses their rights. It is not opened: closing it would end the locks that this process has on it.
 */
export async function claimFile(file: string): Promise<void> {
  try {
    await (await open(file, 'wx', OWNER_ONLY)).close();
  } catch (error) {
    if (!isSystemError(error, 'EEXIST')) throw error;
    await takeFromOthers(file);
  }
}

async function takeFromOthers(file: string): Promise<void> {
  const { mode } = await stat(file);
  if ((mode & OTHERS) === 0) return;
  try {
    await chmod(file, mode & 0o777 & ~OTHERS);
  } catch (error) {
    // disks of other systems know no modes: there the rights come with the disk
    if (!isSystemError(error, 'EPERM', 'ENOTSUP', 'ENOSYS', 'EROFS')) throw error;
  }
}

function isSystemError(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
