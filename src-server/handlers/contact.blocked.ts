import { profileFor } from '../acquaintance.ts';
import type { RequestHandler } from '../handler.ts';

/** A page fits one reply even when all profiles are as long as they may be. */
const PAGE = 50;

export const blocked: RequestHandler<'contact.blocked'> = async (services, client, { after = 0 }) => {
  const { member } = client.session;
  const rest = [...member.blocked].filter((account) => account > after).sort((one, other) => one - other);
  const page = rest.slice(0, PAGE);
  if (page.length === 0) return { profiles: [], more: false };
  const others = await services.directory.loadAll(page);
  const profiles = page
    .flatMap((account) => others.get(account) ?? [])
    .map((other) => profileFor(services, member, other));
  return { profiles: await Promise.all(profiles), more: rest.length > PAGE };
};
