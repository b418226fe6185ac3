import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ChannelError, type Delivery } from '../../../protocol/index.ts';
import type { DeviceAddress } from '../../../src-main/core/e2ee/exchange.ts';
import { Resends } from '../../../src-main/core/e2ee/resends.ts';
import type { Parcel } from '../../../src-main/core/outbox.ts';
import { newId, type SignalDevice, twoDevices } from '../../support/signal-devices.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000, toFake: ['setTimeout', 'clearTimeout', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** What asks and answers on a device whose other end is another device, with the test between them. */
function resendsOf(device: SignalDevice, other: SignalDevice) {
  const parcels: Parcel[] = [];
  const fresh: DeviceAddress[] = [];
  const lines: string[] = [];
  const log: string[] = [];
  let isConnected = true;
  const resends = new Resends({
    store: device.store,
    bundles: {
      establish: async (devices, options) => {
        if (!isConnected) throw new ChannelError('cut-off');
        fresh.push(...devices);
        await device.establish(other, { oneTime: false, fresh: options?.fresh ?? false });
      },
    },
    outbox: { add: (_, parcel) => parcels.push(parcel) },
    changes: { messages: (messages) => lines.push(...messages.map(({ kind }) => kind)) },
    now: () => Date.now(),
    log: (line) => log.push(line),
  });
  /** Encrypts what was handed over since the last look, as the outbox would. */
  const sealed = async (): Promise<Delivery[]> => {
    const deliveries: Delivery[] = [];
    for (const { content, messageId, sentAt } of parcels.splice(0)) {
      deliveries.push(...(await device.seal(other.person, content, [other], { messageId, sentAt })));
    }
    return deliveries;
  };
  const cut = () => {
    isConnected = false;
    resends.close();
  };
  const connect = () => {
    isConnected = true;
    resends.open();
  };
  return { resends, parcels, fresh, lines, log, sealed, cut, connect };
}

/** Waits for the stores: their threads answer in real time. */
const until = (isSo: () => boolean) =>
  vi.waitFor(() => (isSo() ? undefined : Promise.reject(new Error('not yet'))), 5_000);

async function setUp() {
  const [ming, hong] = await twoDevices();
  return { ming, hong, asking: resendsOf(hong, ming), answering: resendsOf(ming, hong) };
}

function unreadable(delivery: Delivery): Delivery {
  return { ...delivery, body: Uint8Array.from(delivery.body, (byte, index) => (index === 20 ? byte ^ 1 : byte)) };
}

describe('what could not be read', () => {
  it('is asked for over a new session, given again, and read', async () => {
    const { ming, hong, asking, answering } = await setUp();
    const message = unreadable(await ming.text(hong, 'hello'));
    asking.resends.open();
    const { unreadable: count } = await hong.receive([message], { at: Date.now(), ready: [ming.person.account] });
    asking.resends.check(count);
    await vi.advanceTimersByTimeAsync(0);
    await until(() => asking.parcels.length > 0);
    expect(asking.fresh).toEqual([ming.address]);
    expect(asking.parcels).toMatchObject([{ only: ming.address, to: ming.person.account }]);

    const { asked } = await ming.receive(await asking.sealed());
    answering.resends.answer(asked);
    await until(() => answering.parcels.length > 0);
    expect(answering.parcels).toMatchObject([{ only: hong.address, messageId: message.messageId }]);
    await hong.receive(await answering.sealed());
    expect(await hong.texts(ming.person)).toEqual(['hello']);
  });

  it('is asked for three times a minute apart, then told in the chat', async () => {
    const { ming, hong, asking } = await setUp();
    asking.resends.open();
    await hong.receive([unreadable(await ming.text(hong, 'hello'))], { at: Date.now(), ready: [ming.person.account] });
    asking.resends.check(1);
    for (const tries of [1, 2, 3]) {
      await vi.advanceTimersByTimeAsync(tries === 1 ? 0 : 59_000);
      expect(asking.parcels).toHaveLength(tries - 1);
      await vi.advanceTimersByTimeAsync(1_000);
      await until(() => asking.parcels.length === tries);
    }
    await vi.advanceTimersByTimeAsync(60_000);
    await until(() => asking.lines.length > 0);
    expect(asking.lines).toEqual(['unreadable']);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(asking.parcels).toHaveLength(3);
  });

  it('is not asked for without a connection, but with the next', async () => {
    const { ming, hong, asking } = await setUp();
    asking.resends.open();
    asking.cut();
    await hong.receive([unreadable(await ming.text(hong, 'hello'))], { at: Date.now(), ready: [ming.person.account] });
    asking.resends.check(1);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(vi.getTimerCount()).toBe(0);
    expect(asking.fresh).toEqual([]);
    asking.connect();
    await vi.advanceTimersByTimeAsync(0);
    await until(() => asking.parcels.length === 1);
  });

  it('cannot make us ask without end', async () => {
    const { ming, hong, asking } = await setUp();
    asking.resends.open();
    for (let second = 0; second < 30; second++) {
      const garbage = { ...(await ming.text(hong, 'x')), messageId: newId(), body: Buffer.from('garbage') };
      const { unreadable: count } = await hong.receive([garbage], { at: Date.now() });
      asking.resends.check(count);
      await vi.advanceTimersByTimeAsync(1_000);
    }
    await until(() => asking.parcels.length > 0);
    expect(asking.fresh.length).toBeLessThanOrEqual(7);
  });
});

it('answers a device only so often in a minute', async () => {
  const { ming, hong, answering } = await setUp();
  const id = (await ming.text(hong, 'hello')).messageId;
  const request = { ...hong.address, conversation: hong.person.account, ids: [id], numbers: [] };
  answering.resends.answer(Array.from({ length: 50 }, () => request));
  await until(() => answering.parcels.length === 5);
  expect(answering.log).toHaveLength(45);
  vi.setSystemTime(Date.now() + 60_000);
  answering.resends.answer([request]);
  await until(() => answering.parcels.length === 6);
});
