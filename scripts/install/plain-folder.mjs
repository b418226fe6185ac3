import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fromRoot } from '../root.mjs';

const packages = fromRoot('node_modules');
const addon = 'build/Release/node_sqlite3.node';

/**
 * Has the sqlite3 package compiled where no path has a space: for make, a space ends a name. Where the project or the
 * C headers have one in their path, that is a copy among the temporary files, of which the addon comes back.
 * @template T
 * @param {string | undefined} headers the folder of Node's C headers; undefined: node-gyp downloads them
 * @param {(folder: string, settings: NodeJS.ProcessEnv) => Promise<T>} compile gets the package's folder, and settings
 *   for node-gyp
 * @returns {Promise<T>}
 */
export async function withPlainPaths(headers, compile) {
  const paths = [packages, headers ?? os.homedir()];
  if (process.platform === 'win32' || !paths.some(hasSpace)) {
    return compile(path.join(packages, 'sqlite3'), headers ? { npm_config_nodedir: headers } : {});
  }
  const temporary = await mkdtemp(path.join(hasSpace(os.tmpdir()) ? '/tmp' : os.tmpdir(), 'miyu-sqlite3-'));
  try {
    const folder = await copyPackage(temporary);
    const result = await compile(folder, await plainSettings(headers, temporary));
    await bringBack(folder);
    return result;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** The package, what it includes, and a way to what its build unpacks with. @returns its folder */
async function copyPackage(temporary) {
  const copies = path.join(temporary, 'node_modules');
  for (const name of ['sqlite3', 'node-addon-api']) {
    await cp(path.join(packages, name), path.join(copies, name), { recursive: true });
  }
  await symlink(path.join(packages, 'tar'), path.join(copies, 'tar'));
  return path.join(copies, 'sqlite3');
}

async function plainSettings(headers, temporary) {
  if (!headers) return { npm_config_devdir: path.join(temporary, 'headers') };
  const plain = path.join(temporary, 'node');
  await symlink(headers, plain);
  return { npm_config_nodedir: plain };
}

async function bringBack(folder) {
  if (!existsSync(path.join(folder, addon))) return;
  const place = path.join(packages, 'sqlite3', addon);
  await mkdir(path.dirname(place), { recursive: true });
  await rm(place, { force: true });
  await cp(path.join(folder, addon), place);
}

function hasSpace(name) {
  return /\s/.test(name);
}
