import { Argument, type Command, Option } from 'commander';
import * as contacts from './contact-commands.ts';
import { run } from './run.ts';

/** The commands about friends, and about those who may become some. */
export function addContactCommands(program: Command): void {
  const add = (description: string, name: string, ...args: string[]) =>
    args.reduce((command, arg) => command.argument(arg), program.command(name).description(description));

  add('ask somebody to become a friend; a link of theirs verifies them, too', 'add', '<name or link>')
    .option('--greeting <text>', 'shown with the request', '')
    .action((name, options, command) => run(contacts.add, { ...options, name }, command.optsWithGlobals()));
  add('list friend requests', 'requests').action((options, command) =>
    run(contacts.requests, options, command.optsWithGlobals()),
  );
  add('accept a friend request', 'accept', '<name>').action((name, _, command) =>
    run(contacts.accept, { name }, command.optsWithGlobals()),
  );
  add('refuse a friend request', 'refuse', '<name>').action((name, _, command) =>
    run(contacts.refuse, { name }, command.optsWithGlobals()),
  );
  add('list friends', 'contacts').action((options, command) =>
    run(contacts.contacts, options, command.optsWithGlobals()),
  );
  add('give a friend another name here, or none', 'remark', '<name>', '[remark]').action((name, remark, _, command) =>
    run(contacts.remark, { name, ...(remark ? { remark } : {}) }, command.optsWithGlobals()),
  );
  add('put a friend into a group, or out of it', 'group', '<name>', '[group]').action((name, group, _, command) =>
    run(contacts.group, { name, ...(group ? { group } : {}) }, command.optsWithGlobals()),
  );
  add('end a friendship', 'remove', '<name>').action((name, _, command) =>
    run(contacts.remove, { name }, command.optsWithGlobals()),
  );
  add('end a friendship and hear no more of somebody', 'block', '<name>').action((name, _, command) =>
    run(contacts.block, { name, blocked: true }, command.optsWithGlobals()),
  );
  add('let somebody ask again who was blocked', 'unblock', '<name>').action((name, _, command) =>
    run(contacts.block, { name, blocked: false }, command.optsWithGlobals()),
  );
  add('print the link by which others add you and verify your keys', 'link').action((options, command) =>
    run(contacts.link, options, command.optsWithGlobals()),
  );
  program
    .command('presence')
    .description('set how friends see you')
    .addArgument(new Argument('<presence>').choices(['online', 'away', 'busy', 'invisible']))
    .addOption(
      new Option('--address <whom>', 'friends who are told the network address').choices(['never', 'lan', 'always']),
    )
    .action((presence, options, command) =>
      run(contacts.presence, { ...options, presence }, command.optsWithGlobals()),
    );
  add('print the safety number shared with a friend, to be compared with them', 'safety', '<name>').action(
    (name, _, command) => run(contacts.safety, { name }, command.optsWithGlobals()),
  );
  add('mark a friend as compared: you have seen the same safety number there', 'verify', '<name>').action(
    (name, _, command) => run(contacts.verify, { name }, command.optsWithGlobals()),
  );
}
