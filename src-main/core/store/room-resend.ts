import type { Transaction } from 'kysely';
import type { RoomId } from '../../../protocol/index.ts';
import type { DeviceAddress } from '../e2ee/exchange.ts';
import type { History } from './history.ts';
import { loseReader, whoMayRead } from './room-keys.ts';
import type { Schema } from './schema.ts';

/**
 * Whether the device is one of a member whose keys are not in doubt. As it could not read something, it gets the key
 * again before the next message.
 */
export async function mayReadAgain(
  transaction: Transaction<Schema>,
  { own, rooms }: Pick<History, 'own' | 'rooms'>,
  { room, account, device }: DeviceAddress & { room: RoomId },
): Promise<boolean> {
  const state = await rooms.find(transaction, room);
  if (!state) return false;
  const { sure } = await whoMayRead(transaction, own, state);
  if (!sure.has(account)) return false;
  await loseReader(transaction, room, device);
  return true;
}
