import type { AccountId, Profile } from '../protocol/index.ts';
import type { Member } from './member.ts';
import type { Services } from './services.ts';
import { findRequest } from './store/requests.ts';
import { shareRoom } from './store/room-members.ts';
import { findRoomsAsked } from './store/room-requests.ts';

/**
 * Whether that is oneself, a friend, a fellow member of a room, or somebody who asks to be let into a room that the
 * viewer leads.
 */
export async function isAcquainted(
  services: Services,
  { account, friends }: Member,
  other: AccountId,
): Promise<boolean> {
  if (account === other || friends.has(other)) return true;
  return (await shareRoom(services.database.read, account, other)) || (await decidesOn(services, account, other));
}

/**
 * The profile as the viewer sees it: whole, of who is known or asks the viewer to be friends. Strangers see name and
 * picture, for they need but a number, and the display name of who wants to be found by it.
 */
export async function profileFor(services: Services, viewer: Member, { profile, status }: Shown): Promise<Profile> {
  const { account } = profile;
  const isWhole = (await isAcquainted(services, viewer, account)) || (await asks(services, viewer, account));
  return isWhole ? profile : seenByStrangers(profile, status.findable === true);
}

type Shown = Pick<Member, 'profile' | 'status'>;

function seenByStrangers({ account, name, displayName, avatar }: Profile, isFindable: boolean): Profile {
  const picture = avatar === undefined ? {} : { avatar };
  return { account, name, displayName: isFindable ? displayName : name, signature: '', ...picture };
}

async function asks({ database }: Services, { account, blocked }: Member, other: AccountId): Promise<boolean> {
  if (blocked.has(other)) return false;
  const request = await findRequest(database.read, other, account);
  return request !== undefined && request.state !== 'refused';
}

async function decidesOn({ database, rooms }: Services, leader: AccountId, asker: AccountId): Promise<boolean> {
  for (const id of await findRoomsAsked(database.read, asker, leader)) {
    if ((await rooms.load(id))?.isLedBy(leader)) return true;
  }
  return false;
}
