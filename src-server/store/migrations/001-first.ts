import { type QueryExecutorProvider, sql } from 'kysely';

/** Frozen: databases in use were made by it. Change the schema with a new migration. */
export async function first(db: QueryExecutorProvider): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table accounts (
    id integer primary key autoincrement,
    name text not null,
    name_key text not null unique,
    skeleton text not null unique,
    email text not null,
    email_key text not null unique,
    auth_mac blob not null,
    salt blob not null,
    memory_kib integer not null,
    passes integer not null,
    parallelism integer not null,
    display_name text not null,
    sex text,
    age integer,
    signature text not null,
    created_at integer not null,
    session integer not null,
    session_open integer not null,
    session_device text not null,
    session_address text not null,
    session_time integer not null
  ) strict`,
  // numbers people give to each other start with five digits
  `insert into sqlite_sequence (name, seq) values ('accounts', 10000)`,
  `create table devices (
    id integer primary key autoincrement,
    account integer not null references accounts (id),
    name text not null,
    key blob not null,
    created_at integer not null
  ) strict`,
  'create index devices_by_account on devices (account)',
  `create table friendships (
    low integer not null references accounts (id),
    high integer not null references accounts (id),
    since integer not null,
    primary key (low, high),
    check (low < high)
  ) strict, without rowid`,
  'create index friendships_by_high on friendships (high)',
  `create table requests (
    from_account integer not null references accounts (id),
    to_account integer not null references accounts (id),
    greeting text not null,
    time integer not null,
    state text not null check (state in ('open', 'later', 'refused')),
    primary key (from_account, to_account)
  ) strict, without rowid`,
  'create index requests_by_receiver on requests (to_account)',
  // no foreign keys: they would cost three look-ups for each stored message, and accounts and devices are never reused
  `create table queue (
    id integer primary key,
    device integer not null,
    kind integer not null,
    message_id text not null,
    from_account integer not null,
    from_device integer not null,
    to_account integer not null,
    sent_at integer not null,
    received_at integer not null,
    body blob not null
  ) strict`,
  'create index queue_by_device on queue (device)',
  'create unique index queue_once on queue (device, message_id, from_account, from_device, kind)',
];
