import type { RememberedAccount } from '../../src-main/contract/model.ts';

/** What the login page shows: the accounts of this machine, the password of one of them, or name and password. */
export type WayIn = { by: 'list' } | { by: 'login'; name: string } | { by: 'unlock'; account: RememberedAccount };

/** Where the login page starts. `lastName`: the account that was open last in this window, if any. */
export function firstWayIn(remembered: RememberedAccount[], lastName: string): WayIn {
  const last = remembered.find(({ name, access }) => name === lastName && access === 'password');
  if (last) return { by: 'unlock', account: last };
  return lastName || remembered.length === 0 ? { by: 'login', name: lastName } : { by: 'list' };
}
