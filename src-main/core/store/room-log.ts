import type { Kysely, Transaction } from 'kysely';
import {
  type AccountId,
  applyRecord,
  beginRoom,
  decodeRecord,
  headOf,
  type RoomHead,
  type RoomId,
  type RoomRecord,
  type RoomState,
  type SignedRecord,
  signerOf,
} from '../../../protocol/index.ts';
import { isSignedBy } from '../e2ee/room-signatures.ts';
import { within } from './history.ts';
import type { Schema } from './schema.ts';

/** What the rooms' logs add up to: each is read once, and kept in the memory of the thread. */
export class RoomLogs {
  readonly #states = new Map<RoomId, RoomState>();

  /** Undefined for a room whose log is not here. What it returns goes on with the log. */
  async find(db: Kysely<Schema>, room: RoomId): Promise<RoomState | undefined> {
    const known = this.#states.get(room);
    if (known) return known;
    const state = await readState(db, room);
    if (state) this.#states.set(room, state);
    return state;
  }

  put(room: RoomId, state: RoomState): void {
    this.#states.set(room, state);
  }

  /** What was begun was not committed: everything is read anew. */
  forget(): void {
    this.#states.clear();
  }

  /** Commits all of the work or nothing, here and in the database. */
  async within<R>(db: Kysely<Schema>, work: (transaction: Transaction<Schema>) => Promise<R>): Promise<R> {
    try {
      return await within(db, work);
    } catch (error) {
      this.forget();
      throw error;
    }
  }
}

/** By whose key a record is to be signed; of a first one, the key that it names itself. */
export function signerOfRecord(state: RoomState, record: RoomRecord): Uint8Array | undefined {
  return record.action.kind === 'create' ? record.action.identity : signerOf(state, record);
}

/** Adds a record behind the log's last. False when its author did not sign it, or the rules do not allow it. */
export function follow(room: RoomId, state: RoomState, signed: SignedRecord): boolean {
  const record = decodeRecord(signed.record);
  const signer = record && signerOf(state, record);
  return signer !== undefined && isSignedBy(signer, signed) && applyRecord(room, state, signed) === undefined;
}

/** The room that a first record makes; undefined when it is none, or is not signed by the owner it names. */
export function begin(signed: SignedRecord): RoomState | undefined {
  const action = decodeRecord(signed.record)?.action;
  if (action?.kind !== 'create' || !isSignedBy(action.identity, signed)) return undefined;
  const state = beginRoom(signed);
  return typeof state === 'string' ? undefined : state;
}

/**
 * How the last record that somebody else knows fits to the log here: it is in it, it may come later, or the other one was shown
 * another log.
 */
export function compareHead({ hashes }: RoomState, { seq, hash }: RoomHead): 'known' | 'later' | 'other' {
  const here = hashes[seq];
  if (!here) return 'later';
  return Buffer.compare(here, hash) === 0 ? 'known' : 'other';
}

/** The member; also one who has left, when a record before the departure was the last they knew. */
export function mayHaveWritten(state: RoomState, account: AccountId, head: RoomHead | undefined): boolean {
  if (state.members.has(account)) return true;
  const departure = state.lastOf.get(account);
  return departure !== undefined && head !== undefined && head.seq < departure;
}

/** The next record of the log. */
export function nextRecord(
  room: RoomId,
  state: RoomState,
  { author, at, action }: Pick<RoomRecord, 'author' | 'at' | 'action'>,
): RoomRecord {
  return { v: 1, room, author, at, follows: headOf(state), action };
}

export async function addRecord(
  transaction: Transaction<Schema>,
  room: RoomId,
  seq: number,
  { record, signature }: SignedRecord,
): Promise<void> {
  const values = { room, seq, record: new Uint8Array(record), signature: new Uint8Array(signature) };
  await transaction.insertInto('room_record').values(values).execute();
}

/** The last keys by which somebody belonged to the room who does not any more. */
export async function formerIdentity(
  db: Kysely<Schema>,
  room: RoomId,
  account: AccountId,
): Promise<Uint8Array | undefined> {
  const rows = await db
    .selectFrom('room_record')
    .select('record')
    .where('room', '=', room)
    .orderBy('seq', 'desc')
    .execute();
  for (const { record } of rows) {
    const identity = identityGiven(decodeRecord(record), account);
    if (identity) return identity;
  }
  return undefined;
}

function identityGiven(record: RoomRecord | undefined, account: AccountId): Uint8Array | undefined {
  switch (record?.action.kind) {
    case 'create':
    case 'join':
      return record.author === account ? record.action.identity : undefined;
    case 'add':
      return record.action.members.find((member) => member.account === account)?.identity;
    case 'rekey':
      return record.action.member.account === account ? record.action.member.identity : undefined;
    default:
      return undefined;
  }
}

/** What records add up to that nobody's signature is looked for on; undefined when they are no log. */
export function addUp(room: RoomId, [first, ...others]: SignedRecord[]): RoomState | undefined {
  const state = first && beginRoom(first);
  if (!state || typeof state === 'string') return undefined;
  for (const signed of others) if (applyRecord(room, state, signed)) return undefined;
  return state;
}

/** It was checked when it was stored. */
async function readState(db: Kysely<Schema>, room: RoomId): Promise<RoomState | undefined> {
  const rows = await db.selectFrom('room_record').selectAll().where('room', '=', room).orderBy('seq').execute();
  if (rows.length === 0) return undefined;
  const state = addUp(room, rows);
  if (!state) throw new Error('a stored log does not hold together');
  return state;
}
