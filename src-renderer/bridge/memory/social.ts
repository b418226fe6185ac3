import type { Contact, Profile, Room, RoomId, RoomSighting } from '../../../src-main/contract/model.ts';
import { friends, me, strangers } from './people.ts';
import { newMember } from './rooms.ts';
import { talkWorld } from './talk.ts';
import type { World } from './world.ts';

const HOUR = 3_600_000;
const { hong, lei, ada, teacher, omar, team } = friends;
const { mei, tom, jun } = strangers;

/** The room that the person here owns. */
export const ownRoom = -2101 as RoomId;

export const strangeRooms = {
  open: -2201 as RoomId,
  approval: -2202 as RoomId,
  closed: -2203 as RoomId,
};

function roomOwned(now: number): Room {
  const memberList: Room['memberList'] = [
    newMember(me, 'owner', 'online'),
    { ...newMember(hong, 'admin', 'online'), card: '小红（组长）' },
    { ...newMember(lei, 'member', 'away'), mutedUntil: now + 8 * HOUR },
    newMember(ada, 'member', 'busy'),
    { ...newMember(jun, 'member', 'offline'), hasOtherKeys: true },
    newMember(tom, 'member', 'offline'),
  ];
  return {
    id: ownRoom,
    name: '期末复习小组',
    members: memberList.length,
    role: 'owner',
    isDisbanded: false,
    isMutedForAll: false,
    isForked: false,
    rules: { entry: 'approval', question: '你是哪个班的？', membersInvite: true },
    memberList,
  };
}

function sighting(room: RoomId, name: string, entry: RoomSighting['entry'], question = ''): RoomSighting {
  return { room, name, members: 42, entry, question, relation: 'none' };
}

function withNotes(world: World): World['contacts'] {
  const changes = new Map<Profile['account'], Partial<Contact>>([
    [hong.account, { remark: '同桌', group: '同学' }],
    [lei.account, { presence: 'away', group: '同学' }],
    [ada.account, { presence: 'busy', group: '实验室' }],
    [team.account, { group: '实验室' }],
    [teacher.account, { presence: 'online' }],
    [omar.account, { presence: 'offline' }],
  ]);
  const contacts = [...world.contacts.values()].map((contact) => ({
    ...contact,
    ...changes.get(contact.profile.account),
  }));
  return new Map(contacts.map((contact) => [contact.profile.account, contact]));
}

/** Friends in groups and in every presence, a room of one's own, rooms to be found, and people who want in. */
export function socialWorld(now: number): World {
  const world = talkWorld(now);
  const owned = roomOwned(now);
  const found = [
    sighting(strangeRooms.open, '摄影社', 'open'),
    sighting(strangeRooms.approval, '校辩论队', 'approval', '你的年级和专业？'),
    sighting(strangeRooms.closed, '教工之家', 'closed'),
  ];
  return {
    ...world,
    contacts: withNotes(world),
    groups: ['同学', '实验室', '家人'],
    blocked: new Map([[tom.account, tom]]),
    rooms: new Map([...world.rooms, [owned.id, owned]]),
    opened: new Set([...world.opened, owned.id]),
    otherRooms: new Map(found.map((each) => [each.room, each])),
    roomRequests: [{ room: owned.id, profile: mei, answer: '三班的，学号 20260117', time: now - HOUR }],
  };
}
