import type { Kysely, Transaction } from 'kysely';
import type { SessionLimits, Status } from '../../contract/model.ts';
import type { Schema } from './schema.ts';

/**
 * What the server last said of the account; parts that it never told are absent. Who may find one, only the server
 * needs to know.
 */
export interface StoredStanding {
  status?: Status;
  limits?: SessionLimits;
}

export async function findStanding(db: Kysely<Schema>): Promise<StoredStanding> {
  const row = await db.selectFrom('standing').selectAll().executeTakeFirst();
  if (!row) return {};
  const { presence, address, recall, room_name_min: min, room_name_max: max, room_members: roomMembers } = row;
  const hasLimits = recall !== null && min !== null && max !== null && roomMembers !== null;
  return {
    ...(presence === null || address === null ? {} : { status: { presence, address } }),
    ...(hasLimits ? { limits: { recall, roomName: { min, max }, roomMembers } } : {}),
  };
}

/** Keeps the given parts; the others stay. */
export async function saveStanding(transaction: Transaction<Schema>, { status, limits }: StoredStanding) {
  const values = {
    ...(status && { presence: status.presence, address: status.address }),
    ...(limits && {
      recall: limits.recall,
      room_name_min: limits.roomName.min,
      room_name_max: limits.roomName.max,
      room_members: limits.roomMembers,
    }),
  };
  await transaction
    .insertInto('standing')
    .values({ only: 1, ...values })
    .onConflict((conflict) => conflict.column('only').doUpdateSet(values))
    .execute();
}
