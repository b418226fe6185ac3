import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { execute } from '../../../scripts/execute.mjs';
import { fromRoot } from '../../../scripts/root.mjs';
import { programOnPath } from './machine.ts';

const listed = path.join(import.meta.dirname, '../runtimes');

/** Runtimes that are not Miyu's own, from the registry. */
export interface Runtimes {
  /** The folder of the `node` program of a package in test/matrix/runtimes/package.json. */
  node(name: string): string;
  bun: string;
}

/** Brings them below out/, quick when they are there already. Rejects with what npm says when it fails. */
export async function installRuntimes(): Promise<Runtimes> {
  const folder = fromRoot('out/runtimes');
  const lock = await readFile(path.join(listed, 'package-lock.json'), 'utf8');
  const done = path.join(folder, 'installed');
  if ((await readFile(done, 'utf8').catch(() => '')) !== lock) {
    await install(folder);
    await writeFile(done, lock);
  }
  return {
    node: (name) => path.join(folder, 'node_modules', name, 'bin'),
    bun: path.join(folder, 'node_modules/@oven/bun-linux-x64/bin/bun'),
  };
}

async function install(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of ['package.json', 'package-lock.json']) {
    await copyFile(path.join(listed, name), path.join(folder, name));
  }
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--no-progress', '--loglevel=error'];
  const script = process.env.npm_execpath;
  const [command, ...first] = script ? [process.execPath, script] : [programOnPath('npm') ?? 'npm'];
  const { code, output } = await execute(command, [...first, ...args], { cwd: folder });
  if (code !== 0) throw new Error(output);
}
