import type { Selectable } from 'kysely';
import type { AccountId, EndedBy, PasswordHashing, Profile, Status, Timestamp } from '../../protocol/index.ts';
import type { Reader, Writer } from './database.ts';
import type { AccountRow } from './schema.ts';
import { looksLike } from './skeletons.ts';

/** The latest login of an account. */
export interface Session {
  /** 0 before the first login */
  number: number;
  /** false after a logout */
  open: boolean;
  /** undefined when a new password ended it */
  by: EndedBy | undefined;
}

export interface Account {
  profile: Profile;
  email: string;
  /** HMAC of the authentication key under the server's pepper */
  authMac: Buffer;
  hashing: PasswordHashing;
  session: Session;
  status: Status;
}

export interface NewAccount {
  name: string;
  nameKey: string;
  skeleton: string;
  email: string;
  emailKey: string;
  authMac: Buffer;
  hashing: PasswordHashing;
  profile: Omit<Profile, 'account' | 'name' | 'avatar'>;
  createdAt: Timestamp;
}

function toProfile(row: Selectable<AccountRow>): Profile {
  return {
    account: row.id,
    name: row.name,
    displayName: row.display_name,
    signature: row.signature,
    ...(row.sex === null ? {} : { sex: row.sex }),
    ...(row.age === null ? {} : { age: row.age }),
    ...(row.avatar === null ? {} : { avatar: row.avatar }),
  };
}

function toAccount(row: Selectable<AccountRow>): Account {
  return {
    profile: toProfile(row),
    email: row.email,
    authMac: row.auth_mac,
    hashing: { salt: row.salt, memoryKiB: row.memory_kib, passes: row.passes, parallelism: row.parallelism },
    session: {
      number: row.session,
      open: row.session_open === 1,
      by:
        row.session_time === 0
          ? undefined
          : { device: row.session_device, address: row.session_address, time: row.session_time },
    },
    status: { presence: row.presence, address: row.address_sharing, findable: row.found_by !== null },
  };
}

function toHashingColumns({ salt, memoryKiB, passes, parallelism }: PasswordHashing) {
  return { salt: Buffer.from(salt), memory_kib: memoryKiB, passes, parallelism };
}

function toColumns(profile: NewAccount['profile']) {
  return {
    display_name: profile.displayName,
    sex: profile.sex ?? null,
    age: profile.age ?? null,
    signature: profile.signature,
  };
}

/** Deleted accounts are there for their names and numbers only. */
function existing(db: Reader) {
  return db.selectFrom('accounts').where('deleted_at', 'is', null);
}

export async function findAccount(db: Reader, id: AccountId): Promise<Account | undefined> {
  const row = await existing(db).selectAll().where('id', '=', id).executeTakeFirst();
  return row && toAccount(row);
}

export async function findAccounts(db: Reader, ids: readonly AccountId[]): Promise<Account[]> {
  const rows = await existing(db).selectAll().where('id', 'in', ids).execute();
  return rows.map(toAccount);
}

export async function findAccountByName(db: Reader, nameKey: string): Promise<Account | undefined> {
  const row = await existing(db).selectAll().where('name_key', '=', nameKey).executeTakeFirst();
  return row && toAccount(row);
}

export async function findProfiles(db: Reader, ids: readonly AccountId[]): Promise<Map<AccountId, Profile>> {
  const rows = await existing(db).selectAll().where('id', 'in', ids).execute();
  return new Map(rows.map((row) => [row.id, toProfile(row)]));
}

/** Those who want to be found by that display name, the oldest accounts first. */
export async function findAccountsByDisplayName(db: Reader, key: string, limit: number): Promise<AccountId[]> {
  const rows = await existing(db).select('id').where('found_by', '=', key).orderBy('id').limit(limit).execute();
  return rows.map(({ id }) => id);
}

/** How many of these accounts are there and not deleted. */
export async function countExisting(db: Reader, ids: readonly AccountId[]): Promise<number> {
  return (await existing(db).select('id').where('id', 'in', ids).execute()).length;
}

export async function hasAccounts(db: Reader): Promise<boolean> {
  return (await db.selectFrom('accounts').select('id').limit(1).executeTakeFirst()) !== undefined;
}

/** Whether another account has such a name, or a name that looks like it; a deleted one too. */
export async function isNameTaken(db: Reader, nameKey: string, skeleton: string): Promise<boolean> {
  const row = await db
    .selectFrom('accounts')
    .select('id')
    .where((where) => where.or([where('name_key', '=', nameKey), looksLike(where, skeleton)]))
    .executeTakeFirst();
  return row !== undefined;
}

export async function isEmailTaken(db: Reader, emailKey: string): Promise<boolean> {
  const row = await db.selectFrom('accounts').select('id').where('email_key', '=', emailKey).executeTakeFirst();
  return row !== undefined;
}

export async function insertAccount(db: Writer, account: NewAccount): Promise<AccountId> {
  const { id } = await db
    .insertInto('accounts')
    .values({
      name: account.name,
      name_key: account.nameKey,
      skeleton: account.skeleton,
      email: account.email,
      email_key: account.emailKey,
      auth_mac: account.authMac,
      ...toHashingColumns(account.hashing),
      ...toColumns(account.profile),
      created_at: account.createdAt,
      session: 0,
      session_open: 0,
      session_device: '',
      session_address: '',
      session_time: 0,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** `foundBy`: the key of the display name, which is kept where the owner wants to be found by it. */
export async function updateProfile(db: Writer, profile: Profile, foundBy: string): Promise<void> {
  await db
    .updateTable('accounts')
    .set(toColumns(profile))
    .set((set) => ({
      found_by: set.case().when('found_by', 'is', null).then(null).else(foundBy).end(),
    }))
    .where('id', '=', profile.account)
    .execute();
}

/** `foundBy`: the key of the display name, or null for who is not to be found by it. */
export async function updateStatus(
  db: Writer,
  account: AccountId,
  { presence, address }: Status,
  foundBy: string | null,
): Promise<void> {
  await db
    .updateTable('accounts')
    .set({ presence, address_sharing: address, found_by: foundBy })
    .where('id', '=', account)
    .execute();
}

/**
 * A login: the account's next session. Tokens of earlier ones are void from here on.
 * @returns undefined when the account was deleted meanwhile
 */
export async function startSession(db: Writer, account: AccountId, by: EndedBy): Promise<Session | undefined> {
  const row = await db
    .updateTable('accounts')
    .set((set) => ({
      session: set('session', '+', 1),
      session_open: 1,
      session_device: by.device,
      session_address: by.address,
      session_time: by.time,
    }))
    .where('id', '=', account)
    .where('deleted_at', 'is', null)
    .returning('session')
    .executeTakeFirst();
  return row && { number: row.session, open: true, by };
}

/** A logout. Does nothing when a later login has begun. */
export async function endSession(db: Writer, account: AccountId, session: number): Promise<void> {
  await db
    .updateTable('accounts')
    .set({ session_open: 0 })
    .where('id', '=', account)
    .where('session', '=', session)
    .execute();
}

/**
 * That login goes on under the next number: every token there was is void.
 * @returns the number; undefined when a later login has begun
 */
export async function renewSession(db: Writer, account: AccountId, session: number): Promise<number | undefined> {
  const row = await db
    .updateTable('accounts')
    .set((set) => ({ session: set('session', '+', 1) }))
    .where('id', '=', account)
    .where('session', '=', session)
    .returning('session')
    .executeTakeFirst();
  return row?.session;
}

/** Nobody is signed in from here on. */
export async function voidSessions(db: Writer, account: AccountId): Promise<Session> {
  const { session } = await db
    .updateTable('accounts')
    .set((set) => ({
      session: set('session', '+', 1),
      session_open: 0,
      session_device: '',
      session_address: '',
      session_time: 0,
    }))
    .where('id', '=', account)
    .returning('session')
    .executeTakeFirstOrThrow();
  return { number: session, open: false, by: undefined };
}

/** A password that the server can check, and how it is stretched. */
export interface Password {
  authMac: Buffer;
  hashing: PasswordHashing;
}

export async function setPassword(db: Writer, account: AccountId, { authMac, hashing }: Password): Promise<void> {
  await db
    .updateTable('accounts')
    .set({ auth_mac: authMac, ...toHashingColumns(hashing) })
    .where('id', '=', account)
    .execute();
}
