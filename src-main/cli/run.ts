import { hostname } from 'node:os';
import path from 'node:path';
import type { Language } from '../contract/settings.ts';
import { type Core, type CoreOptions, createCore } from '../core/core.ts';
import { DEFAULT_COST } from '../core/password.ts';
import { CliError } from './cli-error.ts';
import { Client } from './client.ts';
import type { Command } from './commands.ts';
import { exitCodeOf } from './exit-code.ts';
import { createOutput } from './output.ts';
import { type PasswordSource, readPassword } from './password-input.ts';
import { type Texts, textsIn } from './texts.ts';

export const VERSION = '0.1.0';

/** What every command takes. */
export type GlobalOptions = {
  profile: string;
  json: boolean;
  lang: Language;
  receivedFolder?: string;
} & PasswordSource;

/** Runs one command. Standard output is the result; what the core has to say goes beside it. */
export async function run<O>(command: Command<O>, options: O, global: GlobalOptions): Promise<void> {
  const texts = textsIn(global.lang);
  const output = createOutput(texts, global.json);
  try {
    await withCore(global, texts, (client) => command(client, output, options));
  } catch (error) {
    output.error(error);
    process.exitCode = exitCodeOf(error);
  }
}

async function withCore(
  { profile, lang, receivedFolder, ...passwordSource }: GlobalOptions,
  texts: Texts,
  work: (client: Client) => Promise<void>,
): Promise<void> {
  const core = await openCore({
    folder: profile,
    host: 'web',
    systemLanguage: lang,
    deviceName: `CLI · ${hostname()}`,
    version: VERSION,
    hashing: DEFAULT_COST,
    locksWhenIdle: false,
    log: console.error,
    ...(receivedFolder === undefined ? {} : { receivedFolder: path.resolve(receivedFolder) }),
  });
  try {
    await work(new Client(core, () => readPassword(passwordSource, texts.say('password'))));
  } finally {
    await core.close();
  }
}

/** @throws CliError `profile` with what the system says of the folder; FolderInUseError */
async function openCore(options: CoreOptions): Promise<Core> {
  try {
    return await createCore(options);
  } catch (error) {
    throw error instanceof Error && 'syscall' in error ? new CliError('profile', error.message) : error;
  }
}
