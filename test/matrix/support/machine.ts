import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

/*
 * What rows ask of this machine. Each function tells the reason why it cannot be had, and undefined where it can.
 */

/** Programs that are found on PATH. */
export function needsPrograms(...names: string[]): string | undefined {
  const lost = names.filter((name) => !isOnPath(name));
  return lost.length > 0 ? `${lost.join(', ')} not installed` : undefined;
}

/** The rights to become another user, and to take a host name or a network of one's own. */
export function needsRoot(): string | undefined {
  if (process.getuid?.() !== 0) return 'not root';
  return needsPrograms('setpriv', 'unshare', 'mount');
}

/** Namespaces, by the letters that unshare has for them; containers may forbid them. */
export function needsNamespaces(...letters: string[]): string | undefined {
  const flags = letters.map((letter) => `-${letter}`);
  const { status, stderr } = spawnSync('unshare', [...flags, 'true'], { encoding: 'utf8' });
  return status === 0 ? undefined : `unshare ${flags.join(' ')} does not work: ${stderr?.trim()}`;
}

/** A compiler, and what else node-gyp runs. */
export function needsCompiler(): string | undefined {
  return needsPrograms('cc', 'c++', 'make', 'python3', 'tar');
}

/** The first reason of several. */
export function firstOf(...reasons: (string | undefined)[]): string | undefined {
  return reasons.find((reason) => reason !== undefined);
}

/** The folders of PATH that are not a project's own: npm adds those. */
export function systemPath(): string[] {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  return folders.filter((folder) => folder !== '' && !folder.includes('node_modules'));
}

/** The first program of that name on the machine's PATH. */
export function programOnPath(name: string): string | undefined {
  return systemPath()
    .map((folder) => path.join(folder, name))
    .find(isProgram);
}

function isOnPath(name: string): boolean {
  return programOnPath(name) !== undefined;
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
