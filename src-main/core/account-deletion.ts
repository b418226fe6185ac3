import type { Channel } from '../../protocol/index.ts';
import type { AccountSecrets } from './account-secrets.ts';

/** What of an account's rooms its deletion needs. */
export interface Membership {
  /** Leaves all rooms. @throws ContractError `in-rooms` while one owns some: then none is left */
  leaveAll(): Promise<void>;
}

export interface Deletion {
  channel: Channel;
  secrets: Pick<AccountSecrets, 'proofOf'>;
  rooms: Membership;
}

/** Leaves the rooms, then deletes the account on the server. @throws ContractError `bad-credentials`, `in-rooms` */
export async function deleteOnServer({ channel, secrets, rooms }: Deletion, password: string): Promise<void> {
  const auth = await secrets.proofOf(password);
  try {
    await rooms.leaveAll();
    await channel.request('account.delete', { auth });
  } finally {
    auth.fill(0);
  }
}
