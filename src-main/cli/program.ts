import { Command, CommanderError, Option } from 'commander';
import { endingSignals } from '../../protocol/system/index.ts';
import { systemLanguage } from '../shell/system-language.ts';
import * as commands from './commands.ts';
import { addContactCommands } from './contact-program.ts';
import { ExitCode } from './exit-code.ts';
import { addFileCommands } from './file-program.ts';
import { count, limit, seconds } from './option-values.ts';
import { addRoomCommands } from './room-program.ts';
import { run, VERSION } from './run.ts';
import { tail } from './tail.ts';

function createProgram(): Command {
  const program = new Command('miyu-cli')
    .description('Miyu without a window: for scripts, bots and tests.')
    .version(VERSION)
    .requiredOption('--profile <dir>', 'folder that keeps the account, its keys and its history')
    .option('--json', 'print one JSON object a line', false)
    .addOption(
      new Option('--lang <language>', 'language of the texts').choices(['en', 'zh-CN']).default(systemLanguage()),
    )
    .option('--password-file <file>', 'read the password from the first line of a file')
    .option('--password-stdin', 'read it from the first line of standard input')
    .addHelpText('after', PASSWORDS)
    .addHelpText('after', EXIT_CODES)
    .exitOverride();
  const server = () => new Option('--server <link>', 'invitation link miyu://host:port/#fingerprint; kept for later');
  const moved = () => new Option('--moved', 'the server of the link has moved: keep its new address');
  const add = (description: string, name: string, ...args: string[]) =>
    args.reduce((command, arg) => command.argument(arg), program.command(name).description(description));

  add('make an account and sign in; prints the recovery code', 'register', '<name>', '<email>')
    .addOption(server())
    .addOption(moved())
    .option('--display-name <name>', 'what others see; the name when not given')
    .action((name, email, options, command) =>
      run(commands.register, { ...options, name, email }, command.optsWithGlobals()),
    );
  add('sign in', 'login', '<name>')
    .addOption(server())
    .addOption(moved())
    .option('--new-keys', 'make new keys where the server has none of the account')
    .action((name, options, command) => run(commands.login, { ...options, name }, command.optsWithGlobals()));
  add('sign out; the history stays', 'logout').action((options, command) =>
    run(commands.logout, options, command.optsWithGlobals()),
  );
  addContactCommands(program);
  addRoomCommands(program.command('room').description('talk in rooms'));
  addFileCommands(program);
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
    .option('--limit <number>', 'how many', limit(500), 50)
    .action((name, options, command) => run(commands.history, { ...options, name }, command.optsWithGlobals()));
  add('list the devices of the account', 'devices').action((options, command) =>
    run(commands.devices, options, command.optsWithGlobals()),
  );
  add('list the last sign-ins with a password', 'logins').action((options, command) =>
    run(commands.logins, options, command.optsWithGlobals()),
  );
  program
    .command('delete-account')
    .description('leave all rooms and delete the account, here and on the server; nothing brings it back')
    .requiredOption('--yes', 'no second question')
    .action((options, command) => run(commands.deleteAccount, options, command.optsWithGlobals()));
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
  for (const signal of endingSignals()) process.once(signal, () => controller.abort());
  return controller.signal;
}

/** Does what the arguments of this process say. */
export async function runProgram(): Promise<void> {
  try {
    await createProgram().parseAsync();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
  }
}
