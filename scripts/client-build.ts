import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { fromRoot } from './root.mjs';

/** What the Electron and web clients are built from. */
const sources = [
  'protocol',
  'src-main',
  'src-renderer',
  'resources',
  'scripts/node-workers.ts',
  'electron.vite.config.ts',
  'package-lock.json',
];
/** The last file that a build writes. */
const builtLast = 'out/renderer/index.html';

/** Builds the client into out/ when its sources are newer than what is there. True when it did. */
export async function buildClientIfStale(): Promise<boolean> {
  const built = fromRoot(builtLast);
  if (existsSync(built) && (await newestChange()) < statSync(built).mtimeMs) return false;
  for (const folder of ['.', 'out'].map((name) => fromRoot(name))) mustBeWritable(folder);
  await buildClient();
  return true;
}

/** Without this question, the tools end with where in their own code they were. */
function mustBeWritable(folder: string): void {
  try {
    if (existsSync(folder)) accessSync(folder, constants.W_OK);
  } catch {
    throw new Error(
      `The client in out/ is missing or older than its sources, and you may not write to ${folder}. ` +
        'Let its owner run "npm run build" there, or make a copy of the project in a folder of your own.',
    );
  }
}

/** Rejects with what electron-vite printed when it fails. */
export async function buildClient(): Promise<void> {
  await runTool('electron-vite/bin/electron-vite.js', 'build', '--logLevel', 'warn');
}

/** Runs a program of our packages with this Node; rejects when it fails, after it said why. */
export async function runTool(program: string, ...args: string[]): Promise<void> {
  const file = fromRoot('node_modules', program);
  // Vite's own note that it is production is of no use here, and our output may be someone else's to read.
  const child = spawn(process.execPath, [file, ...args], { cwd: fromRoot(), stdio: ['ignore', 2, 2] });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${path.basename(program)} ${args.join(' ')} failed.`);
}

async function newestChange(): Promise<number> {
  const times = await Promise.all(sources.map((source) => newestIn(fromRoot(source))));
  return Math.max(...times);
}

/** Folders count too: taking a file away changes only its folder. */
async function newestIn(name: string): Promise<number> {
  const stats = statSync(name);
  if (!stats.isDirectory()) return stats.mtimeMs;
  const entries = await readdir(name, { recursive: true });
  return Math.max(stats.mtimeMs, ...entries.map((entry) => statSync(path.join(name, entry)).mtimeMs));
}
