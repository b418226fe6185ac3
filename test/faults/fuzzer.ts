import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Channel } from '../../protocol/channel.ts';
import { encode, encodeBatch } from '../../protocol/codec.ts';
import { FrameDecoder } from '../../protocol/frame.ts';
import type { Wire } from '../../protocol/index.ts';
import { FRAME_LIMIT, operationNames, operations } from '../../protocol/index.ts';
import { deriveRecordKeys } from '../../protocol/key-schedule.ts';
import { Direction, Opener, Sealer } from '../../protocol/record.ts';

/** Numbers that look random and come again for the same seed (mulberry32 by Tommy Ettinger, public domain). */
export class SeededRandom {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** 0 up to, not including, `limit` */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % limit;
  }

  bytes(length: number): Buffer {
    const bytes = Buffer.allocUnsafe(length);
    for (let i = 0; i < length; i++) bytes[i] = this.below(256);
    return bytes;
  }

  pick<T>(values: readonly [T, ...T[]]): T {
    return values[this.below(values.length)] ?? values[0];
  }
}

const secret = Buffer.alloc(32, 5);
const keys = deriveRecordKeys(secret);

class DeafWire implements Wire {
  onData: (chunk: Buffer) => void = () => {};
  onClose: () => void = () => {};
  bufferedBytes = 0;
  write(): void {}
  end(): void {}
  destroy(): void {}
}

/** Well-formed operations to start from: right fields, so that a change gets past the first checks. */
const seeds: [{ code: number; payload: Buffer }, ...{ code: number; payload: Buffer }[]] = [
  { code: 0x0015, payload: encode({ id: 1, data: Buffer.alloc(20, 1) }) },
  { code: 0x0011, payload: encode({}) },
  { code: 0x0013, payload: encode({}) },
  { code: 0x0202, payload: encode({ id: 2, name: '小明' }) },
  {
    code: 0x0203,
    payload: encode({
      id: 3,
      name: 'x',
      auth: Buffer.alloc(32, 2),
      device: { name: 'd', key: Buffer.alloc(32, 3) },
    }),
  },
  {
    code: 0x0501,
    payload: encode({
      id: 4,
      to: 7,
      messageId: 'AAAAAAAAAAAAAAAAAAAAAA',
      sentAt: 1_795_219_200_000,
      envelopes: [{ device: 9, body: Buffer.alloc(60, 4) }],
    }),
  },
  { code: 0x0503, payload: encode({ upTo: 3 }) },
];

export interface FuzzResult {
  frames: number;
  /** connections that were ended for a violation, and operations that got through to the handlers */
  violations: number;
  handled: number;
  /** growth between the first and the last look, after garbage collection */
  heapGrowthKiB: number;
}

/**
 * Throws random and mutated frames at a server's channel, with and without valid authentication.
 * @throws whatever the channel throws: it must not, whatever comes
 */
export async function fuzz(frames: number, seed: number): Promise<FuzzResult> {
  const random = new SeededRandom(seed);
  const target = new Target();
  const collect = garbageCollector();
  let before = 0;
  for (let i = 0; i < frames; i++) {
    target.receive(mutant(random, target));
    // channels send at the end of a turn, so turns must end
    if (i % 1000 === 0) await setImmediate();
    if (i === Math.floor(frames / 10)) before = collect();
  }
  await setImmediate();
  const { violations, handled } = target;
  return { frames, violations, handled, heapGrowthKiB: Math.round((collect() - before) / 1024) };
}

/** Heap and buffers in bytes after a full collection. */
function garbageCollector(): () => number {
  setFlagsFromString('--expose-gc');
  const gc: unknown = runInNewContext('gc');
  return () => {
    if (typeof gc === 'function') gc();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
}

/** A channel that is made anew after each violation, and the sealer that knows its keys. */
class Target {
  violations = 0;
  handled = 0;
  sealer: Sealer;
  #wire = new DeafWire();
  #channel: Channel;

  constructor() {
    [this.#channel, this.sealer] = this.#open();
  }

  #open(): [Channel, Sealer] {
    const traffic = () => ({ secret: Buffer.from(secret), startedAt: 0 });
    this.#wire = new DeafWire();
    const channel = new Channel({
      role: 'server',
      wire: this.#wire,
      decoder: new FrameDecoder(FRAME_LIMIT),
      sealer: new Sealer(Direction.serverToClient, 2, keys, traffic()),
      opener: new Opener(Direction.clientToServer, 2, keys, traffic()),
      exporter: Buffer.from(secret),
      now: () => 0,
    });
    channel.allowLargeFrames();
    channel.start({
      request: () => void this.handled++,
      notice: () => void this.handled++,
      closed: () => void this.violations++,
    });
    return [channel, new Sealer(Direction.clientToServer, 2, keys, traffic())];
  }

  receive(bytes: Buffer): void {
    this.#wire.onData(bytes);
    this.#channel.flush();
    // a partial frame would swallow the next ones: begin again instead
    if (!this.#channel.isOpen || this.#channel.pendingFrameBytes > 0) [this.#channel, this.sealer] = this.#open();
  }
}

function mutant(random: SeededRandom, { sealer }: Target): Buffer {
  const { code, payload } = random.pick(seeds);
  switch (random.below(8)) {
    case 0:
      return random.bytes(random.below(400));
    case 1:
      return mutateBytes(random, sealer.seal(code, [payload]));
    case 2:
      return sealer.seal(randomCode(random), [random.bytes(random.below(200))]);
    case 3:
      return sealer.seal(0x0010, [mutateBytes(random, Buffer.concat(encodeBatch([...seeds])))]);
    case 4:
      return sealer.seal(randomCode(random), [payload]);
    case 5:
      return sealer.seal(code, [randomMap(random)]);
    case 6:
      if (code === 0x0013) sealer.seal(code, [payload]);
      return sealer.seal(code, [mutateBytes(random, payload)]);
    default:
      return sealer.seal(0x0015, [seeds[0].payload]);
  }
}

function randomCode(random: SeededRandom): number {
  const name = operationNames[random.below(operationNames.length)];
  return random.below(4) === 0 || !name ? random.below(0x10000) : operations[name].code;
}

/** A map of a few entries whose values are any msgpack bytes. */
function randomMap(random: SeededRandom): Buffer {
  const entries = random.below(6);
  const pieces: Buffer[] = [Buffer.from([0x80 | entries])];
  for (let i = 0; i < entries; i++) {
    pieces.push(encode({ [String.fromCharCode(97 + random.below(26))]: random.below(5) }).subarray(1));
    if (random.below(3) === 0) pieces.push(random.bytes(random.below(4)));
  }
  return Buffer.concat(pieces);
}

/** Flips, replaces, inserts, removes or repeats some bytes. */
function mutateBytes(random: SeededRandom, bytes: Uint8Array): Buffer {
  let changed: Buffer = Buffer.from(bytes);
  for (let i = random.below(3); i >= 0; i--) {
    const at = random.below(changed.length + 1);
    const [head, tail] = [changed.subarray(0, at), changed.subarray(at)];
    switch (random.below(4)) {
      case 0:
        changed = Buffer.concat([head, random.bytes(1 + random.below(4)), tail]);
        break;
      case 1:
        changed = Buffer.concat([head, tail.subarray(random.below(8))]);
        break;
      case 2:
        changed = Buffer.concat([head, tail.subarray(0, random.below(16)), tail]);
        break;
      default:
        changed = Buffer.concat([head, random.bytes(Math.min(1, tail.length)), tail.subarray(1)]);
    }
  }
  return changed;
}
