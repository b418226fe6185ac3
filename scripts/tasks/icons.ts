// Draws the icons of all systems anew from resources/icon/icon.svg. What it writes is committed.
import { readFile, writeFile } from 'node:fs/promises';
import { drawIcons } from '../pack/icons.ts';
import { fromRoot } from '../root.mjs';

const icons = await drawIcons(await readFile(fromRoot('resources/icon/icon.svg'), 'utf8'));
for (const [name, content] of icons) {
  await writeFile(fromRoot('resources/icon', name), content);
  console.log(`resources/icon/${name}: ${content.length} bytes`);
}
