import { certificateFor } from '../account-certificates.ts';
import type { RequestHandler } from '../handler.ts';
import { findRevocations } from '../store/account-keys.ts';

export const certificate: RequestHandler<'keys.certificate'> = async (services, client, { account }) => ({
  certificate: await certificateFor(services, client.session.member, account),
  revoked: await findRevocations(services.database.read, account),
});
