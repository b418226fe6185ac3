import { expect, it } from 'vitest';
import { type AccountId, ChannelError, type Delivery, OperationError } from '../../../protocol/index.ts';
import type { Received } from '../../../src-main/core/e2ee/exchange.ts';
import { Inbox } from '../../../src-main/core/inbox.ts';
import { FETCH_BUDGET, newId, person, RECALL_MS, SignalDevice, twoDevices } from '../../support/signal-devices.ts';

interface Options {
  ready?: Promise<void>;
  refreshKeys?: (account: AccountId) => Promise<void>;
}

/** The inbox of a real device; the server in front of it is the test. */
function openInbox({ store }: SignalDevice, { ready = Promise.resolve(), refreshKeys = async () => {} }: Options = {}) {
  const acknowledged: number[] = [];
  const broken: string[] = [];
  const received: Received[] = [];
  const waiting = new Set<() => void>();
  const happened = () => {
    for (const look of waiting) look();
  };
  const inbox = new Inbox({
    store,
    ready,
    refreshKeys,
    refreshRoom: async () => {},
    expires: () => {},
    recallMs: () => RECALL_MS,
    showsReads: () => true,
    fetchBudget: FETCH_BUDGET,
    acknowledge: (upTo) => acknowledged.push(upTo),
    received: (what) => {
      received.push(what);
      happened();
    },
    broken: (why) => {
      broken.push(why);
      happened();
    },
    now: () => 100,
    log: () => {},
  });
  /** Resolves when it is so. */
  const until = (isSo: () => boolean) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (!isSo()) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  const lines = () => received.flatMap(({ messages }) => messages.map(({ text }) => text));
  return { inbox, acknowledged, broken, received, until, lines };
}

async function texts(from: SignalDevice, to: SignalDevice, ...all: string[]): Promise<Delivery[]> {
  const deliveries: Delivery[] = [];
  for (const text of all) deliveries.push(await from.text(to, text));
  return deliveries;
}

it('commits what came together at once, then acknowledges all of it', async () => {
  const [ming, hong] = await twoDevices();
  const { inbox, acknowledged, received, until, lines } = openInbox(hong);
  for (const delivery of await texts(ming, hong, 'one', 'two', 'three')) inbox.deliver(delivery);
  expect(acknowledged).toEqual([]);
  await until(() => received.length > 0);
  expect(acknowledged).toEqual([3]);
  expect(lines()).toEqual(['one', 'two', 'three']);
});

it('commits a long queue piece by piece, and acknowledges each piece', async () => {
  const [ming, hong] = await twoDevices();
  const requests = Array.from({ length: 450 }, (_, index) => ({
    messageId: newId(),
    to: hong.person.account,
    sentAt: index,
    content: { kind: 'text' as const, text: `${index}` },
    devices: [hong.address],
  }));
  const { inbox, acknowledged, until, lines } = openInbox(hong);
  for (const delivery of await ming.sealAll(requests, [hong])) inbox.deliver(delivery);
  await until(() => acknowledged.at(-1) === 450);
  expect(acknowledged).toEqual([200, 400, 450]);
  expect(lines()).toEqual(requests.map(({ content }) => content.text));
});

it('breaks at a gap, and takes and acknowledges nothing after it', async () => {
  const [ming, hong] = await twoDevices();
  const { inbox, acknowledged, broken, received, until, lines } = openInbox(hong);
  const [one, two, three] = await texts(ming, hong, 'one', 'two', 'three');
  if (!one || !two || !three) throw new Error('three were written');
  inbox.deliver(one);
  await until(() => received.length > 0);
  inbox.deliver(three);
  inbox.deliver(two);
  expect(broken).toEqual(['gap: 1 then 3']);
  expect(acknowledged).toEqual([1]);
  expect(lines()).toEqual(['one']);
});

it('does not acknowledge what it could not store', async () => {
  const [ming, hong] = await twoDevices();
  const { inbox, acknowledged, broken, until } = openInbox(hong);
  const deliveries = await texts(ming, hong, 'one');
  await hong.store.close();
  for (const delivery of deliveries) inbox.deliver(delivery);
  await until(() => broken.length > 0);
  expect(acknowledged).toEqual([]);
  expect(broken).toEqual(['not stored: storage']);
});

it('waits until it is known who is a friend', async () => {
  const ready = Promise.withResolvers<void>();
  const [ming, hong] = [await SignalDevice.signIn(person(1), 11), await SignalDevice.signIn(person(2), 21)];
  await ming.befriend(hong.person);
  await ming.establish(hong);
  const { inbox, acknowledged, received, until, lines } = openInbox(hong, { ready: ready.promise });
  for (const delivery of await texts(ming, hong, 'new here')) inbox.deliver(delivery);
  await hong.befriend(ming.person);
  expect(acknowledged).toEqual([]);
  ready.resolve();
  await until(() => received.length > 0);
  expect(lines()).toEqual(['new here']);
});

it('puts one’s own messages from another device into the other person’s chat', async () => {
  const hong = person(2);
  const owner = person(1);
  const [laptop, phone] = [await SignalDevice.signIn(owner, 11), await SignalDevice.signIn(owner, 12)];
  await phone.befriend(hong);
  await laptop.befriend(hong);
  await phone.establish(laptop);
  const { inbox, received, until } = openInbox(laptop);
  for (const delivery of await phone.seal(hong, { kind: 'text', text: 'from my phone' }, [laptop])) {
    inbox.deliver(delivery);
  }
  await until(() => received.length > 0);
  expect(received[0]?.messages).toMatchObject([{ conversation: hong.account, own: true, state: 'sent' }]);
  expect(await laptop.store.run('owedReceipts', 10)).toEqual([]);
});

it('takes what the server gave up for the history, in its place in the stream', async () => {
  const [ming, hong] = await twoDevices();
  const messageId = await ming.write(hong.person, 'too late');
  await ming.store.run('markSent', [messageId]);
  const { inbox, acknowledged, received, until } = openInbox(ming);
  inbox.expire({ seq: 1, to: hong.person.account, messageId, device: hong.id });
  await until(() => received.length > 0);
  expect(received[0]?.messages).toMatchObject([{ id: messageId, state: 'failed', problem: 'expired' }]);
  expect(acknowledged).toEqual([1]);
});

/** A friend who has new keys, which the second device does not know yet; and an old message before the new ones. */
async function newKeys() {
  const [before, hong] = await twoDevices();
  const [old] = await texts(before, hong, 'with the old keys');
  const ming = await SignalDevice.signIn({ account: before.person.account, keys: person(1).keys }, 12);
  await ming.befriend(hong.person);
  await ming.establish(hong);
  const written = await texts(ming, hong, 'with new keys', 'and more');
  if (!old) throw new Error('one was written');
  return { ming, hong, deliveries: [old, ...written] };
}

it('looks at a certificate when keys are new, then goes on; what came before is safe meanwhile', async () => {
  const { ming, hong, deliveries } = await newKeys();
  const acknowledgedBefore: number[][] = [];
  const { inbox, acknowledged, until, lines } = openInbox(hong, {
    refreshKeys: async () => {
      acknowledgedBefore.push([...acknowledged]);
      await hong.learn(ming.person, { serial: 'CD' });
    },
  });
  for (const delivery of deliveries) inbox.deliver(delivery);
  await until(() => acknowledged.at(-1) === 3);
  expect(acknowledgedBefore).toEqual([[1]]);
  expect(lines()).toEqual(['with the old keys', 'with new keys', 'and more']);
});

it('goes on without what is by keys that are not certified, and looks once only', async () => {
  const { hong, deliveries } = await newKeys();
  let looks = 0;
  const { inbox, acknowledged, received, until, lines } = openInbox(hong, {
    refreshKeys: async () => {
      looks += 1;
      throw new OperationError('not-found');
    },
  });
  for (const delivery of deliveries) inbox.deliver(delivery);
  await until(() => acknowledged.at(-1) === 3);
  expect(looks).toBe(1);
  expect(lines()).toEqual(['with the old keys']);
  expect(received.map(({ unreadable }) => unreadable)).toEqual([0, 2]);
});

it('acknowledges nothing that the lost connection kept it from reading', async () => {
  const { hong, deliveries } = await newKeys();
  const { inbox, acknowledged, broken, until } = openInbox(hong, {
    refreshKeys: async () => {
      throw new ChannelError('cut-off');
    },
  });
  for (const delivery of deliveries) inbox.deliver(delivery);
  await until(() => broken.length > 0);
  expect(broken).toEqual(['not stored: cut-off']);
  expect(acknowledged).toEqual([1]);
});
