import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { clearUnfinished } from '../../../scripts/demo-people.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

it('clears what an introduction left that was cut off, and nothing that was there before', async () => {
  const folder = await temporaryFolder();
  const data = path.join(folder, 'demo');
  await clearUnfinished(data);
  await mkdir(path.join(data, 'server'));
  await clearUnfinished(data);
  expect(existsSync(path.join(data, 'server'))).toBe(false);

  const own = path.join(folder, 'own');
  await mkdir(own);
  await writeFile(path.join(own, 'thesis.odt'), '');
  await expect(clearUnfinished(own)).rejects.toThrow(/holds other things than the demo's.*--data DIR/);
  expect(await readdir(own)).toEqual(['thesis.odt']);
});

it('leaves an introduction that was done as it is', async () => {
  const data = await temporaryFolder();
  await writeFile(path.join(data, 'introduced-with-keys'), '');
  await writeFile(path.join(data, 'history'), '');
  await clearUnfinished(data);
  expect((await readdir(data)).sort()).toEqual(['history', 'introduced-with-keys']);
});
