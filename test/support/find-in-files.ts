import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Which of the words stand in which files of a folder, and of the folders in it. */
export async function findInFiles(folder: string, words: string[]): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const found: string[] = [];
  for (const file of files) {
    const bytes = await readFile(file);
    found.push(...words.filter((word) => bytes.includes(word)).map((word) => `${word} in ${file}`));
  }
  return found;
}
