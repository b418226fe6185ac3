import type { AccountId, Event, EventName, OwnPresence, Presence } from '../protocol/index.ts';
import type { Directory } from './directory.ts';
import type { Member } from './member.ts';

/** As others see it: who is invisible is offline to all of them. */
export function presenceOf(directory: Directory, account: AccountId): Presence {
  const member = directory.find(account);
  return member?.client ? shown(member.status.presence) : 'offline';
}

function shown(presence: OwnPresence): Presence {
  return presence === 'invisible' ? 'offline' : presence;
}

/** Tells the account, if it is online. */
export function tell<N extends EventName>(directory: Directory, account: AccountId, name: N, params: Event<N>): void {
  directory.clientOf(account)?.channel.event(name, params);
}

/** Tells those of the member's friends who are online. */
export function tellFriends<N extends EventName>(
  directory: Directory,
  member: Member,
  name: N,
  params: Event<N>,
): void {
  for (const friend of member.friends.keys()) tell(directory, friend, name, params);
}

/** Tells the member's friends how they see it now, unless that is how they saw it before. */
export function announce(directory: Directory, member: Member, before: Presence): void {
  const presence = presenceOf(directory, member.account);
  if (presence !== before) tellFriends(directory, member, 'contact.presence', { account: member.account, presence });
}
