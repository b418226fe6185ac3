import { OperationError } from '../../protocol/index.ts';
import type { RequestHandler } from '../handler.ts';
import { putVault } from '../store/account-keys.ts';

export const replaceVault: RequestHandler<'keys.vault.put'> = async ({ database }, client, vault) => {
  const { account } = client.session.member;
  if (!(await database.write((writer) => putVault(writer, account, vault)))) throw new OperationError('vault-changed');
  return {};
};
