// An app as it is installed: outside of the project, and read only.
import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';

/**
 * Demands that nothing can be resolved from the project, and that the package names this main script.
 * @param {string} main
 * @returns {Promise<string>} the folder of the app
 */
export async function packedFolder(main) {
  const folder = ancestors(main).find((place) => existsSync(path.join(place, 'package.json')));
  if (!folder) throw new Error(`electron-stand-in: no package.json above ${main}`);
  const manifest = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
  if (path.resolve(folder, manifest.main ?? 'index.js') !== main)
    throw new Error(`electron-stand-in: package.json starts ${manifest.main}, not ${main}`);
  const leak = ancestors(folder).find((place) => existsSync(path.join(place, 'node_modules')));
  if (leak) throw new Error(`electron-stand-in: a packed app would find packages in ${leak}`);
  return folder;
}

/**
 * What was made, changed or removed below a folder after `since` (milliseconds since 1970).
 * @param {string} folder @param {number} since
 * @returns {Promise<string[]>} relative to the folder
 */
export async function changedIn(folder, since) {
  const entries = ['', ...(await readdir(folder, { recursive: true }))];
  const times = await Promise.all(entries.map(async (entry) => (await stat(path.join(folder, entry))).mtimeMs));
  return entries.filter((_, at) => times[at] > since);
}

/** @param {string} place */
function ancestors(place) {
  const parent = path.dirname(place);
  return parent === place ? [] : [parent, ...ancestors(parent)];
}
