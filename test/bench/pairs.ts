import type { DeviceId } from '../../protocol/index.ts';
import { befriendRaw, RawClient, type Target } from '../support/raw-client.ts';

/** Bytes of a message body: what a line of chat comes to. */
export const BODY_SIZE = 200;

export interface Pair {
  sender: RawClient;
  recipient: RawClient;
  recipientDevice: DeviceId;
}

/** Friends of two, all signed in. */
export async function makePairs(target: Target, count: number, prefix: string): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (let i = 0; i < count; i++) pairs.push(await makePair(target, `${prefix}${i}`));
  return pairs;
}

export async function makePair(target: Target, name: string): Promise<Pair> {
  const sender = await RawClient.signIn(target, `${name}a`);
  const recipient = await RawClient.signIn(target, `${name}b`);
  await befriendRaw(sender, recipient);
  return { sender, recipient, recipientDevice: deviceOf(recipient) };
}

export function deviceOf(client: RawClient): DeviceId {
  if (client.device === undefined) throw new Error('not signed in');
  return client.device;
}

/** A body that carries its number, so that loss, doubles and disorder show. */
export function numberedBody(number: number): Buffer {
  const body = Buffer.alloc(BODY_SIZE, 0x6d);
  body.writeUInt32BE(number, 0);
  return body;
}

export function numberOf(body: Uint8Array): number {
  return Buffer.from(body.buffer, body.byteOffset, body.length).readUInt32BE(0);
}

export interface Faults {
  lost: number;
  duplicated: number;
  outOfOrder: number;
}

/** Checks that numbers 0, 1, 2 … arrive once and in order. */
export class ArrivalCheck {
  received = 0;
  #next = 0;
  #duplicated = 0;
  #outOfOrder = 0;
  readonly #seen = new Set<number>();

  arrived(number: number): void {
    this.received += 1;
    if (this.#seen.has(number)) this.#duplicated += 1;
    else if (number < this.#next) this.#outOfOrder += 1;
    this.#seen.add(number);
    this.#next = Math.max(this.#next, number + 1);
  }

  faults(sent: number): Faults {
    return { lost: sent - this.#seen.size, duplicated: this.#duplicated, outOfOrder: this.#outOfOrder };
  }
}

export function addFaults(all: readonly Faults[]): Faults {
  const sum = { lost: 0, duplicated: 0, outOfOrder: 0 };
  for (const each of all) {
    sum.lost += each.lost;
    sum.duplicated += each.duplicated;
    sum.outOfOrder += each.outOfOrder;
  }
  return sum;
}

/** Acknowledges once a turn, as a client does that commits what came together. */
export function acknowledging(client: RawClient, arrived: (body: Uint8Array) => void): void {
  let upTo = 0;
  client.onDelivery = ({ seq, body }) => {
    arrived(body);
    if (upTo === 0)
      setImmediate(() => {
        client.ack(upTo);
        upTo = 0;
      });
    upTo = seq;
  };
}
