import { isDeepStrictEqual } from 'node:util';
import type { AccountId, DeviceId } from '../../protocol/index.ts';
import { prove } from '../accounts/credentials.ts';
import { guesserOn } from '../accounts/guesser.ts';
import { dropDevices } from '../devices.ts';
import { ANSWERED, type RequestHandler } from '../handler.ts';
import { tell } from '../presence.ts';
import { needOnlyLostRooms } from '../rooms/standing.ts';
import type { Services } from '../services.ts';
import { dismiss, signOut } from '../sign-in.ts';
import { deleteAccount } from '../store/account-deletion.ts';
import { findRoomsOf } from '../store/room-members.ts';
import { endTransfers } from '../transfers.ts';

export const remove: RequestHandler<'account.delete'> = async (services, client, { auth }, id) => {
  const { member, lane } = client.session;
  const { account, profile } = member;
  await prove(services, { name: profile.name, kind: 'password', value: auth, guesser: guesserOn(lane.device) });
  const { friends, devices } = await deleteStored(services, account);
  // they hear of one event only, whether they see the account online or not
  member.friends.clear();
  services.directory.forget(account);
  services.logins.forget(account);
  services.blobs.forgetAccount(account);
  signOut(services, client);
  client.channel.reply('account.delete', id, {});
  client.channel.close('ended');
  dismiss(services, member, 'ended');
  endTransfers(member, 'ended');
  dropDevices(services, member, devices);
  for (const friend of friends) await part(services, friend, account);
  services.log.info({ account }, 'deleted');
  return ANSWERED;
};

/** An admin may vouch for the account's keys while its rooms are looked at: then they are looked at again. */
async function deleteStored(
  services: Services,
  account: AccountId,
): Promise<{ friends: AccountId[]; devices: DeviceId[] }> {
  for (;;) {
    const lost = await needOnlyLostRooms(services, account);
    const deleted = await services.database.write(async (writer) => {
      const isAsSeen = isDeepStrictEqual(await findRoomsOf(writer, account), lost);
      return isAsSeen ? deleteAccount(writer, account, services.wallClock()) : undefined;
    });
    if (deleted) return deleted;
  }
}

async function part({ directory }: Services, friend: AccountId, account: AccountId): Promise<void> {
  const member = await directory.known(friend);
  member?.friends.delete(account);
  tell(directory, friend, 'contact.removed', { account });
}
