import { hostname } from 'node:os';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { Language } from '../contract/model.ts';
import { createCore } from '../core/core.ts';
import { DEFAULT_COST } from '../core/password.ts';
import { Client } from './client.ts';
import * as commands from './commands.ts';
import { ExitCode, exitCodeOf } from './exit-code.ts';
import { createOutput, type Output } from './output.ts';
import { type PasswordSource, readPassword } from './password-input.ts';
import { tail } from './tail.ts';
import { languageOf, type Texts, textsIn } from './texts.ts';

const VERSION = '0.1.0';

type GlobalOptions = { profile: string; json: boolean; lang: Language } & PasswordSource;
type Run<O> = (client: Client, output: Output, options: O) => Promise<void>;

/** Standard output is the result; what the core has to say goes beside it. */
async function run<O>(command: Run<O>, options: O, global: GlobalOptions): Promise<void> {
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
  { profile, lang, ...passwordSource }: GlobalOptions,
  texts: Texts,
  work: (client: Client) => Promise<void>,
): Promise<void> {
  const core = await createCore({
    folder: profile,
    host: 'web',
    systemLanguage: lang,
    deviceName: `CLI · ${hostname()}`.slice(0, 64),
    version: VERSION,
    hashing: DEFAULT_COST,
    log: console.error,
  });
  try {
    await work(new Client(core, () => readPassword(passwordSource, texts.say('password'))));
  } finally {
    await core.close();
  }
}

function createProgram(): Command {
  const program = new Command('miyu-cli')
    .description('Miyu without a window: for scripts, bots and tests.')
    .version(VERSION)
    .requiredOption('--profile <dir>', 'folder that keeps the account, its keys and its history')
    .option('--json', 'print one JSON object a line', false)
    .addOption(
      new Option('--lang <language>', 'language of the texts')
        .choices(['en', 'zh-CN'])
        .default(languageOf(process.env)),
    )
    .option('--password-file <file>', 'read the password from the first line of a file')
    .option('--password-stdin', 'read it from the first line of standard input')
    .addHelpText('after', PASSWORDS)
    .addHelpText('after', EXIT_CODES)
    .exitOverride();
  const server = () => new Option('--server <link>', 'invitation link miyu://host:port/#fingerprint; kept for later');
  const add = (description: string, name: string, ...args: string[]) =>
    args.reduce((command, arg) => command.argument(arg), program.command(name).description(description));

  add('make an account and sign in; prints the recovery code', 'register', '<name>', '<email>')
    .addOption(server())
    .option('--display-name <name>', 'what others see; the name when not given')
    .action((name, email, options, command) =>
      run(commands.register, { ...options, name, email }, command.optsWithGlobals()),
    );
  add('sign in', 'login', '<name>')
    .addOption(server())
    .action((name, options, command) => run(commands.login, { ...options, name }, command.optsWithGlobals()));
  add('sign out; the history stays', 'logout').action((options, command) =>
    run(commands.logout, options, command.optsWithGlobals()),
  );
  add('ask somebody to become a friend', 'add', '<name>')
    .option('--greeting <text>', 'shown with the request', '')
    .action((name, options, command) => run(commands.add, { ...options, name }, command.optsWithGlobals()));
  add('list friend requests', 'requests').action((options, command) =>
    run(commands.requests, options, command.optsWithGlobals()),
  );
  add('accept a friend request', 'accept', '<name>').action((name, _, command) =>
    run(commands.accept, { name }, command.optsWithGlobals()),
  );
  add('refuse a friend request', 'refuse', '<name>').action((name, _, command) =>
    run(commands.refuse, { name }, command.optsWithGlobals()),
  );
  add('send a message and wait until the server has it', 'send', '<name>', '<text>')
    .option('--timeout <seconds>', 'how long to wait', seconds, 30)
    .action((name, text, options, command) =>
      run(commands.send, { ...options, name, text }, command.optsWithGlobals()),
    );
  add('print unread messages, then new ones as they come', 'tail')
    .option('--count <number>', 'end after so many messages', count)
    .option('--timeout <seconds>', 'end after so long', seconds)
    .action((options, command) => run(tail, { ...options, stop: interruption() }, command.optsWithGlobals()));
  add('print the last messages with somebody', 'history', '<name>')
    .option('--limit <number>', 'how many', limit, 50)
    .action((name, options, command) => run(commands.history, { ...options, name }, command.optsWithGlobals()));
  add('print the safety number shared with a friend, to be compared with them', 'safety', '<name>').action(
    (name, _, command) => run(commands.safety, { name }, command.optsWithGlobals()),
  );
  add('mark a friend as compared: you have seen the same safety number there', 'verify', '<name>').action(
    (name, _, command) => run(commands.verify, { name }, command.optsWithGlobals()),
  );
  add('list the devices of the account', 'devices').action((options, command) =>
    run(commands.devices, options, command.optsWithGlobals()),
  );
  add('print the recovery code, which opens the account when its password is lost', 'recovery-code').action(
    (options, command) => run(commands.recoveryCode, options, command.optsWithGlobals()),
  );
  add('tell who is signed in, the connection and unread messages', 'status').action((options, command) =>
    run(commands.status, options, command.optsWithGlobals()),
  );
  return program;
}

const PASSWORDS = `
The account opens with its password, at each start: from --password-file, --password-stdin, the variable MIYU_PASSWORD,
or typed at the terminal.`;

const EXIT_CODES = `
Exit codes:
  ${ExitCode.ok}  done
  ${ExitCode.failure}  failed for a reason not below
  ${ExitCode.usage}  wrong arguments
  ${ExitCode.credentials}  wrong name or password, not signed in, or ended by another login
  ${ExitCode.unreachable}  no connection to the server, or it is not the trusted one
  ${ExitCode.refused}  not allowed by the server or by how things are (no friends, name taken, ...)
  ${ExitCode.timeout}  --timeout ran out`;

/** Aborts when the user or the system asks the program to end. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => controller.abort());
  return controller.signal;
}

function seconds(value: string): number {
  const number = Number(value);
  if (!(number > 0 && number <= 86_400)) throw new InvalidArgumentError('seconds, more than 0');
  return number;
}

function count(value: string): number {
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new InvalidArgumentError('a whole number, 1 or more');
  return Number(value);
}

function limit(value: string): number {
  const number = count(value);
  if (number > 500) throw new InvalidArgumentError('at most 500');
  return number;
}

try {
  await createProgram().parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
}
