import { type AccountId, verifyAccountCertificate } from '../../protocol/index.ts';
import { ContractError } from '../contract/errors.ts';
import type { CertificateView, Safety, ScanResult } from '../contract/model.ts';
import type { Accounts } from './accounts.ts';
import { viewCertificate } from './certificate-view.ts';
import type { StoredIdentity } from './e2ee/exchange.ts';
import type { OpenAccount } from './open-account.ts';
import { SafetyNumber } from './safety.ts';

type Opened = NonNullable<Accounts['open']>;

/** What there is to compare with that person. @throws ContractError `no-keys` when they have none yet */
export async function safetyOf(open: Opened, other: AccountId): Promise<Safety> {
  const identity = await knownIdentity(open.account, other);
  const { digits, code } = safetyNumber(open, identity);
  const { trust, verifiedAt, changedAt } = identity;
  return {
    trust,
    number: digits,
    code,
    certificate: viewCertificate(identity.certificate),
    ...(verifiedAt === undefined ? {} : { verifiedAt }),
    ...(changedAt === undefined ? {} : { changedAt }),
  };
}

/** Compares with what the other person's picture said; a match verifies. @throws ContractError `no-keys` */
export async function scan(open: Opened, other: AccountId, code: string): Promise<ScanResult> {
  const result = safetyNumber(open, await knownIdentity(open.account, other)).compare(code);
  if (result === 'match') await open.account.identities.setVerified(other, true);
  return result;
}

/**
 * One's own certificate, as the server shows it to others.
 * @throws CertificateError; ContractError `offline`, `bad-keys` when it is for other keys than one's own
 */
export async function ownCertificate({ account, secrets }: Opened, now: number): Promise<CertificateView> {
  const { link } = account.connection;
  if (!link) throw new ContractError('offline');
  const { certificate } = await link.channel.request('keys.certificate', { account: account.id });
  const { identityKey } = verifyAccountCertificate(certificate, link.authority, { account: account.id, now });
  if (!Buffer.from(identityKey).equals(secrets.publicIdentity)) throw new ContractError('bad-keys');
  return viewCertificate(certificate);
}

function safetyNumber({ account, secrets }: Opened, { account: other, key }: StoredIdentity): SafetyNumber {
  const own = { account: account.id, key: secrets.publicIdentity };
  return new SafetyNumber(account.server.fingerprint, own, { account: other, key });
}

/** From the server, when nothing has been written to that person yet and there is a connection. */
async function knownIdentity({ identities, connection, contacts }: OpenAccount, other: AccountId) {
  const known = identities.find(other);
  if (known) return known;
  if (connection.link && contacts.find(other)) await identities.refresh(connection.link.channel, other);
  const learned = identities.find(other);
  if (!learned) throw new ContractError('no-keys');
  return learned;
}
