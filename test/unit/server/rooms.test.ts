import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { type AccountId, devicesDigest, type RoomId, type SignedRecord } from '../../../protocol/index.ts';
import { Config } from '../../../src-server/config.ts';
import type { Lane } from '../../../src-server/delivery/lane.ts';
import { QueueWriter } from '../../../src-server/delivery/queue-writer.ts';
import { Directory } from '../../../src-server/directory.ts';
import { Rooms } from '../../../src-server/rooms/rooms.ts';
import type { Database, Reader } from '../../../src-server/store/database.ts';
import { putDeviceKeys } from '../../../src-server/store/device-keys.ts';
import { insertDevice } from '../../../src-server/store/devices.ts';
import { enterRoom, findDeparture, findRoomsOf, leaveRoom, shareRoom } from '../../../src-server/store/room-members.ts';
import { insertRecord, readRecords } from '../../../src-server/store/room-records.ts';
import { deleteRequests, findAskers, insertRequest } from '../../../src-server/store/room-requests.ts';
import { closeRoom, findRoomByName, insertRoom, isRoomNameTaken, renameRoom } from '../../../src-server/store/rooms.ts';
import { fakeDeviceKeys } from '../../support/raw-client.ts';
import { firstRecord, IDENTITY, RoomCopy } from '../../support/raw-rooms.ts';
import { addAccount, temporaryDatabase } from '../../support/server-database.ts';

const keysOf = (name: string) => ({ nameKey: name, skeleton: name });

/** A database with these accounts, each with a device that has published. */
async function databaseOf(...names: string[]) {
  const database = await temporaryDatabase();
  const accounts = await database.write(async (writer) => {
    const all: AccountId[] = [];
    for (const name of names) all.push(await addAccount(writer, name));
    return all;
  });
  const devices = await database.write(async (writer) => {
    const all = [];
    for (const account of accounts) {
      const device = await insertDevice(writer, { account, name: 'x', key: Buffer.alloc(32), createdAt: 1 });
      await putDeviceKeys(writer, device, fakeDeviceKeys());
      all.push(device);
    }
    return all;
  });
  return { database, accounts, devices };
}

/** A room of the first account's that all others have joined, in the database only. */
async function storeRoom(database: Database, [owner, ...others]: readonly AccountId[]): Promise<RoomCopy> {
  if (owner === undefined) throw new Error('nobody is there');
  const first = firstRecord(owner, 'physics');
  const copy = RoomCopy.begin(-20_001 as RoomId, first);
  const records: SignedRecord[] = [first];
  for (const account of others) {
    const record = copy.next(account, { kind: 'join', identity: IDENTITY });
    copy.follow(record);
    records.push(record);
  }
  await database.write(async (writer) => {
    await insertRoom(writer, keysOf('physics'), 1);
    for (const [seq, record] of records.entries()) await insertRecord(writer, copy.id, seq, record);
  });
  return copy;
}

function inMemory(database: Database, now = () => 0) {
  let asked = 0;
  const counting = {
    get read(): Reader {
      asked += 1;
      return database.read;
    },
  };
  const lanes = {
    limits: Config.parse({}).limits,
    ackWaitMs: 500,
    writer: new QueueWriter(database, pino({ level: 'silent' }), { delayMs: 0, lastId: 0, isDiskFull: () => false }),
    database,
    now,
    active: new Set<Lane>(),
    reportFailure: (error: unknown) => expect.fail(String(error)),
  };
  const directory = new Directory(counting, lanes);
  return { directory, rooms: new Rooms({ database, directory, now }), loads: () => asked };
}

describe('rooms in memory', () => {
  it('are what their log says', async () => {
    const { database, accounts } = await databaseOf('ming', 'hong', 'lei');
    const copy = await storeRoom(database, accounts);
    const { rooms } = inMemory(database);
    const [one, same] = await Promise.all([rooms.load(copy.id), rooms.load(copy.id)]);
    expect(one?.state).toEqual(copy.state);
    expect(same).toBe(one);
    expect(await rooms.load(-20_002 as RoomId)).toBeUndefined();
  });

  it('load all members with one round of queries', async () => {
    const names = Array.from({ length: 300 }, (_, index) => `person${index}`);
    const { database, accounts, devices } = await databaseOf(...names);
    const copy = await storeRoom(database, accounts);
    const { rooms, loads } = inMemory(database);
    const room = await rooms.load(copy.id);
    if (!room) throw new Error('no room');
    await Promise.all([rooms.gather(room), rooms.gather(room)]);
    expect(loads()).toBe(1);
    expect([...(room.audience?.lanes.keys() ?? [])].toSorted((one, other) => one - other)).toEqual(devices);
    expect(room.audience?.digest).toEqual(devicesDigest(devices));
  });

  it('reach others when somebody comes or goes, or devices change', async () => {
    const { database, accounts, devices } = await databaseOf('ming', 'hong', 'lei');
    const [ming, hong, lei] = accounts as [AccountId, AccountId, AccountId];
    const copy = await storeRoom(database, [ming, hong]);
    const { rooms, directory } = inMemory(database);
    const room = await rooms.load(copy.id);
    if (!room) throw new Error('no room');
    const reached = async () => {
      while (!room.audience) await rooms.gather(room);
      return [...room.audience.lanes.keys()];
    };
    const grow = (...[author, action]: Parameters<RoomCopy['next']>) => {
      const record = copy.next(author, action);
      copy.follow(record);
      rooms.grow(room, record);
    };
    expect(await reached()).toEqual(devices.slice(0, 2));
    grow(ming, { kind: 'mute-all', on: true });
    expect(room.audience).toBeDefined();
    grow(lei, { kind: 'join', identity: IDENTITY });
    expect(await reached()).toEqual(devices);
    directory.find(hong)?.lanes.clear();
    rooms.devicesChanged(hong);
    expect(await reached()).toEqual([devices[0], devices[2]]);
    grow(ming, { kind: 'remove', account: lei });
    expect(await reached()).toEqual([devices[0]]);
    expect(() => rooms.grow(room, copy.next(lei, { kind: 'leave' }))).toThrow(/not-member/);
  });

  it('are forgotten after a while, as members are; a message finds both again', async () => {
    let time = 0;
    const { database, accounts, devices } = await databaseOf('ming', 'hong');
    const copy = await storeRoom(database, accounts);
    const { rooms, directory } = inMemory(database, () => time);
    const room = await rooms.load(copy.id);
    if (!room) throw new Error('no room');
    await rooms.gather(room);
    time = 16 * 60_000;
    room.usedAt = time;
    for (const account of directory.sweep()) rooms.devicesChanged(account);
    rooms.sweep();
    expect(rooms.find(copy.id)).toBe(room);
    expect(room.audience).toBeUndefined();
    await rooms.gather(room);
    expect(room.audience?.digest).toEqual(devicesDigest(devices));
    time *= 2;
    rooms.sweep();
    expect(rooms.find(copy.id)).toBeUndefined();
    expect((await rooms.load(copy.id))?.state).toEqual(copy.state);
  });

  it('do one thing after the other, also after a failure', async () => {
    const { database, accounts } = await databaseOf('ming');
    const copy = await storeRoom(database, accounts);
    const room = await inMemory(database).rooms.load(copy.id);
    if (!room) throw new Error('no room');
    const order: string[] = [];
    const { promise, reject } = Promise.withResolvers<void>();
    const failing = room.inTurn(() => promise.finally(() => order.push('failed')));
    const next = room.inTurn(async () => order.push('next'));
    order.push('asked');
    reject(new Error('no'));
    await expect(failing).rejects.toThrow('no');
    await next;
    expect(order).toEqual(['asked', 'failed', 'next']);
  });
});

describe('stored rooms', () => {
  it('have numbers that are never given again, and names that are theirs until the end', async () => {
    const { database } = await databaseOf();
    const ids = await database.write(async (writer) => {
      const one = await insertRoom(writer, keysOf('one'), 1);
      await closeRoom(writer, one);
      const two = await insertRoom(writer, keysOf('two'), 1);
      await renameRoom(writer, two, keysOf('one'));
      return [one, two];
    });
    expect(ids).toEqual([-20_001, -20_002]);
    expect(await findRoomByName(database.read, 'one')).toBe(-20_002);
    const likeOne = { nameKey: 'x', skeleton: 'one' };
    expect(await isRoomNameTaken(database.read, likeOne)).toBe(true);
    expect(await isRoomNameTaken(database.read, likeOne, -20_002 as RoomId)).toBe(false);
    expect(await findRoomByName(database.read, 'two')).toBeUndefined();
    const taken = database.write((writer) => insertRoom(writer, keysOf('one'), 1));
    await expect(taken).rejects.toMatchObject({ code: 'SQLITE_CONSTRAINT' });
  });

  it('keep their records in order, each place once', async () => {
    const { database, accounts } = await databaseOf('ming', 'hong', 'lei');
    const copy = await storeRoom(database, accounts);
    const read = (from: number, upTo?: number) => readRecords(database.read, copy.id, { from, upTo, limit: 10 });
    expect(await read(0)).toHaveLength(3);
    expect(await read(1, 1)).toEqual((await read(0)).slice(1, 2));
    expect(await read(3)).toEqual([]);
    const record = copy.next(accounts[0] as AccountId, { kind: 'disband' });
    const again = database.write((writer) => insertRecord(writer, copy.id, 2, record));
    await expect(again).rejects.toMatchObject({ code: 'SQLITE_CONSTRAINT' });
    const short = { ...record, signature: Buffer.alloc(63) };
    const wrong = database.write((writer) => insertRecord(writer, copy.id, 3, short));
    await expect(wrong).rejects.toMatchObject({ code: 'SQLITE_CONSTRAINT' });
  });

  it('know who is in them, who was, and who asks', async () => {
    const { database, accounts } = await databaseOf('ming', 'hong', 'lei');
    const [ming, hong, lei] = accounts as [AccountId, AccountId, AccountId];
    const { id } = await storeRoom(database, [ming, hong]);
    await database.write(async (writer) => {
      await enterRoom(writer, id, [ming], 0);
      await enterRoom(writer, id, [hong], 1);
    });
    const { read } = database;
    expect(await findRoomsOf(read, hong)).toEqual([{ room: id, last: 1 }]);
    expect([await shareRoom(read, ming, hong), await shareRoom(read, ming, lei)]).toEqual([true, false]);
    await database.write((writer) => leaveRoom(writer, id, [hong], 2));
    expect(await findRoomsOf(read, hong)).toEqual([]);
    expect(await shareRoom(read, ming, hong)).toBe(false);
    expect(await findDeparture(read, id, hong)).toBe(2);
    expect(await findDeparture(read, id, ming)).toBeUndefined();
    await database.write((writer) => enterRoom(writer, id, [hong], 3));
    expect(await findDeparture(read, id, hong)).toBeUndefined();

    const request = { room: id, account: lei, answer: '', time: 1 };
    expect(await database.write((writer) => insertRequest(writer, request))).toBe(true);
    expect(await database.write((writer) => insertRequest(writer, request))).toBe(false);
    expect(await findAskers(read, id, [ming, lei])).toEqual(new Set([lei]));
    expect(await database.write((writer) => deleteRequests(writer, id, [ming, lei]))).toBe(1);
  });
});
