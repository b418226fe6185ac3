import {
  CertificateError,
  type CertificateRequest,
  OperationError,
  readCertificateRequest,
} from '../../protocol/index.ts';
import { certify } from '../account-certificates.ts';
import { credentialMac } from '../accounts/credentials.ts';
import type { RequestHandler } from '../handler.ts';
import { tellFriends } from '../presence.ts';
import { findAccountKeys, findRevocations, insertAccountKeys } from '../store/account-keys.ts';

export const enrol: RequestHandler<'keys.enrol'> = async (
  services,
  client,
  { certificateRequest, vault, recovery },
) => {
  const { database, secrets, directory } = services;
  const { member } = client.session;
  const { account } = member;
  const asked = readRequest(certificateRequest);
  if (await findAccountKeys(database.read, account)) throw new OperationError('already-enrolled');
  const certificate = await certify(services, account, asked);
  const keys = {
    certificate,
    accountKey: asked.publicKey.export({ type: 'spki', format: 'der' }),
    identityKey: Buffer.from(asked.identityKey),
    recoveryMac: credentialMac(secrets, 'recovery', recovery),
    vault,
  };
  if (!(await database.write((writer) => insertAccountKeys(writer, account, keys)))) {
    throw new OperationError('already-enrolled');
  }
  const hadOthers = (await findRevocations(database.read, account)).length > 0;
  if (hadOthers) tellFriends(directory, member, 'keys.changed', { account });
  services.log.info({ account }, 'enrolled');
  return { certificate };
};

/** @throws OperationError `malformed` */
function readRequest(der: Uint8Array): CertificateRequest {
  try {
    return readCertificateRequest(der);
  } catch (error) {
    throw error instanceof CertificateError ? new OperationError('malformed') : error;
  }
}
