import { requestFor } from '../contacts.ts';
import type { RequestHandler } from '../handler.ts';
import { findProfiles } from '../store/accounts.ts';
import { type FriendRequest, requestsOf } from '../store/requests.ts';

/** The newest; as many as one reply holds when all profiles are as long as they may be. */
const SHOWN = 50;

export const requests: RequestHandler<'contact.requests'> = async ({ database }, client) => {
  const { account, blocked } = client.session.member;
  const all = await requestsOf(database.read, account);
  // one's own refusals are done with, and of the blocked nothing is seen
  const isShown = ({ from, state }: FriendRequest) => from === account || (state !== 'refused' && !blocked.has(from));
  const shown = all.filter(isShown).slice(0, SHOWN);
  if (shown.length === 0) return { requests: [] };
  const otherOf = ({ from, to }: { from: typeof account; to: typeof account }) => (from === account ? to : from);
  const profiles = await findProfiles(database.read, shown.map(otherOf));
  return {
    requests: shown.flatMap((each) => {
      const profile = profiles.get(otherOf(each));
      return profile ? [requestFor(account, each, profile)] : [];
    }),
  };
};
