import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { AccountId, type Delivery, DeviceId, MessageId } from '../../../protocol/index.ts';
import type { Message } from '../../../src-main/contract/model.ts';
import { encodeContent } from '../../../src-main/core/content.ts';
import { Inbox } from '../../../src-main/core/inbox.ts';
import { Store } from '../../../src-main/core/store/store.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const ming = AccountId.parse(1);
const hong = AccountId.parse(2);

function delivery(seq: number, text: string, more: Partial<Delivery> = {}): Delivery {
  return {
    seq,
    from: hong,
    to: ming,
    device: DeviceId.parse(9),
    messageId: MessageId.parse(randomBytes(16).toString('base64url')),
    sentAt: 1,
    receivedAt: 2,
    body: encodeContent({ v: 1, kind: 'text', text }),
    ...more,
  };
}

async function setUp(ready: Promise<void> = Promise.resolve()) {
  const store = await Store.open(join(await temporaryFolder(), 'history.db'), { mayCreate: true });
  onTestFinished(() => store.close());
  const person = { account: hong, name: '小红', displayName: '小红', signature: '' };
  await store.run('saveContact', { profile: person, since: 1 });
  const acknowledged: number[] = [];
  const broken: string[] = [];
  const received: Message[] = [];
  let heard = Promise.withResolvers<void>();
  const happened = () => {
    heard.resolve();
    heard = Promise.withResolvers();
  };
  const inbox = new Inbox({
    account: ming,
    store,
    ready,
    acknowledge: (upTo) => acknowledged.push(upTo),
    received: (messages) => {
      received.push(...messages);
      happened();
    },
    broken: (why) => {
      broken.push(why);
      happened();
    },
    log: () => {},
  });
  return { inbox, store, acknowledged, broken, received, next: () => heard.promise };
}

it('commits what came together at once, then acknowledges all of it', async () => {
  const { inbox, acknowledged, received, next } = await setUp();
  for (const seq of [1, 2, 3]) inbox.deliver(delivery(seq, `${seq}`));
  expect(acknowledged).toEqual([]);
  await next();
  expect(acknowledged).toEqual([3]);
  expect(received.map(({ text }) => text)).toEqual(['1', '2', '3']);
});

it('breaks at a gap, and takes and acknowledges nothing after it', async () => {
  const { inbox, acknowledged, broken, received, next } = await setUp();
  inbox.deliver(delivery(1, 'one'));
  await next();
  inbox.deliver(delivery(3, 'three'));
  inbox.deliver(delivery(2, 'two'));
  expect(broken).toEqual(['gap: 1 then 3']);
  expect(acknowledged).toEqual([1]);
  expect(received.map(({ text }) => text)).toEqual(['one']);
});

it('does not acknowledge what it could not store', async () => {
  const { inbox, store, acknowledged, broken, next } = await setUp();
  await store.close();
  inbox.deliver(delivery(1, 'one'));
  await next();
  expect(acknowledged).toEqual([]);
  expect(broken).toEqual(['not stored: storage']);
});

it('waits until it is known who is a friend', async () => {
  const ready = Promise.withResolvers<void>();
  const { inbox, store, acknowledged, received, next } = await setUp(ready.promise);
  const wei = AccountId.parse(3);
  inbox.deliver(delivery(1, 'new here', { from: wei }));
  await store.run('saveContact', { profile: { account: wei, name: 'w', displayName: 'w', signature: '' }, since: 1 });
  expect(acknowledged).toEqual([]);
  ready.resolve();
  await next();
  expect(received).toMatchObject([{ conversation: wei, text: 'new here' }]);
});

it('puts one’s own messages from another device into the other person’s chat', async () => {
  const { inbox, store, received, next } = await setUp();
  inbox.deliver(delivery(1, 'from my phone', { from: ming, to: hong }));
  await next();
  expect(received).toMatchObject([{ conversation: hong, own: true, state: 'sent' }]);
  expect(await store.run('owedReceipts', 10)).toEqual([]);
});
