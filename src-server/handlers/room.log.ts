import { OperationError, type RoomId, type SignedRecord } from '../../protocol/index.ts';
import type { RequestHandler } from '../handler.ts';
import type { Member } from '../member.ts';
import type { Services } from '../services.ts';
import { findDeparture } from '../store/room-members.ts';
import { readRecords } from '../store/room-records.ts';

const PAGE = 64;
/** With what msgpack adds a page fits one frame. */
const PAGE_BYTES = 192 * 1024;

export const readLog: RequestHandler<'room.log'> = async (services, client, { room: id, from }) => {
  const upTo = await lastFor(services, client.session.member, id);
  const page = await readRecords(services.database.read, id, { from, upTo, limit: PAGE });
  const records = page.slice(0, countFitting(page));
  return { records, more: records.length > 0 && from + records.length <= upTo };
};

/** The last record that is the account's business: for former members the one by which they left. */
async function lastFor({ rooms, database }: Services, { account }: Member, id: RoomId): Promise<number> {
  const room = await rooms.load(id);
  const last = room?.has(account) ? room.last : await findDeparture(database.read, id, account);
  if (last === undefined) throw new OperationError('not-found');
  return last;
}

function countFitting(records: readonly SignedRecord[]): number {
  let bytes = 0;
  const tooMany = records.findIndex(({ record, signature }) => {
    bytes += record.length + signature.length;
    return bytes > PAGE_BYTES;
  });
  return tooMany < 0 ? records.length : tooMany;
}
