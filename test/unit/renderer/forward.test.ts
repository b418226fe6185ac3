import { expect, it } from 'vitest';
import type { Message } from '../../../src-main/contract/model.ts';
import { conversationOf } from '../../../src-renderer/bridge/memory/chats.ts';
import { friends, me } from '../../../src-renderer/bridge/memory/people.ts';
import { talkRooms, talkWorld } from '../../../src-renderer/bridge/memory/talk.ts';
import { closedBecause } from '../../../src-renderer/model/closed-room.ts';
import { destinations, mergeableOf } from '../../../src-renderer/model/forward.ts';
import { unconfirmed } from '../../../src-renderer/model/notice.ts';

const now = new Date('2026-11-21T12:00:00').getTime();
const world = talkWorld(now);
const chats = [...Object.values(talkRooms), friends.hong.account, me.account].map((id) => conversationOf(world, id));

it('messages go to every chat that can be written to, and to friends without one', () => {
  const found = destinations(chats, world.contacts, me.account, now).map(({ id }) => id);
  expect(found.slice(0, 2)).toEqual([talkRooms.lab, friends.hong.account]);
  expect(found).toEqual(expect.arrayContaining([talkRooms.joined, me.account, friends.lei.account]));
  for (const closed of ['muted', 'mutedAll', 'left', 'disbanded', 'forked'] as const) {
    expect(found).not.toContain(talkRooms[closed]);
  }
  expect(new Set(found).size).toBe(found.length);
});

it('oneself is there without a chat of one’s own, too', () => {
  const found = destinations([], new Map(), me.account, now);
  expect(found).toEqual([{ id: me.account }]);
});

it('messages are forwarded in the order they were written', () => {
  const [first, second] = world.messages.filter(({ conversation }) => conversation === talkRooms.lab) as [
    Message,
    Message,
  ];
  const { ids, names } = mergeableOf([second, first], (account) => `name ${account}`);
  expect(ids).toEqual([first.id, second.id]);
  expect(names).toEqual({ [String(friends.teacher.account)]: `name ${friends.teacher.account}` });
});

it.each([
  ['lab', undefined],
  ['joined', undefined],
  ['muted', 'muted'],
  ['mutedAll', 'mutedAll'],
  ['left', 'notMember'],
  ['disbanded', 'disbanded'],
  ['forked', 'forked'],
] as const)('why one cannot write to a room: %s', (name, why) => {
  const room = world.rooms.get(talkRooms[name]);
  expect(room && closedBecause(room, now)).toBe(why);
});

it('a mute ends by itself, and a mute of everybody is none for admins', () => {
  const muted = world.rooms.get(talkRooms.muted);
  expect(muted && closedBecause(muted, now + 3 * 3_600_000)).toBeUndefined();
  const all = world.rooms.get(talkRooms.mutedAll);
  expect(all && closedBecause({ ...all, role: 'admin' }, now)).toBeUndefined();
});

it('whoever has not confirmed a notice is named, its author not', () => {
  const room = world.rooms.get(talkRooms.lab);
  if (!room?.notice) throw new Error('the room has no notice');
  expect(unconfirmed(room, room.notice)).toEqual([me.account, friends.ada.account, 10010]);
});
