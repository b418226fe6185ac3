import { existsSync } from 'node:fs';
import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Kysely, type QueryExecutorProvider, sql } from 'kysely';
import sqlite3 from 'sqlite3';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { AccountId, BLOB_CHUNK_SIZE, encodeRecord, RoomId, type RoomRecord } from '../../../protocol/index.ts';
import { findAccountKeys, findVault } from '../../../src-server/store/account-keys.ts';
import { findAccount, isNameTaken } from '../../../src-server/store/accounts.ts';
import { arrivedBlobBytes } from '../../../src-server/store/blobs.ts';
import { findCredential, putReset } from '../../../src-server/store/credentials.ts';
import { DatabaseError, openDatabase, withDatabase } from '../../../src-server/store/database.ts';
import { findDevices } from '../../../src-server/store/devices.ts';
import { loginsOf } from '../../../src-server/store/logins.ts';
import { migrate, migrations, schemaVersion } from '../../../src-server/store/migrations/index.ts';
import { closeRoom, isRoomNameTaken } from '../../../src-server/store/rooms.ts';
import type { Schema } from '../../../src-server/store/schema.ts';
import { openSqlite, sqliteDialect } from '../../../src-server/store/sqlite-dialect.ts';
import { addAccount, temporaryDatabase } from '../../support/server-database.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

async function newPath(): Promise<string> {
  return join(await temporaryFolder(), 'miyu.db');
}

async function rawDatabase(path = ':memory:'): Promise<Kysely<Record<string, never>>> {
  const db = new Kysely<Record<string, never>>({
    dialect: sqliteDialect(await openSqlite(path, sqlite3.OPEN_READWRITE | sqlite3.OPEN_CREATE)),
  });
  onTestFinished(() => db.destroy());
  return db;
}

async function rowsOf(db: QueryExecutorProvider, table: string): Promise<unknown[]> {
  return (await sql.raw(`select * from ${table}`).execute(db)).rows;
}

describe('the database file', () => {
  it('is made when none is expected, and found again', async () => {
    const path = await newPath();
    const made = await openDatabase(path, { expected: false });
    const account = await made.write((writer) => addAccount(writer, 'ming'));
    await made.close();
    const found = await openDatabase(path, { expected: true });
    onTestFinished(() => found.close());
    expect((await findAccount(found.read, account))?.profile.name).toBe('ming');
  });

  it('is not replaced by an empty one when it is lost', async () => {
    const path = await newPath();
    await expect(openDatabase(path, { expected: true })).rejects.toThrow(/missing: restore it/);
    await writeFile(path, '');
    await expect(openDatabase(path, { expected: true })).rejects.toThrow(/empty: restore it/);
  });

  it('of a newer version is left alone', async () => {
    const path = await newPath();
    await (await openDatabase(path, { expected: false })).close();
    const db = await rawDatabase(path);
    await sql.raw(`pragma user_version = ${migrations.length + 1}`).execute(db);
    await expect(openDatabase(path, { expected: true })).rejects.toThrow(/newer version of Miyu/);
    expect(await schemaVersion(db)).toBe(migrations.length + 1);
  });

  it.each([
    ['at its head', 0],
    ['inside', 8192],
  ])('that is damaged %s is not opened', async (_where, offset) => {
    const path = await newPath();
    const database = await openDatabase(path, { expected: false });
    await database.write(async (writer) => {
      for (let i = 0; i < 200; i++) await addAccount(writer, `name${i}`);
    });
    await database.close();
    const file = await open(path, 'r+');
    await file.write(Buffer.alloc(8192, 0x5a), 0, 8192, offset);
    await file.close();
    const opening = openDatabase(path, { expected: true });
    await expect(opening).rejects.toThrow(DatabaseError);
    await expect(opening).rejects.toThrow(/damaged: restore it/);
  });

  it('survives power cuts: full synchronisation, write-ahead log, foreign keys', async () => {
    const database = await temporaryDatabase();
    const pragmas = await database.write(async (writer) =>
      Promise.all(
        ['synchronous', 'journal_mode', 'foreign_keys'].map(async (name) => {
          const { rows } = await sql.raw<Record<string, unknown>>(`pragma ${name}`).execute(writer);
          return Object.values(rows[0] ?? {})[0];
        }),
      ),
    );
    expect(pragmas).toEqual([2, 'wal', 1]);
  });

  it('keeps nothing of a transaction that fails', async () => {
    const database = await temporaryDatabase();
    const failing = database.write(async (writer) => {
      await addAccount(writer, 'ming');
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    const account = await database.write((writer) => addAccount(writer, 'ming'));
    expect((await findAccount(database.read, account))?.profile.name).toBe('ming');
  });

  it('is not written to by readers', async () => {
    const database = await temporaryDatabase();
    const sneaky = sql`delete from accounts`.execute(database.read as Kysely<Schema>);
    await expect(sneaky).rejects.toThrow(/readonly/);
  });
});

describe('migration 001', () => {
  it('makes exactly these tables and indexes', async () => {
    const db = await rawDatabase();
    await migrate(db, 1);
    expect(await schemaVersion(db)).toBe(1);
    const { rows } = await sql<{ name: string }>`
      select name from sqlite_schema where name not like 'sqlite_%' order by name`.execute(db);
    expect(rows.map(({ name }) => name)).toEqual([
      'accounts',
      'devices',
      'devices_by_account',
      'friendships',
      'friendships_by_high',
      'queue',
      'queue_by_device',
      'queue_once',
      'requests',
      'requests_by_receiver',
    ]);
  });

  it('does nothing the second time', async () => {
    const db = await rawDatabase();
    await migrate(db);
    await migrate(db);
    expect(await schemaVersion(db)).toBe(migrations.length);
  });

  const queued = "(1, 5, 0, 'm', 7, 8, 9, 1, 1, x'01')";
  it.each([
    ['insert into friendships values (10002, 10001, 1)', /CHECK/],
    ['insert into friendships values (10001, 99999, 1)', /FOREIGN KEY/],
    ["insert into requests values (10001, 10002, '', 1, 'maybe')", /CHECK/],
    ["insert into devices (account, name, key, created_at) values (99999, '', x'', 1)", /FOREIGN KEY/],
    ["insert into devices (account, name, key, created_at) values (10001, '', x'', 'now')", /cannot store TEXT/],
    [`insert into queue values ${queued}; insert into queue values ${queued.replace('(1,', '(2,')}`, /UNIQUE/],
  ])('refuses %s', async (statements, reason) => {
    const database = await temporaryDatabase();
    const writing = database.write(async (writer) => {
      await addAccount(writer, 'ming');
      await addAccount(writer, 'hong');
      for (const statement of statements.split('; ')) await sql.raw(statement).execute(writer);
    });
    await expect(writing).rejects.toThrow(reason);
  });

  it('numbers accounts from 10001 and never gives a number twice', async () => {
    const database = await temporaryDatabase();
    const first = await database.write((writer) => addAccount(writer, 'ming'));
    await database.write((writer) => writer.deleteFrom('accounts').execute());
    const second = await database.write((writer) => addAccount(writer, 'ming'));
    expect([first, second]).toEqual([10001, 10002]);
  });

  it.each([
    [
      'select * from queue where device = 1 and id > 5 order by id limit 64',
      /queue_by_device \(device=\? AND rowid>\?\)$/,
    ],
    ['delete from queue where device = 1 and id <= 5', /queue_by_device \(device=\? AND rowid<\?\)$/],
    ['select id from accounts where name_key = 1 or skeleton = 2', /MULTI-INDEX OR/],
    ['select * from devices where account in (1, 2)', /devices_by_account/],
    ['select high from friendships where low = 1', /PRIMARY KEY \(low=\?\)/],
    ['select low from friendships where high = 1', /friendships_by_high/],
    ['select * from requests where from_account = 1 or to_account = 1', /MULTI-INDEX OR/],
  ])('finds %s by an index', async (query, plan) => {
    const db = await rawDatabase();
    await migrate(db, 1);
    const { rows } = await sql.raw<{ detail: string }>(`explain query plan ${query}`).execute(db);
    expect(rows[0]?.detail).toMatch(plan);
    expect(rows.map(({ detail }) => detail).join()).not.toMatch(/SCAN|TEMP B-TREE/);
  });
});

describe('migration 008', () => {
  it('leaves the sign-ins from before without a device', async () => {
    const path = await newPath();
    const old = await rawDatabase(path);
    await migrate(old, 7);
    await sql`pragma foreign_keys = off`.execute(old);
    await sql`insert into logins (account, time, device, address, outcome)
      values (10001, 5, 'laptop', '::1', 'done')`.execute(old);
    const database = await openDatabase(path, { expected: true });
    onTestFinished(() => database.close());
    const before = { time: 5, device: 'laptop', address: '::1', outcome: 'done' };
    expect(await loginsOf(database.read, AccountId.parse(10001))).toEqual([before]);
  });
});

describe('migration 006', () => {
  const account = (id: number, name: string) =>
    `insert into accounts (id, name, name_key, skeleton, email, email_key, auth_mac, salt, memory_kib, passes, parallelism,
      display_name, signature, created_at, session, session_open, session_device, session_address, session_time)
      values (${id}, '${name}', '${name}', 'old ${id}', '', '${id}', x'', x'', 1, 1, 1, '', '', 1, 0, 0, '', '', 0)`;

  it('judges all names anew, and leaves those that look alike to their owners, the oldest first', async () => {
    const path = await newPath();
    const old = await rawDatabase(path);
    await migrate(old, 5);
    for (const [id, name] of [
      [10001, 'boat'],
      [10002, 'ВОАТ'],
      [10003, 'ming'],
      [10004, 'ꓐOAT'],
      [10005, 'ㅤㅤ'],
    ] as const) {
      await sql.raw(account(id, name)).execute(old);
    }
    // what one had before is what another gets
    await sql.raw("update accounts set skeleton = 'boat' where id = 10003").execute(old);
    const database = await openDatabase(path, { expected: true });
    onTestFinished(() => database.close());
    const { rows } = await sql`select id, skeleton from accounts order by id`.execute(old);
    expect(rows).toEqual([
      { id: 10001, skeleton: 'boat' },
      { id: 10002, skeleton: 'boat\n10002' },
      { id: 10003, skeleton: 'rning' },
      { id: 10004, skeleton: 'boat\n10004' },
      { id: 10005, skeleton: '' },
    ]);
    expect((await findAccount(database.read, AccountId.parse(10002)))?.profile.name).toBe('ВОАТ');
    expect(await isNameTaken(database.read, 'b0at', 'boat')).toBe(true);
    expect(await isNameTaken(database.read, 'boa', 'boa')).toBe(false);
  });

  it('reads the names of rooms in their logs, and keeps a name that another room still has', async () => {
    const path = await newPath();
    const old = await rawDatabase(path);
    await migrate(old, 5);
    const record = (content: Omit<RoomRecord, 'v' | 'author' | 'at'>) =>
      Buffer.from(encodeRecord({ v: 1, author: AccountId.parse(1), at: 1, ...content })).toString('hex');
    const rules = { entry: 'open', question: '', membersInvite: false } as const;
    const create = (name: string) =>
      record({ action: { kind: 'create', name, nonce: Buffer.alloc(16), rules, identity: Buffer.alloc(33) } });
    const room = RoomId.parse(-20001);
    const follows = { seq: 0, hash: Buffer.alloc(32) };
    const signature = `zeroblob(64)`;
    for (const statement of [
      "insert into rooms values (-20001, 'ali', 'old', 1), (-20002, 'all', 'all', 2), (-20003, null, null, 3)",
      `insert into room_records values (-20001, 0, x'${create('first')}', ${signature}),
        (-20001, 1, x'${record({ room, follows, action: { kind: 'rename', name: 'ALI' } })}', ${signature}),
        (-20001, 2, x'${record({ room, follows, action: { kind: 'leave' } })}', ${signature}),
        (-20002, 0, x'${create('all')}', ${signature}), (-20003, 0, x'${create('all')}', ${signature})`,
    ]) {
      await sql.raw(statement).execute(old);
    }
    const database = await openDatabase(path, { expected: true });
    onTestFinished(() => database.close());
    const { rows } = await sql`select id, skeleton from rooms order by id desc`.execute(old);
    expect(rows).toEqual([
      { id: -20001, skeleton: 'all' },
      { id: -20002, skeleton: 'all\n-20002' },
      { id: -20003, skeleton: null },
    ]);
    await database.write((writer) => closeRoom(writer, room));
    expect(await isRoomNameTaken(database.read, { nameKey: 'a11', skeleton: 'all' })).toBe(true);
    expect(await isRoomNameTaken(database.read, { nameKey: 'a11', skeleton: 'all' }, RoomId.parse(-20002))).toBe(false);
  });

  it.each([
    "select id from accounts where name_key = 1 or skeleton = 2 or (skeleton > '2' and skeleton < '3')",
    "select id from rooms where name_key = 1 or skeleton = 2 or (skeleton > '2' and skeleton < '3')",
    "select id from accounts where found_by = 'x' order by id limit 20",
  ])('finds %s by an index', async (query) => {
    const db = await rawDatabase();
    await migrate(db, 6);
    const { rows } = await sql.raw<{ detail: string }>(`explain query plan ${query}`).execute(db);
    expect(rows.map(({ detail }) => detail).join()).not.toMatch(/SCAN|TEMP B-TREE/);
  });
});

describe('migration 007', () => {
  it('counts what has come of files, not what was announced', async () => {
    const path = await newPath();
    const old = await rawDatabase(path);
    await migrate(old, 6);
    const size = 3 * BLOB_CHUNK_SIZE - 1;
    for (const statement of [
      `insert into accounts (id, name, name_key, skeleton, email, email_key, auth_mac, salt, memory_kib, passes, parallelism,
        display_name, signature, created_at, session, session_open, session_device, session_address, session_time)
        values (10001, 'ming', 'ming', 'rning', '', '', x'', x'', 1, 1, 1, '', '', 1, 0, 0, '', '', 0)`,
      `insert into blobs values ('complete', 10001, randomblob(16), ${size}, 1, 2, 1, null)`,
      `insert into blobs values ('begun', 10001, randomblob(16), ${size}, 1, 2, null, x'a0')`,
      `insert into blobs values ('announced', 10001, randomblob(16), ${size}, 1, 2, null, x'00')`,
    ]) {
      await sql.raw(statement).execute(old);
    }
    const database = await openDatabase(path, { expected: true });
    onTestFinished(() => database.close());
    const { rows } = await sql`select id, arrived from blobs order by arrived`.execute(old);
    expect(rows).toEqual([
      { id: 'announced', arrived: 0 },
      { id: 'begun', arrived: 2 * BLOB_CHUNK_SIZE - 1 },
      { id: 'complete', arrived: size },
    ]);
    expect(await arrivedBlobBytes(database.read)).toBe(2 * BLOB_CHUNK_SIZE - 1 + size);
  });
});

describe('migration 002', () => {
  it('keeps every row, and lets a device count only once it has published', async () => {
    const path = await newPath();
    const old = await rawDatabase(path);
    await migrate(old, 1);
    for (const statement of [
      `insert into accounts values (10001, 'ming', 'ming', 'rning', 'm@example.org', 'm@example.org', x'01', x'02', 65536,
        3, 1, 'Ming', null, null, '', 5, 2, 1, 'laptop', '192.0.2.1', 6)`,
      "insert into devices values (7, 10001, 'laptop', x'aa', 1234)",
      "insert into queue values (1, 7, 0, 'm', 10002, 8, 10001, 1, 2, x'01')",
    ]) {
      await sql.raw(statement).execute(old);
    }
    const before = await rowsOf(old, 'accounts');
    const database = await openDatabase(path, { expected: true });
    onTestFinished(() => database.close());
    expect(await rowsOf(old, 'accounts')).toMatchObject(before);
    expect(await rowsOf(old, 'devices')).toEqual([
      { id: 7, account: 10001, name: 'laptop', key: Buffer.from([0xaa]), created_at: 1234, last_seen: 1234 },
    ]);
    expect(await rowsOf(old, 'queue')).toHaveLength(1);
    const ming = AccountId.parse(10001);
    expect(await findDevices(database.read, [ming])).toMatchObject([{ id: 7, isPublished: false }]);
    expect(await findAccountKeys(database.read, ming)).toBeUndefined();
    expect(await findVault(database.read, ming)).toBeUndefined();
  });

  it('makes exactly these tables and indexes more', async () => {
    const db = await rawDatabase();
    const names = async () => {
      const { rows } = await sql<{ name: string }>`
        select name from sqlite_schema where name not like 'sqlite_%' order by name`.execute(db);
      return rows.map(({ name }) => name);
    };
    await migrate(db, 1);
    const before = await names();
    await migrate(db, 2);
    expect((await names()).filter((name) => !before.includes(name))).toEqual([
      'account_keys',
      'device_keys',
      'one_time_keys',
      'one_time_keys_by_age',
      'resets',
      'revocations',
    ]);
  });

  const device = "insert into devices (id, account, name, key, created_at) values (1, 10001, '', x'', 1)";
  const accountKeys = "insert into account_keys values (10001, x'', x'', zeroblob(33), x'', 1, x'')";
  const oneTimeKey = "insert into one_time_keys (device, id, key) values (1, 5, x'')";
  it.each([
    [`${accountKeys}; ${accountKeys}`, /UNIQUE/],
    [accountKeys.replace('10001', '99999'), /FOREIGN KEY/],
    [accountKeys.replace('33', '32'), /CHECK/],
    [accountKeys.replace(', 1,', ', 0,'), /CHECK/],
    ["insert into device_keys values (1, 1, 1, x'', x'', 1, x'', x'')", /FOREIGN KEY/],
    [oneTimeKey, /FOREIGN KEY/],
    [`${device}; ${oneTimeKey}; ${oneTimeKey}`, /UNIQUE/],
    ["insert into revocations values (10001, 'AB', 1, 'because')", /CHECK/],
    ["insert into revocations values (99999, 'AB', 1, 'reset')", /FOREIGN KEY/],
    ["insert into resets values (99999, x'', 1)", /FOREIGN KEY/],
  ])('refuses %s', async (statements, reason) => {
    const database = await temporaryDatabase();
    const writing = database.write(async (writer) => {
      await addAccount(writer, 'ming');
      for (const statement of statements.split('; ')) await sql.raw(statement).execute(writer);
    });
    await expect(writing).rejects.toThrow(reason);
  });

  it('forgets the keys of a device with the device', async () => {
    const database = await temporaryDatabase();
    const left = await database.write(async (writer) => {
      await addAccount(writer, 'ming');
      const keys = "insert into device_keys values (1, 1, 1, x'', x'', 1, x'', x'')";
      for (const statement of [device, keys, oneTimeKey, 'delete from devices']) {
        await sql.raw(statement).execute(writer);
      }
      return [...(await rowsOf(writer, 'device_keys')), ...(await rowsOf(writer, 'one_time_keys'))];
    });
    expect(left).toEqual([]);
  });

  it.each([
    ['select min(place) from one_time_keys where device = 1', /one_time_keys_by_age \(device=\?\)$/],
    ['select count(*) from one_time_keys where device = 1', /one_time_keys_by_age \(device=\?\)$/],
    ['select place from one_time_keys where device = 1 order by place desc limit 1 offset 100', /one_time_keys_by_age/],
    ['select * from account_keys where account = 1', /INTEGER PRIMARY KEY/],
    ['select * from revocations where account = 1', /PRIMARY KEY \(account=\?\)/],
    ['select * from device_keys where device in (1, 2)', /INTEGER PRIMARY KEY/],
  ])('finds %s by an index', async (query, plan) => {
    const db = await rawDatabase();
    await migrate(db, 2);
    const { rows } = await sql.raw<{ detail: string }>(`explain query plan ${query}`).execute(db);
    expect(rows[0]?.detail).toMatch(plan);
    expect(rows.map(({ detail }) => detail).join()).not.toMatch(/SCAN|TEMP B-TREE/);
  });
});

describe('work beside a running server', () => {
  it('finds what the server has written, and the server what it wrote', async () => {
    const path = await newPath();
    const server = await openDatabase(path, { expected: false });
    onTestFinished(() => server.close());
    const ming = await server.write((writer) => addAccount(writer, 'ming'));
    const found = await withDatabase(path, async (database) => {
      await database.write((writer) => putReset(writer, ming, Buffer.alloc(32, 1), 5));
      return findAccount(database.read, ming);
    });
    expect(found?.profile.name).toBe('ming');
    expect(await findCredential(server.read, 'ming', 'reset', 4)).toEqual({ account: ming, mac: Buffer.alloc(32, 1) });
  });

  it.each([
    ['older', 1],
    ['newer', migrations.length + 1],
  ])('leaves a database with an %s schema alone', async (_which, version) => {
    const path = await newPath();
    const db = await rawDatabase(path);
    await migrate(db, 1);
    await sql.raw(`pragma user_version = ${version}`).execute(db);
    const work = vi.fn();
    await expect(withDatabase(path, work)).rejects.toThrow(/has schema/);
    expect(work).not.toHaveBeenCalled();
    expect(await schemaVersion(db)).toBe(version);
  });

  it('makes no database', async () => {
    const path = await newPath();
    await expect(withDatabase(path, async () => 1)).rejects.toThrow(/missing: no server has run here/);
    expect(existsSync(path)).toBe(false);
  });
});
