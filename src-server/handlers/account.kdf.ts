import { nameKey } from '../accounts/names.ts';
import { plausibleHashing } from '../accounts/passwords.ts';
import type { RequestHandler } from '../handler.ts';
import { findAccountByName } from '../store/accounts.ts';

export const kdf: RequestHandler<'account.kdf'> = async (services, _client, { name }) => {
  const key = nameKey(name);
  // made for everyone, so that the answer takes as long for names that exist
  const plausible = plausibleHashing(services, name, key);
  const account = await findAccountByName(services.database.read, key);
  return account?.hashing ?? plausible;
};
