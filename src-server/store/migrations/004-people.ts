import { type QueryExecutorProvider, sql } from 'kysely';

/** Frozen: databases in use were made by it. Change the schema with a new migration. */
export async function people(db: QueryExecutorProvider): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `alter table accounts add column presence text not null default 'online'
    check (presence in ('online', 'away', 'busy', 'invisible'))`,
  `alter table accounts add column address_sharing text not null default 'lan'
    check (address_sharing in ('never', 'lan', 'always'))`,
  // the hash is read with every profile, the picture itself seldom
  'alter table accounts add column avatar text',
  `create table avatars (
    account integer primary key references accounts (id),
    picture blob not null
  ) strict`,
  // the row stays: it keeps name and number from being given again
  'alter table accounts add column deleted_at integer',
  `create table blocks (
    account integer not null references accounts (id),
    blocked integer not null references accounts (id),
    primary key (account, blocked),
    check (account != blocked)
  ) strict, without rowid`,
  'create index blocks_by_blocked on blocks (blocked)',
  `create table logins (
    id integer primary key,
    account integer not null references accounts (id),
    time integer not null,
    device text not null,
    address text not null,
    outcome text not null check (outcome in ('done', 'refused'))
  ) strict`,
  'create index logins_by_account on logins (account, time)',
];
