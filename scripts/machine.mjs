// What this machine is, and whether Miyu runs on it. Even Node 12 must be able to read this file: it is Node 12 that
// must say that it is too old. So there is no newer syntax here than that.
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { fromRoot } from './root.mjs';

/** Before this one, Node cannot start the scripts and npm cannot read package-lock.json. */
const oldestLauncher = [18, 0];
const systems = { linux: 'Linux', darwin: 'macOS', win32: 'Windows' };
const processors = ['x64', 'arm64'];
/** libsignal and sqlcipher are linked against this one. */
const oldestGlibc = [2, 34];

/**
 * @typedef {object} Machine
 * @property {string} platform as process.platform
 * @property {string} arch as process.arch
 * @property {'glibc' | 'musl' | undefined} libc the C library; undefined outside of Linux
 * @property {string | undefined} glibc its version
 * @property {string} node the version of the running Node
 */

/** @returns {Machine} */
export function thisMachine() {
  const { platform, arch } = process;
  const glibc = platform === 'linux' ? glibcVersion() : undefined;
  const libc = platform === 'linux' ? (glibc ? 'glibc' : 'musl') : undefined;
  return { platform, arch, libc, glibc, node: process.versions.node };
}

/**
 * Why Miyu cannot run here, in a sentence for the person; undefined where it can.
 * @param {Machine} machine
 */
export function whyUnsupported({ platform, arch, libc, glibc, node }) {
  if (!(platform in systems && processors.includes(arch))) {
    return `Miyu runs on Linux, macOS and Windows with a 64-bit processor (x64 or arm64), and this is ${platform} ${arch}.`;
  }
  if (!isAtLeast(node, oldestLauncher)) return tooOld(node, platform, arch);
  if (libc === 'musl') {
    return 'Miyu needs a Linux with glibc, and this one has another C library (Alpine and other systems with musl).';
  }
  if (glibc && !isAtLeast(glibc, oldestGlibc)) {
    return `Miyu needs glibc 2.34 or newer (Debian 12, Ubuntu 22.04, Fedora 35), and this system has ${glibc}.`;
  }
  if (!runsTypeScript(node) && !isPackaged(platform, arch)) return tooOld(node, platform, arch);
  return undefined;
}

/**
 * Whether that Node runs TypeScript without a flag.
 * @param {string} version
 */
export function runsTypeScript(version) {
  const [major] = numbers(version);
  return isAtLeast(version, major === 23 ? [23, 6] : [22, 18]);
}

/**
 * Whether Node for that system is among the project's packages.
 * @param {string} platform
 * @param {string} arch
 */
export function isPackaged(platform, arch) {
  const { optionalDependencies } = JSON.parse(readFileSync(fromRoot('package.json'), 'utf8'));
  return packagedName(platform, arch) in optionalDependencies;
}

/**
 * @param {string} platform
 * @param {string} arch
 */
export function packagedName(platform, arch) {
  return `node-${platform === 'win32' ? 'win' : platform}-${arch}`;
}

function tooOld(node, platform, arch) {
  const needed = isPackaged(platform, arch) ? 'Node 20.19 or newer' : `Node 24 on ${systems[platform]} ${arch}`;
  return `Miyu needs ${needed}, and this is Node ${node}: please install a newer one from https://nodejs.org.`;
}

/** Undefined where the C library is another one. */
function glibcVersion() {
  const report = process.report.getReport();
  const { header } = typeof report === 'string' ? JSON.parse(report) : report;
  return header.glibcVersionRuntime;
}

/**
 * @param {string} version
 * @param {number[]} least major and minor
 */
function isAtLeast(version, [leastMajor = 0, leastMinor = 0]) {
  const [major, minor] = numbers(version);
  return major > leastMajor || (major === leastMajor && minor >= leastMinor);
}

/**
 * Major and minor.
 * @param {string} version
 * @returns {[number, number]}
 */
function numbers(version) {
  const [major, minor] = version.split('.').map(Number);
  return [major || 0, minor || 0];
}
