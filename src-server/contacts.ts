import { type AccountId, type Contact, type ContactRequest, OperationError, type Profile } from '../protocol/index.ts';
import type { Member } from './member.ts';
import { presenceOf, tell } from './presence.ts';
import type { Services } from './services.ts';
import type { Writer } from './store/database.ts';
import { insertFriendship } from './store/friendships.ts';
import { deleteRequestsBetween, type FriendRequest } from './store/requests.ts';

/** The account, whose friends and devices stay right from here on. @throws OperationError `not-found` */
export async function needMember(services: Services, account: AccountId): Promise<Member> {
  const member = await services.directory.load(account);
  if (!member) throw new OperationError('not-found');
  return member;
}

/** The friend as the other one sees it. */
function contactOf(services: Services, friend: Member, since: number): Contact {
  return {
    profile: friend.profile,
    presence: presenceOf(services.directory, friend.account),
    devices: [...friend.lanes.keys()],
    since,
  };
}

/** Stores a friendship; to be followed by `announceFriendship` after the commit. */
export async function befriend(db: Writer, one: Member, other: Member, since: number): Promise<void> {
  await insertFriendship(db, one.account, other.account, since);
  await deleteRequestsBetween(db, one.account, other.account);
}

export function announceFriendship(services: Services, one: Member, other: Member, since: number): void {
  one.friends.set(other.account, since);
  other.friends.set(one.account, since);
  tell(services.directory, one.account, 'contact.added', contactOf(services, other, since));
  tell(services.directory, other.account, 'contact.added', contactOf(services, one, since));
  services.log.info({ account: one.account, friend: other.account }, 'friends added');
}

/** After the commit that ended a friendship. */
export function announceParting({ directory, log }: Services, one: Member, other: Member): void {
  one.friends.delete(other.account);
  other.friends.delete(one.account);
  tell(directory, other.account, 'contact.removed', { account: one.account });
  tell(directory, one.account, 'contact.removed', { account: other.account });
  log.info({ account: one.account, friend: other.account }, 'friends removed');
}

/** @throws OperationError `too-many` when either has as many friends as there may be */
export function checkRoomForFriend(services: Services, one: Member, other: Member): void {
  const limit = services.config.limits.friends;
  if (one.friends.size >= limit || other.friends.size >= limit) throw new OperationError('too-many', { limit });
}

/** A request as one of the two sees it. Whoever asked is not told that the other put it off. */
export function requestFor(viewer: AccountId, request: FriendRequest, profile: Profile): ContactRequest {
  const isOutgoing = request.from === viewer;
  return {
    profile,
    direction: isOutgoing ? 'outgoing' : 'incoming',
    greeting: request.greeting,
    time: request.time,
    state: isOutgoing && request.state === 'later' ? 'open' : request.state,
  };
}
