import type { Transaction } from 'kysely';
import type { AccountId, RoomId, RoomState } from '../../../protocol/index.ts';
import { ensureConversations } from './conversations.ts';
import { isForked } from './room-forks.ts';
import type { Schema } from './schema.ts';

/** Puts down what the list of chats shows of a room, and those members whose place in it has changed. */
export async function summarise(
  transaction: Transaction<Schema>,
  own: AccountId,
  { room, state, changed }: { room: RoomId; state: RoomState; changed: Iterable<AccountId> },
): Promise<void> {
  const isForkedNow = (await isForked(transaction, room)) ? (1 as const) : (0 as const);
  const values = { ...summaryOf(state, own), is_forked: isForkedNow };
  await transaction
    .insertInto('room')
    .values({ id: room, ...values })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
    .execute();
  await ensureConversations(transaction, [room]);
  for (const account of new Set(changed)) await saveMember(transaction, room, state, account);
}

function summaryOf(state: RoomState, own: AccountId) {
  const member = state.members.get(own);
  return {
    name: state.name,
    avatar: state.avatar ? Buffer.from(state.avatar).toString('base64url') : null,
    members: state.members.size,
    role: member?.role ?? null,
    is_disbanded: state.isDisbanded ? (1 as const) : (0 as const),
    muted_for_all: state.isMutedForAll ? (1 as const) : (0 as const),
    muted_until: member?.mutedUntil || null,
  };
}

async function saveMember(
  transaction: Transaction<Schema>,
  room: RoomId,
  { members }: RoomState,
  account: AccountId,
): Promise<void> {
  const member = members.get(account);
  if (!member) {
    await transaction.deleteFrom('room_member').where('room', '=', room).where('account', '=', account).execute();
    return;
  }
  const { role } = member;
  await transaction
    .insertInto('room_member')
    .values({ room, account, role })
    .onConflict((conflict) => conflict.columns(['room', 'account']).doUpdateSet({ role }))
    .execute();
}
