import type { Channel, RoomId, SignedRecord } from '../../../protocol/index.ts';
import { ContractError } from '../../contract/errors.ts';
import { patiently } from '../patience.ts';
import type { Store } from '../store/store.ts';
import type { RoomSync } from './room-sync.ts';

export interface DeparturesParts {
  store: Pick<Store, 'run'>;
  sync: Pick<RoomSync, 'shown'>;
  /** @throws ContractError `offline` */
  channel(): Pick<Channel, 'request'>;
  /** wall clock */
  now: () => number;
}

/**
 * Leaves all rooms that the server says the person is in, also those that are not believed here. Rooms that know the person by
 * other keys take no record from here: the server closes them with the account. Rejects as requests do.
 * @throws ContractError `in-rooms` when some are the person's own: nothing was done then
 */
export async function leaveAllRooms(parts: DeparturesParts): Promise<void> {
  const { rooms } = await parts.channel().request('room.list', {});
  const departures: { room: RoomId; record: SignedRecord }[] = [];
  for (const { room } of rooms) {
    const records = await parts.sync.shown(room);
    const departure = await parts.store.run('writeDeparture', { room, records, at: parts.now() });
    if (departure.kind === 'owner') throw new ContractError('in-rooms');
    if (departure.kind === 'signed') departures.push({ room, record: departure.record });
  }
  for (const departure of departures) await patiently(() => parts.channel().request('room.append', departure));
}
