import type { RoomId, RoomMember } from '../contract/model.ts';
import type { Client } from './client.ts';
import { type Command, printHistory, type TimeoutOption } from './commands.ts';
import { type Output, printable } from './output.ts';

type InRoom<Options> = Command<{ room: string } & Options>;

export const list: Command<object> = async (client, output) => {
  await client.open();
  const rooms = await client.rooms();
  for (const { id, room, unread } of rooms) {
    const text = output.texts.say('room', { ...numbered(id, room.name), members: room.members, unread });
    output.result(text, { type: 'room', id, unread, ...room });
  }
  if (rooms.length === 0) output.result(output.texts.say('noRooms'), { type: 'noRooms' });
};

export const create: Command<{ name: string; friends: string[] }> = async (client, output, { name, friends }) => {
  await client.goOnline();
  const contacts = await Promise.all(friends.map((friend) => client.friend(friend)));
  const members = contacts.map(({ profile }) => profile.account);
  const room = await client.call('rooms.create', { name, members });
  output.result(output.texts.say('roomCreated', numbered(room, name)), { type: 'roomCreated', room, name });
};

export const join: InRoom<{ answer: string }> = async (client, output, { room: query, answer }) => {
  await client.goOnline();
  const { room, name } = await client.call('rooms.find', { query });
  const { state } = await client.call('rooms.join', { room, answer });
  const text = state === 'joined' ? 'joined' : 'askedToJoin';
  output.result(output.texts.say(text, numbered(room, name)), { type: state, room, name });
};

export const members: InRoom<object> = async (client, output, { room }) => {
  await client.goOnline();
  const { id } = await client.room(room);
  const { memberList } = await client.call('rooms.get', { room: id });
  for (const member of memberList) output.result(memberLine(output, member), { type: 'member', ...member });
};

export const add: InRoom<{ name: string }> = async (client, output, { room, name }) => {
  await client.goOnline();
  const { id, room: summary } = await client.room(room);
  const { profile } = await client.friend(name);
  await client.call('rooms.add', { room: id, accounts: [profile.account] });
  const values = { name: profile.name, room: summary.name };
  output.result(output.texts.say('memberAdded', values), { type: 'memberAdded', room: id, profile });
};

export const remove: InRoom<{ name: string }> = async (client, output, { room, name }) => {
  await client.goOnline();
  const found = await client.room(room);
  const { profile } = await client.member(found, name);
  await client.call('rooms.remove', { room: found.id, account: profile.account });
  const values = { name: profile.name, room: found.room.name };
  output.result(output.texts.say('memberRemoved', values), { type: 'memberRemoved', room: found.id, profile });
};

export const leave: InRoom<object> = async (client, output, { room }) => {
  await client.goOnline();
  const { id, room: summary } = await client.room(room);
  await client.call('rooms.leave', { room: id });
  output.result(output.texts.say('roomLeft', { name: summary.name }), { type: 'roomLeft', room: id });
};

/** Done when the server has the message. */
export const send: InRoom<{ text: string } & TimeoutOption> = async (client, output, { room, text, timeout }) => {
  await client.goOnline();
  const { id: conversation, room: summary } = await client.room(room);
  const { id } = await client.call('messages.send', { conversation, text });
  await client.sent(id, AbortSignal.timeout(timeout * 1000));
  output.result(output.texts.say('sent'), { type: 'sent', id, room: conversation, name: summary.name });
};

/** Goes online for the names of those who wrote. */
export const history: InRoom<{ limit: number }> = async (client: Client, output, { room, limit }) => {
  await client.goOnline();
  const { id } = await client.room(room);
  await printHistory(client, output, { conversation: id, limit });
};

/** As people see it: the number without its sign. */
function numbered(room: RoomId, name: string) {
  return { name: printable(name), number: -room };
}

function memberLine({ texts }: Output, { profile, role, presence, card }: RoomMember): string {
  const { name, account } = profile;
  return texts.say('member', { name, account, role, presence, card: card === '' ? '' : ` ${printable(card)}` });
}
