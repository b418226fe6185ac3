import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { loadRendererFiles } from '../../../src-main/shell/renderer-files.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

async function folderWith(...names: string[]): Promise<string> {
  const folder = await temporaryFolder();
  for (const name of names) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), name);
  }
  return folder;
}

it('serves the page without what file managers leave in every folder', async () => {
  const folder = await folderWith(
    ...['index.html', 'assets/page.js', '.DS_Store', 'assets/.DS_Store', '._index.html', 'assets/Thumbs.db'],
    ...['desktop.ini', '.Trashes/index.html'],
  );
  const told: string[] = [];
  const files = await loadRendererFiles(folder, (line) => told.push(line));
  expect([...files.keys()].toSorted()).toEqual(['/', '/assets/page.js', '/index.html']);
  expect(told).toEqual([]);
});

it('starts without a file of a kind that it does not know, and says which', async () => {
  const folder = await folderWith('index.html', 'notes.odt');
  const told: string[] = [];
  const files = await loadRendererFiles(folder, (line) => told.push(line));
  expect([...files.keys()]).toEqual(['/index.html', '/']);
  expect(told).toEqual([`${path.join(folder, 'notes.odt')} is left out: no content type is known for it.`]);
});

it('says when there is no page', async () => {
  await expect(loadRendererFiles(await folderWith('page.js'))).rejects.toThrow(/no built user interface/);
});
