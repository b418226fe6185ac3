import { chmod, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from './temporary-folder.ts';

/** A folder that everybody may look into, while the process would let everybody read and write what it makes. */
export async function openFolder(): Promise<string> {
  const folder = await temporaryFolder();
  await chmod(folder, 0o755);
  const before = process.umask(0);
  onTestFinished(() => {
    process.umask(before);
  });
  return folder;
}

/** What owner, group and everybody else may do with it. */
export async function modeOf(file: string): Promise<number> {
  return (await stat(file)).mode & 0o777;
}

/** The same for all files below a folder, by their paths from there. */
export async function modesIn(folder: string): Promise<Record<string, number>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => path.join(parentPath, name));
  return Object.fromEntries(
    await Promise.all(files.map(async (file) => [path.relative(folder, file), await modeOf(file)] as const)),
  );
}
