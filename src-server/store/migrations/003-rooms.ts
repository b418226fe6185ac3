import { type QueryExecutorProvider, sql } from 'kysely';

/** Frozen: databases in use were made by it. Change the schema with a new migration. */
export async function rooms(db: QueryExecutorProvider): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // rooms stay when they are disbanded, without their names: numbers are never given again
  `create table rooms (
    id integer primary key check (id < -20000),
    name_key text unique,
    skeleton text unique,
    created_at integer not null,
    check ((name_key is null) = (skeleton is null))
  ) strict`,
  `create table room_records (
    room integer not null references rooms (id),
    seq integer not null check (seq >= 0),
    record blob not null,
    signature blob not null check (length(signature) = 64),
    primary key (room, seq)
  ) strict, without rowid`,
  // what the records say, for look-up by account; former members keep their row
  `create table room_members (
    room integer not null references rooms (id),
    account integer not null references accounts (id) on delete cascade,
    since_seq integer not null,
    until_seq integer check (until_seq > since_seq),
    primary key (room, account)
  ) strict, without rowid`,
  'create index room_members_by_account on room_members (account, until_seq)',
  `create table room_requests (
    room integer not null references rooms (id),
    account integer not null references accounts (id) on delete cascade,
    answer text not null,
    time integer not null,
    primary key (room, account)
  ) strict, without rowid`,
  'create index room_requests_by_account on room_requests (account)',
  `create table room_avatars (
    room integer primary key references rooms (id),
    picture blob not null
  ) strict`,
];
