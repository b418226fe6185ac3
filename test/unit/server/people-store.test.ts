import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { type AccountId, DeviceId, type LoginRecord } from '../../../protocol/index.ts';
import { LoginLog } from '../../../src-server/login-log.ts';
import { deleteAccount } from '../../../src-server/store/account-deletion.ts';
import { findVault, insertAccountKeys } from '../../../src-server/store/account-keys.ts';
import {
  countExisting,
  findAccount,
  findAccountByName,
  findProfiles,
  isEmailTaken,
  isNameTaken,
  startSession,
} from '../../../src-server/store/accounts.ts';
import { findAvatar, putAvatar } from '../../../src-server/store/avatars.ts';
import { blocksOf, insertBlock } from '../../../src-server/store/blocks.ts';
import { findCredential, putReset } from '../../../src-server/store/credentials.ts';
import { insertDevice } from '../../../src-server/store/devices.ts';
import { insertFriendship } from '../../../src-server/store/friendships.ts';
import { insertLogins, loginsOf } from '../../../src-server/store/logins.ts';
import { insertEnvelopes, lastQueueId } from '../../../src-server/store/queue.ts';
import { putRequest, requestsOf } from '../../../src-server/store/requests.ts';
import { addAccount, envelope, temporaryDatabase } from '../../support/server-database.ts';

async function withTwoAccounts() {
  const database = await temporaryDatabase();
  const [ming, hong] = await database.write(async (writer) => [
    await addAccount(writer, 'ming'),
    await addAccount(writer, 'hong'),
  ]);
  return { database, ming: ming as AccountId, hong: hong as AccountId };
}

function login(time: number, outcome: LoginRecord['outcome'] = 'done'): LoginRecord {
  return { time, device: 'laptop', address: '192.0.2.1', outcome };
}

describe('sign-ins', () => {
  it('name the device, where there is one', async () => {
    const { database, ming } = await withTwoAccounts();
    const all = [{ ...login(2), id: DeviceId.parse(7) }, login(1, 'refused')];
    await database.write((writer) => insertLogins(writer, ming, all));
    expect(await loginsOf(database.read, ming)).toEqual(all);
  });

  it('are given newest first, and the oldest go, of each account', async () => {
    const { database, ming, hong } = await withTwoAccounts();
    const many = Array.from({ length: 60 }, (_, index) => login(index));
    await database.write(async (writer) => {
      await insertLogins(writer, hong, [login(1)]);
      await insertLogins(writer, ming, many);
      // noted before, saved after
      await insertLogins(writer, ming, [login(30, 'refused'), login(5, 'refused')]);
    });
    const kept = await loginsOf(database.read, ming);
    expect(kept).toHaveLength(50);
    expect(kept[0]).toEqual(login(59));
    expect(kept.filter(({ outcome }) => outcome === 'refused')).toEqual([login(30, 'refused')]);
    expect(await loginsOf(database.read, hong)).toEqual([login(1)]);
  });

  it('that are refused are stored when they are asked for, unless the account is gone', async () => {
    const { database, ming, hong } = await withTwoAccounts();
    const log = new LoginLog(database);
    log.note(ming, login(1, 'refused'));
    log.note(ming, login(2, 'refused'));
    log.note(hong, login(3, 'refused'));
    log.forget(hong);
    expect(await loginsOf(database.read, ming)).toEqual([]);
    await log.save();
    await log.save();
    expect((await loginsOf(database.read, ming)).map(({ time }) => time)).toEqual([2, 1]);
    expect(await loginsOf(database.read, hong)).toEqual([]);
  });
});

describe('a deleted account', () => {
  it('leaves nothing but its name and number', async () => {
    const { database, ming, hong } = await withTwoAccounts();
    const asked = { greeting: '', time: 1, state: 'open' as const };
    const deleted = await database.write(async (writer) => {
      const device = await insertDevice(writer, { account: ming, name: 'a', key: Buffer.alloc(32), createdAt: 1 });
      const keys = { certificate: Buffer.alloc(1), accountKey: Buffer.alloc(1), identityKey: Buffer.alloc(33) };
      await insertAccountKeys(writer, ming, { ...keys, recoveryMac: Buffer.alloc(32), vault: Buffer.alloc(1) });
      await insertEnvelopes(writer, [{ ...envelope('x', { to: ming }), id: 1, device }]);
      await insertFriendship(writer, ming, hong, 1);
      await putRequest(writer, { ...asked, from: ming, to: hong });
      await putRequest(writer, { ...asked, from: hong, to: ming });
      await putReset(writer, ming, Buffer.alloc(32), 9);
      await putAvatar(writer, ming, Buffer.from('picture'), 'hash');
      await insertBlock(writer, ming, hong);
      await insertBlock(writer, hong, ming);
      await insertLogins(writer, ming, [login(1)]);
      return { ...(await deleteAccount(writer, ming, 7)), device };
    });
    expect(deleted).toEqual({ friends: [hong], devices: [deleted.device], device: deleted.device });
    const db = database.read;
    expect(await findAccount(db, ming)).toBeUndefined();
    expect(await findAccountByName(db, 'ming')).toBeUndefined();
    expect([...(await findProfiles(db, [ming, hong])).keys()]).toEqual([hong]);
    expect(await countExisting(db, [ming, hong])).toBe(1);
    expect(await findCredential(db, 'ming', 'password', 1)).toBeUndefined();
    expect(await findVault(db, ming)).toBeUndefined();
    expect(await findAvatar(db, ming)).toBeUndefined();
    expect(await lastQueueId(db)).toBe(0);
    expect(await blocksOf(db, [ming, hong])).toEqual([]);
    expect([...(await requestsOf(db, hong)), ...(await loginsOf(db, ming))]).toEqual([]);
    const by = { device: '', address: '', time: 8 };
    expect(await database.write((writer) => startSession(writer, ming, by))).toBeUndefined();
    expect(await isNameTaken(db, 'ming', 'other')).toBe(true);
    expect(await isEmailTaken(db, 'ming@example.org')).toBe(false);
  });

  it('has no personal data in its row', async () => {
    const { database, ming } = await withTwoAccounts();
    await database.write((writer) => deleteAccount(writer, ming, 7));
    const row = await database.read.selectFrom('accounts').selectAll().where('id', '=', ming).executeTakeFirst();
    expect(JSON.stringify(row)).not.toContain('example.org');
    expect(row).toMatchObject({ auth_mac: Buffer.alloc(0), display_name: '', session_address: '', deleted_at: 7 });
  });
});

describe('migration 004', () => {
  it.each([
    ["update accounts set presence = 'offline'", /CHECK/],
    ["update accounts set address_sharing = 'friends'", /CHECK/],
    ['insert into blocks values (10001, 10001)', /CHECK/],
    ['insert into blocks values (10001, 99999)', /FOREIGN KEY/],
    ['insert into blocks values (10001, 10002); insert into blocks values (10001, 10002)', /UNIQUE/],
    ["insert into avatars values (99999, x'01')", /FOREIGN KEY/],
    ["insert into logins values (1, 10001, 1, '', '', 'maybe', null)", /CHECK/],
    ["insert into logins values (1, 99999, 1, '', '', 'done', null)", /FOREIGN KEY/],
  ])('refuses %s', async (statements, reason) => {
    const { database } = await withTwoAccounts();
    const writing = database.write(async (writer) => {
      for (const statement of statements.split('; ')) await sql.raw(statement).execute(writer);
    });
    await expect(writing).rejects.toThrow(reason);
  });

  it.each([
    ['select * from logins where account = 1 order by time desc, id desc limit 50', /logins_by_account \(account=\?\)/],
    ['select * from blocks where account in (1, 2)', /PRIMARY KEY \(account=\?\)/],
    ['delete from blocks where account = 1 or blocked = 1', /MULTI-INDEX OR/],
    ['select * from avatars where account = 1', /INTEGER PRIMARY KEY/],
  ])('finds %s by an index', async (query, plan) => {
    const database = await temporaryDatabase();
    const { rows } = await database.write((writer) =>
      sql.raw<{ detail: string }>(`explain query plan ${query}`).execute(writer),
    );
    expect(rows[0]?.detail).toMatch(plan);
    expect(rows.map(({ detail }) => detail).join()).not.toMatch(/SCAN|TEMP B-TREE/);
  });
});
