import type { RoomId, SignedRecord } from '../../protocol/index.ts';
import type { Reader, Writer } from './database.ts';

/** The room's log from `from` on, up to and with `upTo` when given, in order. */
export async function readRecords(
  db: Reader,
  room: RoomId,
  { from, upTo, limit }: { from: number; upTo?: number | undefined; limit: number },
): Promise<SignedRecord[]> {
  return db
    .selectFrom('room_records')
    .select(['record', 'signature'])
    .where('room', '=', room)
    .where('seq', '>=', from)
    .$if(upTo !== undefined, (query) => query.where('seq', '<=', upTo ?? 0))
    .orderBy('seq')
    .limit(limit)
    .execute();
}

export async function insertRecord(
  db: Writer,
  room: RoomId,
  seq: number,
  { record, signature }: SignedRecord,
): Promise<void> {
  await db
    .insertInto('room_records')
    .values({ room, seq, record: Buffer.from(record), signature: Buffer.from(signature) })
    .execute();
}
