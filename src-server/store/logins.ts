import type { AccountId, LoginRecord } from '../../protocol/index.ts';
import type { Reader, Writer } from './database.ts';

/** So many of an account are kept. */
const KEPT = 50;

/** Those that are kept, the newest first. */
export async function loginsOf(db: Reader, account: AccountId): Promise<LoginRecord[]> {
  const rows = await db
    .selectFrom('logins')
    .select(['time', 'device', 'address', 'outcome', 'device_id'])
    .where('account', '=', account)
    .orderBy('time', 'desc')
    .orderBy('id', 'desc')
    .limit(KEPT)
    .execute();
  return rows.map(({ device_id: id, ...login }) => ({ ...login, ...(id === null ? {} : { id }) }));
}

/** Adds them; the oldest beyond the limit go. */
export async function insertLogins(db: Writer, account: AccountId, logins: readonly LoginRecord[]): Promise<void> {
  await db
    .insertInto('logins')
    .values(logins.map(({ id = null, ...login }) => ({ account, ...login, device_id: id })))
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
