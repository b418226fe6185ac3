import { pino } from 'pino';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { DeviceId, Event, EventName } from '../../../protocol/index.ts';
import { Config } from '../../../src-server/config.ts';
import { Lane, type LaneContext, type Outlet } from '../../../src-server/delivery/lane.ts';
import type { Waiting } from '../../../src-server/delivery/parcel.ts';
import { QueueWriter } from '../../../src-server/delivery/queue-writer.ts';
import type { Database } from '../../../src-server/store/database.ts';
import { type Envelope, queueShares, readQueue } from '../../../src-server/store/queue.ts';
import { envelope, temporaryDatabase, textOf } from '../../support/server-database.ts';

const device = 21 as DeviceId;
/** accounts from this number on are no friends of the device's owner */
const STRANGERS = 100;

/** A device's connection: keeps what it is told. */
class Device implements Outlet {
  queuedBytes = 0;
  readonly got: { seq: number; text: string }[] = [];

  event<N extends EventName>(name: N, params: Event<N>): void {
    const { seq, body } = params as { seq: number; body?: Uint8Array };
    this.got.push({ seq, text: body ? textOf({ body }) : name });
  }

  get texts(): string[] {
    return this.got.map(({ text }) => text);
  }
}

/** Whether a sender was answered, and how. */
class Answer implements Waiting {
  outcome: 'open' | 'safe' | 'failed' = 'open';
  safe(): void {
    this.outcome = 'safe';
  }
  failed(): void {
    this.outcome = 'failed';
  }
}

interface Setup {
  database: Database;
  writer: QueueWriter;
  disk: { isFull: boolean };
  lane: Lane;
  clock: { now: number };
  offer(text: string, changes?: Partial<Envelope>): Answer;
  offerSame(envelope: Envelope): Answer;
  stored(): Promise<string[]>;
}

async function setUp(limits: object = {}, database?: Database): Promise<Setup> {
  const db = database ?? (await temporaryDatabase());
  const disk = { isFull: false };
  const writer = new QueueWriter(db, pino({ level: 'silent' }), {
    delayMs: 0,
    lastId: 0,
    isDiskFull: () => disk.isFull,
  });
  onTestFinished(() => writer.close());
  const clock = { now: 0 };
  const context: LaneContext = {
    limits: Config.parse({ limits }).limits,
    ackWaitMs: 500,
    writer,
    database: db,
    now: () => clock.now,
    active: new Set(),
    reportFailure: (error) => {
      throw error;
    },
  };
  const lane = new Lane(
    device,
    Buffer.alloc(32),
    { shares: await queueShares(db.read, [device]), isFriend: (account) => account < STRANGERS },
    context,
  );
  const offerSame = (each: Envelope) => {
    const answer = new Answer();
    lane.offer(each, answer);
    return answer;
  };
  return {
    database: db,
    writer,
    disk,
    lane,
    clock,
    offer: (text, changes) => offerSame(envelope(text, changes)),
    offerSame,
    stored: async () => {
      await writer.drain();
      return (await readQueue(db.read, device, 0, 10_000)).map(textOf);
    },
  };
}

const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => `${from + index}`);

describe('the way to a device', () => {
  it('that is online goes past the disk, and its acknowledgement answers the sender', async () => {
    const { lane, offer, stored } = await setUp();
    const phone = new Device();
    lane.attach(phone);
    const answers = numbers(0, 3).map((text) => offer(text));
    expect(phone.got).toEqual([
      { seq: 1, text: '0' },
      { seq: 2, text: '1' },
      { seq: 3, text: '2' },
    ]);
    expect(await stored()).toEqual([]);
    lane.acknowledge(2);
    expect(answers.map(({ outcome }) => outcome)).toEqual(['safe', 'safe', 'open']);
    lane.acknowledge(3);
    expect(answers[2]?.outcome).toBe('safe');
    expect(await stored()).toEqual([]);
  });

  it('takes another message of the same id as soon as the first is acknowledged', async () => {
    const { lane, writer, offerSame, stored } = await setUp();
    const first = envelope('first');
    offerSame(first);
    await writer.drain();
    const phone = new Device();
    lane.attach(phone);
    await expect.poll(() => phone.texts).toEqual(['first']);
    lane.acknowledge(1);
    lane.detach();
    // in one commit with the deletion of the first
    const answer = offerSame({ ...first, body: Buffer.from('second') });
    expect(await stored()).toEqual(['second']);
    expect(answer.outcome).toBe('safe');
  });

  it('that is removed leaves nothing behind, and its senders are answered', async () => {
    const { lane, writer, offer, stored } = await setUp();
    offer('stored');
    await writer.drain();
    const phone = new Device();
    lane.attach(phone);
    await expect.poll(() => phone.texts).toEqual(['stored']);
    const inFlight = offer('in flight');
    lane.detach();
    const late = offer('late');
    writer.discard(device);
    expect(await stored()).toEqual([]);
    expect([inFlight.outcome, late.outcome]).toEqual(['safe', 'safe']);
  });

  it('that is away goes to the disk, and from there in order to the device', async () => {
    const { lane, offer, stored } = await setUp();
    const answers = numbers(0, 200).map((text) => offer(text));
    expect(answers[0]?.outcome).toBe('open');
    expect(await stored()).toEqual(numbers(0, 200));
    expect(answers.every(({ outcome }) => outcome === 'safe')).toBe(true);
    const phone = new Device();
    lane.attach(phone);
    await expect.poll(() => phone.texts).toEqual(numbers(0, 200));
    lane.acknowledge(150);
    expect(await stored()).toEqual(numbers(150, 200));
    lane.acknowledge(200);
    expect(await stored()).toEqual([]);
  });

  it('keeps the order when messages come while the queue is being read', async () => {
    const { lane, offer, stored } = await setUp();
    for (const text of numbers(0, 150)) offer(text);
    await stored();
    const phone = new Device();
    lane.attach(phone);
    for (let sent = 150; sent < 400; sent += 10) {
      for (const text of numbers(sent, sent + 10)) offer(text);
      await new Promise(setImmediate);
      lane.acknowledge(phone.got.length);
    }
    await expect.poll(() => phone.texts).toEqual(numbers(0, 400));
    expect(phone.got.map(({ seq }) => seq)).toEqual(numbers(1, 401).map(Number));
    lane.acknowledge(400);
    expect(await stored()).toEqual([]);
  });

  it('stores what a device does not acknowledge in time, and is quick again when it does', async () => {
    const { lane, offer, clock, stored } = await setUp();
    const phone = new Device();
    lane.attach(phone);
    const slow = offer('slow');
    clock.now = 499;
    lane.sweep();
    expect(await stored()).toEqual([]);
    clock.now = 500;
    lane.sweep();
    const next = offer('next');
    expect(await stored()).toEqual(['slow', 'next']);
    expect([slow.outcome, next.outcome]).toEqual(['safe', 'safe']);
    expect(phone.texts).toEqual(['slow', 'next']);
    lane.acknowledge(2);
    expect(await stored()).toEqual([]);
    const quick = offer('quick');
    expect(await stored()).toEqual([]);
    lane.acknowledge(3);
    expect(quick.outcome).toBe('safe');
  });

  it('loses nothing when the device goes away, and gives it again in order', async () => {
    const { lane, offer, stored } = await setUp();
    const phone = new Device();
    lane.attach(phone);
    const answers = numbers(0, 5).map((text) => offer(text));
    lane.acknowledge(2);
    lane.detach();
    offer('5');
    expect(answers[4]?.outcome).toBe('open');
    expect(await stored()).toEqual(numbers(2, 6));
    expect(answers[4]?.outcome).toBe('safe');
    const again = new Device();
    lane.attach(again);
    await expect.poll(() => again.texts).toEqual(numbers(2, 6));
    expect(again.got[0]?.seq).toBe(1);
  });

  it('gives what is still being stored to a device that comes back at once', async () => {
    const { lane, offer, stored } = await setUp();
    lane.attach(new Device());
    for (const text of numbers(0, 3)) offer(text);
    lane.detach();
    const again = new Device();
    lane.attach(again);
    expect(again.texts).toEqual(numbers(0, 3));
    expect(await stored()).toEqual(numbers(0, 3));
    lane.acknowledge(3);
    expect(await stored()).toEqual([]);
    expect(again.texts).toEqual(numbers(0, 3));
  });

  it('does not give again what was acknowledged but is not deleted yet', async () => {
    const { lane, offer, stored } = await setUp();
    for (const text of numbers(0, 3)) offer(text);
    await stored();
    const phone = new Device();
    lane.attach(phone);
    await expect.poll(() => phone.got).toHaveLength(3);
    lane.acknowledge(2);
    lane.detach();
    const again = new Device();
    lane.attach(again);
    await expect.poll(() => again.texts).toEqual(['2']);
  });

  it('takes a message that is sent again only once', async () => {
    const { lane, offerSame, stored } = await setUp();
    const phone = new Device();
    lane.attach(phone);
    const message = envelope('once');
    const first = offerSame(message);
    const second = offerSame(message);
    expect(phone.texts).toEqual(['once']);
    lane.acknowledge(1);
    expect([first.outcome, second.outcome]).toEqual(['safe', 'safe']);
    lane.detach();
    const stranded = envelope('stored once');
    offerSame(stranded);
    const while_storing = offerSame(stranded);
    expect(await stored()).toEqual(['stored once']);
    expect(while_storing.outcome).toBe('safe');
    expect(offerSame(stranded).outcome).toBe('open');
    expect(await stored()).toEqual(['stored once']);
  });

  it('keeps messages of two people apart that have the same id', async () => {
    const { lane, offerSame } = await setUp();
    const phone = new Device();
    lane.attach(phone);
    const message = envelope('mine');
    offerSame(message);
    offerSame({ ...message, from: 3 as Envelope['from'], body: Buffer.from('theirs') });
    expect(phone.texts).toEqual(['mine', 'theirs']);
    // each is still known when it is sent again
    offerSame(message);
    expect(phone.texts).toEqual(['mine', 'theirs']);
  });

  it('keeps messages of one device to two conversations apart that have the same id', async () => {
    const { lane, offerSame } = await setUp();
    const phone = new Device();
    lane.attach(phone);
    const message = envelope('to a person');
    offerSame(message);
    offerSame({ ...message, to: -1 as Envelope['to'], body: Buffer.from('to a room') });
    expect(phone.texts).toEqual(['to a person', 'to a room']);
  });

  it('stops at the window and goes on with the acknowledgements', async () => {
    const { lane, offer, stored } = await setUp({ window: 10 });
    const phone = new Device();
    lane.attach(phone);
    for (const text of numbers(0, 25)) offer(text);
    expect(phone.texts).toEqual(numbers(0, 10));
    expect(await stored()).toEqual(numbers(0, 25));
    lane.acknowledge(10);
    await expect.poll(() => phone.texts).toEqual(numbers(0, 20));
    lane.acknowledge(20);
    await expect.poll(() => phone.texts).toEqual(numbers(0, 25));
    lane.acknowledge(25);
    expect(await stored()).toEqual([]);
  });

  it('produces nothing for a connection that is full until it has room again', async () => {
    const { lane, offer, stored } = await setUp({ slowReaderBytes: 1000 });
    const phone = new Device();
    lane.attach(phone);
    phone.queuedBytes = 1000;
    const answer = offer('later');
    expect(await stored()).toEqual(['later']);
    expect(answer.outcome).toBe('safe');
    expect(phone.got).toEqual([]);
    phone.queuedBytes = 0;
    expect(lane.sweep()).toBe(true);
    await expect.poll(() => phone.texts).toEqual(['later']);
  });

  it('counts what is stored, by sender and in all', async () => {
    const limits = { queuePerPair: 2, queueBytes: 10 };
    const { lane, offer, stored, database } = await setUp(limits);
    const fromOther = { from: 3 as Envelope['from'] };
    offer('12345');
    expect(lane.fits(envelope('12345'))).toBe(true);
    expect(lane.fits(envelope('123456'))).toBe(false);
    offer('1');
    expect(lane.fits(envelope('1'))).toBe(false);
    expect(lane.fits(envelope('1', fromOther))).toBe(true);
    await stored();
    // the same after a restart
    const restarted = await setUp(limits, database);
    expect(restarted.lane.fits(envelope('1'))).toBe(false);
    const phone = new Device();
    restarted.lane.attach(phone);
    await expect.poll(() => phone.got).toHaveLength(2);
    restarted.lane.acknowledge(2);
    expect(restarted.lane.fits(envelope('1234567890'))).toBe(true);
  });

  it('is filled by no sender alone', async () => {
    const limits = { queueBytesPerPair: 5, queueBytes: 10 };
    const { lane, offer, stored, database } = await setUp(limits);
    const fromOther = { from: 3 as Envelope['from'] };
    offer('12345');
    expect(lane.fits(envelope('1'))).toBe(false);
    expect(lane.fits(envelope('12345', fromOther))).toBe(true);
    await stored();
    const restarted = await setUp(limits, database);
    expect(restarted.lane.fits(envelope('1'))).toBe(false);
    expect(restarted.lane.fits(envelope('12345', fromOther))).toBe(true);
  });

  it('is filled by strangers to one half, which they share; the other is kept for friends', async () => {
    const limits = { queueBytes: 160 };
    const { lane, offer, stored, database } = await setUp(limits);
    const stranger = (number: number) => ({ from: (STRANGERS + number) as Envelope['from'] });
    const fits = (number: number, bytes: number) => lane.fits(envelope('x'.repeat(bytes), stranger(number)));
    // one alone has half of the half, the next one half of what is left
    for (const [number, most] of [
      [1, 40],
      [2, 20],
      [3, 10],
      [4, 5],
    ] as const) {
      while (fits(number, 1)) offer('x', stranger(number));
      expect(fits(number + 1, most)).toBe(true);
      expect(fits(number + 1, most + 1)).toBe(false);
    }
    for (let number = 5; number < 200; number++) if (fits(number, 1)) offer('x', stranger(number));
    expect(fits(300, 1)).toBe(false);
    expect(lane.fits(envelope('x'.repeat(80)))).toBe(true);
    expect(lane.fits(envelope('x'.repeat(81)))).toBe(false);
    await stored();
    const restarted = await setUp(limits, database);
    expect(restarted.lane.fits(envelope('x', stranger(300)))).toBe(false);
    expect(restarted.lane.fits(envelope('x'.repeat(80)))).toBe(true);
  });

  it('tells the sender when it cannot be stored, and takes the message when it is sent again', async () => {
    const { lane, offer, offerSame, writer, database } = await setUp();
    const write = vi.spyOn(database, 'write').mockRejectedValueOnce(new Error('disk full'));
    const message = envelope('again');
    const answer = offerSame(message);
    await writer.drain();
    expect(answer.outcome).toBe('failed');
    write.mockRestore();
    const second = offerSame(message);
    offer('next');
    await writer.drain();
    expect(second.outcome).toBe('safe');
    const phone = new Device();
    lane.attach(phone);
    await expect.poll(() => phone.texts).toEqual(['again', 'next']);
  });

  it('stores nothing while the disk is full, and forgets what was acknowledged all the same', async () => {
    const { lane, disk, offer, offerSame, stored } = await setUp();
    offer('before');
    expect(await stored()).toEqual(['before']);
    disk.isFull = true;
    const message = envelope('meanwhile');
    const refused = offerSame(message);
    expect(await stored()).toEqual(['before']);
    expect(refused.outcome).toBe('failed');
    const phone = new Device();
    lane.attach(phone);
    await expect.poll(() => phone.texts).toEqual(['before']);
    lane.acknowledge(1);
    expect(await stored()).toEqual([]);
    const pushed = offerSame(message);
    expect(phone.texts).toEqual(['before', 'meanwhile']);
    lane.acknowledge(2);
    expect(pushed.outcome).toBe('safe');
    lane.detach();
    disk.isFull = false;
    offer('after');
    expect(await stored()).toEqual(['after']);
  });

  it('is idle, to be forgotten, when the device is away and everything is stored', async () => {
    const { lane, offer, stored } = await setUp();
    expect(lane.isIdle).toBe(true);
    lane.attach(new Device());
    offer('a');
    expect(lane.isIdle).toBe(false);
    lane.detach();
    expect(lane.isIdle).toBe(false);
    await stored();
    expect(lane.isIdle).toBe(true);
  });
});
