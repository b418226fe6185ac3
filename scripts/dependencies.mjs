import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import process from 'node:process';
import { execute } from './execute.mjs';
import { findNode, packagedNodeFolder } from './node.mjs';
import { fromRoot } from './root.mjs';

const lockFile = fromRoot('package-lock.json');
const installedFile = fromRoot('node_modules/.package-lock.json');
const doneFile = fromRoot('node_modules/.miyu-lock');

/** Brings node_modules to what package-lock.json says. Quick when that has been done: one small file is compared. */
export async function ensureDependencies() {
  const lock = await readFile(lockFile, 'utf8');
  const wanted = `${createHash('sha256').update(lock).digest('hex')} ${process.platform}-${process.arch}\n`;
  if ((await readIfThere(doneFile)) === wanted) return;

  await mkdir(fromRoot('out'), { recursive: true });
  if (!matches(JSON.parse(lock), await readIfThere(installedFile))) await installPackages();
  if (!(await loads('sqlite3'))) await buildSqlite();
  await writeFile(doneFile, wanted);
}

async function installPackages() {
  progress('Installing packages (npm ci) …');
  await npm(['ci', '--no-progress', '--loglevel=error'], 'out/install.log');
}

async function buildSqlite() {
  progress('Preparing the sqlite3 package. Where it has to be compiled, this takes about a minute …');
  await npm(['rebuild', 'sqlite3', '--ignore-scripts=false', '--foreground-scripts'], 'out/sqlite3.log');
  if (!(await loads('sqlite3')))
    throw new Error('The sqlite3 package was built but does not load. See out/sqlite3.log.');
}

/** Whether what npm last wrote about node_modules is what the lock asks for; optional packages may be absent. */
function matches(lock, installedText) {
  if (installedText === undefined) return false;
  const installed = JSON.parse(installedText).packages;
  return Object.entries(lock.packages).every(
    ([path, { version, optional }]) =>
      path === '' || (path in installed ? installed[path].version === version : optional === true),
  );
}

async function loads(name) {
  const { code } = await execute(await findNode(), ['-e', `require(${JSON.stringify(name)})`], { cwd: fromRoot() });
  return code === 0;
}

async function npm(args, logFile) {
  // Under `npm run`, the same npm goes on. Started by hand, the one on PATH is asked, which is a script on Windows.
  const script = process.env.npm_execpath;
  const [command, first] = script ? [process.execPath, [script]] : ['npm', []];
  const { code, output } = await execute(command, [...first, ...args], {
    cwd: fromRoot(),
    shell: !script && process.platform === 'win32',
    env: {
      ...process.env,
      PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1',
      ELECTRON_SKIP_BINARY_DOWNLOAD: '1',
      // node-gyp takes the C headers from here instead of downloading them.
      npm_config_nodedir: process.env.npm_config_nodedir ?? packagedNodeFolder(),
    },
  });
  await writeFile(fromRoot(logFile), output);
  if (code !== 0) throw new Error(`${output}\n"npm ${args.join(' ')}" failed. The text above is also in ${logFile}.`);
}

function readIfThere(file) {
  return readFile(file, 'utf8').catch((error) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}

/** To standard error: standard output belongs to the task. */
function progress(line) {
  console.error(line);
}
