import type { AccountId, Contact, ContactRequest, Profile, Room, RoomRequest } from '../../src-main/contract/model.ts';

/** Somebody the person here knows, or is asked by, with everything that they go by in this window. */
export interface KnownPerson {
  account: AccountId;
  names: string[];
}

/** What the window knows of people. */
export interface PeopleAtHand {
  me: Profile | undefined;
  contacts: Iterable<Contact>;
  requests: readonly ContactRequest[];
  roomRequests: readonly RoomRequest[];
  rooms: Iterable<Room>;
  strangers: Iterable<Profile>;
}

/**
 * Everybody with their names: their own, cards and remarks. Unique names are no look-alikes; but a display name may
 * look like one.
 */
export function knownPeople(at: PeopleAtHand): KnownPerson[] {
  const known = new Map<AccountId, Set<string>>();
  function note({ account, name, displayName }: Profile, ...others: (string | undefined)[]): void {
    const names = known.get(account) ?? new Set();
    for (const each of [name, displayName, ...others]) if (each) names.add(each);
    known.set(account, names);
  }
  if (at.me) note(at.me);
  for (const { profile, remark } of at.contacts) note(profile, remark);
  for (const { profile } of [...at.requests, ...at.roomRequests]) note(profile);
  for (const { memberList } of at.rooms) for (const { profile, card } of memberList) note(profile, card);
  for (const profile of at.strangers) note(profile);
  return Array.from(known, ([account, names]) => ({ account, names: [...names] }));
}

/** Those of them who go by a name that looks like a name of another. @param lookOf equal for texts that look alike */
export function alikeAmong(
  known: readonly KnownPerson[],
  lookOf: (text: string) => string | undefined,
): Set<AccountId> {
  const owners = new Map<string, Set<AccountId>>();
  for (const { account, names } of known) {
    for (const look of names.map(lookOf)) {
      if (look) owners.set(look, (owners.get(look) ?? new Set()).add(account));
    }
  }
  return new Set([...owners.values()].filter(({ size }) => size > 1).flatMap((accounts) => [...accounts]));
}
