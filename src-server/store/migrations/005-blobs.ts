import { type QueryExecutorProvider, sql } from 'kysely';

/** Frozen: databases in use were made by it. Change the schema with a new migration. */
export async function blobs(db: QueryExecutorProvider): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table blobs (
    id text primary key,
    owner integer not null references accounts (id),
    ref blob not null check (length(ref) = 16),
    size integer not null check (size > 0),
    created_at integer not null,
    expires_at integer not null,
    completed_at integer,
    chunks blob,
    unique (owner, ref),
    check ((completed_at is null) != (chunks is null))
  ) strict`,
  // quotas are summed from indexes alone
  'create index blobs_by_owner on blobs (owner, expires_at, size)',
  'create index blobs_by_expiry on blobs (expires_at)',
  'create index blobs_by_size on blobs (size)',
  `create table blob_grants (
    blob text not null references blobs (id) on delete cascade,
    grantor integer not null references accounts (id),
    conversation integer not null,
    primary key (blob, grantor, conversation)
  ) strict, without rowid`,
  'create index blob_grants_by_grantor on blob_grants (grantor)',
];
