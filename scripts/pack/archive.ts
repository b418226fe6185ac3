import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import path from 'node:path';
import { extractFile, listPackage, statFile } from '@electron/asar';
import { headLength, machineOf } from './machine.ts';
import { nameOf, type Target } from './target.ts';

/** What an archive may hold and must hold. */
export interface Expected {
  readonly target: Target;
  /** the names of the packages that may be in node_modules, at any depth */
  readonly packages: ReadonlySet<string>;
}

const own = /^(out\/(main|preload|renderer)\/|resources\/icon\/)|^package\.json$/;
const secret = /(^|\/)(secrets?\.[^/]*|[^/]*\.(pem|key|p12|pfx|db|db-wal|db-shm|sqlite3?|env|log))$/i;
const source = /\.(ts|tsx|mts|cts|map|c|cc|cpp|h|hpp|gyp|gypi)$/i;
const test = /(^|\/)(tests?|__tests__|spec|coverage)\/|\.(test|spec)\.[cm]?js$/i;
const native = /\.(node|so(\.\d+)*|dll|dylib)$/i;
const privateKey = /-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/]{40}/;

/**
 * Reads a packed app and tells what is wrong with it, a sentence for each fault: files that have no business there,
 * secrets, sources, tests, native libraries for another machine, and native libraries that are missing.
 */
export function faultsOfArchive(archive: string, expected: Expected): string[] {
  const files = listFiles(archive);
  return [
    ...files.flatMap((file) => faultsOfFile(archive, file, expected)),
    ...strayFiles(archive, files),
    ...missingNatives(files, expected.target),
  ];
}

interface PackedFile {
  /** below the archive's root, with slashes */
  name: string;
  unpacked: boolean;
  isLink: boolean;
}

function listFiles(archive: string): PackedFile[] {
  return listPackage(archive, { isPack: false }).flatMap((entry) => {
    const name = entry.replaceAll('\\', '/').replace(/^\//, '');
    const stat = statFile(archive, path.normalize(name), false);
    if ('files' in stat) return [];
    return [{ name, unpacked: 'unpacked' in stat && stat.unpacked === true, isLink: 'link' in stat }];
  });
}

function faultsOfFile(archive: string, file: PackedFile, expected: Expected): string[] {
  const { name } = file;
  const faults: string[] = [];
  if (file.isLink) return [`${name} is a link`];
  if (!isExpected(name, expected.packages)) faults.push(`${name} has no business in a package`);
  if (secret.test(name)) faults.push(`${name} may be secret`);
  if (source.test(name) || test.test(name)) faults.push(`${name} is a source or a test`);
  const content = read(archive, file);
  if (native.test(name)) faults.push(...faultsOfNative(file, content, expected.target));
  else if (content.toString('latin1', 0, 15) === 'SQLite format 3') faults.push(`${name} is a database`);
  else if (privateKey.test(content.toString('latin1'))) faults.push(`${name} holds a private key`);
  return faults;
}

function isExpected(name: string, packages: ReadonlySet<string>): boolean {
  if (own.test(name)) return true;
  if (!name.startsWith('node_modules/')) return false;
  return name
    .split(/(?:^|\/)node_modules\//)
    .slice(1)
    .every((inside) => packages.has(packageOf(inside)));
}

function packageOf(inside: string): string {
  return inside.split('/', inside.startsWith('@') ? 2 : 1).join('/');
}

/** Of native libraries, which are large, the head alone. */
function read(archive: string, { name, unpacked }: PackedFile): Buffer {
  if (!unpacked) return extractFile(archive, path.normalize(name), false);
  const file = openSync(path.join(`${archive}.unpacked`, name), 'r');
  const length = native.test(name) ? headLength : 64 * 1024 * 1024;
  const buffer = Buffer.alloc(length);
  const read = readSync(file, buffer, 0, length, 0);
  closeSync(file);
  return buffer.subarray(0, read);
}

function faultsOfNative({ name, unpacked }: PackedFile, content: Buffer, target: Target): string[] {
  const machine = machineOf(content);
  if (!machine) return [`${name} is no native library`];
  if (machine.system !== target.system || machine.arch !== target.arch)
    return [`${name} is for ${machine.system}-${machine.arch}, not for ${nameOf(target)}`];
  return unpacked ? [] : [`${name} is inside the archive, from where no system loads it`];
}

/** What lies beside the archive without being one of its files. */
function strayFiles(archive: string, files: readonly PackedFile[]): string[] {
  const unpacked = new Set(files.filter((file) => file.unpacked).map(({ name }) => name));
  if (unpacked.size === 0) return [];
  const folder = `${archive}.unpacked`;
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((name) => !unpacked.has(name))
    .map((name) => `${name} lies unpacked, and the archive does not know it`);
}

/** Without any of these the app does not start, or has no pictures. */
function missingNatives(files: readonly PackedFile[], { system, arch }: Target): string[] {
  const prebuilt = `prebuilds/${system}-${arch}/[^/]+\\.node$`;
  const needed = [
    `^node_modules/@signalapp/libsignal-client/${prebuilt}`,
    `^node_modules/@signalapp/sqlcipher/${prebuilt}`,
    `^node_modules/@node-rs/argon2-${system}-${arch}[^/]*/[^/]+\\.node$`,
    // On Linux, Electron cannot have sharp's native library in its process.
    system === 'linux'
      ? '^node_modules/@img/sharp-wasm32/lib/[^/]+\\.wasm$'
      : `^node_modules/@img/sharp-${system}-${arch}/lib/[^/]+\\.node$`,
  ];
  return needed
    .filter((pattern) => !files.some(({ name }) => new RegExp(pattern).test(name)))
    .map((pattern) => `nothing in the package is ${pattern}`);
}
