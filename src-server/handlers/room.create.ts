import { type AccountId, beginRoom, OperationError, type RoomId, type SignedRecord } from '../../protocol/index.ts';
import type { RequestHandler } from '../handler.ts';
import { checkFreeName, checkRoomCount, checkSignature, readRecord } from '../rooms/append.ts';
import { checkIdentities } from '../rooms/identities.ts';
import { checkWords, roomNameKeys } from '../rooms/names.ts';
import type { Writer } from '../store/database.ts';
import { enterRoom } from '../store/room-members.ts';
import { insertRecord, readRecords } from '../store/room-records.ts';
import { findRoomByName, insertRoom } from '../store/rooms.ts';

export const createRoom: RequestHandler<'room.create'> = async (services, client, { first }) => {
  const { account } = client.session.member;
  const record = readRecord(account, first);
  const name = readName(account, first);
  checkWords(record.action);
  const { room, isNew } = await services.database.write(async (writer) => {
    const made = await findMade(writer, name, first);
    if (made !== undefined) return { room: made, isNew: false };
    await checkIdentities(writer, record);
    await checkFreeName(writer, name);
    await checkRoomCount(services, writer, [account]);
    const room = await insertRoom(writer, roomNameKeys(name), services.wallClock());
    await insertRecord(writer, room, 0, first);
    await enterRoom(writer, room, [account], 0);
    return { room, isNew: true };
  });
  if (isNew) services.log.info({ room, account }, 'room created');
  return { room };
};

/** @throws OperationError `malformed` when it is no signed first record of a room */
function readName(account: AccountId, first: SignedRecord): string {
  const state = beginRoom(first);
  if (typeof state === 'string') throw new OperationError('malformed');
  checkSignature(state.members.get(account)?.identity, first);
  return state.name;
}

/** The room that this very record made, when its author did not get the answer and asks again. */
async function findMade(writer: Writer, name: string, first: SignedRecord): Promise<RoomId | undefined> {
  const namesake = await findRoomByName(writer, roomNameKeys(name).nameKey);
  if (namesake === undefined) return undefined;
  const [own] = await readRecords(writer, namesake, { from: 0, limit: 1 });
  return own && Buffer.from(own.signature).equals(first.signature) ? namesake : undefined;
}
