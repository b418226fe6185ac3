import type { Transaction } from 'kysely';
import type { AccountId, RoomId, RoomRecord, RoomState } from '../../../protocol/index.ts';
import type { OwnIdentity } from './history.ts';
import { findIdentity } from './identities.ts';
import type { Schema } from './schema.ts';

/** How the account here came into a room, or got new keys in it. */
export interface Entry {
  record: RoomRecord;
  /** by whose key it is signed */
  signer: Uint8Array;
  /** the account here has signed a record itself, then or later */
  isConfirmed: boolean;
}

export interface EntryQuestion {
  room: RoomId;
  state: RoomState;
  /** undefined when nothing new made the account here a member */
  entry: Entry | undefined;
  /** the room was here before */
  isKnown: boolean;
  /** accounts whose certificates were just looked at */
  ready: AccountId[];
}

/** `asked`: it was let in, and had not signed anything yet. */
export type Judgement = 'accepted' | 'asked' | 'known' | 'refused' | { unknown: AccountId };

/** Whether the record says that this account belongs to the room, and by which keys. */
export function vouchedIn({ author, action }: RoomRecord, account: AccountId): boolean {
  switch (action.kind) {
    case 'create':
    case 'join':
      return author === account;
    case 'add':
      return action.members.some((member) => member.account === account);
    case 'rekey':
      return action.member.account === account;
    default:
      return false;
  }
}

/**
 * A server could make up a room with people in it who are not those it says. So a room counts when the person here has signed for
 * it, or somebody whom they know, or an admin whom they asked, by the keys that are in that one's certificate. Times say nothing:
 * whoever makes up a log chooses them.
 */
export async function judgeEntry(
  transaction: Transaction<Schema>,
  own: OwnIdentity,
  { room, state, entry, isKnown, ready }: EntryQuestion,
): Promise<Judgement> {
  const member = state.members.get(own.account);
  if (!member || !entry) return isKnown ? 'known' : 'refused';
  if (!isSame(member.identity, own.keys.publicKey.serialize())) return 'refused';
  if (entry.isConfirmed) return 'accepted';
  const { author } = entry.record;
  const reason = await reasonToTrust(transaction, { room, isKnown }, entry.record);
  if (!reason) return 'refused';
  const identity = await findIdentity(transaction, author);
  const claimed = [entry.signer, state.members.get(author)?.identity];
  if (identity && claimed.some((key) => key && isSame(key, identity.key))) return reason;
  return ready.includes(author) ? 'refused' : { unknown: author };
}

async function reasonToTrust(
  transaction: Transaction<Schema>,
  { room, isKnown }: Pick<EntryQuestion, 'room' | 'isKnown'>,
  { author, action }: RoomRecord,
): Promise<'accepted' | 'asked' | undefined> {
  const asked = await transaction.selectFrom('room_asked').select('room').where('room', '=', room).executeTakeFirst();
  if (asked) return 'asked';
  // The room is believed already: an admin says that the keys here are the person's.
  if (action.kind === 'rekey' && isKnown) return 'accepted';
  const friend = await transaction
    .selectFrom('contact')
    .select('account')
    .where('account', '=', author)
    .executeTakeFirst();
  return friend && 'accepted';
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}
