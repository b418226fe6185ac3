import type { Transaction } from 'kysely';
import type { RoomId } from '../../../protocol/index.ts';
import type { DeviceAddress } from '../e2ee/exchange.ts';
import type { History } from './history.ts';
import { findReader, loseReader, whoMayRead } from './room-keys.ts';
import type { RoomReaderRow } from './room-schema.ts';
import type { Schema } from './schema.ts';

/**
 * What of the room a device may have again, as the row of what it was given; undefined when that is nothing. As it could not
 * read something, it gets the key again.
 */
export async function whatMayBeHadAgain(
  transaction: Transaction<Schema>,
  { own, rooms }: Pick<History, 'own' | 'rooms'>,
  { room, account, device }: DeviceAddress & { room: RoomId },
): Promise<RoomReaderRow | undefined> {
  const state = await rooms.find(transaction, room);
  const reader = await findReader(transaction, room, device);
  if (!state || reader?.account !== account) return undefined;
  const { sure } = await whoMayRead(transaction, own, state);
  if (!sure.has(account)) return undefined;
  await loseReader(transaction, room, device);
  return reader;
}
