import { createHash } from 'node:crypto';
import { z } from 'zod';
import { decode, encode } from './codec.ts';
import { ViolationError } from './errors.ts';
import { AccountId, bytes, type DeviceId, RoomId, Timestamp } from './ids.ts';
import { ROOM_ADDED_AT_ONCE, ROOM_RECORD_LIMIT } from './limits.ts';

/*
 * A room is what its log says. Each record is signed by the identity key of the member who made it and names the record
 * it follows, so that nobody but members can change who belongs to the room. The server orders the records and refuses
 * what the rules do not allow or nobody signed; clients check rules, chain and signatures again.
 */

/**
 * The edition of the rules for new records. In edition 1, an admin could vouch for the new keys of an owner or of
 * another admin. A log keeps the rules of edition 1 until its first record of edition 2. From that record on, edition 2
 * holds for the log, and no later record can change that.
 */
export const ROOM_EDITION = 2;

/** Longest mute of a member, in milliseconds. */
export const ROOM_MUTE_LIMIT_MS = 7 * 24 * 60 * 60_000;

export const RoomRole = z.enum(['owner', 'admin', 'member']);
export type RoomRole = z.infer<typeof RoomRole>;

/** Who gets in by number: everybody, whom an admin lets in, or nobody. */
export const RoomEntry = z.enum(['open', 'approval', 'closed']);
export type RoomEntry = z.infer<typeof RoomEntry>;

/** libsignal's public key with its type byte */
const IdentityKey = bytes({ exactly: 33 });
const Hash = bytes({ exactly: 32 });
const RoomName = z.string().min(1).max(128);

/** The place in the log that a record's author knew as the last. */
export const RoomHead = z.object({ seq: z.number().int().min(0), hash: Hash });
export type RoomHead = z.infer<typeof RoomHead>;

const RoomRules = z.object({
  entry: RoomEntry,
  /** asked of those who want to be let in; empty for none */
  question: z.string().max(256),
  /** whether members who are no admins may add their friends */
  membersInvite: z.boolean(),
});
export type RoomRules = z.infer<typeof RoomRules>;

const Keyed = z.object({ account: AccountId, identity: IdentityKey });

export const RoomAction = z.discriminatedUnion('kind', [
  /** The first record, and only that. `nonce` makes two rooms of one name differ. */
  z.object({
    kind: z.literal('create'),
    name: RoomName,
    nonce: bytes({ exactly: 16 }),
    rules: RoomRules,
    identity: IdentityKey,
  }),
  z.object({ kind: z.literal('add'), members: z.array(Keyed).min(1).max(ROOM_ADDED_AT_ONCE) }),
  /** The author comes in by number; the room is open. */
  z.object({ kind: z.literal('join'), identity: IdentityKey }),
  z.object({ kind: z.literal('leave') }),
  z.object({ kind: z.literal('remove'), account: AccountId }),
  /** A member has new keys, and somebody who ranks above that member vouches for them. */
  z.object({ kind: z.literal('rekey'), member: Keyed }),
  z.object({ kind: z.literal('role'), account: AccountId, role: z.enum(['admin', 'member']) }),
  /** Makes that member the owner, and the author an admin. */
  z.object({ kind: z.literal('transfer'), account: AccountId }),
  z.object({ kind: z.literal('disband') }),
  z.object({ kind: z.literal('rename'), name: RoomName }),
  z.object({ kind: z.literal('rules'), rules: RoomRules }),
  /** SHA-256 of the picture; absent for none */
  z.object({ kind: z.literal('avatar'), hash: Hash.optional() }),
  /** `until` 0 ends it */
  z.object({ kind: z.literal('mute'), account: AccountId, until: Timestamp }),
  z.object({ kind: z.literal('mute-all'), on: z.boolean() }),
  /** What the author is called in the room; empty for their own name. */
  z.object({ kind: z.literal('card'), name: z.string().max(64) }),
]);
export type RoomAction = z.infer<typeof RoomAction>;

export const RoomRecord = z.object({
  v: z.literal(1),
  /** by which rules this record and those after it are judged; absent in those of edition 1 */
  edition: z.literal(ROOM_EDITION).optional(),
  /** absent in the first record: the server gives the number afterwards */
  room: RoomId.optional(),
  author: AccountId,
  at: Timestamp,
  /** absent in the first record */
  follows: RoomHead.optional(),
  action: RoomAction,
});
export type RoomRecord = z.infer<typeof RoomRecord>;

/** A record as it is stored and sent: its bytes, and the author's signature of `signedBytes`. */
export const SignedRecord = z.object({
  record: bytes({ min: 1, max: ROOM_RECORD_LIMIT }),
  signature: bytes({ exactly: 64 }),
});
export type SignedRecord = z.infer<typeof SignedRecord>;

export type RoomEdition = 1 | typeof ROOM_EDITION;

export interface RoomMember {
  role: RoomRole;
  /** the key that signs this member's records and whose devices may read */
  identity: Uint8Array;
  card: string;
  /** 0 when not muted */
  mutedUntil: Timestamp;
  /** the record that made this account a member */
  since: number;
}

export interface RoomState {
  /** the rules by which the next record is judged, unless it brings a later edition */
  edition: RoomEdition;
  /** the hash of the log up to each record; that of the first is what makes this room this one */
  hashes: Uint8Array[];
  name: string;
  rules: RoomRules;
  avatar: Uint8Array | undefined;
  isMutedForAll: boolean;
  isDisbanded: boolean;
  members: Map<AccountId, RoomMember>;
  /** the last record by which an account came or went, or changed its card: older ones of it must not be replayed */
  lastOf: Map<AccountId, number>;
}

/** Why a record does not belong into a log at its end. `stale`: it follows an older record than the last. */
export type RecordProblem = 'malformed' | 'stale' | 'not-allowed' | 'not-member' | 'already-member' | 'closed';

const SIGNED_PREFIX = Buffer.from('miyu/1 room record\0');

/** What the author signs with the identity key. */
export function signedBytes(record: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat([SIGNED_PREFIX, record]));
}

export function encodeRecord(record: RoomRecord): Uint8Array<ArrayBuffer> {
  return new Uint8Array(encode(record));
}

/** Undefined when the bytes are no record of this version. */
export function decodeRecord(record: Uint8Array): RoomRecord | undefined {
  try {
    return RoomRecord.safeParse(decode(Buffer.from(record))).data;
  } catch (error) {
    if (error instanceof ViolationError) return undefined;
    throw error;
  }
}

/** The hash of the log up to and with a record. */
export function hashAfter(before: Uint8Array | undefined, { record, signature }: SignedRecord): Uint8Array {
  const hash = createHash('sha256');
  if (before) hash.update(before);
  return hash.update(signature).update(record).digest();
}

/** The room that a first record makes. */
export function beginRoom(signed: SignedRecord): RoomState | RecordProblem {
  const record = decodeRecord(signed.record);
  if (record?.action.kind !== 'create' || record.room !== undefined || record.follows) return 'malformed';
  const { name, rules, identity } = record.action;
  return {
    edition: record.edition ?? 1,
    hashes: [hashAfter(undefined, signed)],
    name,
    rules,
    avatar: undefined,
    isMutedForAll: false,
    isDisbanded: false,
    members: new Map([[record.author, newMember('owner', identity, 0)]]),
    lastOf: new Map([[record.author, 0]]),
  };
}

/**
 * Adds a record to the room's log and does what it says. Signatures are the caller's business: `identity` of the author
 * before the record, or of the record itself for `join`.
 * @returns why the record cannot follow; the state is as before then
 */
export function applyRecord(room: RoomId, state: RoomState, signed: SignedRecord): RecordProblem | undefined {
  const record = decodeRecord(signed.record);
  if (!record) return 'malformed';
  const problem = checkRecord(room, state, record);
  if (problem) return problem;
  const seq = state.hashes.push(hashAfter(state.hashes.at(-1), signed)) - 1;
  state.edition = editionAt(state, record);
  perform(state, record, seq);
  return undefined;
}

/** Why the record cannot follow as the log's next; undefined when `applyRecord` would take it. */
export function checkRecord(room: RoomId, state: RoomState, record: RoomRecord): RecordProblem | undefined {
  if (!record.follows || record.room !== room) return 'malformed';
  return problemOf(state, record, record.follows);
}

/** The last record's place and hash: what the next one follows. */
export function headOf({ hashes }: RoomState): RoomHead {
  const seq = hashes.length - 1;
  return { seq, hash: hashes[seq] ?? new Uint8Array(32) };
}

/** By whose key a record must be signed; undefined when its author does not belong to the room. */
export function signerOf(state: RoomState, { author, action }: RoomRecord): Uint8Array | undefined {
  return action.kind === 'join' ? action.identity : state.members.get(author)?.identity;
}

/** Whether somebody may write now. `now` in the same clock as the log's times. */
export function mayWrite(
  { members, isMutedForAll, isDisbanded }: RoomState,
  account: AccountId,
  now: Timestamp,
): boolean {
  const member = members.get(account);
  if (!member || isDisbanded) return false;
  return member.mutedUntil <= now && !(isMutedForAll && member.role === 'member');
}

/** Whether a member may do that to the room now. The one table of permissions; docs/rooms.md shows it. */
export function isAllowed(state: RoomState, author: AccountId, action: RoomAction): boolean {
  const actor = state.members.get(author);
  if (!actor) return action.kind === 'join';
  const isAdmin = actor.role !== 'member';
  switch (action.kind) {
    case 'create':
    case 'join':
      return false;
    case 'leave':
      return actor.role !== 'owner';
    case 'card':
      return true;
    case 'add':
      return isAdmin || state.rules.membersInvite;
    case 'rekey':
      return isAbove(actor, state.members.get(action.member.account));
    case 'rename':
    case 'rules':
    case 'avatar':
    case 'mute-all':
      return isAdmin;
    case 'remove':
    case 'mute':
      return isAbove(actor, state.members.get(action.account));
    case 'role':
    case 'transfer':
      return actor.role === 'owner' && action.account !== author;
    case 'disband':
      return actor.role === 'owner';
  }
}

function problemOf(state: RoomState, record: RoomRecord, follows: RoomHead): RecordProblem | undefined {
  const { author, action } = record;
  if (state.isDisbanded) return 'closed';
  const isMember = state.members.has(author);
  if (action.kind === 'join') {
    if (isMember) return 'already-member';
    if (state.rules.entry !== 'open') return 'closed';
  } else if (!isMember) return 'not-member';
  if (!isInTime(state, record, follows)) return 'stale';
  if (!isAllowed(state, author, action) && !wasAllowed(state, record)) return 'not-allowed';
  return subjectProblem(state, record);
}

/** In logs of edition 1 admins vouched for everybody, the owner too; what followed from it is in these logs. */
function wasAllowed(state: RoomState, record: RoomRecord): boolean {
  const isOld = editionAt(state, record) === 1 && record.action.kind === 'rekey';
  const role = state.members.get(record.author)?.role;
  return isOld && (role === 'owner' || role === 'admin');
}

function editionAt(state: RoomState, { edition }: RoomRecord): RoomEdition {
  return edition ?? state.edition;
}

/**
 * What people do to themselves may come after records they had not seen; nothing of their own may lie between, or a
 * server could bring back who has left. Everything else follows the last record.
 */
function isInTime(state: RoomState, { author, action }: RoomRecord, { seq, hash }: RoomHead): boolean {
  const followed = state.hashes[seq];
  if (!followed || !Buffer.from(hash).equals(followed)) return false;
  const isOfOneself = action.kind === 'join' || action.kind === 'leave' || action.kind === 'card';
  return isOfOneself ? seq >= (state.lastOf.get(author) ?? 0) : seq === state.hashes.length - 1;
}

function subjectProblem(state: RoomState, { at, action }: RoomRecord): RecordProblem | undefined {
  switch (action.kind) {
    case 'add':
      if (new Set(action.members.map(({ account }) => account)).size < action.members.length) return 'malformed';
      return action.members.some(({ account }) => state.members.has(account)) ? 'already-member' : undefined;
    case 'remove':
    case 'role':
    case 'transfer':
      return state.members.has(action.account) ? undefined : 'not-member';
    case 'rekey':
      return state.members.has(action.member.account) ? undefined : 'not-member';
    case 'mute':
      if (!state.members.has(action.account)) return 'not-member';
      return action.until > at + ROOM_MUTE_LIMIT_MS ? 'malformed' : undefined;
    default:
      return undefined;
  }
}

function perform(state: RoomState, { author, action }: RoomRecord, seq: number): void {
  const { members, lastOf } = state;
  switch (action.kind) {
    case 'create':
      return;
    case 'add':
      for (const { account, identity } of action.members) enter(state, account, identity, seq);
      return;
    case 'join':
      return enter(state, author, action.identity, seq);
    case 'leave':
      return depart(state, author, seq);
    case 'remove':
      return depart(state, action.account, seq);
    case 'rekey':
      return change(members, action.member.account, { identity: action.member.identity });
    case 'role':
      return change(members, action.account, { role: action.role });
    case 'transfer':
      change(members, author, { role: 'admin' });
      return change(members, action.account, { role: 'owner', mutedUntil: 0 });
    case 'disband':
      state.isDisbanded = true;
      return;
    case 'rename':
      state.name = action.name;
      return;
    case 'rules':
      state.rules = action.rules;
      return;
    case 'avatar':
      state.avatar = action.hash;
      return;
    case 'mute':
      return change(members, action.account, { mutedUntil: action.until });
    case 'mute-all':
      state.isMutedForAll = action.on;
      return;
    case 'card':
      lastOf.set(author, seq);
      return change(members, author, { card: action.name });
  }
}

function enter({ members, lastOf }: RoomState, account: AccountId, identity: Uint8Array, seq: number): void {
  members.set(account, newMember('member', identity, seq));
  lastOf.set(account, seq);
}

function depart({ members, lastOf }: RoomState, account: AccountId, seq: number): void {
  members.delete(account);
  lastOf.set(account, seq);
}

function change(members: RoomState['members'], account: AccountId, to: Partial<RoomMember>): void {
  const member = members.get(account);
  if (member) members.set(account, { ...member, ...to });
}

function newMember(role: RoomRole, identity: Uint8Array, since: number): RoomMember {
  return { role, identity, card: '', mutedUntil: 0, since };
}

const RANK = { owner: 2, admin: 1, member: 0 } as const satisfies Record<RoomRole, number>;

function isAbove(actor: RoomMember, other: RoomMember | undefined): boolean {
  return other !== undefined && RANK[actor.role] > RANK[other.role];
}

/** Names a set of devices: `room.send` says with it whom the ciphertext can be read by. */
export function devicesDigest(devices: Iterable<DeviceId>): Uint8Array {
  const ascending = Uint32Array.from(devices).sort();
  const bytes = Buffer.alloc(ascending.length * 4);
  for (const [index, device] of ascending.entries()) bytes.writeUInt32BE(device, index * 4);
  return createHash('sha256').update(bytes).digest().subarray(0, 16);
}
