import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';

/** What tells where a person's folders are. */
export interface Person {
  platform: NodeJS.Platform;
  env: NodeJS.ProcessEnv;
  home: string;
}

const thisPerson = (): Person => ({ platform: process.platform, env: process.env, home: os.homedir() });

/** Where received files are put when nothing else was said: a folder of Miyu's among the person's downloads. */
export async function receivedFolder(person: Person = thisPerson()): Promise<string> {
  return receivedFolderIn(await downloadsFolder(person));
}

/** The folder of received files among those downloads. */
export function receivedFolderIn(downloads: string): string {
  return path.join(downloads, 'Miyu');
}

async function downloadsFolder(person: Person): Promise<string> {
  const chosen = isDesktopOfXdg(person) ? (fromEnvironment(person) ?? (await fromUserDirs(person))) : undefined;
  return chosen ?? path.join(person.home, 'Downloads');
}

/** They keep where a person's folders are, which have names in the person's language there. */
function isDesktopOfXdg({ platform }: Person): boolean {
  return platform !== 'win32' && platform !== 'darwin';
}

function fromEnvironment({ env }: Person): string | undefined {
  return absolute(env.XDG_DOWNLOAD_DIR);
}

/** user-dirs.dirs is written for shells, but may hold nothing else than absolute paths and those in $HOME. */
async function fromUserDirs({ env, home }: Person): Promise<string | undefined> {
  const config = absolute(env.XDG_CONFIG_HOME) ?? path.join(home, '.config');
  const text = await readIfThere(path.join(config, 'user-dirs.dirs'));
  const [, quoted] = /^\s*XDG_DOWNLOAD_DIR\s*=\s*"((?:[^"\\]|\\.)*)"/m.exec(text) ?? [];
  const plain = quoted?.replace(/\\(.)/g, '$1');
  return absolute(plain?.replace(/^\$HOME(?=\/|$)/, () => home));
}

function absolute(folder: string | undefined): string | undefined {
  return folder !== undefined && path.isAbsolute(folder) ? folder : undefined;
}

async function readIfThere(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  });
}
