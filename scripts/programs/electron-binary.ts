import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fromRoot } from '../root.mjs';
import { fetchElectron } from './electron-download.ts';
import { whyNoElectron } from './electron-failure.ts';

const failedFile = fromRoot('node_modules/.miyu-no-electron');

export interface Wishes {
  /** whether a client is to be opened at all */
  open: boolean;
  /** whether it is to be a browser's */
  browser: boolean;
  /** whether to fetch Electron although that has failed before */
  electron: boolean;
}

/**
 * Electron's program where it can open a window, which its package fetches from another place than the npm registry:
 * tried once, and again when that is wished. Undefined where a browser is to open instead; why was told, once.
 * @param ending ends the fetching
 */
export async function chooseElectron(wishes: Wishes, ending: AbortSignal): Promise<string | undefined> {
  if (!wishes.open || wishes.browser) return undefined;
  const reason = whyNoElectron();
  if (reason !== undefined) {
    console.log(`Electron is not tried: ${reason}. Miyu opens in a browser instead.`);
    return undefined;
  }
  const program = installedProgram(fromRoot('node_modules/electron'), process.env);
  if (program !== undefined || (existsSync(failedFile) && !wishes.electron)) return program;
  return fetchProgram(ending);
}

async function fetchProgram(signal: AbortSignal): Promise<string | undefined> {
  const folder = fromRoot('node_modules/electron');
  const problem = await fetchElectron({ folder, signal });
  const program = installedProgram(folder, process.env);
  if (program !== undefined) {
    rmSync(failedFile, { force: true });
    return program;
  }
  if (signal.aborted) return undefined;
  writeFileSync(failedFile, problem ?? '');
  console.log(
    `Electron could not be fetched: ${problem}\n` +
      'Miyu opens in your browser instead. To try again: npm start -- --electron\n' +
      'Where github.com is slow or closed, a mirror helps: ELECTRON_MIRROR=https://npmmirror.com/mirrors/electron/',
  );
  return undefined;
}

/**
 * Electron's program, found as its package finds it.
 * @param folder the package's
 */
export function installedProgram(folder: string, env: NodeJS.ProcessEnv): string | undefined {
  const pathFile = path.join(folder, 'path.txt');
  const file = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : undefined;
  const program = env.ELECTRON_OVERRIDE_DIST_PATH
    ? path.join(env.ELECTRON_OVERRIDE_DIST_PATH, file ?? 'electron')
    : file && path.join(folder, 'dist', file);
  return program && existsSync(program) ? program : undefined;
}
