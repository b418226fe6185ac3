import { describe, expect, it } from 'vitest';
import type { AccountId, DeviceId } from '../../../protocol/index.ts';
import {
  endSession,
  findAccount,
  findAccountByName,
  findAccountsByDisplayName,
  findProfiles,
  isEmailTaken,
  isNameTaken,
  startSession,
  updateProfile,
} from '../../../src-server/store/accounts.ts';
import { findDevices, insertDevice, updateDevice } from '../../../src-server/store/devices.ts';
import { deleteFriendship, friendsOf, insertFriendship } from '../../../src-server/store/friendships.ts';
import {
  deleteQueued,
  deleteUpTo,
  insertEnvelopes,
  lastQueueId,
  queueShares,
  readOldest,
  readQueue,
} from '../../../src-server/store/queue.ts';
import {
  countUnanswered,
  deleteRequestsBetween,
  findRequest,
  putRequest,
  requestsOf,
  setRequestState,
} from '../../../src-server/store/requests.ts';
import { addAccount, envelope, temporaryDatabase, textOf } from '../../support/server-database.ts';

async function withTwoAccounts() {
  const database = await temporaryDatabase();
  const [ming, hong] = await database.write(async (writer) => [
    await addAccount(writer, 'ming'),
    await addAccount(writer, 'hong'),
  ]);
  return { database, ming: ming as AccountId, hong: hong as AccountId };
}

describe('accounts', () => {
  it('are found by number and by name', async () => {
    const { database, ming } = await withTwoAccounts();
    const account = await findAccount(database.read, ming);
    expect(account).toEqual({
      profile: { account: ming, name: 'ming', displayName: 'ming', signature: '' },
      email: 'ming@example.org',
      authMac: Buffer.alloc(32, 1),
      hashing: { salt: Buffer.alloc(16, 2), memoryKiB: 65536, passes: 3, parallelism: 1 },
      session: { number: 0, open: false, by: undefined },
      status: { presence: 'online', address: 'lan', findable: false },
    });
    expect(await findAccountByName(database.read, 'ming')).toEqual(account);
    expect(await findAccountByName(database.read, "ming' or 1=1 --")).toBeUndefined();
  });

  it('keep their profile', async () => {
    const { database, ming, hong } = await withTwoAccounts();
    const profile = { account: ming, name: 'ming', displayName: '小明', signature: "'; drop table", age: 20 };
    await database.write((writer) => updateProfile(writer, { ...profile, sex: 'male' }, '小明'));
    await database.write((writer) => updateProfile(writer, profile, '小明'));
    expect(await findAccountsByDisplayName(database.read, '小明', 5)).toEqual([]);
    const profiles = await findProfiles(database.read, [ming, hong]);
    expect(profiles.get(ming)).toEqual(profile);
    expect(profiles.get(hong)?.name).toBe('hong');
  });

  it('say what is taken', async () => {
    const { database } = await withTwoAccounts();
    expect(await isNameTaken(database.read, 'ming', 'other')).toBe(true);
    expect(await isNameTaken(database.read, 'other', 'ming')).toBe(true);
    expect(await isNameTaken(database.read, 'other', 'other')).toBe(false);
    expect(await isEmailTaken(database.read, 'ming@example.org')).toBe(true);
    expect(await isEmailTaken(database.read, 'other@example.org')).toBe(false);
  });

  it('count their sessions; only the latest can be ended', async () => {
    const { database, ming } = await withTwoAccounts();
    const by = { device: 'laptop', address: '192.0.2.1', time: 5 };
    const first = await database.write((writer) => startSession(writer, ming, { ...by, device: 'phone' }));
    const second = await database.write((writer) => startSession(writer, ming, by));
    expect([first?.number, second?.number]).toEqual([1, 2]);
    await database.write((writer) => endSession(writer, ming, 1));
    expect((await findAccount(database.read, ming))?.session).toEqual({ number: 2, open: true, by });
    await database.write((writer) => endSession(writer, ming, 2));
    expect((await findAccount(database.read, ming))?.session.open).toBe(false);
  });
});

describe('devices', () => {
  it('are listed by account, and change their key', async () => {
    const { database, ming, hong } = await withTwoAccounts();
    const key = Buffer.alloc(32, 1);
    const id = await database.write((writer) => insertDevice(writer, { account: ming, name: 'a', key, createdAt: 1 }));
    const other = await database.write((writer) =>
      insertDevice(writer, { account: hong, name: 'b', key, createdAt: 1 }),
    );
    const newKey = new Uint8Array(32).fill(2);
    await database.write((writer) => updateDevice(writer, { id, name: 'c', key: newKey, lastSeen: 7 }));
    expect(await findDevices(database.read, [ming, hong])).toEqual([
      { id, account: ming, key: Buffer.from(newKey), isPublished: false },
      { id: other, account: hong, key, isPublished: false },
    ]);
  });
});

describe('friendships', () => {
  it('are the same seen from both sides', async () => {
    const { database, ming, hong } = await withTwoAccounts();
    await database.write((writer) => insertFriendship(writer, hong, ming, 7));
    await database.write((writer) => insertFriendship(writer, ming, hong, 8));
    expect(await friendsOf(database.read, ming)).toEqual([{ friend: hong, since: 7 }]);
    expect(await friendsOf(database.read, hong)).toEqual([{ friend: ming, since: 7 }]);
    expect(await database.write((writer) => deleteFriendship(writer, ming, hong))).toBe(true);
    expect(await database.write((writer) => deleteFriendship(writer, ming, hong))).toBe(false);
    expect(await friendsOf(database.read, hong)).toEqual([]);
  });
});

describe('friend requests', () => {
  it('wait, change their state, are asked again and forgotten', async () => {
    const { database, ming, hong } = await withTwoAccounts();
    const request = { from: ming, to: hong, greeting: '你好', time: 1, state: 'open' as const };
    await database.write((writer) => putRequest(writer, request));
    expect(await findRequest(database.read, ming, hong)).toEqual(request);
    expect(await findRequest(database.read, hong, ming)).toBeUndefined();
    expect(await countUnanswered(database.read, ming)).toBe(1);
    await database.write((writer) => setRequestState(writer, ming, hong, 'refused'));
    expect(await countUnanswered(database.read, ming)).toBe(0);
    const again = { ...request, greeting: '再来', time: 2 };
    await database.write((writer) => putRequest(writer, again));
    expect(await requestsOf(database.read, ming)).toEqual([again]);
    expect(await requestsOf(database.read, hong)).toEqual([again]);
    await database.write((writer) => deleteRequestsBetween(writer, hong, ming));
    expect(await requestsOf(database.read, ming)).toEqual([]);
  });
});

describe('the queue', () => {
  const one = 21 as DeviceId;
  const other = 22 as DeviceId;

  it('gives back what was put in, in order, in pages', async () => {
    const database = await temporaryDatabase();
    const items = ['a', 'b', 'c'].map((text, index) => ({ ...envelope(text), id: index + 1, device: one }));
    const expiry = { ...envelope('', { kind: 'expiry', body: new Uint8Array() }), id: 4, device: one };
    const foreign = { ...envelope('x'), id: 5, device: other };
    expect(await database.write((writer) => insertEnvelopes(writer, [...items, expiry, foreign]))).toBe(5);
    const page = await readQueue(database.read, one, 0, 2);
    expect(page.map(textOf)).toEqual(['a', 'b']);
    expect(page[0]).toEqual(items[0]);
    const rest = await readQueue(database.read, one, 2, 10);
    expect(rest.map(({ kind }) => kind)).toEqual(['message', 'expiry']);
    expect(await lastQueueId(database.read)).toBe(5);
  });

  it('takes a message for a device once', async () => {
    const database = await temporaryDatabase();
    const first = envelope('a');
    const add = (id: number, device: DeviceId, changes = {}) =>
      database.write((writer) => insertEnvelopes(writer, [{ ...first, ...changes, id, device }]));
    expect(await add(1, one)).toBe(1);
    expect(await add(2, one)).toBe(0);
    expect(await add(3, other)).toBe(1);
    // another person may choose the same message id
    expect(await add(4, one, { from: 3 })).toBe(1);
    expect((await readQueue(database.read, one, 0, 10)).map(({ id }) => id)).toEqual([1, 4]);
  });

  it('stores thousands at once', async () => {
    const database = await temporaryDatabase();
    const many = Array.from({ length: 2500 }, (_, index) => ({ ...envelope(`${index}`), id: index + 1, device: one }));
    expect(await database.write((writer) => insertEnvelopes(writer, many))).toBe(2500);
    const shares = await queueShares(database.read, [one, other]);
    const bytes = many.reduce((sum, { body }) => sum + body.length, 0);
    expect(shares).toEqual([{ device: one, from: 1, count: 2500, bytes, lastId: 2500 }]);
  });

  it('forgets what is acknowledged or expired', async () => {
    const database = await temporaryDatabase();
    const items = [1, 2, 3, 4].map((id) => ({
      ...envelope('a', { receivedAt: id }),
      id,
      device: id === 2 ? other : one,
    }));
    await database.write((writer) => insertEnvelopes(writer, items));
    expect((await readOldest(database.read, 1, 2)).map(({ id, device, bytes }) => [id, device, bytes])).toEqual([
      [2, other, 1],
      [3, one, 1],
    ]);
    await database.write((writer) => deleteUpTo(writer, one, 3));
    await database.write((writer) => deleteQueued(writer, [2, 99]));
    expect((await readOldest(database.read, 0, 10)).map(({ id }) => id)).toEqual([4]);
  });
});
