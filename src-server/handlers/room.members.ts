import type { AccountId, ListedMember } from '../../protocol/index.ts';
import type { RequestHandler } from '../handler.ts';
import { presenceOf } from '../presence.ts';
import { needOwnRoom } from '../rooms/need-room.ts';
import { findProfiles } from '../store/accounts.ts';
import { findDevices } from '../store/devices.ts';

/** A page fits one reply even when all profiles are as long as they may be. */
const PAGE = 50;

export const listMembers: RequestHandler<'room.members'> = async (services, client, { room: id, after = 0 }) => {
  const { database, directory } = services;
  const { state } = await needOwnRoom(services, client.session.member, id);
  const rest = [...state.members.keys()].filter((account) => account > after).sort((one, other) => one - other);
  const page = rest.slice(0, PAGE);
  if (page.length === 0) return { members: [], more: false };
  const profiles = await findProfiles(database.read, page);
  const devices = Map.groupBy(await findDevices(database.read, page), (device) => device.account);
  const listed = (account: AccountId): ListedMember[] => {
    const profile = profiles.get(account);
    if (!profile) return [];
    const own = devices.get(account) ?? [];
    return [
      {
        profile,
        presence: presenceOf(directory, account),
        devices: own.flatMap((device) => (device.isPublished ? [device.id] : [])),
      },
    ];
  };
  return { members: page.flatMap(listed), more: rest.length > PAGE };
};
