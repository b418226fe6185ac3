import { join } from 'node:path';
import type { Timestamp } from '../protocol/index.ts';
import { credentialMac } from './accounts/credentials.ts';
import { nameKey } from './accounts/names.ts';
import { newResetCode, resetCodeBytes } from './accounts/reset-code.ts';
import { DATABASE_FILE } from './data-folder.ts';
import { loadSecrets } from './identity.ts';
import { findAccountByName } from './store/accounts.ts';
import { putReset } from './store/credentials.ts';
import { withDatabase } from './store/database.ts';

const LIFETIME_MS = 24 * 3600_000;

/** Nobody is registered under that name. */
export class NoSuchPersonError extends Error {
  override readonly name = 'NoSuchPersonError';
}

export interface Reset {
  /** the person's name as it was registered */
  name: string;
  /** to be told to nobody else; the database has only its HMAC */
  code: string;
  expiresAt: Timestamp;
}

/**
 * Makes the code with which a person sets a new password, once. Works beside a running server.
 * @param folder the server's data
 * @throws NoSuchPersonError; DatabaseError; IdentityError
 */
export async function makeReset(folder: string, name: string, now: Timestamp): Promise<Reset> {
  const code = newResetCode();
  const expiresAt = now + LIFETIME_MS;
  return withDatabase(join(folder, DATABASE_FILE), async (database) => {
    const secrets = await loadSecrets(folder, { isNew: false });
    const account = await findAccountByName(database.read, nameKey(name));
    if (!account) throw new NoSuchPersonError(`nobody is registered as "${name}"`);
    const mac = credentialMac(secrets, 'reset', resetCodeBytes(code));
    await database.write((writer) => putReset(writer, account.profile.account, mac, expiresAt));
    return { name: account.profile.name, code, expiresAt };
  });
}

export function explainReset({ name, code, expiresAt }: Reset): string {
  return `Reset code for "${name}", good once, until ${new Date(expiresAt).toLocaleString()}:

    ${code}

Give it to this person and to nobody else, best face to face: with it they choose a new password.
Nothing changes until they do. Then the account keeps its name, profile and friends, and gets new keys: all its
sessions end, its devices are removed, messages that nobody has fetched yet are lost, and the friends are told
that its keys have changed. What was written before is not opened by the new password.
Neither you nor this server can read anything of it.`;
}
