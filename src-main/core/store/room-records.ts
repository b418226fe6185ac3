import type { Transaction } from 'kysely';
import {
  type AccountId,
  decodeRecord,
  hashAfter,
  type RoomAction,
  type RoomId,
  type RoomRecord,
  type RoomState,
  type SignedRecord,
} from '../../../protocol/index.ts';
import type { Message } from '../../contract/model.ts';
import type { History } from './history.ts';
import { type Entry, type Judgement, judgeEntry, vouchedIn } from './room-entry.ts';
import { isBad, markBad, settleClaim } from './room-forks.ts';
import { forgetReader, forgetRoomKey, forgetWriter } from './room-keys.ts';
import { accountsIn, addRoomLines } from './room-lines.ts';
import { addRecord, begin, follow, signerOfRecord } from './room-log.ts';
import { summarise } from './room-summaries.ts';
import type { Schema } from './schema.ts';

export interface RoomRecords {
  room: RoomId;
  /** the place of the first */
  from: number;
  records: SignedRecord[];
  /** accounts whose certificates were just looked at */
  ready: AccountId[];
}

export type RecordsResult =
  | {
      kind: 'applied';
      messages: Message[];
      length: number;
      /** somebody came, went, or has new keys */
      hasOtherMembers: boolean;
      hasAsked: boolean;
    }
  /** records before these are missing: get them from there on */
  | { kind: 'gap'; from: number }
  /** that account vouches for the one here, and its keys are not known: look at its certificate */
  | { kind: 'unknown-keys'; account: AccountId }
  /** nobody whom the person here knows wants them in that room */
  | { kind: 'refused' }
  /** members did not sign this, or it is not what the server showed before; nothing more of the room is believed */
  | { kind: 'bad'; messages: Message[] };

const membershipKinds = new Set<RoomAction['kind']>(['create', 'add', 'join', 'leave', 'remove', 'rekey', 'disband']);

interface Applied {
  seq: number;
  signed: SignedRecord;
  record: RoomRecord;
  /** the account here belonged to the room before or after it */
  concernsUs: boolean;
}

/** Checks records and adds them to the log of their room, with all that follows from them. */
export async function applyRecords(
  transaction: Transaction<Schema>,
  history: Pick<History, 'own' | 'rooms'>,
  { room, from, records, ready }: RoomRecords,
): Promise<RecordsResult> {
  if (await isBad(transaction, room)) return { kind: 'bad', messages: [] };
  const known = await history.rooms.find(transaction, room);
  const length = known?.hashes.length ?? 0;
  if (from > length) return { kind: 'gap', from: length };
  if (known && !isSameLog(known, from, records.slice(0, length - from))) return stop(transaction, room);

  const added = addAll(history, { room, state: known, records: records.slice(length - from) });
  if (!added) return { kind: 'bad', messages: [] };
  const { state, applied, entry } = added;
  const judgement = await judgeEntry(transaction, history.own, { room, state, entry, isKnown: !!known, ready });
  if (judgement === 'refused' || typeof judgement === 'object') {
    // what was added to the state has not been stored
    history.rooms.forget();
    return judgement === 'refused' ? { kind: 'refused' } : { kind: 'unknown-keys', account: judgement.unknown };
  }
  history.rooms.put(room, state);
  const messages = await keep(transaction, history.own.account, { room, state, applied });
  if (!added.isWhole) return stop(transaction, room, messages);
  const hasAsked = await settleAsked(transaction, room, judgement);
  const hasOtherMembers = applied.some(({ record }) => membershipKinds.has(record.action.kind));
  return { kind: 'applied', messages, length: state.hashes.length, hasOtherMembers, hasAsked };
}

/** Whether these records are those that are here already. */
function isSameLog({ hashes }: RoomState, from: number, records: SignedRecord[]): boolean {
  return records.every((signed, index) => {
    const hash = hashAfter(hashes[from + index - 1], signed);
    return Buffer.compare(hash, hashes[from + index] ?? new Uint8Array()) === 0;
  });
}

interface Added {
  state: RoomState;
  applied: Applied[];
  /** the last record that made the account here a member */
  entry: Entry | undefined;
  /** false: the one after these does not belong there */
  isWhole: boolean;
}

/** Undefined when there is nothing that could begin the room. */
function addAll(
  { own }: Pick<History, 'own'>,
  { room, state: known, records }: { room: RoomId; state: RoomState | undefined; records: SignedRecord[] },
): Added | undefined {
  const [first] = records;
  const state = known ?? (first && begin(first));
  if (!state) return undefined;
  const added: Added = { state, applied: [], entry: undefined, isWhole: true };
  for (const [index, signed] of records.entries()) {
    const isFirst = index === 0 && !known;
    const wasMember = !isFirst && state.members.has(own.account);
    const record = decodeRecord(signed.record);
    const signer = record && signerOfRecord(state, record);
    if (!record || !signer || !(isFirst || follow(room, state, signed))) return { ...added, isWhole: false };
    const seq = isFirst ? 0 : state.hashes.length - 1;
    added.applied.push({ seq, signed, record, concernsUs: wasMember || state.members.has(own.account) });
    added.entry = entryAfter(added.entry, own.account, { record, signer });
  }
  return added;
}

function entryAfter(before: Entry | undefined, own: AccountId, now: Omit<Entry, 'isConfirmed'>): Entry | undefined {
  if (vouchedIn(now.record, own)) return { ...now, isConfirmed: now.record.author === own };
  return before && now.record.author === own ? { ...before, isConfirmed: true } : before;
}

async function keep(
  transaction: Transaction<Schema>,
  own: AccountId,
  { room, state, applied }: { room: RoomId; state: RoomState; applied: Applied[] },
): Promise<Message[]> {
  for (const { seq, signed, record } of applied) {
    await addRecord(transaction, room, seq, signed);
    await changeReaders(transaction, room, record);
  }
  await settleClaim(transaction, room, state);
  const changed = applied.flatMap(({ record }) => accountsIn(record));
  await summarise(transaction, own, { room, state, changed });
  const telling = applied.filter(({ concernsUs }) => concernsUs).map(({ record }) => record);
  return addRoomLines(transaction, room, telling);
}

/** Who has gone, or has new keys, must not read what is written from now on. */
async function changeReaders(transaction: Transaction<Schema>, room: RoomId, { author, action }: RoomRecord) {
  switch (action.kind) {
    case 'leave':
      await forgetReader(transaction, room, author);
      return forgetRoomKey(transaction, room);
    case 'remove':
      await forgetReader(transaction, room, action.account);
      return forgetRoomKey(transaction, room);
    case 'rekey':
      await forgetReader(transaction, room, action.member.account);
      await forgetWriter(transaction, room, action.member.account);
      return forgetRoomKey(transaction, room);
    case 'disband':
      return forgetRoomKey(transaction, room);
  }
}

async function stop(transaction: Transaction<Schema>, room: RoomId, messages: Message[] = []): Promise<RecordsResult> {
  await forgetRoomKey(transaction, room);
  await markBad(transaction, room);
  return { kind: 'bad', messages };
}

async function settleAsked(transaction: Transaction<Schema>, room: RoomId, judgement: Judgement): Promise<boolean> {
  if (judgement !== 'known') await transaction.deleteFrom('room_asked').where('room', '=', room).execute();
  return judgement === 'asked';
}
