import { type QueryExecutorProvider, sql } from 'kysely';

/** Frozen: databases in use were made by it. Change the schema with a new migration. */
export async function loginDevices(db: QueryExecutorProvider): Promise<void> {
  // null of those that were refused, and of all from before
  await sql.raw('alter table logins add column device_id integer').execute(db);
}
