import { type QueryExecutorProvider, sql } from 'kysely';

/** Frozen: databases in use were made by it. Change the schema with a new migration. */
export async function keys(db: QueryExecutorProvider): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  'alter table devices add column last_seen integer not null default 0',
  'update devices set last_seen = created_at',
  // apart from the accounts: all of it comes and goes together, and a vault is not read at each login
  `create table account_keys (
    account integer primary key references accounts (id),
    certificate blob not null,
    account_key blob not null,
    identity_key blob not null check (length(identity_key) = 33),
    recovery_mac blob not null,
    vault_version integer not null check (vault_version > 0),
    vault blob not null
  ) strict`,
  `create table device_keys (
    device integer primary key references devices (id) on delete cascade,
    registration_id integer not null,
    signed_id integer not null,
    signed_key blob not null,
    signed_signature blob not null,
    last_resort_id integer not null,
    last_resort_key blob not null,
    last_resort_signature blob not null
  ) strict`,
  `create table one_time_keys (
    place integer primary key autoincrement,
    device integer not null references devices (id) on delete cascade,
    id integer not null,
    key blob not null,
    unique (device, id)
  ) strict`,
  'create index one_time_keys_by_age on one_time_keys (device, place)',
  `create table revocations (
    account integer not null references accounts (id),
    serial text not null,
    at integer not null,
    reason text not null check (reason in ('reset')),
    primary key (account, serial)
  ) strict, without rowid`,
  `create table resets (
    account integer primary key references accounts (id),
    code_mac blob not null,
    expires_at integer not null
  ) strict`,
];
