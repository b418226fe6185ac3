import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
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

/**
 * The first line of the file or of standard input, the variable MIYU_PASSWORD, or what somebody types at the prompt.
 * @throws PasswordSourceError
 */
export async function readPassword({ passwordStdin, passwordFile }: PasswordSource, prompt: string): Promise<string> {
  if (passwordFile !== undefined) return firstLine(await readPasswordFile(passwordFile));
  if (passwordStdin) return firstLine(await text(process.stdin));
  const { MIYU_PASSWORD: fromEnvironment } = process.env;
  if (fromEnvironment) return fromEnvironment;
  if (process.stdin.isTTY) return askAtTerminal(prompt);
  throw new PasswordSourceError('no-password');
}

/** Where the password of a hidden text comes from; it has none when there is no source. */
export interface HiddenPasswordSource {
  passwordPrompt?: boolean;
  textPasswordFile?: string;
}

/** @throws PasswordSourceError */
export async function readHiddenPassword(source: HiddenPasswordSource, prompt: string): Promise<string> {
  if (source.textPasswordFile !== undefined) return firstLine(await readPasswordFile(source.textPasswordFile));
  if (!source.passwordPrompt) return '';
  if (!process.stdin.isTTY) throw new PasswordSourceError('no-password');
  return askAtTerminal(prompt);
}

function readPasswordFile(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => {
    throw new PasswordSourceError('password-file');
  });
}

function firstLine(all: string): string {
  return all.split(/\r?\n/, 1)[0] ?? '';
}

function askAtTerminal(prompt: string): Promise<string> {
  process.stderr.write(prompt);
  // A terminal's readline itself shows what is typed, on its output: here, nowhere.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  return new Promise<string>((resolve, reject) => {
    terminal.once('line', resolve);
    // Ctrl+C and Ctrl+D end it without a line.
    terminal.once('close', () => reject(new PasswordSourceError('no-password')));
  }).finally(() => {
    terminal.close();
    process.stderr.write('\n');
  });
}
