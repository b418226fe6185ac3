import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { extractAll } from '@electron/asar';
import { appFolderOf, pack } from '../../scripts/pack/builder.ts';
import { PackError, readPackOptions } from '../../scripts/pack/target.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Where Electron's program keeps what it was built to allow: this, a version, a length, and a digit for each. */
const fuseSentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';

export interface PackedApp {
  /** the app's folder as electron-builder has made it */
  folder: string;
  /** its main script, taken out of the archive into a folder from where nothing leads into the project */
  main: string;
  /** the fuses of its program, a digit each, 1 is on */
  fuses: string;
}

/** Without npm's cache, packing needs its registry. */
const outOfReach = /ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT|ENETUNREACH|ENOTCACHED/;

/** What is missing when packing fails for that reason; undefined for any other. */
export function whyNotPacked(error: unknown): string | undefined {
  const isAway = error instanceof PackError && outOfReach.test(error.message);
  return isAway ? 'the packages of the client cannot be fetched (npm ci)' : undefined;
}

/** Packs the built client for this machine around a program that has Electron's fuses and does nothing. */
export async function packApp(): Promise<PackedApp> {
  const place = await temporaryFolder();
  const electron = path.join(place, 'electron');
  await makeDistribution(electron);
  const output = path.join(place, 'dist');
  const options = readPackOptions(['--linux', 'dir', '--output', output], process.platform, process.arch);
  await pack(options, electron);
  const folder = path.join(output, appFolderOf(options.target));
  const app = path.join(place, 'installed/resources/app');
  await mkdir(app, { recursive: true });
  extractAll(path.join(folder, 'resources/app.asar'), app);
  return { folder, main: path.join(app, 'out/main/main.js'), fuses: await fusesOf(path.join(folder, 'miyu')) };
}

async function makeDistribution(folder: string): Promise<void> {
  await mkdir(path.join(folder, 'resources'), { recursive: true });
  await mkdir(path.join(folder, 'locales'));
  const program = Buffer.concat([
    Buffer.from(`#!/bin/sh\nexit 1\n${fuseSentinel}`),
    Buffer.of(1, 9),
    Buffer.from('101100000'),
  ]);
  await writeFile(path.join(folder, 'electron'), program);
  await chmod(path.join(folder, 'electron'), 0o755);
  await writeFile(path.join(folder, 'LICENSE'), 'a licence');
  await writeFile(path.join(folder, 'locales/en-US.pak'), 'a language');
}

async function fusesOf(program: string): Promise<string> {
  const content = await readFile(program, 'latin1');
  const start = content.indexOf(fuseSentinel) + fuseSentinel.length;
  const length = content.charCodeAt(start + 1);
  return content.slice(start + 2, start + 2 + length);
}
