import { describe, expect, it } from 'vitest';
import type { Room, RoomId, RoomMember, RoomRole } from '../../../src-main/contract/model.ts';
import { person } from '../../../src-renderer/bridge/memory/people.ts';
import { newMember } from '../../../src-renderer/bridge/memory/rooms.ts';
import { roomNameProblem } from '../../../src-renderer/model/fields.ts';
import { memberActions, roomNumber, roomRights, sortMembers } from '../../../src-renderer/model/room.ts';

const room: Omit<Room, 'memberList' | 'role'> = {
  id: -2001 as RoomId,
  name: 'lab',
  members: 3,
  isDisbanded: false,
  isMutedForAll: false,
  isForked: false,
  rules: { entry: 'open', question: '', membersInvite: false },
};

function member(role: RoomRole, rest: Partial<RoomMember> = {}): RoomMember {
  return { ...newMember(person(10002, 'ben'), role, 'online'), ...rest };
}

function allowed(rights: ReturnType<typeof roomRights>): string[] {
  return Object.entries(rights)
    .filter(([, may]) => may)
    .map(([what]) => what);
}

describe('what one may do to a room', () => {
  it('depends on the role', () => {
    expect(allowed(roomRights({ ...room, role: 'owner' }))).toEqual(['invite', 'manage', 'setCard', 'disband']);
    expect(allowed(roomRights({ ...room, role: 'admin' }))).toEqual(['invite', 'manage', 'setCard', 'leave']);
    expect(allowed(roomRights({ ...room, role: 'member' }))).toEqual(['setCard', 'leave']);
  });

  it('includes inviting where members may', () => {
    const rules = { ...room.rules, membersInvite: true };
    expect(roomRights({ ...room, rules, role: 'member' }).invite).toBe(true);
  });

  it('is nothing in a room that one has left, that is no more, or that the server shows to others differently', () => {
    const none = [
      room,
      { ...room, role: 'owner', isDisbanded: true },
      { ...room, role: 'owner', isForked: true },
    ] as const;
    expect(none.map((each) => allowed(roomRights(each)))).toEqual([[], [], []]);
  });
});

describe('what one may do to a member', () => {
  it.each([
    ['owner', 'member', ['promote', 'transfer', 'mute', 'remove']],
    ['owner', 'admin', ['demote', 'transfer', 'mute', 'remove']],
    ['admin', 'member', ['mute', 'remove']],
    ['admin', 'admin', []],
    ['admin', 'owner', []],
    ['member', 'member', []],
  ] as const)('as %s to a mere %s', (role, other, actions) => {
    expect(memberActions(role, member(other), 0)).toEqual(actions);
  });

  it('is to end a mute that is not over', () => {
    const muted = member('member', { mutedUntil: 1000 });
    expect(memberActions('admin', muted, 999)).toEqual(['unmute', 'remove']);
    expect(memberActions('admin', muted, 1000)).toEqual(['mute', 'remove']);
  });

  it('is to vouch for other keys of those one ranks above', () => {
    const changed = (role: RoomRole) => member(role, { hasOtherKeys: true });
    expect(memberActions('admin', changed('owner'), 0)).toEqual([]);
    expect(memberActions('admin', changed('admin'), 0)).toEqual([]);
    expect(memberActions('admin', changed('member'), 0)).toContain('vouch');
    expect(memberActions('owner', changed('admin'), 0)).toContain('vouch');
    expect(memberActions('member', changed('member'), 0)).toEqual([]);
  });
});

it('members are in the order of role, presence and name', () => {
  const named = (name: string, role: RoomRole, presence: RoomMember['presence']) =>
    newMember(person(10002, name), role, presence);
  const members = [
    named('eve', 'member', 'offline'),
    named('dan', 'member', 'online'),
    named('cai', 'member', 'online'),
    named('ben', 'admin', 'offline'),
    named('ann', 'owner', 'offline'),
  ];
  const sorted = sortMembers(members, ({ profile }) => profile.name, 'en');
  expect(sorted.map(({ profile }) => profile.name)).toEqual(['ann', 'ben', 'cai', 'dan', 'eve']);
});

it('people see the number without its sign', () => {
  expect(roomNumber(-2001 as RoomId)).toBe(2001);
});

it('the name of a room is checked before the server is asked', () => {
  const problem = (name: string) => roomNameProblem(name, { min: 2, max: 4 });
  expect(['  ', 'a', 'ab', '👨‍👩‍👧群', 'abcde'].map(problem)).toEqual([
    'empty',
    'too-short',
    undefined,
    undefined,
    'too-long',
  ]);
});
