import Database from '@signalapp/sqlcipher';
import { describe, expect, it } from 'vitest';
import { AccountId, type Delivery, DeviceId } from '../../../protocol/index.ts';
import type { ReceivedSignal } from '../../../src-main/core/store/signals.ts';
import { FETCH_BUDGET, newId, person, RECALL_MS, SignalDevice, twoDevices } from '../../support/signal-devices.ts';

const WHISPER = 2;
const PREKEY = 3;

/** Two devices that have both written, so that what is sent next is no longer the beginning of a session. */
async function talkingDevices(): Promise<[SignalDevice, SignalDevice]> {
  const [ming, hong] = await twoDevices();
  await hong.receive([await ming.text(hong, 'hello')]);
  await ming.receive([await hong.text(ming, 'hi')]);
  return [ming, hong];
}

function tampered(delivery: Delivery, position: number): Delivery {
  const body = new Uint8Array(delivery.body);
  body[position] = (body[position] ?? 0) ^ 1;
  return { ...delivery, body };
}

/** Changes the file while the store has it open, as only its owner can. */
function changeFile(device: SignalDevice, sql: string): void {
  const database = new Database(device.file);
  try {
    database.pragma(`key = "x'${Buffer.from(device.databaseKey).toString('hex')}'"`);
    database.exec(sql);
  } finally {
    database.close();
  }
}

describe('two stores', { timeout: 30_000 }, () => {
  it.each([{ oneTime: true }, { oneTime: false }])('talk both ways, with one-time keys: $oneTime', async (options) => {
    const [ming, hong] = await twoDevices(options);
    const hello = await ming.text(hong, '你好');
    const { messages, done, unreadable } = await hong.receive([hello]);
    expect({ done, unreadable }).toEqual({ done: 1, unreadable: 0 });
    const text = { kind: 'text', text: '你好', own: false, state: 'received' };
    expect(messages).toMatchObject([{ id: hello.messageId, ...text }]);

    await ming.receive([await hong.text(ming, 'hello back')]);
    await hong.receive([await ming.text(hong, 'and again')]);
    expect(await ming.texts(hong.person)).toEqual(['你好', 'hello back', 'and again']);
    expect(await hong.texts(ming.person)).toEqual(['你好', 'hello back', 'and again']);
  });

  it('go on after both programs start anew between any two steps', async () => {
    const [ming, hong] = await twoDevices();
    const sealed: Delivery[] = [];
    for (const round of [1, 2, 3]) {
      await ming.reopen();
      const there = await ming.text(hong, `there ${round}`);
      sealed.push(there);
      await hong.reopen();
      await hong.receive([there]);
      await hong.reopen();
      const back = await hong.text(ming, `back ${round}`);
      await ming.reopen();
      await ming.receive([back]);
    }
    expect(await hong.texts(ming.person)).toEqual(await ming.texts(hong.person));
    expect(await hong.history(ming.person)).toHaveLength(6);
    expect(await hong.receive(sealed)).toMatchObject({ messages: [], unreadable: 0, done: 3 });
  });

  it('take each message once and in any order', async () => {
    const [ming, hong] = await twoDevices();
    const sent: Delivery[] = [];
    for (const words of ['one', 'two', 'three']) sent.push(await ming.text(hong, words));
    const result = await hong.receive(sent.toReversed().flatMap((delivery) => [delivery, delivery]));
    expect(result).toMatchObject({ done: 6, unreadable: 0 });
    expect((await hong.texts(ming.person)).toSorted()).toEqual(['one', 'three', 'two']);
    expect(await hong.store.run('dueResends', { now: 1000 })).toEqual({ requests: [], messages: [] });
  });

  it('take 2,000 messages in one batch', async () => {
    const [ming, hong] = await twoDevices();
    const requests = Array.from({ length: 2000 }, (_, index) => ({
      messageId: newId(),
      to: hong.person.account,
      sentAt: index,
      content: { kind: 'text' as const, text: `${index}` },
      devices: [hong.address],
    }));
    const { messages } = await hong.receive(await ming.sealAll(requests, [hong]));
    expect(messages.map(({ text }) => text)).toEqual(requests.map(({ content }) => content.text));
  });

  it('owe a receipt for each text, and take receipts for messages to that person only', async () => {
    const [ming, hong] = await talkingDevices();
    const bao = person(3);
    await ming.befriend(bao);
    const forBao = await ming.write(bao, 'for another');
    const forHong = await ming.text(hong, 'for 小红');
    await hong.receive([forHong]);
    const [owed] = await hong.store.run('owedReceipts', 10);
    expect(owed?.delivered).toContain(forHong.messageId);

    const delivered = [forBao, forHong.messageId];
    const receipts = await hong.seal(ming.person, { kind: 'receipt', delivered }, [ming]);
    expect((await ming.receive(receipts)).messages).toMatchObject([{ id: forHong.messageId, state: 'delivered' }]);
  });

  it('leave out strangers, and messages that the server says have expired are marked', async () => {
    const [ming, hong] = await twoDevices();
    const hello = await ming.text(hong, 'hello');
    await ming.store.run('markSent', [hello.messageId]);
    const { messageId } = hello;
    const expired = { kind: 'expired' as const, to: hong.person.account, messageId, device: hong.id };
    const { messages } = await ming.store.run('receive', {
      batch: [expired],
      ready: [],
      at: 5,
      recallMs: RECALL_MS,
      showsReads: true,
      fetchBudget: FETCH_BUDGET,
    });
    expect(messages).toMatchObject([{ state: 'failed', problem: 'expired' }]);

    const stranger = { ...hello, from: AccountId.parse(66) };
    expect(await hong.receive([stranger])).toMatchObject({ done: 1, strangers: 1, unreadable: 0, messages: [] });
  });
});

describe('what a server could try', { timeout: 30_000 }, () => {
  it('gets nothing with one byte changed, wherever: the message is noted as missing and read when it comes', async () => {
    const [ming, hong] = await talkingDevices();
    const message = await ming.text(hong, 'whole');
    expect(message.body[0]).toBe(WHISPER);
    const broken = Array.from(message.body, (_, position) => tampered(message, position));
    const { messages, unreadable } = await hong.receive(broken);
    expect({ messages, unreadable }).toEqual({ messages: [], unreadable: message.body.length });
    const { requests } = await hong.store.run('dueResends', { now: 1000 });
    const asked = { ...ming.address, conversation: ming.person.account, ids: [message.messageId], numbers: [] };
    expect(requests).toEqual([asked]);

    await hong.receive([message]);
    expect(await hong.texts(ming.person)).toEqual(['hello', 'hi', 'whole']);
    expect(await hong.store.run('dueResends', { now: 10_000_000 })).toEqual({ requests: [], messages: [] });
  });

  it('gets nothing with one byte of a beginning changed, and the beginning works after', {
    timeout: 30_000,
  }, async () => {
    const [ming, hong] = await twoDevices();
    const message = await ming.text(hong, 'whole');
    expect(message.body[0]).toBe(PREKEY);
    const ready = [ming.person.account];
    for (let position = 0; position < message.body.length; position += 9) {
      await hong.receive([tampered(message, position)], { ready });
    }
    await hong.receive([message], { ready });
    expect(await hong.texts(ming.person)).toEqual(['whole']);
  });

  it.each<[string, Partial<Delivery>]>([
    ['another id', { messageId: newId() }],
    ['another time', { sentAt: 11 }],
    ['another receiver', { to: AccountId.parse(1) }],
  ])('is refused with %s on the envelope', async (_, change) => {
    const [ming, hong] = await twoDevices();
    const hello = await ming.text(hong, 'hello');
    expect(await hong.receive([{ ...hello, ...change }])).toMatchObject({ messages: [], unreadable: 1 });
    expect(await hong.texts(ming.person)).toEqual([]);
  });

  it('cannot pass a message of one device or person off as that of another', async () => {
    const [ming, hong] = await twoDevices();
    const bao = person(3);
    await hong.befriend(bao);
    const hello = await ming.text(hong, 'hello');
    const otherDevice = { ...hello, device: DeviceId.parse(12) };
    expect(await hong.receive([otherDevice])).toMatchObject({ messages: [], unreadable: 1 });
    const otherPerson = { ...hello, from: bao.account };
    expect(await hong.receive([otherPerson])).toMatchObject({ messages: [], done: 0, unknownKeys: bao.account });
    const ready = [bao.account];
    expect(await hong.receive([otherPerson], { ready })).toMatchObject({ messages: [], done: 1, unreadable: 1 });
    expect(await hong.texts(bao)).toEqual([]);
  });

  it('cannot begin the same session twice with the last-resort key', async () => {
    const [ming, hong] = await twoDevices({ oneTime: false });
    const hello = await ming.text(hong, 'hello');
    await hong.receive([hello]);
    changeFile(hong, 'delete from session; delete from message');
    expect(await hong.receive([hello])).toMatchObject({ done: 1, messages: [], unreadable: 0 });
    expect(await hong.texts(ming.person)).toEqual([]);
  });

  it('cannot use up a message by delivering it as a signal', async () => {
    const [ming, hong] = await twoDevices();
    const hello = await ming.text(hong, 'hello');
    expect(await hong.store.run('openSignal', { signal: hello, at: 5 })).toBeUndefined();
    await hong.receive([hello]);
    expect(await hong.texts(ming.person)).toEqual(['hello']);
  });

  it('is not believed about the keys of a device that the account did not sign', async () => {
    const [ming, hong] = await twoDevices();
    const mallory = await SignalDevice.signIn(person(2), 22);
    const bundles = [mallory.bundle(), hong.bundle()];
    const { refused } = await ming.store.run('establish', { account: hong.person.account, bundles, at: 5 });
    expect(refused).toEqual([mallory.id]);
    const forMallory = { messageId: newId(), to: hong.person.account, sentAt: 1, content: { kind: 'typing' as const } };
    const devices = [{ account: hong.person.account, device: mallory.id }];
    expect(await ming.store.run('seal', [{ ...forMallory, devices }])).toEqual([{ kind: 'no-session', devices }]);
  });
});

describe('a signal', { timeout: 30_000 }, () => {
  it('is read once, by the friend it is for', async () => {
    const [ming, hong] = await talkingDevices();
    const [typing] = await ming.seal(hong.person, { kind: 'typing' }, [hong]);
    if (!typing) expect.fail();
    const open = (signal: ReceivedSignal) => hong.store.run('openSignal', { signal, at: 5 });
    expect(await open({ ...typing, body: Buffer.from('nonsense') })).toBeUndefined();
    expect(await open(typing)).toEqual({ content: { kind: 'typing' }, messages: [] });
    expect(await open(typing)).toBeUndefined();
  });

  it('does not disturb the texts around it, also when it never comes', async () => {
    const [ming, hong] = await talkingDevices();
    const before = await ming.text(hong, 'before');
    await ming.seal(hong.person, { kind: 'typing' }, [hong]);
    await hong.receive([before, await ming.text(hong, 'after')]);
    expect(await hong.texts(ming.person)).toEqual(['hello', 'hi', 'before', 'after']);
    expect((await hong.store.run('dueResends', { now: 1000 })).requests).toEqual([]);
  });
});

describe("one's own other device", { timeout: 30_000 }, () => {
  it('gets the texts into the same chat', async () => {
    const [ming, hong] = await twoDevices();
    const laptop = await SignalDevice.signIn(ming.person, 12);
    await laptop.befriend(hong.person);
    await ming.establish(laptop);
    const messageId = await ming.write(hong.person, 'to both');
    const content = { kind: 'text' as const, text: 'to both' };
    const [forHong, forLaptop] = await ming.seal(hong.person, content, [hong, laptop], { messageId });
    if (!forHong || !forLaptop) expect.fail();
    await hong.receive([forHong]);
    expect((await laptop.receive([forLaptop])).messages).toMatchObject([
      { id: messageId, conversation: hong.person.account, own: true, state: 'sent', text: 'to both' },
    ]);
    expect(await laptop.store.run('owedReceipts', 10)).toEqual([]);
    expect(await hong.receive([forLaptop])).toMatchObject({ messages: [], unreadable: 1 });
  });

  it('has the same identity key: no certificate is asked for, another key is never taken', async () => {
    const [ming] = await twoDevices();
    const mallory = await SignalDevice.signIn(person(1), 12);
    expect(await ming.establish(mallory)).toEqual({ refused: [mallory.id], messages: [] });
    expect(await ming.learn(mallory.person)).toEqual({ change: 'changed', messages: [] });
    expect(await ming.store.run('identity', ming.person.account)).toBeUndefined();
  });
});

describe('a store that fails in the middle', { timeout: 30_000 }, () => {
  const refuse = (table: string, when: string) =>
    `create trigger refuse before insert on ${table} when ${when} begin select raise(abort, 'disk full'); end`;

  it('has not received anything, and receives the same later', async () => {
    const [ming, hong] = await twoDevices({ oneTime: true });
    const sent = [await ming.text(hong, 'one'), await ming.text(hong, 'two'), await ming.text(hong, 'three')];
    changeFile(hong, refuse('message', "new.text = 'three'"));
    await expect(hong.receive(sent)).rejects.toMatchObject({ code: 'storage', details: { problem: 'failed' } });
    expect(await hong.texts(ming.person)).toEqual([]);

    changeFile(hong, 'drop trigger refuse');
    expect(await hong.receive(sent)).toMatchObject({ done: 3, unreadable: 0 });
    await ming.receive([await hong.text(ming, 'back')]);
    expect(await ming.texts(hong.person)).toEqual(['one', 'two', 'three', 'back']);
  });

  it('fails as a whole when a prekey cannot be read, instead of giving the message up', async () => {
    const [ming, hong] = await twoDevices();
    const hello = await ming.text(hong, 'hello');
    changeFile(hong, 'alter table kyber_key rename to away');
    await expect(hong.receive([hello])).rejects.toMatchObject({ code: 'storage' });
    changeFile(hong, 'alter table away rename to kyber_key');
    expect(await hong.receive([hello])).toMatchObject({ unreadable: 0, messages: [{ text: 'hello' }] });
  });

  it('has given no ciphertext away, and seals with the same number later', async () => {
    const [ming, hong] = await talkingDevices();
    const messageId = await ming.write(hong.person, 'later');
    const content = { kind: 'text' as const, text: 'later' };
    changeFile(ming, refuse('session', 'true'));
    await expect(ming.seal(hong.person, content, [hong], { messageId })).rejects.toMatchObject({ code: 'storage' });
    changeFile(ming, 'drop trigger refuse');
    await hong.receive(await ming.seal(hong.person, content, [hong], { messageId }));
    await hong.receive([await ming.text(hong, 'next')]);
    expect(await hong.texts(ming.person)).toEqual(['hello', 'hi', 'later', 'next']);
    expect((await hong.store.run('dueResends', { now: 1000 })).requests).toEqual([]);
  });
});
