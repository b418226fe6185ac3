import { type Kysely, type QueryExecutorProvider, sql } from 'kysely';
import { first } from './001-first.ts';
import { keys } from './002-keys.ts';
import { rooms } from './003-rooms.ts';
import { people } from './004-people.ts';
import { blobs } from './005-blobs.ts';
import { names } from './006-names.ts';
import { blobSpace } from './007-blob-space.ts';
import { loginDevices } from './008-login-devices.ts';

/** In order; a database's `user_version` says how many of them it has had. */
export const migrations: readonly ((db: QueryExecutorProvider) => Promise<void>)[] = [
  first,
  keys,
  rooms,
  people,
  blobs,
  names,
  blobSpace,
  loginDevices,
];

export async function schemaVersion(db: QueryExecutorProvider): Promise<number> {
  const { rows } = await sql<{ user_version: number }>`pragma user_version`.execute(db);
  return rows[0]?.user_version ?? 0;
}

/** Brings the database up to date, each step in its own transaction. */
export async function migrate<Schema>(db: Kysely<Schema>, upTo = migrations.length): Promise<void> {
  for (const [index, step] of migrations.slice(0, upTo).entries()) {
    if (index < (await schemaVersion(db))) continue;
    await db.transaction().execute(async (transaction) => {
      await step(transaction);
      await sql.raw(`pragma user_version = ${index + 1}`).execute(transaction);
    });
  }
}
