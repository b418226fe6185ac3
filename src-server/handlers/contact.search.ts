import { AccountId, type Profile, type Relation } from '../../protocol/index.ts';
import { nameKey } from '../accounts/names.ts';
import type { RequestHandler } from '../handler.ts';
import type { Member } from '../member.ts';
import type { Services } from '../services.ts';
import { findAccountByName } from '../store/accounts.ts';
import { findRequest } from '../store/requests.ts';

export const search: RequestHandler<'contact.search'> = async (services, client, { query }) => {
  const { member } = client.session;
  const profile = (await findByNumber(services, query)) ?? (await findByName(services, query));
  if (!profile) return { results: [] };
  return { results: [{ profile, relation: await relationOf(services, member, profile.account) }] };
};

async function findByNumber({ directory }: Services, query: string): Promise<Profile | undefined> {
  if (!/^\d{1,10}$/.test(query.trim())) return undefined;
  const account = AccountId.safeParse(Number(query));
  return account.success ? (await directory.load(account.data))?.profile : undefined;
}

async function findByName({ database }: Services, query: string): Promise<Profile | undefined> {
  return (await findAccountByName(database.read, nameKey(query)))?.profile;
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
