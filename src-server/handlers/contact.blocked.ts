import type { RequestHandler } from '../handler.ts';
import { findProfiles } from '../store/accounts.ts';

/** A page fits one reply even when all profiles are as long as they may be. */
const PAGE = 50;

export const blocked: RequestHandler<'contact.blocked'> = async ({ database }, client, { after = 0 }) => {
  const rest = [...client.session.member.blocked]
    .filter((account) => account > after)
    .sort((one, other) => one - other);
  const page = rest.slice(0, PAGE);
  if (page.length === 0) return { profiles: [], more: false };
  const profiles = await findProfiles(database.read, page);
  return { profiles: page.flatMap((account) => profiles.get(account) ?? []), more: rest.length > PAGE };
};
