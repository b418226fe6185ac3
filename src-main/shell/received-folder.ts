import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';

/** What tells where a person's folders are. */
export interface Person {
  platform: NodeJS.Platform;
  env: NodeJS.ProcessEnv;
  /** absent for a person whom the system does not know, as in containers */
  home?: string;
}

function thisPerson(): Person {
  const home = homeFolder();
  return { platform: process.platform, env: process.env, ...(home === undefined ? {} : { home }) };
}

/** @param ask answers an empty text or throws where the system knows of none */
export function homeFolder(ask: () => string = os.homedir): string | undefined {
  try {
    return absolute(ask());
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) return undefined;
    throw error;
  }
}

/**
 * Where received files are put when nothing else was said: a folder of Miyu's among the person's downloads.
 * @param clientFolder where the client keeps everything, and received files too when the person has no folder of their own
 */
export async function receivedFolder(clientFolder: string, person: Person = thisPerson()): Promise<string> {
  const downloads = await downloadsFolder(person);
  return downloads === undefined ? path.join(clientFolder, 'received') : receivedFolderIn(downloads);
}

/** The folder of received files among those downloads. */
export function receivedFolderIn(downloads: string): string {
  return path.join(downloads, 'Miyu');
}

async function downloadsFolder(person: Person): Promise<string | undefined> {
  const chosen = isDesktopOfXdg(person) ? (fromEnvironment(person) ?? (await fromUserDirs(person))) : undefined;
  return chosen ?? (person.home && path.join(person.home, 'Downloads'));
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
  const config = absolute(env.XDG_CONFIG_HOME) ?? (home && path.join(home, '.config'));
  if (!config) return undefined;
  const text = await readIfThere(path.join(config, 'user-dirs.dirs'));
  const [, quoted] = /^\s*XDG_DOWNLOAD_DIR\s*=\s*"((?:[^"\\]|\\.)*)"/m.exec(text) ?? [];
  const plain = quoted?.replace(/\\(.)/g, '$1');
  return absolute(plain?.replace(/^\$HOME(?=\/|$)/, () => home ?? '$HOME'));
}

function absolute(folder: string | undefined): string | undefined {
  return folder !== undefined && path.isAbsolute(folder) ? folder : undefined;
}

/** Nothing is there, or the home is somebody else's: programs in containers run in those. */
const unreadable = ['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM'];

async function readIfThere(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && unreadable.includes(String(error.code))) return '';
    throw error;
  });
}
