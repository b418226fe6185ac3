import { hash } from 'node:crypto';
import {
  type AccountId,
  checkRecord,
  decodeRecord,
  OperationError,
  type RecordProblem,
  type Request,
  ROOM_EDITION,
  type RoomId,
  type RoomRecord,
  type SignedRecord,
  signerOf,
} from '../../protocol/index.ts';
import { FieldReport } from '../accounts/fields.ts';
import type { Member } from '../member.ts';
import { checkPicture } from '../pictures.ts';
import { tell } from '../presence.ts';
import type { Services } from '../services.ts';
import { countExisting } from '../store/accounts.ts';
import type { Writer } from '../store/database.ts';
import { countRoomsOf, enterRoom, leaveRoom } from '../store/room-members.ts';
import { insertRecord } from '../store/room-records.ts';
import { deleteRequests, findAskers } from '../store/room-requests.ts';
import { closeRoom, isRoomNameTaken, renameRoom, setRoomAvatar } from '../store/rooms.ts';
import { checkIdentities } from './identities.ts';
import { departingBy, enteringBy } from './membership.ts';
import { checkRoomName, checkWords, roomNameKeys } from './names.ts';
import type { Room } from './room.ts';
import { isSignedBy } from './signatures.ts';

type Picture = Request<'room.append'>['picture'];

/** A record on its way into the log. */
interface Addition {
  record: RoomRecord;
  signed: SignedRecord;
  picture: Picture;
}

/**
 * Adds a record of that member to the room's log and tells all whom it concerns. To be called in the room's turn.
 * @returns its place
 * @throws OperationError as `room.append` says; the room is as before then
 */
export async function append(services: Services, room: Room, author: Member, addition: Addition): Promise<number> {
  const { record, signed } = addition;
  // what old logs hold is no reason to take more of it
  const problem = checkRecord(room.id, { ...room.state, edition: ROOM_EDITION }, record);
  if (problem) throw new OperationError(errorFor(problem, room));
  checkSignature(signerOf(room.state, record), signed);
  checkWords(record.action);
  checkPictureOf(addition);
  checkSize(services, room, record);
  checkPace(services, room, record);
  const seq = room.last + 1;
  await services.database.write(async (writer) => {
    await checkEntering(services, writer, room.id, author, record);
    await checkIdentities(writer, record);
    await insertRecord(writer, room.id, seq, signed);
    await enterRoom(writer, room.id, enteringBy(record), seq);
    await leaveRoom(writer, room.id, departingBy(record, room.state), seq);
    await deleteRequests(writer, room.id, enteringBy(record));
    await store(writer, room.id, addition);
  });
  const before = [...room.state.members.keys()];
  services.rooms.grow(room, signed);
  const concerned = new Set([...before, ...room.state.members.keys()]);
  for (const account of concerned) {
    tell(services.directory, account, 'room.records', { room: room.id, from: seq, records: [signed] });
  }
  services.log.info({ room: room.id, account: author.account, seq, kind: record.action.kind }, 'room changed');
  return seq;
}

/** @throws OperationError `malformed` when the account cannot have written it, whatever the room */
export function readRecord(author: AccountId, { record: bytes }: SignedRecord): RoomRecord {
  const record = decodeRecord(bytes);
  if (record?.author !== author) throw new OperationError('malformed');
  return record;
}

/** @throws OperationError `malformed` */
export function checkSignature(signer: Uint8Array | undefined, signed: SignedRecord): void {
  if (!signer || !isSignedBy(signer, signed)) throw new OperationError('malformed');
}

/** @throws OperationError `invalid-fields` */
export async function checkFreeName(writer: Writer, name: string, own?: RoomId): Promise<void> {
  const wrong = new FieldReport();
  wrong.add('name', checkRoomName(name));
  wrong.throwIfAny();
  wrong.add('name', (await isRoomNameTaken(writer, roomNameKeys(name), own)) ? 'taken' : undefined);
  wrong.throwIfAny();
}

/**
 * @throws OperationError `too-many` when one of them is in as many rooms as there may be; `not-found` when one has just
 * been deleted
 */
export async function checkRoomCount(
  services: Services,
  writer: Writer,
  accounts: readonly AccountId[],
): Promise<void> {
  if ((await countExisting(writer, accounts)) < accounts.length) throw new OperationError('not-found');
  const limit = services.config.limits.rooms;
  const counts = await countRoomsOf(writer, accounts);
  if ([...counts.values()].some((count) => count >= limit)) throw new OperationError('too-many', { limit });
}

function errorFor(problem: RecordProblem, room: Room) {
  switch (problem) {
    case 'malformed':
    case 'not-allowed':
    case 'already-member':
      return problem;
    case 'stale':
      return 'room-changed';
    case 'not-member':
      return 'not-found';
    case 'closed':
      return room.state.isDisbanded || room.state.rules.entry === 'closed' ? 'not-found' : 'room-closed';
  }
}

function checkPictureOf({ record: { action }, picture }: Addition): void {
  const named = action.kind === 'avatar' ? action.hash : undefined;
  if (!named && !picture) return;
  const isThatOne = named && picture && hash('sha256', picture, 'buffer').equals(named);
  if (!isThatOne) throw new OperationError('malformed');
  const wrong = new FieldReport();
  wrong.add('picture', checkPicture(picture));
  wrong.throwIfAny();
}

function checkSize({ config }: Services, { state }: Room, record: RoomRecord): void {
  const limit = config.limits.roomMembers;
  const entering = enteringBy(record).length;
  if (entering > 0 && state.members.size + entering > limit) throw new OperationError('too-many', { limit });
}

/** Nobody is kept from leaving. @throws OperationError `rate-limited` */
function checkPace({ config, now }: Services, room: Room, { author, action }: RoomRecord): void {
  if (!config.rates.enabled || action.kind === 'leave' || room.isLedBy(author)) return;
  const retryAfterMs = room.pace(author, now());
  if (retryAfterMs > 0) throw new OperationError('rate-limited', { retryAfterMs });
}

/** Who is added has agreed to it: by being the author's friend, or by having asked. */
async function checkEntering(
  services: Services,
  writer: Writer,
  room: RoomId,
  author: Member,
  record: RoomRecord,
): Promise<void> {
  const entering = enteringBy(record);
  if (entering.length === 0) return;
  if (record.action.kind === 'add') {
    const strangers = entering.filter((account) => !author.friends.has(account));
    const askers = strangers.length > 0 ? await findAskers(writer, room, strangers) : new Set();
    if (strangers.some((account) => !askers.has(account))) throw new OperationError('not-friends');
  }
  await checkRoomCount(services, writer, entering);
}

/** What is kept of the action beside the record itself. */
async function store(writer: Writer, room: RoomId, { record: { action }, picture }: Addition): Promise<void> {
  switch (action.kind) {
    case 'rename':
      await checkFreeName(writer, action.name, room);
      return renameRoom(writer, room, roomNameKeys(action.name));
    case 'avatar':
      return setRoomAvatar(writer, room, picture);
    case 'disband':
      return closeRoom(writer, room);
    default:
      return;
  }
}
