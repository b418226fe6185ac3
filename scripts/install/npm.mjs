import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

/** Without npm nothing can be installed. It comes with Node, but some systems pack it by itself. */
const missing =
  'npm is missing. It comes with Node from https://nodejs.org; on Debian and Ubuntu: sudo apt install npm.';

/**
 * How npm is called: a program and its first arguments. No shell is needed for it, not on Windows either, where npm is a
 * script of the shell: so nothing depends on how a shell reads spaces.
 * @param {{ env: NodeJS.ProcessEnv, platform: string, execPath: string }} system
 * @returns {[string, ...string[]]}
 * @throws Error where there is no npm
 */
export function npmCommand({ env, platform, execPath } = process) {
  // Under `npm run`, the same npm goes on. pnpm and yarn name themselves in that variable, too.
  const own = env.npm_execpath ?? '';
  if (/(^|[\\/])npm-cli\.[cm]?js$/.test(own)) return [execPath, own];
  const isWindows = platform === 'win32';
  const folders = (env.PATH ?? '').split(isWindows ? ';' : ':').filter(Boolean);
  const files = isWindows
    ? [path.dirname(execPath), ...folders].map((folder) => path.join(folder, 'node_modules/npm/bin/npm-cli.js'))
    : folders.map((folder) => path.join(folder, 'npm'));
  const found = files.find((file) => existsSync(file));
  if (!found) throw new Error(missing);
  return isWindows ? [execPath, found] : [found];
}

/**
 * Brings all packages of the lock, and runs no script of theirs. What a person or a server has set for other projects
 * (no packages for development, no optional ones, other rules for peers and engines) must not count here.
 */
export const installArguments = [
  'ci',
  '--include=dev',
  '--include=optional',
  '--no-legacy-peer-deps',
  '--no-engine-strict',
  '--ignore-scripts',
  '--no-progress',
  '--loglevel=error',
];
