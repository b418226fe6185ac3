import { type QueryExecutorProvider, sql } from 'kysely';
import { ChunkMap } from '../../../protocol/index.ts';

/** Frozen: databases in use were made by it. Change the schema with a new migration. */
export async function blobSpace(db: QueryExecutorProvider): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
  const { rows } = await sql<{ id: string; size: number; chunks: Buffer }>`
    select id, size, chunks from blobs where chunks is not null`.execute(db);
  for (const { id, size, chunks } of rows) {
    await sql`update blobs set arrived = ${new ChunkMap(size, chunks).bytes} where id = ${id}`.execute(db);
  }
}

const statements = [
  // what counts for the server is what has come, not what was announced
  'alter table blobs add column arrived integer not null default 0 check (arrived >= 0)',
  'update blobs set arrived = size where completed_at is not null',
  'drop index blobs_by_size',
  'create index blobs_by_arrived on blobs (arrived)',
];
