import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AccountId, ChannelError, DeviceId, MessageId, OperationError, type Request } from '../../../protocol/index.ts';
import { Outbox, type Parcel, type SendMessage } from '../../../src-main/core/outbox.ts';
import { SendPace } from '../../../src-main/core/send-pace.ts';

const hong = AccountId.parse(2);
const laptop = DeviceId.parse(21);
const phone = DeviceId.parse(22);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

interface Sent {
  params: Request<'message.send'>;
  accept(): void;
  refuse(error: Error): void;
}

/** An outbox before a server whose answers the test gives by hand. */
function setUp({ burst = 1000 } = {}) {
  const requests: Sent[] = [];
  const events: string[] = [];
  let devices = [laptop];
  const outbox = new Outbox({
    pace: new SendPace({ perSecond: 100, burst }, () => performance.now()),
    devicesFor: () => devices,
    correctDevices: (_, { missing, stale }) => {
      devices = [...new Set([...devices.filter((device) => !stale.includes(device)), ...missing])];
    },
    broken: () => events.push('broken'),
    log: () => {},
  });
  const send: SendMessage = (params) => {
    const { promise, resolve, reject } = Promise.withResolvers<{ receivedAt: number }>();
    requests.push({ params, accept: () => resolve({ receivedAt: 1 }), refuse: reject });
    return promise;
  };
  const parcel = (number: number): Parcel => ({
    to: hong,
    messageId: messageId(number),
    sentAt: number,
    seal: () => Buffer.from([number]),
    sent: () => events.push(`sent ${number}`),
    failed: (problem) => events.push(`failed ${number} ${problem}`),
  });
  const add = (...numbers: number[]) => {
    for (const number of numbers) outbox.add('chat', parcel(number));
  };
  /** The numbers of the parcels handed to the server since the last look, to be answered by the test. */
  const taken = () => requests.splice(0);
  return { outbox, send, add, taken, events };
}

function messageId(number: number): MessageId {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt32BE(number);
  return MessageId.parse(bytes.toString('base64url'));
}

const numbers = (sent: Sent[]) => sent.map(({ params }) => params.sentAt);
const settle = () => vi.advanceTimersByTimeAsync(0);

describe('outbox', () => {
  it('sends nothing before it is open, then everything in order', () => {
    const { outbox, send, add, taken } = setUp();
    add(1, 2, 3);
    expect(taken()).toEqual([]);
    outbox.open(send);
    expect(numbers(taken())).toEqual([1, 2, 3]);
  });

  it('has so many under way in one lane, and goes on with each answer', async () => {
    const { outbox, send, add, taken, events } = setUp();
    outbox.open(send);
    add(...Array.from({ length: 40 }, (_, index) => index + 1));
    const first = taken();
    expect(first).toHaveLength(32);
    first[0]?.accept();
    await settle();
    expect(numbers(taken())).toEqual([33]);
    expect(events).toEqual(['sent 1']);
  });

  it('sends what was cut off again, with the same ids and in order', async () => {
    const { outbox, send, add, taken, events } = setUp();
    outbox.open(send);
    add(1, 2, 3);
    const [one, two, three] = taken();
    two?.accept();
    outbox.close();
    one?.refuse(new ChannelError('cut-off'));
    three?.refuse(new ChannelError('cut-off'));
    await settle();
    add(4);
    expect(taken()).toEqual([]);
    outbox.open(send);
    const again = taken();
    expect(again.map(({ params }) => params.messageId)).toEqual([1, 3, 4].map(messageId));
    expect(events).toEqual(['sent 2']);
  });

  it('asks for a new connection when the server does not answer', async () => {
    const { outbox, send, add, taken, events } = setUp();
    outbox.open(send);
    add(1);
    taken()[0]?.refuse(new ChannelError('timeout'));
    await settle();
    expect(events).toEqual(['broken']);
  });

  it('writes for the devices there are now, keeping the order', async () => {
    const { outbox, send, add, taken } = setUp();
    outbox.open(send);
    add(1, 2);
    const [one, two] = taken();
    one?.refuse(new OperationError('devices-changed', { missing: [phone], stale: [laptop] }));
    await settle();
    add(3);
    expect(taken()).toEqual([]);
    two?.refuse(new OperationError('devices-changed', { missing: [phone], stale: [laptop] }));
    await settle();
    const again = taken();
    expect(numbers(again)).toEqual([1, 2, 3]);
    expect(again[0]?.params.envelopes.map(({ device }) => device)).toEqual([phone]);
  });

  it('does not ask without end when the devices never fit', async () => {
    const { outbox, send, add, taken } = setUp();
    outbox.open(send);
    add(1);
    for (let round = 0; round < 5; round++) {
      taken()[0]?.refuse(new OperationError('devices-changed', { missing: [], stale: [] }));
      await settle();
    }
    expect(taken()).toEqual([]);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(numbers(taken())).toEqual([1]);
  });

  it('waits as long as the server asks, then goes one by one so that nothing is overtaken', async () => {
    const { outbox, send, add, taken, events } = setUp();
    outbox.open(send);
    add(1, 2);
    for (const sent of taken()) sent.refuse(new OperationError('rate-limited', { retryAfterMs: 700 }));
    await vi.advanceTimersByTimeAsync(699);
    expect(taken()).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    const [first, ...others] = taken();
    expect(first?.params.sentAt).toBe(1);
    expect(others).toEqual([]);
    first?.accept();
    await settle();
    expect(numbers(taken())).toEqual([2]);
    expect(events).toEqual(['sent 1']);
  });

  it('goes one by one of itself when the known rate is used up', async () => {
    const { outbox, send, add, taken } = setUp({ burst: 40 });
    outbox.open(send);
    add(...Array.from({ length: 10 }, (_, index) => index));
    const before = taken();
    expect(before.length).toBeLessThan(10);
    for (const sent of before) sent.accept();
    await settle();
    expect(taken()).toHaveLength(1);
  });

  it.each(['not-friends', 'queue-full'] as const)('gives up what is refused for good: %s', async (code) => {
    const { outbox, send, add, taken, events } = setUp();
    outbox.open(send);
    add(1, 2);
    const [one, two] = taken();
    one?.refuse(new OperationError(code));
    two?.accept();
    await settle();
    expect(events).toEqual([`failed 1 ${code}`, 'sent 2']);
  });

  it('calls every other refusal a refusal', async () => {
    const { outbox, send, add, taken, events } = setUp();
    outbox.open(send);
    add(1);
    taken()[0]?.refuse(new OperationError('malformed'));
    await settle();
    expect(events).toEqual(['failed 1 refused']);
  });

  it('leaves a server in trouble alone for a while', async () => {
    const { outbox, send, add, taken } = setUp();
    outbox.open(send);
    add(1);
    taken()[0]?.refuse(new OperationError('unavailable'));
    await vi.advanceTimersByTimeAsync(1_999);
    expect(taken()).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(numbers(taken())).toEqual([1]);
  });

  it('forgets a dropped lane, what is under way included', async () => {
    const { outbox, send, add, taken, events } = setUp();
    outbox.open(send);
    add(1);
    const [one] = taken();
    outbox.drop('chat');
    one?.refuse(new ChannelError('cut-off'));
    await settle();
    add(2);
    expect(numbers(taken())).toEqual([2]);
    expect(events).toEqual([]);
  });
});
