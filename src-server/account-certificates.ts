import { createPublicKey } from 'node:crypto';
import {
  type AccountId,
  type CertificateRequest,
  createAccountCertificate,
  OperationError,
  readAccountCertificate,
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
  const { name } = known.profile;
  const now = new Date(services.wallClock());
  return createAccountCertificate(services.authority, { account, name, publicKey, identityKey, now });
}

/**
 * The certificate of an account that the viewer may know: the viewer's own, a friend's, a fellow member's, or that of
 * somebody who asks to join a room that the viewer leads. A certificate that must not be shown is renewed first.
 * @throws OperationError `not-found`, also when the account is a stranger's
 */
export async function certificateFor(services: Services, viewer: Member, account: AccountId): Promise<Buffer> {
  const keys = (await isAcquainted(services, viewer, account))
    ? await findAccountKeys(services.database.read, account)
    : undefined;
  if (!keys) throw new OperationError('not-found');
  return isFit(keys, services.wallClock()) ? keys.certificate : renew(services, account, keys);
}

/**
 * Whether a certificate may be shown as it is: it is valid for another month, not only from some time in the future, as
 * when this clock was wrong, and does not have the e-mail address that older servers put in.
 */
function isFit({ certificate }: AccountKeys, now: Timestamp): boolean {
  const { validFrom, validTo, email } = readAccountCertificate(certificate);
  return validFrom <= now && validTo - now >= RENEW_BEFORE_MS && email === '';
}

async function renew(services: Services, account: AccountId, keys: AccountKeys): Promise<Buffer> {
  const publicKey = createPublicKey({ key: keys.accountKey, format: 'der', type: 'spki' });
  const renewed = await certify(services, account, { publicKey, identityKey: keys.identityKey });
  await services.database.write((writer) => renewCertificate(writer, account, keys.certificate, renewed));
  services.log.info({ account }, 'certificate renewed');
  // when several ask at once, one renews and all get that
  const stored = await findAccountKeys(services.database.read, account);
  if (!stored) throw new OperationError('not-found');
  return stored.certificate;
}
