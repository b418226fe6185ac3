import type { AccountId, Contact } from '../../protocol/index.ts';
import type { RequestHandler } from '../handler.ts';
import { presenceOf } from '../presence.ts';
import { findProfiles } from '../store/accounts.ts';
import { findDevices } from '../store/devices.ts';

/** A page fits one reply even when all profiles are as long as they may be. */
const PAGE = 50;

export const list: RequestHandler<'contact.list'> = async ({ database, directory }, client, { after = 0 }) => {
  const { friends } = client.session.member;
  const rest = [...friends.keys()].filter((account) => account > after).sort((one, other) => one - other);
  const page = rest.slice(0, PAGE);
  if (page.length === 0) return { contacts: [], more: false };
  const profiles = await findProfiles(database.read, page);
  const devices = Map.groupBy(await findDevices(database.read, page), (device) => device.account);
  const contactOf = (account: AccountId): Contact[] => {
    const profile = profiles.get(account);
    const since = friends.get(account);
    // no longer a friend by now
    if (!profile || since === undefined) return [];
    const own = devices.get(account) ?? [];
    return [
      {
        profile,
        presence: presenceOf(directory, account),
        devices: own.flatMap(({ id, isPublished }) => (isPublished ? [id] : [])),
        since,
      },
    ];
  };
  return { contacts: page.flatMap(contactOf), more: rest.length > PAGE };
};
