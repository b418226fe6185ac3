import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';
import { promisify } from 'node:util';
import { fromRoot } from './root.mjs';

// Before this one, Node does not run TypeScript without a flag.
const oldest = { major: 22, minor: 18 };

/**
 * The Node that Miyu runs on: the one among its packages, which exist for Linux and Windows, else the running one.
 * Throws when neither will do.
 */
export async function findNode() {
  const packaged = packagedNode();
  if (existsSync(packaged) && (await runs(packaged))) return packaged;
  if (isNewEnough(process.versions.node)) return process.execPath;
  throw new Error(
    `Miyu needs Node ${oldest.major}.${oldest.minor} or newer, and this is ${process.version}. ` +
      `There is no packaged Node for ${process.platform} ${process.arch}: please install a newer one from https://nodejs.org.`,
  );
}

/** The folder of the packaged Node, its C headers included. */
export function packagedNodeFolder() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  return fromRoot('node_modules', `node-${platform}-${process.arch}`);
}

function packagedNode() {
  return `${packagedNodeFolder()}/bin/node${process.platform === 'win32' ? '.exe' : ''}`;
}

/**
 * False on a system whose C library the packaged Node does not fit.
 * @param {string} node
 */
function runs(node) {
  return promisify(execFile)(node, ['--version']).then(
    () => true,
    () => false,
  );
}

/** @param {string} version */
function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > oldest.major || (major === oldest.major && minor >= oldest.minor);
}
