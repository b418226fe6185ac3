import { percentile, round } from '../support/process-figures.ts';
import { RawClient } from '../support/raw-client.ts';
import { IDENTITY, RoomCopy } from '../support/raw-rooms.ts';
import type { ServerProcess } from '../support/server-process.ts';
import { addFaults } from './pairs.ts';
import { RoomTalk } from './room-talk.ts';

const MEMBERS = 200;
const MESSAGES_PER_SECOND = 20;
const LARGE = 1_000;

/**
 * A room of 200 who are all online. 20 messages a second whatever happens (open loop): how long until each is at each member, 4,000
 * deliveries a second; the same with a member who acknowledges nothing. Then as fast as it goes: what a delivery costs the
 * server. Then a room of 1,000 of whom most are away.
 */
export async function fanout(server: ServerProcess) {
  const people = await signUp(server, MEMBERS, 'fanout');
  const { room, joinSeconds } = await fill(people, 'two hundred');
  const talk = new RoomTalk(room, people);
  const steady = await talk.onSchedule(server, MESSAGES_PER_SECOND);
  const cost = await talk.asFastAsItGoes(server);
  talk.beSlow();
  const besideSlow = await talk.onSchedule(server, MESSAGES_PER_SECOND);
  const faults = addFaults(talk.faults());
  const large = await largeRoom(server, people);
  await Promise.all(people.map((person) => person.close()));
  return {
    ...cost,
    deliveriesPerServerCpuSecondOnSchedule: steady.perCpuSecond,
    deliveriesPerSecond: MESSAGES_PER_SECOND * (MEMBERS - 1),
    p50Ms: round(percentile(steady.times, 0.5), 3),
    p99Ms: round(percentile(steady.times, 0.99), 3),
    maxMs: round(percentile(steady.times, 1), 3),
    scheduleLateP99Ms: round(percentile(steady.late, 0.99), 3),
    p99BesideSlowMemberMs: round(percentile(besideSlow.times, 0.99), 3),
    joinSeconds: round(joinSeconds),
    ...large,
    ...faults,
  };
}

async function signUp(server: ServerProcess, count: number, prefix: string): Promise<RawClient[]> {
  const people: RawClient[] = [];
  for (let i = 0; i < count; i++) people.push(await RawClient.signIn(server.target, `${prefix}${i}`));
  return people;
}

/** A room of the first one's, which all others join at once. */
async function fill([owner, ...others]: readonly RawClient[], name: string) {
  if (!owner) throw new Error('nobody is there');
  const room = await RoomCopy.create(owner, name);
  const started = performance.now();
  await Promise.all(others.map((person) => join(room, person)));
  const joinSeconds = (performance.now() - started) / 1000;
  return { room: await RoomCopy.fetch(owner, room.id), joinSeconds };
}

function join(room: RoomCopy, person: RawClient): Promise<unknown> {
  const record = room.next(person.account, { kind: 'join', identity: IDENTITY });
  return person.channel.request('room.append', { room: room.id, record });
}

/** How long it takes to fill it, and until a message to it is safe. */
async function largeRoom(server: ServerProcess, online: readonly RawClient[]) {
  const away = await signUp(server, LARGE - online.length, 'large');
  const { room, joinSeconds } = await fill([...online, ...away], 'one thousand');
  await Promise.all(away.map((person) => person.close()));
  const [sender] = online;
  if (!sender) throw new Error('nobody is there');
  const devices = [...online, ...away].flatMap(({ device }) => (device === undefined ? [] : [device]));
  const started = performance.now();
  await sender.channel.request('room.send', room.message(devices, Buffer.alloc(200)));
  return { joinSecondsOfLarge: round(joinSeconds), safeInLargeMs: round(performance.now() - started) };
}
