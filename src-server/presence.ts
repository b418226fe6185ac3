import type { AccountId, Event, EventName, Presence } from '../protocol/index.ts';
import type { Directory } from './directory.ts';
import type { Member } from './member.ts';

export function presenceOf(directory: Directory, account: AccountId): Presence {
  return directory.clientOf(account) ? 'online' : 'offline';
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

export function announce(directory: Directory, member: Member, presence: Presence): void {
  tellFriends(directory, member, 'contact.presence', { account: member.account, presence });
}
