import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { packagedName, runsTypeScript } from './machine.mjs';
import { fromRoot } from './root.mjs';

/**
 * The Node that Miyu runs on: the one among its packages, which exist for Linux and Windows, else the running one.
 * Throws when neither will do, and says why not.
 */
export async function findNode() {
  const packaged = packagedNode();
  const problem = existsSync(packaged) ? await whyNotRunning(packaged) : `There is none at ${packaged}.`;
  if (problem === undefined) return packaged;
  if (runsTypeScript(process.versions.node)) return process.execPath;
  throw new Error(
    `Miyu brings a Node of its own, but that one does not run here, and this is ${process.version}: ` +
      `please install Node 24 from https://nodejs.org.\n${problem}`,
  );
}

/** The folder of the packaged Node. */
export function packagedNodeFolder() {
  return fromRoot('node_modules', packagedName(process.platform, process.arch));
}

/**
 * The folder that has a Node's C headers in it, as node-gyp wants to be told. Undefined where there are none: the
 * packaged Node for Windows comes without, and so do some of the systems' packages.
 * @param {string} node the program
 */
export function headersOf(node) {
  const folder = node === packagedNode() ? packagedNodeFolder() : path.dirname(path.dirname(node));
  return existsSync(path.join(folder, 'include/node/node_api.h')) ? folder : undefined;
}

function packagedNode() {
  return path.join(packagedNodeFolder(), 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

/**
 * What the system says when that program cannot be run: a C library that does not fit, a file system without programs.
 * @param {string} node
 */
function whyNotRunning(node) {
  return promisify(execFile)(node, ['--version']).then(
    () => undefined,
    (error) => String(error.message).trim(),
  );
}
