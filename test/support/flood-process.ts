/*
 * node test/support/flood-process.ts <JSON of FloodOrder>
 *
 * Does its worst to a server as one guest, at an address of its own with as many connections as it gets, and as one
 * client that is signed in, until its standard input ends.
 */
import { createPrivateKey, randomBytes } from 'node:crypto';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { encode } from '../../protocol/codec.ts';
import { HostileClient } from './hostile-client.ts';
import { connectFrom, RawClient, type Target } from './raw-client.ts';

export interface FloodOrder {
  target: Target;
  token: string;
  /** PEM */
  key: string;
}

const GUEST = '127.0.0.66';
const MEMBER = '127.0.0.67';
const AT_ONCE = 8;
const PHASE_MS = 1_000;
/** More would only wait here. */
const UNSENT_BYTES = 1024 * 1024;

type Attack = (client: HostileClient) => void;

const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, i]));
const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);
const id = 1;

/** Small enough for a guest. */
const smallAttacks: Attack[] = [
  (client) => client.sendBatch(0x0fff, 400, encode({ id })),
  (client) => client.sendBatch(0x0202, 400, encode({ id })),
  (client) => client.sendBatch(0x0013, 400),
  (client) => client.sendBatch(0x0011, 400),
  (client) => client.rekey(),
  (client) => client.send(0x0fff, encode({ id, ...many(400) })),
  (client) => client.ask('account.kdf', { name: randomBytes(8).toString('hex') }),
  (client) => client.ask('account.recovery', { name: 'ming', recovery: randomBytes(32) }),
  (client) => client.ask('account.resume', { token: 'x'.repeat(1000), signature: randomBytes(64) }),
  (client) => client.ask('channel.echo', { data: Buffer.alloc(3000) }),
];

const largeAttacks: Attack[] = [
  (client) => client.sendBatch(0x0013, 32_000),
  (client) => client.sendBatch(0x0fff, 1024, encode({ id, ...many(12) })),
  (client) => client.sendBatch(0x0501, 1024, encode({ id, envelopes: 1 })),
  (client) => client.sendBatch(0x0503, 1024, encode({ upTo: 1 })),
  (client) => client.sendBatch(0x0505, 1024, encode({ to: 1, envelopes: [] })),
  (client) => client.sendBatch(0x0fff, 12, encode({ id, ...many(2000) })),
  (client) => client.sendBatch(0x0fff, 1024, encode({ id, x: nested(6) })),
  (client) => client.send(0x0fff, encode({ id, x: Array.from({ length: 4000 }, (_, i) => `${i}`) })),
  (client) => client.send(0x0fff, encode({ id, x: '你好'.repeat(40_000) })),
  (client) => client.ask('channel.echo', { data: Buffer.alloc(64 * 1024) }),
  (client) => client.ask('contact.search', { query: 'm'.repeat(64) }),
  (client) => client.ask('contact.list', {}),
  (client) => client.ask('keys.vault.get', {}),
  (client) => client.ask('room.list', {}),
  (client) => client.ask('message.send', message()),
];

function message() {
  const messageId = randomBytes(16).toString('base64url') as never;
  return { to: 10_001 as never, messageId, sentAt: 1, envelopes: [] };
}

const signal = new AbortController();

/** Attacks over one connection after the other, with one thing for a while and then with the next. */
async function attack(target: Target, attacks: readonly Attack[], prepare: (client: HostileClient) => void, first = 0) {
  for (let turn = first; !signal.signal.aborted; turn++) {
    const chosen = attacks[turn % attacks.length];
    if (chosen) await attackOnce(target, chosen, prepare).catch(() => setTimeout(10));
  }
}

async function attackOnce(target: Target, chosen: Attack, prepare: (client: HostileClient) => void): Promise<void> {
  const wire = await connectFrom(target);
  let isOpen = true;
  const connecting = HostileClient.connect(wire);
  const client = await connecting;
  wire.onClose = () => {
    isOpen = false;
  };
  prepare(client);
  const end = performance.now() + PHASE_MS;
  while (isOpen && performance.now() < end && !signal.signal.aborted) {
    if (wire.bufferedBytes < UNSENT_BYTES) chosen(client);
    else await setTimeout(1);
    await setImmediate();
  }
  wire.destroy();
}

/** Connections that say nothing, and handshakes for nothing. */
async function knock(target: Target): Promise<void> {
  while (!signal.signal.aborted) {
    await connectFrom(target).catch(() => undefined);
    const client = await RawClient.connect(target).catch(() => undefined);
    client?.channel.destroy('ended');
    await setTimeout(5);
  }
}

async function main(order: FloodOrder): Promise<void> {
  const credentials = { token: order.token, key: createPrivateKey(order.key) };
  const guest = { ...order.target, from: GUEST };
  const member = { ...order.target, from: MEMBER };
  process.stdin.resume().once('end', () => signal.abort());
  const guests = Array.from({ length: AT_ONCE }, (_, index) => attack(guest, smallAttacks, () => {}, index));
  const resume = (client: HostileClient) => client.resume(credentials);
  await Promise.all([...guests, knock(guest), attack(member, largeAttacks, resume)]);
  process.exit();
}

await main(JSON.parse(process.argv[2] ?? ''));
