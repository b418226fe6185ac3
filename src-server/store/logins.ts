import type { AccountId, LoginRecord } from '../../protocol/index.ts';
import type { Reader, Writer } from './database.ts';

/** So many of an account are kept. */
const KEPT = 50;

/** Those that are kept, the newest first. */
export async function loginsOf(db: Reader, account: AccountId): Promise<LoginRecord[]> {
  return db
    .selectFrom('logins')
    .select(['time', 'device', 'address', 'outcome'])
    .where('account', '=', account)
    .orderBy('time', 'desc')
    .orderBy('id', 'desc')
    .limit(KEPT)
    .execute();
}

/** Adds them; the oldest beyond the limit go. */
export async function insertLogins(db: Writer, account: AccountId, logins: readonly LoginRecord[]): Promise<void> {
  await db
    .insertInto('logins')
    .values(logins.map((login) => ({ account, ...login })))
    .execute();
  await db
    .deleteFrom('logins')
    .where('account', '=', account)
    .where('id', 'not in', (kept) =>
      kept
        .selectFrom('logins')
        .select('id')
        .where('account', '=', account)
        .orderBy('time', 'desc')
        .orderBy('id', 'desc')
        .limit(KEPT),
    )
    .execute();
}
