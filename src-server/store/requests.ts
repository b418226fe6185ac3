import type { AccountId, Timestamp } from '../../protocol/index.ts';
import type { Reader, Writer } from './database.ts';
import type { RequestRow } from './schema.ts';

export interface FriendRequest {
  from: AccountId;
  to: AccountId;
  greeting: string;
  time: Timestamp;
  state: 'open' | 'later' | 'refused';
}

function toRequest(row: RequestRow): FriendRequest {
  return { from: row.from_account, to: row.to_account, greeting: row.greeting, time: row.time, state: row.state };
}

/** Those to and from the account, the newest first. */
export async function requestsOf(db: Reader, account: AccountId): Promise<FriendRequest[]> {
  const rows = await db
    .selectFrom('requests')
    .selectAll()
    .where((where) => where.or([where('from_account', '=', account), where('to_account', '=', account)]))
    .orderBy('time', 'desc')
    .execute();
  return rows.map(toRequest);
}

export async function findRequest(db: Reader, from: AccountId, to: AccountId): Promise<FriendRequest | undefined> {
  const row = await db
    .selectFrom('requests')
    .selectAll()
    .where('from_account', '=', from)
    .where('to_account', '=', to)
    .executeTakeFirst();
  return row && toRequest(row);
}

/** How many of the account's requests wait for an answer. */
export async function countUnanswered(db: Reader, from: AccountId): Promise<number> {
  const { count } = await db
    .selectFrom('requests')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('from_account', '=', from)
    .where('state', '!=', 'refused')
    .executeTakeFirstOrThrow();
  return count;
}

/** A new request, or a refused one asked again. */
export async function putRequest(db: Writer, request: FriendRequest): Promise<void> {
  const { greeting, time, state } = request;
  await db
    .insertInto('requests')
    .values({ from_account: request.from, to_account: request.to, greeting, time, state })
    .onConflict((conflict) => conflict.columns(['from_account', 'to_account']).doUpdateSet({ greeting, time, state }))
    .execute();
}

export async function setRequestState(
  db: Writer,
  from: AccountId,
  to: AccountId,
  state: FriendRequest['state'],
): Promise<void> {
  await db
    .updateTable('requests')
    .set({ state })
    .where('from_account', '=', from)
    .where('to_account', '=', to)
    .execute();
}

export async function deleteRequest(db: Writer, from: AccountId, to: AccountId): Promise<void> {
  await db.deleteFrom('requests').where('from_account', '=', from).where('to_account', '=', to).execute();
}

/** Forgets what the two have asked each other. */
export async function deleteRequestsBetween(db: Writer, one: AccountId, other: AccountId): Promise<void> {
  await db
    .deleteFrom('requests')
    .where((where) =>
      where.or([
        where.and({ from_account: one, to_account: other }),
        where.and({ from_account: other, to_account: one }),
      ]),
    )
    .execute();
}
