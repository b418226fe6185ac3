import type { Contact, Presence } from '../../src-main/contract/model.ts';
import { matches } from './order.ts';

/** The group of friends who are in none that has a name. */
export const UNGROUPED = '';

export type FriendRow =
  | { kind: 'heading'; group: string; online: number; total: number; isClosed: boolean }
  | { kind: 'contact'; contact: Contact };

const ranks: Record<Presence, number> = { online: 0, busy: 1, away: 2, offline: 3 };

export function isThere(presence: Presence): boolean {
  return presence !== 'offline';
}

/** Who is there first; otherwise the order stays. */
export function byPresence<T extends { presence: Presence }>(people: readonly T[]): T[] {
  return [...people].sort((a, b) => ranks[a.presence] - ranks[b.presence]);
}

/**
 * The list of friends: each group with its heading, friends in no group first. Those who are there come first in their
 * group; closed groups show their heading only.
 * @param contacts in the order of their names
 */
export function friendRows(contacts: Contact[], groups: string[], closed: ReadonlySet<string>): FriendRow[] {
  return friendGroups(contacts, groups).flatMap(({ group, friends }): FriendRow[] => {
    const online = friends.filter(({ presence }) => isThere(presence)).length;
    const isClosed = closed.has(group);
    const heading: FriendRow = { kind: 'heading', group, online, total: friends.length, isClosed };
    const rows = byPresence(friends).map((contact): FriendRow => ({ kind: 'contact', contact }));
    return [heading, ...(isClosed ? [] : rows)];
  });
}

/** Friends by group; without any heading for those in no group when there are none of them. */
export function friendGroups(contacts: Contact[], groups: string[]): { group: string; friends: Contact[] }[] {
  const byGroup = Map.groupBy(contacts, ({ group }) => (group && groups.includes(group) ? group : UNGROUPED));
  const all = [UNGROUPED, ...groups].map((group) => ({ group, friends: byGroup.get(group) ?? [] }));
  return all.filter(({ group, friends }) => group !== UNGROUPED || friends.length > 0);
}

/** True when what was typed is part of one of a friend's names, or begins their number. */
export function matchesFriend({ profile, remark = '' }: Contact, typed: string): boolean {
  return matches(profile, typed) || matches({ name: remark, displayName: '', account: profile.account }, typed);
}
