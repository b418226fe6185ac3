import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  AccountId,
  ChannelError,
  type ConversationId,
  DeviceId,
  MessageId,
  OperationError,
  type Request,
  RoomId,
} from '../../../protocol/index.ts';
import { ContractError } from '../../../src-main/contract/errors.ts';
import type { SealRequest } from '../../../src-main/core/e2ee/exchange.ts';
import { DevicesGoneError, type Envelope, SealError } from '../../../src-main/core/e2ee/sealing.ts';
import { Outbox, type Parcel, type Post } from '../../../src-main/core/outbox.ts';
import { SendPace } from '../../../src-main/core/send-pace.ts';

const hong = AccountId.parse(2);
const laptop = DeviceId.parse(21);
const phone = DeviceId.parse(22);
const harbour = RoomId.parse(-20_001);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

interface Sent<N extends 'message.send' | 'room.send' = 'message.send'> {
  params: Request<N>;
  accept(): void;
  refuse(error: Error): void;
}

/** Encrypts at once, with a body that tells how often this message has been encrypted. */
function countingSeal(): (request: SealRequest) => Promise<Envelope[]> {
  const counts = new Map<MessageId, number>();
  return async ({ messageId, devices }) => {
    const count = (counts.get(messageId) ?? 0) + 1;
    counts.set(messageId, count);
    return devices.map(({ device }) => ({ device, body: Buffer.from([count]) }));
  };
}

/** An outbox before a server whose answers the test gives by hand. */
function setUp({ burst = 1000, seal = countingSeal() } = {}) {
  const requests: Sent[] = [];
  const toRoom: Sent<'room.send'>[] = [];
  const resent: Request<'message.resend'>[] = [];
  const events: string[] = [];
  let devices = [laptop];
  const outbox = new Outbox({
    paces: { send: paceOf(burst), sendToRoom: paceOf(burst), resend: paceOf(burst) },
    devicesFor: (account) => devices.map((device) => ({ account, device })),
    correctDevices: async (_, { missing, stale }) => {
      devices = [...new Set([...devices.filter((device) => !stale.includes(device)), ...missing])];
    },
    seal,
    sealForRoom: async () => ({ devices: Buffer.alloc(16), body: Buffer.from([7]) }),
    refreshRoom: async () => {},
    broken: () => events.push('broken'),
    log: () => {},
  });
  const post: Post = {
    send: (params) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      requests.push({ params, accept: resolve, refuse: reject });
      return promise;
    },
    sendToRoom: (params) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      toRoom.push({ params, accept: resolve, refuse: reject });
      return promise;
    },
    resend: async (params) => resent.push(params),
  };
  const parcel = (number: number, to: ConversationId = hong): Parcel => ({
    to,
    messageId: messageId(number),
    sentAt: number,
    content: { kind: 'text', text: `${number}` },
    sent: () => events.push(`sent ${number}`),
    failed: (problem) => events.push(`failed ${number} ${problem}`),
  });
  const add = (...numbers: number[]) => {
    for (const number of numbers) outbox.add('chat', parcel(number));
  };
  /** What has been handed to the server since the last look, to be answered by the test. */
  const taken = async () => {
    await settle();
    return requests.splice(0);
  };
  const addToRoom = (...numbers: number[]) => {
    for (const number of numbers) outbox.add('room', parcel(number, harbour));
  };
  const takenToRoom = async () => {
    await settle();
    return toRoom.splice(0);
  };
  return { outbox, post, add, taken, addToRoom, takenToRoom, resent, events, parcel };
}

function messageId(number: number): MessageId {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt32BE(number);
  return MessageId.parse(bytes.toString('base64url'));
}

function paceOf(burst: number): SendPace {
  return new SendPace({ perSecond: 100, burst }, () => performance.now());
}

const numbers = (sent: { params: { sentAt: number } }[]) => sent.map(({ params }) => params.sentAt);
const settle = () => vi.advanceTimersByTimeAsync(0);

describe('outbox', () => {
  it('sends nothing before it is open, then everything in order', async () => {
    const { outbox, post, add, taken } = setUp();
    add(1, 2, 3);
    expect(await taken()).toEqual([]);
    outbox.open(post);
    expect(numbers(await taken())).toEqual([1, 2, 3]);
  });

  it('has so many under way in one lane, and goes on with each answer', async () => {
    const { outbox, post, add, taken, events } = setUp();
    outbox.open(post);
    add(...Array.from({ length: 40 }, (_, index) => index + 1));
    const first = await taken();
    expect(first).toHaveLength(32);
    first[0]?.accept();
    await settle();
    expect(numbers(await taken())).toEqual([33]);
    expect(events).toEqual(['sent 1']);
  });

  it('sends what was encrypted when it was written, once and for those devices only', async () => {
    const { outbox, post, taken, parcel } = setUp();
    const early = [{ device: laptop, body: Buffer.from('early') }];
    expect(outbox.room('chat')).toBe(0);
    outbox.open(post);
    expect(outbox.room('chat')).toBe(32);
    expect(outbox.devicesNow(hong)).toEqual([{ account: hong, device: laptop }]);
    outbox.add('chat', parcel(1), early);
    outbox.add('chat', parcel(2), [{ device: phone, body: Buffer.from('for another device') }]);
    expect(outbox.room('chat')).toBe(0);
    const [first, second] = await taken();
    expect(outbox.room('chat')).toBe(30);
    expect(first?.params.envelopes).toEqual(early);
    expect(second?.params.envelopes).toEqual([{ device: laptop, body: Buffer.from([1]) }]);
    second?.accept();
    first?.refuse(new OperationError('devices-changed', { missing: [phone], stale: [] }));
    const [again] = await taken();
    expect(again?.params.envelopes).toEqual([
      { device: laptop, body: Buffer.from([1]) },
      { device: phone, body: Buffer.from([1]) },
    ]);
  });

  it('sends what was cut off again, with the same ids and in order', async () => {
    const { outbox, post, add, taken, events } = setUp();
    outbox.open(post);
    add(1, 2, 3);
    const [one, two, three] = await taken();
    two?.accept();
    outbox.close();
    one?.refuse(new ChannelError('cut-off'));
    three?.refuse(new ChannelError('cut-off'));
    await settle();
    add(4);
    expect(await taken()).toEqual([]);
    outbox.open(post);
    const again = await taken();
    expect(again.map(({ params }) => params.messageId)).toEqual([1, 3, 4].map(messageId));
    expect(events).toEqual(['sent 2']);
  });

  it('asks for a new connection when the server does not answer', async () => {
    const { outbox, post, add, taken, events } = setUp();
    outbox.open(post);
    add(1);
    (await taken())[0]?.refuse(new ChannelError('timeout'));
    await settle();
    expect(events).toEqual(['broken']);
  });

  it('writes for the devices there are now, keeping the order', async () => {
    const { outbox, post, add, taken } = setUp();
    outbox.open(post);
    add(1, 2);
    const [one, two] = await taken();
    one?.refuse(new OperationError('devices-changed', { missing: [phone], stale: [laptop] }));
    await settle();
    add(3);
    expect(await taken()).toEqual([]);
    two?.refuse(new OperationError('devices-changed', { missing: [phone], stale: [laptop] }));
    await settle();
    const again = await taken();
    expect(numbers(again)).toEqual([1, 2, 3]);
    expect(again[0]?.params.envelopes.map(({ device }) => device)).toEqual([phone]);
  });

  it('does not ask without end when the devices never fit', async () => {
    const { outbox, post, add, taken } = setUp();
    outbox.open(post);
    add(1);
    for (let round = 0; round < 5; round++) {
      (await taken())[0]?.refuse(new OperationError('devices-changed', { missing: [], stale: [] }));
      await settle();
    }
    expect(await taken()).toEqual([]);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(numbers(await taken())).toEqual([1]);
  });

  it('waits as long as the server asks, then goes one by one so that nothing is overtaken', async () => {
    const { outbox, post, add, taken, events } = setUp();
    outbox.open(post);
    add(1, 2);
    for (const sent of await taken()) sent.refuse(new OperationError('rate-limited', { retryAfterMs: 700 }));
    await vi.advanceTimersByTimeAsync(699);
    expect(await taken()).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    const [first, ...others] = await taken();
    expect(first?.params.sentAt).toBe(1);
    expect(others).toEqual([]);
    first?.accept();
    await settle();
    expect(numbers(await taken())).toEqual([2]);
    expect(events).toEqual(['sent 1']);
  });

  it('goes one by one until the server can be sure to take many again', async () => {
    const { outbox, post, add, taken } = setUp();
    outbox.open(post);
    add(1);
    (await taken())[0]?.refuse(new OperationError('rate-limited', { retryAfterMs: 100 }));
    await vi.advanceTimersByTimeAsync(100);
    (await taken())[0]?.accept();
    await settle();
    expect(outbox.room('chat')).toBe(1);
    await vi.advanceTimersByTimeAsync(9_000);
    expect(outbox.room('chat')).toBe(1);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(outbox.room('chat')).toBe(32);
  });

  it('lets people have what is said to them while a room has to wait', async () => {
    const { outbox, post, add, taken, addToRoom, takenToRoom } = setUp();
    outbox.open(post);
    addToRoom(1, 2);
    for (const sent of await takenToRoom()) sent.refuse(new OperationError('rate-limited', { retryAfterMs: 700 }));
    await settle();
    add(3, 4, 5);
    addToRoom(6);
    expect(numbers(await taken())).toEqual([3, 4, 5]);
    expect(await takenToRoom()).toEqual([]);
    await vi.advanceTimersByTimeAsync(700);
    const [first, ...others] = await takenToRoom();
    expect(first?.params).toMatchObject({ room: harbour, sentAt: 1 });
    expect(others).toEqual([]);
    add(7, 8);
    expect(numbers(await taken())).toEqual([7, 8]);
    first?.accept();
    expect(numbers(await takenToRoom())).toEqual([2]);
  });

  it('goes one by one of itself when the known rate is used up', async () => {
    const { outbox, post, add, taken } = setUp({ burst: 40 });
    outbox.open(post);
    add(...Array.from({ length: 10 }, (_, index) => index));
    const before = await taken();
    expect(before.length).toBeLessThan(10);
    for (const sent of before) sent.accept();
    await settle();
    expect(await taken()).toHaveLength(1);
  });

  it.each(['not-friends', 'queue-full'] as const)('gives up what is refused for good: %s', async (code) => {
    const { outbox, post, add, taken, events } = setUp();
    outbox.open(post);
    add(1, 2);
    const [one, two] = await taken();
    one?.refuse(new OperationError(code));
    two?.accept();
    await settle();
    expect(events).toEqual([`failed 1 ${code}`, 'sent 2']);
  });

  it('calls every other refusal a refusal', async () => {
    const { outbox, post, add, taken, events } = setUp();
    outbox.open(post);
    add(1);
    (await taken())[0]?.refuse(new OperationError('malformed'));
    await settle();
    expect(events).toEqual(['failed 1 refused']);
  });

  it('leaves a server in trouble alone for a while', async () => {
    const { outbox, post, add, taken } = setUp();
    outbox.open(post);
    add(1);
    (await taken())[0]?.refuse(new OperationError('unavailable'));
    await vi.advanceTimersByTimeAsync(1_999);
    expect(await taken()).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(numbers(await taken())).toEqual([1]);
  });

  it('forgets a dropped lane, what is under way included', async () => {
    const { outbox, post, add, taken, events } = setUp();
    outbox.open(post);
    add(1);
    const [one] = await taken();
    outbox.drop('chat');
    one?.refuse(new ChannelError('cut-off'));
    await settle();
    outbox.open(post);
    add(2);
    expect(numbers(await taken())).toEqual([2]);
    expect(events).toEqual([]);
  });

  it('encrypts what was added in one turn at once, and sends it in order however long that takes', async () => {
    const sealing = Promise.withResolvers<void>();
    const asked: number[] = [];
    const { outbox, post, add, taken } = setUp({
      seal: async ({ sentAt }) => {
        asked.push(sentAt);
        if (sentAt === 1) await sealing.promise;
        return [];
      },
    });
    outbox.open(post);
    add(1, 2);
    expect(await taken()).toEqual([]);
    add(3);
    expect(await taken()).toEqual([]);
    expect(asked).toEqual([1, 2]);
    sealing.resolve();
    expect(numbers(await taken())).toEqual([1, 2, 3]);
  });

  it('encrypts again what got no answer', async () => {
    const { outbox, post, add, taken } = setUp();
    outbox.open(post);
    add(1);
    const [first] = await taken();
    outbox.close();
    first?.refuse(new ChannelError('cut-off'));
    await settle();
    outbox.open(post);
    const [again] = await taken();
    expect(first?.params.envelopes).toEqual([{ device: laptop, body: Buffer.from([1]) }]);
    expect(again?.params.envelopes).toEqual([{ device: laptop, body: Buffer.from([2]) }]);
  });

  it('does not send over a new connection what was encrypted for the one before', async () => {
    const sealing = Promise.withResolvers<Envelope[]>();
    const bodies = [sealing.promise, Promise.resolve([{ device: phone, body: Buffer.from('new') }])];
    const { outbox, post, add, taken } = setUp({ seal: async () => (await bodies.shift()) ?? [] });
    outbox.open(post);
    add(1);
    await settle();
    outbox.close();
    outbox.open(post);
    outbox.open({ ...post });
    sealing.resolve([{ device: laptop, body: Buffer.from('old') }]);
    const sent = await taken();
    expect(sent.map(({ params }) => params.envelopes)).toEqual([[{ device: phone, body: Buffer.from('new') }]]);
  });

  it.each(['keys-changed', 'untrusted-device'] as const)('fails what may not be encrypted: %s', async (problem) => {
    const seal = countingSeal();
    const { outbox, post, add, taken, events } = setUp({
      seal: async (request) => {
        if (request.sentAt === 1) throw new SealError(problem);
        return seal(request);
      },
    });
    outbox.open(post);
    add(1, 2);
    expect(numbers(await taken())).toEqual([2]);
    expect(events).toEqual([`failed 1 ${problem}`]);
  });

  it('goes without a device that has no keys, and fails when the server insists on it', async () => {
    const asked: DeviceId[][] = [];
    const { outbox, post, add, taken, events } = setUp({
      seal: async ({ devices }) => {
        const ids = devices.map(({ device }) => device);
        asked.push(ids);
        if (ids.includes(phone)) throw new DevicesGoneError([phone]);
        return ids.map((device) => ({ device, body: Buffer.from('sealed') }));
      },
    });
    outbox.open(post);
    add(1);
    (await taken())[0]?.refuse(new OperationError('devices-changed', { missing: [phone], stale: [] }));
    (await taken())[0]?.refuse(new OperationError('devices-changed', { missing: [phone], stale: [] }));
    expect(await taken()).toEqual([]);
    expect(asked).toEqual([[laptop], [laptop, phone], [laptop], [laptop, phone]]);
    expect(events).toEqual(['failed 1 untrusted-device']);
  });

  it('waits when the history refuses to encrypt', async () => {
    let isFull = true;
    const seal = countingSeal();
    const { outbox, post, add, taken, events } = setUp({
      seal: async (request) => {
        if (isFull) throw new ContractError('storage', { problem: 'failed' });
        return seal(request);
      },
    });
    outbox.open(post);
    add(1, 2);
    expect(await taken()).toEqual([]);
    isFull = false;
    await vi.advanceTimersByTimeAsync(2_000);
    expect(numbers(await taken())).toEqual([1, 2]);
    expect(events).toEqual([]);
  });

  it('waits for the next connection when the keys cannot be fetched over this one', async () => {
    const seal = countingSeal();
    let isCut = true;
    const { outbox, post, add, taken } = setUp({
      seal: async (request) => {
        if (isCut) throw new ChannelError('cut-off');
        return seal(request);
      },
    });
    outbox.open(post);
    add(1, 2);
    expect(await taken()).toEqual([]);
    outbox.close();
    isCut = false;
    outbox.open(post);
    expect(numbers(await taken())).toEqual([1, 2]);
  });

  it('sends what is for one device only to that device', async () => {
    const { outbox, post, parcel, taken, resent, events } = setUp();
    outbox.open(post);
    outbox.add('resend', { ...parcel(1), only: { account: hong, device: phone } });
    expect(await taken()).toEqual([]);
    expect(resent).toEqual([
      { account: hong, device: phone, to: hong, messageId: messageId(1), sentAt: 1, body: Buffer.from([1]) },
    ]);
    expect(events).toEqual(['sent 1']);
  });
});
