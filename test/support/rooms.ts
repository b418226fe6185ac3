import { expect, onTestFinished } from 'vitest';
import type { AccountId, Message, Room, RoomId } from '../../src-main/contract/model.ts';
import type { Core } from '../../src-main/core/core.ts';
import { accountOf, befriend, type Invited, messagesWith, registerAndLogin, startCore, waitFor } from './core.ts';

/** So many signed-in people, of whom the first is everybody's friend. Unless that `isDisturbed`, they read all they get. */
export async function peopleAround(
  server: Invited,
  names: string[],
  { isDisturbed = false }: { isDisturbed?: boolean } = {},
): Promise<Core[]> {
  const unread: string[] = [];
  const log = (line: string) => {
    if (line.includes('could not be read') || line.includes('strangers')) unread.push(line);
  };
  if (!isDisturbed) onTestFinished(() => expect(unread).toEqual([]));
  const cores = await Promise.all(names.map(() => startCore({ log })));
  for (const [index, name] of names.entries()) await registerAndLogin(at(cores, index), server, name);
  for (const other of cores.slice(1)) await befriend(at(cores, 0), other);
  return cores;
}

/** A room of the first one with the others in it, known to all of them. */
export async function roomOf(owner: Core, others: Core[], name = 'harbour'): Promise<RoomId> {
  const room = await owner.call('rooms.create', { name, members: others.map(accountOf) });
  for (const core of [owner, ...others]) await isIn(core, room);
  return room;
}

/** Waits until the room is there and the person belongs to it. */
export function isIn(core: Core, room: RoomId): Promise<true> {
  return waitFor(core, async () => ((await summary(core, room))?.role ? true : undefined));
}

/** Waits until the person knows that they do not belong to the room any more. */
export function isOut(core: Core, room: RoomId): Promise<true> {
  return waitFor(core, async () => {
    const found = await summary(core, room);
    return found && (!found.role || found.isDisbanded) ? true : undefined;
  });
}

export async function summary(core: Core, room: RoomId) {
  const chats = await core.call('conversations.list', {});
  const chat = chats.find(({ id }) => id === room);
  return chat?.kind === 'room' ? chat.room : undefined;
}

/** Waits until the room, as that core sees it, fits. */
export function whenRoom(core: Core, room: RoomId, fits: (room: Room) => boolean): Promise<Room> {
  return waitFor(core, async () => {
    const found = await core.call('rooms.get', { room }).catch(() => undefined);
    return found && fits(found) ? found : undefined;
  });
}

export function memberIn(room: Room, account: AccountId) {
  return room.memberList.find(({ profile }) => profile.account === account);
}

/** Waits until a text is in the room as that core sees it. */
export function heard(core: Core, room: RoomId, text: string): Promise<Message> {
  return waitFor(core, async () => (await messagesWith(core, room)).find((message) => message.text === text));
}

/** What was written in the room, as that core has it. */
export async function textsIn(core: Core, room: RoomId): Promise<string[]> {
  const messages = await messagesWith(core, room);
  return messages.filter(({ kind }) => kind === 'text' || kind === 'notice').map(({ text }) => text);
}

/** The kinds of the lines that tell of the room. */
export async function eventsIn(core: Core, room: RoomId): Promise<string[]> {
  return (await messagesWith(core, room)).flatMap(({ event }) => event?.kind ?? []);
}

/** Waits until an own message has left or failed. */
export function settled(core: Core, { id, conversation }: Message): Promise<Message> {
  return waitFor(core, async () => {
    const message = (await messagesWith(core, conversation)).find((each) => each.id === id);
    return message?.state === 'sending' ? undefined : message;
  });
}

export function at<T>(all: T[], index: number): T {
  const found = all[index];
  if (found === undefined) throw new Error(`there is no ${index}`);
  return found;
}
