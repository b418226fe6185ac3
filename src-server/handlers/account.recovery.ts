import { OperationError } from '../../protocol/index.ts';
import { prove } from '../accounts/credentials.ts';
import { guesserAt } from '../accounts/guesser.ts';
import type { RequestHandler } from '../handler.ts';
import { findVault } from '../store/account-keys.ts';

export const recovery: RequestHandler<'account.recovery'> = async (services, client, { name, recovery }) => {
  const guesser = guesserAt(client.address);
  const account = await prove(services, { name, kind: 'recovery', value: recovery, guesser });
  const vault = await findVault(services.database.read, account);
  // reset at this very moment: the code holds no longer
  if (!vault) throw new OperationError('bad-credentials');
  return vault;
};
