import { chown, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { execute } from '../../../scripts/execute.mjs';
import { type Place, Skip } from './place.ts';

/** Numbers that no system gives to anybody. */
const USER = 54_322;
const STRANGER = 54_321;
const OWNER = `${USER}:${USER}`;

/** Somebody who is not root, for `through`. */
export type Person = readonly string[];

/**
 * An ordinary user who has a name and a home: this one, or, for root, one who is known within the row's programs only.
 */
export async function ordinaryUser(place: Place): Promise<Person> {
  if (process.getuid?.() !== 0) return [];
  const passwd = path.join(place.folder, 'passwd');
  const line = `miyu-matrix:x:${USER}:${USER}::${place.home}:/bin/sh\n`;
  await writeFile(passwd, (await readFile('/etc/passwd', 'utf8')) + line);
  await chown(place.folder, USER, USER);
  await chown(place.home, USER, USER);
  const script = `mount --bind "$0" /etc/passwd && exec setpriv --reuid ${USER} --regid ${USER} --clear-groups "$@"`;
  return reaching(place, ['unshare', '-m', 'sh', '-c', script, passwd]);
}

/** A number that the system knows no name and no home for, as containers give it to their programs. */
export async function stranger(place: Place): Promise<Person> {
  await chown(place.folder, STRANGER, STRANGER);
  return reaching(place, ['setpriv', '--reuid', `${STRANGER}`, '--regid', `${STRANGER}`, '--clear-groups']);
}

/** Makes a folder the user's, with all that is in it. None of it may be a link. */
export async function giveAll(place: Place, folder: string): Promise<void> {
  await give(place, ['chown', '-R', OWNER, folder]);
}

/** Makes the folders of a copy the user's. Files stay as they are: those of the packages are links. */
export async function giveFolders(place: Place, folder: string): Promise<void> {
  await give(place, ['find', folder, '-type', 'd', '-exec', 'chown', OWNER, '{}', '+']);
}

/** For an ordinary user, all of it is theirs already. */
async function give(place: Place, line: readonly string[]): Promise<void> {
  if (process.getuid?.() === 0) await place.succeeds(line);
}

/** The same person with that mask for new files. */
export function withUmask(mask: string, person: Person): Person {
  return [...person, 'sh', '-c', 'umask "$0" && exec "$@"', mask];
}

/** Folders above, such as root's own for temporary files, may be closed to others. */
async function reaching(place: Place, person: Person): Promise<Person> {
  const files = [path.join(place.checkout, 'package.json'), path.join(place.checkout, 'node_modules/zod/package.json')];
  const [command = '', ...args] = person;
  const { code, output } = await execute(command, [...args, 'cat', ...files]);
  if (code !== 0) throw new Skip(`another user cannot read the copy: ${output.slice(0, 200)}`);
  return person;
}
