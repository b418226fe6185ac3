import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { execute } from '../execute.mjs';
import { npmCommand } from '../install/npm.mjs';
import { fromRoot } from '../root.mjs';
import { nameOf, PackError, type Target } from './target.ts';

/** What of the project goes into the staging folder; resources/package is for the builder alone. */
const ours = ['out/main', 'out/preload', 'out/renderer', 'resources/icon', 'resources/package', 'LICENSE'];
const wasm = '@img/sharp-wasm32';

interface LockEntry {
  version?: string;
  dev?: boolean;
}
interface Lock {
  packages: Record<string, LockEntry>;
}

/**
 * Fills an empty folder with what is packed and nothing else: the built client, icons, a package.json of its own and
 * the packages that Electron's process needs, as package-lock.json names them, for the target.
 * @returns the names of the packages
 */
export async function fillStaging(folder: string, target: Target): Promise<ReadonlySet<string>> {
  for (const name of ours) await cp(fromRoot(name), path.join(folder, name), { recursive: true });
  const lock = lockFor(JSON.parse(await readFile(fromRoot('package-lock.json'), 'utf8')));
  await writeJson(folder, 'package.json', manifest());
  await writeJson(folder, 'package-lock.json', lock);
  await installPackages(folder, target);
  await removeOtherNatives(path.join(folder, 'node_modules'), target);
  // The builder asks npm which packages there are: the manifest must name no more than what is left.
  if (target.system !== 'linux') await writeJson(folder, 'package.json', withoutWasm(manifest()));
  return new Set(
    Object.keys(lock.packages).flatMap((key) =>
      key
        .split('node_modules/')
        .slice(1)
        .map((name) => name.replace(/\/$/, '')),
    ),
  );
}

type Manifest = ReturnType<typeof manifest>;

/** package.json without what only the project needs. */
function manifest() {
  const { name, productName, desktopName, version, description, homepage, author, license, type, main } = packageJson;
  const { dependencies, overrides } = packageJson;
  const about = { name, productName, desktopName, version, description, homepage, author, license, type, main };
  return { ...about, private: true, dependencies: { ...dependencies } as Record<string, string>, overrides };
}

function withoutWasm(full: Manifest): Manifest {
  const { [wasm]: _wasm, ...dependencies } = full.dependencies;
  return { ...full, dependencies };
}

/** The lock without what only development needs, and without the Nodes that the project brings along for itself. */
export function lockFor(lock: Lock): Lock {
  const { name, version, license, dependencies } = packageJson;
  const brought = new Set(Object.keys(packageJson.optionalDependencies).map((name) => `node_modules/${name}`));
  const packages = Object.entries(lock.packages).filter(([key, { dev }]) => key !== '' && !dev && !brought.has(key));
  return {
    ...lock,
    packages: { '': { name, version, license, dependencies } as LockEntry, ...Object.fromEntries(packages) },
  };
}

/** By npm, which takes packages for another machine as well. What a person has set for other projects must not count. */
async function installPackages(folder: string, { system, arch }: Target): Promise<void> {
  const [npm, ...first] = npmCommand();
  const machine = [`--os=${system}`, `--cpu=${arch}`, ...(system === 'linux' ? ['--libc=glibc'] : [])];
  const args = [...first, 'ci', '--omit=dev', '--include=optional', '--no-legacy-peer-deps', '--no-engine-strict'];
  const quiet = [
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--no-progress',
    '--loglevel=error',
    '--prefer-offline',
  ];
  const { code, output } = await execute(npm, [...args, ...machine, ...quiet], { cwd: folder });
  if (code !== 0)
    throw new PackError(`The packages for ${system}-${arch} cannot be brought (npm ci):\n${output.trim()}`);
}

/** libsignal and sqlcipher bring all six kinds of machine; sharp is native here and WebAssembly on Linux. */
async function removeOtherNatives(modules: string, target: Target): Promise<void> {
  for (const name of ['@signalapp/libsignal-client', '@signalapp/sqlcipher']) {
    const folder = path.join(modules, name, 'prebuilds');
    for (const machine of await readdir(folder))
      if (machine !== nameOf(target)) await rm(path.join(folder, machine), { recursive: true });
  }
  const images = path.join(modules, '@img');
  const unwanted = target.system === 'linux' ? /^sharp-(libvips-)?linux/ : /^sharp-wasm32$/;
  for (const name of await readdir(images))
    if (unwanted.test(name)) await rm(path.join(images, name), { recursive: true });
}

async function writeJson(folder: string, name: string, value: object): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, name), `${JSON.stringify(value, undefined, 2)}\n`);
}
