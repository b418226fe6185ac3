import { Argument, type Command, Option } from 'commander';
import { attachmentKinds } from '../contract/attachment.ts';
import * as files from './file-commands.ts';
import * as hidden from './hidden-commands.ts';
import { limit, messageId, seconds } from './option-values.ts';
import { run } from './run.ts';

const timeout = () => new Option('--timeout <seconds>', 'how long to wait').argParser(seconds);
const passwordPrompt = () => new Option('--password-prompt', "ask for the hidden text's password");
const passwordFile = () =>
  new Option('--text-password-file <file>', "read the hidden text's password from the first line of a file");

/** The commands for what messages carry, and for texts hidden in pictures. */
export function addFileCommands(program: Command): void {
  program
    .command('send-file <chat> <file>')
    .description('send a file to a friend or a room, and wait until the server has it')
    .option('--caption <text>', 'words that go with it', '')
    .addOption(new Option('--as <kind>', 'a picture where it is one, when not given').choices(['picture', 'file']))
    .addOption(timeout())
    .action((chat, file, options, command) =>
      run(files.sendFile, { ...options, chat, file }, command.optsWithGlobals()),
    );
  program
    .command('files')
    .description('list pictures, files, voice messages and stickers of all chats, the newest first')
    .addOption(new Option('--kind <kinds...>', 'only of these kinds').choices(attachmentKinds))
    .option('--query <text>', 'only those with that in their names')
    .option('--limit <number>', 'how many, at most 200', limit(200), 50)
    .action((options, command) => run(files.files, options, command.optsWithGlobals()));
  program
    .command('get')
    .description('fetch what a message carries; an id that begins with - goes after --')
    .addArgument(new Argument('<message>', 'its id, as files prints it').argParser(messageId))
    .option('--to <dir>', 'folder to put it into (default: received, in the profile)')
    .addOption(timeout())
    .action((message, options, command) =>
      run(files.get, { ...options, message }, { ...command.optsWithGlobals(), receivedFolder: options.to }),
    );
  program
    .command('hide <png>')
    .description('hide a text in a picture')
    .addOption(new Option('--text <text>', 'the text').conflicts('textFile'))
    .option('--text-file <file>', 'a file with the text')
    .addOption(passwordPrompt())
    .addOption(passwordFile())
    .requiredOption('-o, --out <file>', 'where to write the new picture')
    .action((picture, options, command) => run(hidden.hide, { ...options, picture }, command.optsWithGlobals()));
  program
    .command('reveal <picture>')
    .description('print the text that a picture hides: a file, or the message with that id')
    .addOption(passwordPrompt())
    .addOption(passwordFile())
    .action((picture, options, command) => run(hidden.reveal, { ...options, picture }, command.optsWithGlobals()));
}
