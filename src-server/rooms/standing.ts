import { type AccountId, OperationError, type RoomId } from '../../protocol/index.ts';
import type { Services } from '../services.ts';
import { findAccountKeys } from '../store/account-keys.ts';
import { findRoomsOf } from '../store/room-members.ts';

/**
 * The rooms the account is in by other keys than it has now: an administrator has reset it, and nothing that it signs counts
 * there. Each with the last place of its log, as it was looked at.
 * @throws OperationError `in-rooms` when it could sign itself out of one
 */
export async function needOnlyLostRooms(
  { database, rooms }: Services,
  account: AccountId,
): Promise<{ room: RoomId; last: number }[]> {
  const keys = await findAccountKeys(database.read, account);
  const lost: { room: RoomId; last: number }[] = [];
  for (const { room: id } of await findRoomsOf(database.read, account)) {
    const room = await rooms.load(id);
    if (!room) continue;
    const identity = room.state.members.get(account)?.identity;
    if (keys && identity && keys.identityKey.equals(identity)) throw new OperationError('in-rooms');
    lost.push({ room: id, last: room.last });
  }
  return lost;
}
