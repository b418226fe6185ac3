import type { Room, RoomId, RoomMember, RoomRole, Timestamp } from '../../src-main/contract/model.ts';
import { byPresence } from './friends.ts';

const HOUR_MS = 3_600_000;

/** For how many hours a member can be muted. */
export const MUTE_HOURS = [1, 8, 24, 168] as const;
export type MuteHours = (typeof MUTE_HOURS)[number];

/** Characters of a card, of a question to those who want to come in, and of their answer. */
export const CARD_MAX = 32;
export const QUESTION_MAX = 100;
export const ANSWER_MAX = 100;

export function muteMs(hours: MuteHours): number {
  return hours * HOUR_MS;
}

/** The number that people see and type: without the sign by which the program knows rooms. */
export function roomNumber(room: RoomId): number {
  return -room;
}

/** What the person here may do to a room. What a button does not show, the other members would refuse. */
export interface RoomRights {
  invite: boolean;
  /** name, picture, rules, notice, muting everybody */
  manage: boolean;
  setCard: boolean;
  leave: boolean;
  disband: boolean;
}

const noRights: RoomRights = { invite: false, manage: false, setCard: false, leave: false, disband: false };

export function roomRights({ role, isDisbanded, isForked, rules }: Omit<Room, 'memberList'>): RoomRights {
  if (!role || isDisbanded || isForked) return noRights;
  const manage = role !== 'member';
  return {
    invite: manage || rules.membersInvite,
    manage,
    setCard: true,
    leave: role !== 'owner',
    disband: role === 'owner',
  };
}

export type MemberAction = 'promote' | 'demote' | 'transfer' | 'mute' | 'unmute' | 'vouch' | 'remove';

const ranks: Record<RoomRole, number> = { owner: 2, admin: 1, member: 0 };

/** What the person here, of that role, may do to another member. */
export function memberActions(role: RoomRole | undefined, member: RoomMember, now: Timestamp): MemberAction[] {
  if (!role) return [];
  const isAbove = ranks[role] > ranks[member.role];
  const owns = role === 'owner';
  const actions: [MemberAction, boolean][] = [
    ['vouch', isAbove && member.hasOtherKeys],
    ['promote', owns && member.role === 'member'],
    ['demote', owns && member.role === 'admin'],
    ['transfer', owns],
    ['unmute', isAbove && isMuted(member, now)],
    ['mute', isAbove && !isMuted(member, now)],
    ['remove', isAbove],
  ];
  return actions.filter(([, may]) => may).map(([action]) => action);
}

export function isMuted({ mutedUntil }: Pick<RoomMember, 'mutedUntil'>, now: Timestamp): boolean {
  return mutedUntil !== undefined && mutedUntil > now;
}

/** Members as the list shows them: owner, admins, then who is there; each by name. */
export function sortMembers(members: RoomMember[], nameOf: (member: RoomMember) => string, language: string) {
  const collator = new Intl.Collator(language, { numeric: true });
  const named = [...members].sort((a, b) => collator.compare(nameOf(a), nameOf(b)));
  return byPresence(named).sort((a, b) => ranks[b.role] - ranks[a.role]);
}
