import type { Command } from 'commander';
import { limit, seconds } from './option-values.ts';
import * as rooms from './room-commands.ts';
import { run } from './run.ts';

/** The commands of `room`. A room is named by its name or number. */
export function addRoomCommands(room: Command): void {
  room
    .command('list')
    .description('list your rooms')
    .action((options, command) => run(rooms.list, options, command.optsWithGlobals()));
  room
    .command('create <name> [friends...]')
    .description('make a room with these friends in it')
    .action((name, friends, _, command) => run(rooms.create, { name, friends }, command.optsWithGlobals()));
  room
    .command('join <room>')
    .description('join a room, or ask to be let in')
    .option('--answer <text>', 'to the question of the room', '')
    .action((name, options, command) => run(rooms.join, { ...options, room: name }, command.optsWithGlobals()));
  room
    .command('members <room>')
    .description('list who is in it')
    .action((name, _, command) => run(rooms.members, { room: name }, command.optsWithGlobals()));
  room
    .command('add <room> <name>')
    .description('bring a friend in')
    .action((name, friend, _, command) => run(rooms.add, { room: name, name: friend }, command.optsWithGlobals()));
  room
    .command('remove <room> <name>')
    .description('remove a member')
    .action((name, member, _, command) => run(rooms.remove, { room: name, name: member }, command.optsWithGlobals()));
  room
    .command('leave <room>')
    .description('leave it')
    .action((name, _, command) => run(rooms.leave, { room: name }, command.optsWithGlobals()));
  room
    .command('send <room> <text>')
    .description('send a message to all and wait until the server has it')
    .option('--timeout <seconds>', 'how long to wait', seconds, 30)
    .action((name, text, options, command) =>
      run(rooms.send, { ...options, room: name, text }, command.optsWithGlobals()),
    );
  room
    .command('history <room>')
    .description('print its last messages')
    .option('--limit <number>', 'how many', limit(500), 50)
    .action((name, options, command) => run(rooms.history, { ...options, room: name }, command.optsWithGlobals()));
}
