import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { execute } from '../execute.mjs';
import { headersOf } from '../node.mjs';
import { fromRoot } from '../root.mjs';
import { withPlainPaths } from './plain-folder.mjs';

/**
 * @typedef {object} Attempt
 * @property {string} name
 * @property {string} telling what the person reads meanwhile
 * @property {[string, ...string[]]} program the file and arguments for Node
 * @property {true} [isCompiling]
 */

/** @type {Attempt} */
const compiling = {
  name: 'compiled here',
  telling: 'Compiling the sqlite3 package (about a minute, ten on a small machine) …',
  program: ['node-gyp/bin/node-gyp.js', 'rebuild'],
  isCompiling: true,
};
/** @type {Attempt} */
const downloading = {
  name: 'downloaded',
  telling: 'Downloading the sqlite3 package ready-made …',
  program: ['prebuild-install/bin.js', '-r', 'napi'],
};

/**
 * Brings the native part of the sqlite3 package. It is compiled where that can be done, as no digest in
 * package-lock.json covers what would be downloaded. What was downloaded may need a newer C library than this system's,
 * so only loading it proves anything. Whichever way fails, the other one is tried.
 * @param {string} node the program
 * @param {(text: string) => Promise<void>} keepLog takes what the programs said so far
 * @throws Error with the reasons when both ways fail
 */
export async function prepareSqlite(node, keepLog) {
  const problems = [];
  let log = '';
  for (const attempt of (await canCompile(node)) ? [compiling, downloading] : [downloading, compiling]) {
    console.error(attempt.telling);
    const { problem, output } = await attemptTo(attempt, node);
    log += output;
    await keepLog(log);
    if (problem === undefined) return;
    problems.push(`  ${attempt.name}: ${problem}`);
  }
  throw new Error(`The sqlite3 package could not be prepared.\n${problems.join('\n')}\n${advice()}`);
}

/** @param {Attempt} attempt @param {string} node */
async function attemptTo({ program: [file, ...args], isCompiling }, node) {
  const run = (folder, settings) =>
    execute(node, [fromRoot('node_modules', file), ...args], {
      cwd: folder,
      // The package's build asks a `node` on the path.
      env: { ...process.env, PATH: [path.dirname(node), process.env.PATH ?? ''].join(path.delimiter), ...settings },
    });
  // node-gyp takes the C headers from there instead of downloading them.
  const headers = process.env.npm_config_nodedir ?? headersOf(node);
  const { code, output } = await (isCompiling
    ? withPlainPaths(headers, run)
    : run(fromRoot('node_modules/sqlite3'), {}));
  return { output, problem: code === 0 ? await loadProblem(node) : essence(output) };
}

/**
 * What Node says when the package does not load; undefined when it does.
 * @param {string} node the program
 */
export async function loadProblem(node) {
  const { code, output } = await execute(node, ['-e', "require('sqlite3')"], { cwd: fromRoot() });
  return code === 0 ? undefined : essence(output);
}

/** The lines that say what went wrong, or else the last ones: a compiler's whole output fills several screens. */
function essence(output) {
  const lines = output.split('\n').filter((line) => line.trim() !== '' && !/^\s+at /.test(line));
  const telling = lines.filter((line) => /error:|not found|no such file|enotfound|econn|timed? ?out/i.test(line));
  return (telling.length > 0 ? telling.slice(0, 5) : lines.slice(-5)).join('\n    ').trim();
}

/** Whether a compiler, its tools and Node's headers are there, so that nothing has to be downloaded for it. */
async function canCompile(node) {
  if (!headersOf(node)) return false;
  switch (process.platform) {
    case 'linux':
      return ['make', 'python3'].every(isOnPath) && (process.env.CXX !== undefined || ['g++', 'c++'].some(isOnPath));
    case 'darwin':
      // Without this question, calling the compiler would open a window that wants to install it.
      return (await execute('xcode-select', ['-p'])).code === 0;
    default:
      return false;
  }
}

function isOnPath(program) {
  return (process.env.PATH ?? '').split(':').some((folder) => existsSync(path.join(folder, program)));
}

const whatToInstall = {
  linux:
    'Debian, Ubuntu, Raspberry Pi OS: sudo apt install make g++ python3; Fedora: sudo dnf install make gcc-c++ python3; ' +
    'Arch: sudo pacman -S base-devel python',
  darwin: 'xcode-select --install',
  win32: 'Visual Studio Build Tools with "Desktop development with C++", and Python 3',
};

function advice() {
  return (
    `To compile it, install: ${whatToInstall[process.platform]}.\n` +
    'Where github.com cannot be reached, npm_config_sqlite3_binary_host names a mirror to download from.\n' +
    'All of what was said is in out/sqlite3.log.'
  );
}
