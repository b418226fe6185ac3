import { createHash } from 'node:crypto';
import { constants, existsSync } from 'node:fs';
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import process from 'node:process';
import { execute } from '../execute.mjs';
import { thisMachine } from '../machine.mjs';
import { findNode } from '../node.mjs';
import { fromRoot } from '../root.mjs';
import { isInstalled } from './lock.mjs';
import { installArguments, npmCommand } from './npm.mjs';
import { loadProblem, prepareSqlite } from './sqlite.mjs';

const lockFile = fromRoot('package-lock.json');
const packages = fromRoot('node_modules');
const doneFile = fromRoot('node_modules/.miyu-lock');

/** Brings node_modules to what package-lock.json says. Quick when that has been done: one small file is compared. */
export async function ensureDependencies() {
  const lock = await readFile(lockFile, 'utf8');
  const system = `${process.platform}-${process.arch}`;
  const wanted = `${createHash('sha256').update(lock).digest('hex')} ${system}\n`;
  const done = await readIfThere(doneFile);
  if (done === wanted) return;

  const isOtherSystem = done !== undefined && !done.endsWith(` ${system}\n`);
  const installed = await readIfThere(fromRoot('node_modules/.package-lock.json'));
  if (isOtherSystem || !isInstalled(lock, installed, thisMachine())) await installPackages();
  await ensureSqlite(await findNode());
  await note(wanted);
}

/** @param {string} node */
async function ensureSqlite(node) {
  if ((await loadProblem(node)) === undefined) return;
  await mustBeWritable();
  await prepareSqlite(node, (log) => keepLog('sqlite3.log', log));
}

async function installPackages() {
  const [command, ...first] = npmCommand();
  await mustBeWritable();
  console.error('Installing packages (npm ci) …');
  const { code, output } = await execute(command, [...first, ...installArguments], { cwd: fromRoot() });
  await keepLog('install.log', output);
  if (code !== 0) throw new Error(`${output}\n"npm ci" failed. The text above is also in out/install.log.`);
}

/** Asked before npm is, which would take half of the packages away before it fails. */
async function mustBeWritable() {
  const folder = existsSync(packages) ? packages : fromRoot();
  if (await isWritable(folder)) return;
  throw new Error(
    `Not all packages of Miyu are installed, and you may not write to ${folder}. ` +
      'Let its owner run "npm start" there once, or make a copy of the project in a folder of your own.',
  );
}

/** The note only saves the next start a look. Somebody who may not write it starts all the same. */
async function note(wanted) {
  const place = existsSync(doneFile) ? doneFile : packages;
  if (await isWritable(place)) await writeFile(doneFile, wanted);
}

async function isWritable(folder) {
  return access(folder, constants.W_OK).then(
    () => true,
    () => false,
  );
}

async function keepLog(name, text) {
  await mkdir(fromRoot('out'), { recursive: true });
  await writeFile(fromRoot('out', name), text);
}

function readIfThere(file) {
  return readFile(file, 'utf8').catch((error) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}
