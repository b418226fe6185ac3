import { profileFor } from '../acquaintance.ts';
import { requestFor } from '../contacts.ts';
import type { RequestHandler } from '../handler.ts';
import { type FriendRequest, requestsOf } from '../store/requests.ts';

/** The newest; as many as one reply holds when all profiles are as long as they may be. */
const SHOWN = 50;

export const requests: RequestHandler<'contact.requests'> = async (services, client) => {
  const { member } = client.session;
  const { account, blocked } = member;
  const all = await requestsOf(services.database.read, account);
  // one's own refusals are done with, and of the blocked nothing is seen
  const isShown = ({ from, state }: FriendRequest) => from === account || (state !== 'refused' && !blocked.has(from));
  const shown = all.filter(isShown).slice(0, SHOWN);
  if (shown.length === 0) return { requests: [] };
  const otherOf = ({ from, to }: { from: typeof account; to: typeof account }) => (from === account ? to : from);
  const others = await services.directory.loadAll(shown.map(otherOf));
  const told = shown.map(async (each) => {
    const other = others.get(otherOf(each));
    return other ? [requestFor(account, each, await profileFor(services, member, other))] : [];
  });
  return { requests: (await Promise.all(told)).flat() };
};
