import type { AccountId, Timestamp } from '../../protocol/index.ts';
import type { Reader, Writer } from './database.ts';

export interface Friendship {
  friend: AccountId;
  since: Timestamp;
}

function pair(one: AccountId, other: AccountId): { low: AccountId; high: AccountId } {
  return one < other ? { low: one, high: other } : { low: other, high: one };
}

export async function friendsOf(db: Reader, account: AccountId): Promise<Friendship[]> {
  return db
    .selectFrom('friendships')
    .select(['high as friend', 'since'])
    .where('low', '=', account)
    .unionAll(db.selectFrom('friendships').select(['low as friend', 'since']).where('high', '=', account))
    .execute();
}

/** The friends of all of them; `account` is whose. */
export async function friendshipsOf(
  db: Reader,
  accounts: readonly AccountId[],
): Promise<(Friendship & { account: AccountId })[]> {
  return db
    .selectFrom('friendships')
    .select(['low as account', 'high as friend', 'since'])
    .where('low', 'in', accounts)
    .unionAll(
      db.selectFrom('friendships').select(['high as account', 'low as friend', 'since']).where('high', 'in', accounts),
    )
    .execute();
}

export async function insertFriendship(db: Writer, one: AccountId, other: AccountId, since: Timestamp): Promise<void> {
  await db
    .insertInto('friendships')
    .values({ ...pair(one, other), since })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** @returns whether there was one */
export async function deleteFriendship(db: Writer, one: AccountId, other: AccountId): Promise<boolean> {
  const { low, high } = pair(one, other);
  const { numDeletedRows } = await db
    .deleteFrom('friendships')
    .where('low', '=', low)
    .where('high', '=', high)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}
