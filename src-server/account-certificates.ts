import { createPublicKey, X509Certificate } from 'node:crypto';
import {
  type AccountId,
  type CertificateRequest,
  createAccountCertificate,
  OperationError,
  type Timestamp,
} from '../protocol/index.ts';
import { isAcquainted } from './acquaintance.ts';
import type { Member } from './member.ts';
import type { Services } from './services.ts';
import { type AccountKeys, findAccountKeys, renewCertificate } from './store/account-keys.ts';
import { findAccount } from './store/accounts.ts';

const RENEW_BEFORE_MS = 30 * 24 * 3600_000;

/** Certifies the keys with what the server knows of the account, whatever the request says of its name. @returns DER */
export async function certify(
  services: Services,
  account: AccountId,
  { publicKey, identityKey }: Pick<CertificateRequest, 'publicKey' | 'identityKey'>,
): Promise<Buffer> {
  const known = await findAccount(services.database.read, account);
  if (!known) throw new OperationError('not-found');
  const { email, profile } = known;
  const now = new Date(services.wallClock());
  return createAccountCertificate(services.authority, {
    account,
    name: profile.name,
    email,
    publicKey,
    identityKey,
    now,
  });
}

/**
 * The certificate of oneself, a friend, a fellow member of a room, or of somebody who asks to be let into a room that the viewer
 * leads; renewed when it has less than a month.
 * @throws OperationError `not-found`, also when the account is a stranger's
 */
export async function certificateFor(services: Services, viewer: Member, account: AccountId): Promise<Buffer> {
  const keys = (await isAcquainted(services, viewer, account))
    ? await findAccountKeys(services.database.read, account)
    : undefined;
  if (!keys) throw new OperationError('not-found');
  return isOld(keys, services.wallClock()) ? renew(services, account, keys) : keys.certificate;
}

function isOld({ certificate }: AccountKeys, now: Timestamp): boolean {
  return new X509Certificate(certificate).validToDate.getTime() - now < RENEW_BEFORE_MS;
}

async function renew(services: Services, account: AccountId, keys: AccountKeys): Promise<Buffer> {
  const publicKey = createPublicKey({ key: keys.accountKey, format: 'der', type: 'spki' });
  const renewed = await certify(services, account, { publicKey, identityKey: keys.identityKey });
  await services.database.write((writer) => renewCertificate(writer, account, keys.certificate, renewed));
  services.log.info({ account }, 'certificate renewed');
  return renewed;
}
