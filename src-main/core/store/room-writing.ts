import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import {
  isAllowed,
  type RoomAction,
  type RoomHead,
  type RoomId,
  type RoomRules,
  type SignedRecord,
  type Timestamp,
} from '../../../protocol/index.ts';
import { signRecord } from '../e2ee/room-signatures.ts';
import type { History } from './history.ts';
import { isBad } from './room-forks.ts';
import { addUp, nextRecord } from './room-log.ts';
import type { Schema } from './schema.ts';

export interface RoomDeed {
  room: RoomId;
  action: RoomAction;
  at: Timestamp;
}

export type WrittenRecord =
  | { kind: 'signed'; record: SignedRecord }
  | { kind: 'not-member' | 'not-allowed' }
  /** the log is not what members signed: nothing may follow it */
  | { kind: 'bad-room' };

/** Signs a record that follows the last one that is known here. */
export async function writeRecord(
  db: Kysely<Schema>,
  { own, rooms }: Pick<History, 'own' | 'rooms'>,
  { room, action, at }: RoomDeed,
): Promise<WrittenRecord> {
  const state = await rooms.find(db, room);
  if (!state?.members.has(own.account) || state.isDisbanded) return { kind: 'not-member' };
  if (await isBad(db, room)) return { kind: 'bad-room' };
  if (!isAllowed(state, own.account, action)) return { kind: 'not-allowed' };
  const record = nextRecord(room, state, { author: own.account, at, action });
  return { kind: 'signed', record: signRecord(own.keys.privateKey, record) };
}

/** Signs the record that makes a room. */
export function writeFirst(
  { own }: Pick<History, 'own'>,
  { name, rules, at }: { name: string; rules: RoomRules; at: Timestamp },
): SignedRecord {
  const identity = own.keys.publicKey.serialize();
  const action = { kind: 'create', name, nonce: randomBytes(16), rules, identity } as const;
  return signRecord(own.keys.privateKey, { v: 1, author: own.account, at, action });
}

/** Signs the record by which the account here comes into an open room, whose log it has not seen. */
export function writeJoin(
  { own }: Pick<History, 'own'>,
  { room, follows, at }: { room: RoomId; follows: RoomHead; at: Timestamp },
): SignedRecord {
  const action = { kind: 'join', identity: own.keys.publicKey.serialize() } as const;
  return signRecord(own.keys.privateKey, { v: 1, room, author: own.account, at, follows, action });
}

export interface ShownRoom {
  room: RoomId;
  /** the whole log, as the server shows it */
  records: SignedRecord[];
  at: Timestamp;
}

export type Departure =
  | { kind: 'signed'; record: SignedRecord }
  | { kind: 'owner' }
  /** nothing that is signed here counts there: the room knows the account by other keys */
  | { kind: 'other-keys' };

/**
 * Signs the record by which the account here leaves a room that the server shows, whether it is believed here or not: of a room
 * that is none, leaving says nothing.
 */
export function writeDeparture({ own }: Pick<History, 'own'>, { room, records, at }: ShownRoom): Departure {
  const state = addUp(room, records);
  const member = state?.members.get(own.account);
  const identity = own.keys.publicKey.serialize();
  if (!state || !member || Buffer.compare(member.identity, identity) !== 0) return { kind: 'other-keys' };
  if (member.role === 'owner') return { kind: 'owner' };
  const record = nextRecord(room, state, { author: own.account, at, action: { kind: 'leave' } });
  return { kind: 'signed', record: signRecord(own.keys.privateKey, record) };
}
