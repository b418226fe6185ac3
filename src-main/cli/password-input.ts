import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';

/** Where a command takes its password from; never the command line, which other users of the machine can read. */
export interface PasswordSource {
  passwordStdin?: boolean;
  passwordFile?: string;
}

/** No way to a password was given. */
export class NoPasswordError extends Error {
  override readonly name = 'NoPasswordError';
}

/** The first line of standard input or of the file. */
export async function readPassword({ passwordStdin, passwordFile }: PasswordSource): Promise<string> {
  if (passwordFile === undefined && !passwordStdin) throw new NoPasswordError();
  const all = passwordFile === undefined ? await text(process.stdin) : await readFile(passwordFile, 'utf8');
  return all.split(/\r?\n/, 1)[0] ?? '';
}
