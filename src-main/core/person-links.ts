import type { Channel } from '../../protocol/index.ts';
import { ContractError } from '../contract/errors.ts';
import type { AccountId, PersonLink } from '../contract/model.ts';
import type { Accounts } from './accounts.ts';
import type { OpenAccount } from './open-account.ts';
import { formatPersonLink, keyHashOf, type PersonAddress, parsePersonLink } from './person-link.ts';

type Opened = NonNullable<Accounts['open']>;

/** The link that adds the person here and verifies their keys. */
export function ownLink({ account, secrets }: Opened): string {
  const { host, port, fingerprint } = account.server;
  return formatPersonLink({ host, port, fingerprint, account: account.id, keyHash: keyHashOf(secrets.publicIdentity) });
}

/** What a link says, and whether it fits. @throws ContractError `bad-address`, `server-changed`, `not-found`, `offline` */
export async function readLink(open: Opened, link: string): Promise<PersonLink> {
  const { account, keyHash } = addressIn(link, open.account);
  const found = await findPerson(open.account.channel, account);
  const key = await keyOf(open, account);
  const keys = key === undefined ? 'none' : keyHashOf(key) === keyHash ? 'same' : 'different';
  return { ...found, keys };
}

/** Asks to become friends. Whoever shows the link's keys counts as verified from then on. Throws as `readLink`. */
export async function requestByLink({ account }: Opened, { link, greeting }: { link: string; greeting: string }) {
  const { account: other, keyHash } = addressIn(link, account);
  const { channel } = account;
  // First, for the friendship may begin at once; and what the link tells holds, whatever becomes of the request.
  if (other !== account.id) await account.identities.expect(other, keyHash);
  const reply = await channel.request('contact.request', { account: other, greeting });
  if (reply.state === 'requested') await account.contacts.refreshRequests(channel);
  return reply;
}

function addressIn(link: string, { server }: OpenAccount): PersonAddress {
  const address = parsePersonLink(link);
  if (!address) throw new ContractError('bad-address');
  if (address.fingerprint !== server.fingerprint) throw new ContractError('server-changed');
  return address;
}

async function findPerson(channel: Channel, account: AccountId) {
  const { results } = await channel.request('contact.search', { query: String(account) });
  const found = results.find(({ profile }) => profile.account === account);
  if (!found) throw new ContractError('not-found');
  return found;
}

/** The server shows the certificates of friends only. */
async function keyOf({ account, secrets }: Opened, other: AccountId): Promise<Uint8Array | undefined> {
  if (other === account.id) return secrets.publicIdentity;
  const { identities, contacts, channel } = account;
  if (!identities.find(other) && contacts.find(other)) await identities.refreshIfThere(channel, other);
  return identities.find(other)?.key;
}
