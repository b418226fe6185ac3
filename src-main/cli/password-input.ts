import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';

/** Where a command takes its password from; never the command line, which other users of the machine can read. */
export interface PasswordSource {
  passwordStdin?: boolean;
  passwordFile?: string;
}

/** `no-password`: no way to one was given. `password-file`: the file cannot be read. */
export class PasswordSourceError extends Error {
  override readonly name = 'PasswordSourceError';
  readonly code: 'no-password' | 'password-file';

  constructor(code: PasswordSourceError['code']) {
    super(code);
    this.code = code;
  }
}

/** The first line of standard input or of the file. */
export async function readPassword({ passwordStdin, passwordFile }: PasswordSource): Promise<string> {
  if (passwordFile === undefined && !passwordStdin) throw new PasswordSourceError('no-password');
  const all = passwordFile === undefined ? await text(process.stdin) : await readPasswordFile(passwordFile);
  return all.split(/\r?\n/, 1)[0] ?? '';
}

function readPasswordFile(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => {
    throw new PasswordSourceError('password-file');
  });
}
