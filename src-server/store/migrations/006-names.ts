import { type QueryExecutorProvider, sql } from 'kysely';
import { computeSkeletons } from '../skeletons.ts';

/** Frozen: databases in use were made by it. Change the schema with a new migration. */
export async function names(db: QueryExecutorProvider): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
  await computeSkeletons(db);
}

const statements = [
  // the display name as people type it, while its owner wants to be found by it
  'alter table accounts add column found_by text',
  'create index accounts_by_display_name on accounts (found_by, id) where found_by is not null',
];
