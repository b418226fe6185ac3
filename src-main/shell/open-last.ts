import type { CoreApi } from '../contract/core.ts';
import { ContractError } from '../contract/errors.ts';

/**
 * Goes on where the person was: opens the account that was used last of those that need no password. When that fails,
 * the login page says why, as it does after a click on the account.
 */
export async function openLastAccount(core: CoreApi): Promise<void> {
  const { remembered } = await core.call('app.state', {});
  const [last] = remembered.filter((known) => known.access === 'open').sort((a, b) => b.lastLogin - a.lastLogin);
  if (!last) return;
  try {
    const key = { account: last.account, fingerprint: last.server.fingerprint };
    // somebody may be opening another one at this moment
    await core.call('account.open', { ...key, unlessOpen: true });
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
  }
}
