import { AccountId, type Relation } from '../../protocol/index.ts';
import { displayNameKey, nameKey } from '../accounts/names.ts';
import { profileFor } from '../acquaintance.ts';
import type { RequestHandler } from '../handler.ts';
import type { Member } from '../member.ts';
import type { Services } from '../services.ts';
import { findAccountByName, findAccountsByDisplayName } from '../store/accounts.ts';
import { findRequest } from '../store/requests.ts';

/** As many as one reply holds when all profiles are as long as they may be. */
const SHOWN = 20;

export const search: RequestHandler<'contact.search'> = async (services, client, { query }) => {
  const { member } = client.session;
  const found = new Set([
    ...(numberIn(query) ?? []),
    ...((await findByName(services, query)) ?? []),
    ...(await findAccountsByDisplayName(services.database.read, displayNameKey(query), SHOWN)),
  ]);
  const others = await services.directory.loadAll([...found].slice(0, SHOWN));
  const results = [...others.values()].map(async (other) => ({
    profile: await profileFor(services, member, other),
    relation: await relationOf(services, member, other.account),
  }));
  return { results: await Promise.all(results) };
};

function numberIn(query: string): [AccountId] | undefined {
  if (!/^\d{1,10}$/.test(query.trim())) return undefined;
  const account = AccountId.safeParse(Number(query));
  return account.success ? [account.data] : undefined;
}

async function findByName({ database }: Services, query: string): Promise<[AccountId] | undefined> {
  const account = await findAccountByName(database.read, nameKey(query));
  return account && [account.profile.account];
}

async function relationOf(
  { database }: Services,
  { account, friends, blocked }: Member,
  other: AccountId,
): Promise<Relation> {
  if (other === account) return 'self';
  if (friends.has(other)) return 'friend';
  const theirs = blocked.has(other) ? undefined : await findRequest(database.read, other, account);
  if (theirs && theirs.state !== 'refused') return 'requests-you';
  const own = await findRequest(database.read, account, other);
  return own && own.state !== 'refused' ? 'requested' : 'none';
}
