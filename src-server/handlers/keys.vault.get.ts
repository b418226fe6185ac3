import { OperationError } from '../../protocol/index.ts';
import type { RequestHandler } from '../handler.ts';
import { findVault } from '../store/account-keys.ts';

export const getVault: RequestHandler<'keys.vault.get'> = async ({ database }, client) => {
  const vault = await findVault(database.read, client.session.member.account);
  if (!vault) throw new OperationError('not-found');
  return vault;
};
