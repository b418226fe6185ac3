import type { AccountId, DeviceId, Timestamp } from '../../protocol/index.ts';
import { deleteAccountKeys } from './account-keys.ts';
import { deleteAvatar } from './avatars.ts';
import { voidBlobsOf } from './blobs.ts';
import { deleteReset } from './credentials.ts';
import type { Writer } from './database.ts';
import { deleteDevices, findDevices } from './devices.ts';
import { friendsOf } from './friendships.ts';

const NOTHING = Buffer.alloc(0);

/**
 * Deletes all that belongs to the account. Its row stays, emptied, so that nobody is given its name and number again.
 */
export async function deleteAccount(
  db: Writer,
  account: AccountId,
  at: Timestamp,
): Promise<{ friends: AccountId[]; devices: DeviceId[] }> {
  const friends = (await friendsOf(db, account)).map(({ friend }) => friend);
  const devices = (await findDevices(db, [account])).map(({ id }) => id);
  await deleteDevices(db, devices);
  await deleteAccountKeys(db, account);
  await deleteReset(db, account);
  await deleteAvatar(db, account);
  await deleteTies(db, account);
  await voidBlobsOf(db, account);
  await db.deleteFrom('room_members').where('account', '=', account).execute();
  await db.deleteFrom('room_requests').where('account', '=', account).execute();
  await db.deleteFrom('logins').where('account', '=', account).execute();
  await db.deleteFrom('revocations').where('account', '=', account).execute();
  await emptyRow(db, account, at);
  return { friends, devices };
}

/** What is between the account and others. */
async function deleteTies(db: Writer, account: AccountId): Promise<void> {
  await db
    .deleteFrom('friendships')
    .where((where) => where.or([where('low', '=', account), where('high', '=', account)]))
    .execute();
  await db
    .deleteFrom('requests')
    .where((where) => where.or([where('from_account', '=', account), where('to_account', '=', account)]))
    .execute();
  await db
    .deleteFrom('blocks')
    .where((where) => where.or([where('account', '=', account), where('blocked', '=', account)]))
    .execute();
}

async function emptyRow(db: Writer, account: AccountId, at: Timestamp): Promise<void> {
  await db
    .updateTable('accounts')
    .set({
      email: '',
      // no address is written so: the person's own is free again
      email_key: `deleted ${account}`,
      auth_mac: NOTHING,
      salt: NOTHING,
      display_name: '',
      found_by: null,
      sex: null,
      age: null,
      signature: '',
      session_open: 0,
      session_device: '',
      session_address: '',
      session_time: 0,
      deleted_at: at,
    })
    .where('id', '=', account)
    .execute();
}
