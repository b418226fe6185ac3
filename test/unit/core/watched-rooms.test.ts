import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import {
  type AccountId,
  type Channel,
  ChannelError,
  DeviceId,
  type ListedMember,
  type Presence,
  type Request,
  type RoomId,
} from '../../../protocol/index.ts';
import type { Room } from '../../../src-main/contract/model.ts';
import { RoomPeople } from '../../../src-main/core/rooms/room-people.ts';
import { WatchedRooms } from '../../../src-main/core/rooms/watched-rooms.ts';
import { connectInMemory } from '../../support/channels.ts';
import { TestRoom } from '../../support/room-devices.ts';
import { person, SignalDevice } from '../../support/signal-devices.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const MINUTE_MS = 60_000;

/** A server that says who is in which room, and who of them is online. */
async function memberServer(accounts: AccountId[]) {
  const { client, server } = await connectInMemory();
  const asked: RoomId[] = [];
  const presences = new Map<AccountId, Presence>();
  const members = (): ListedMember[] =>
    accounts.map((account) => ({
      profile: { account, name: `person ${account}`, displayName: `person ${account}`, signature: '' },
      presence: presences.get(account) ?? 'offline',
      devices: [DeviceId.parse(account * 10)],
    }));
  server.start({
    request: (name, id, params) => {
      if (name !== 'room.members') throw new Error(`asked for ${name}`);
      asked.push((params as Request<'room.members'>).room);
      server.reply('room.members', id, { members: members(), more: false });
    },
    closed: () => {},
  });
  client.start({ closed: () => {} });
  for (const channel of [client, server]) channel.allowLargeFrames();
  return { client, asked, presences };
}

/** What watches rooms of ming, in each of which hong is, too. */
async function setUp({ rooms: count = 1 } = {}) {
  const [ming, hong] = [await SignalDevice.signIn(person(1), 11), await SignalDevice.signIn(person(2), 21)];
  await ming.befriend(hong.person);
  await hong.befriend(ming.person);
  const rooms: RoomId[] = [];
  for (let index = 1; index <= count; index++) rooms.push((await TestRoom.of(ming, [hong], -index)).id);
  const accounts = [ming.person.account, hong.person.account];
  const { client, asked, presences } = await memberServer(accounts);
  const told: Room[] = [];
  let channel: Channel | undefined = client;
  const people = new RoomPeople({
    store: ming.store,
    channel: () => {
      if (!channel) throw new ChannelError('cut-off');
      return channel;
    },
  });
  const watched = new WatchedRooms({
    store: ming.store,
    people,
    identities: { find: () => undefined, trustOf: () => 'server' },
    emit: (name, value) => {
      if (name === 'room') told.push(value as Room);
    },
    log: (line) => {
      throw new Error(line);
    },
  });
  const cut = () => {
    channel = undefined;
    people.allOutdated();
    watched.offline();
  };
  watched.online();
  const [first] = rooms;
  if (first === undefined) throw new Error('no room');
  return { watched, room: first, rooms, hong: hong.person.account, asked, presences, told, cut };
}

const until = (isSo: () => boolean) =>
  vi.waitFor(() => (isSo() ? undefined : Promise.reject(new Error('not yet'))), 5_000);
const presenceIn = (room: Room | undefined, account: AccountId) =>
  room?.memberList.find(({ profile }) => profile.account === account)?.presence;

it('looks every 30 seconds who is online in the room asked for last, and tells when it is somebody else', async () => {
  const { watched, room, hong, asked, presences, told } = await setUp();
  expect(presenceIn(await watched.watch(room), hong)).toBe('offline');
  expect(asked).toHaveLength(1);
  presences.set(hong, 'online');
  await vi.advanceTimersByTimeAsync(29_000);
  expect(asked).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1_000);
  await until(() => told.length === 1);
  expect(presenceIn(told[0], hong)).toBe('online');
  for (let look = 3; look < 6; look++) {
    await vi.advanceTimersByTimeAsync(30_000);
    await until(() => asked.length === look);
  }
  presences.set(hong, 'busy');
  await vi.advanceTimersByTimeAsync(30_000);
  await until(() => told.length === 2);
  expect(presenceIn(told[1], hong)).toBe('busy');
  watched.unwatch();
});

it('asks nobody without a connection, or when nothing is looked at any more', async () => {
  const { watched, room, hong, asked, presences, told, cut } = await setUp();
  presences.set(hong, 'online');
  await watched.watch(room);
  cut();
  await until(() => told.length === 1);
  expect(presenceIn(told[0], hong)).toBe('offline');
  await vi.advanceTimersByTimeAsync(MINUTE_MS);
  expect(asked).toHaveLength(1);
  watched.online();
  watched.unwatch();
  await vi.advanceTimersByTimeAsync(MINUTE_MS);
  expect(asked).toHaveLength(1);
});

it('tells the changes of the eight rooms asked for last, and asks only about the last', async () => {
  const { watched, rooms, hong, asked, presences, told } = await setUp({ rooms: 9 });
  for (const room of rooms) await watched.watch(room);
  expect(asked.splice(0)).toEqual(rooms);
  watched.personChanged(hong, 'away');
  await until(() => told.length === 8);
  expect(told.map(({ id }) => id)).toEqual(rooms.slice(1));
  expect(told.every((room) => presenceIn(room, hong) === 'away')).toBe(true);
  expect(asked).toEqual([]);

  presences.set(hong, 'away');
  await vi.advanceTimersByTimeAsync(30_000);
  await until(() => asked.length > 0);
  expect(asked).toEqual(rooms.slice(-1));
  watched.unwatch();
});

it('believes what it is told of somebody while a list is on its way', async () => {
  const { watched, room, hong, presences } = await setUp();
  presences.set(hong, 'online');
  const asked = watched.watch(room);
  watched.personChanged(hong, 'offline');
  expect(presenceIn(await asked, hong)).toBe('offline');
  watched.unwatch();
});
