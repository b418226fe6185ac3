import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../../protocol/index.ts';
import type { ResendRequest } from '../../../src-main/core/e2ee/exchange.ts';
import { newId, SignalDevice, twoDevices } from '../../support/signal-devices.ts';

const MINUTE_MS = 60_000;

async function texts(from: SignalDevice, to: SignalDevice, all: string[]): Promise<Delivery[]> {
  const sent: Delivery[] = [];
  for (const words of all) sent.push(await from.text(to, words));
  return sent;
}

/** Asks for what is due over a fresh session, and brings the answers back. */
async function askAgain(asks: SignalDevice, asked: SignalDevice, at = 1000) {
  const { requests } = await asks.store.run('dueResends', { now: at });
  const [request] = requests;
  if (!request) expect.fail('nothing is due');
  return answer(asks, asked, request, at);
}

async function answer(asks: SignalDevice, asked: SignalDevice, { ids, numbers }: ResendRequest, at = 1000) {
  await asks.establish(asked, { fresh: true });
  const question = await asks.seal(asked.person, { kind: 'resend', ids, numbers }, [asked]);
  const { asked: heard } = await asked.receive(question, { at });
  const request = heard[0] ?? expect.fail('not heard');
  const answers = await asked.store.run('answerResend', { request, now: at });
  return asks.receive(await asked.sealAll(answers, [asks]), { at });
}

function broken(delivery: Delivery): Delivery {
  return { ...delivery, body: new Uint8Array(delivery.body).fill(9, 40, 60) };
}

describe('what is missing', { timeout: 30_000 }, () => {
  it('is asked for by id when it could not be read, and comes', async () => {
    const [ming, hong] = await twoDevices();
    const [one, two, three] = await texts(ming, hong, ['one', 'two', 'three']);
    if (!one || !two || !three) expect.fail();
    expect(await hong.receive([one, broken(two), three])).toMatchObject({ unreadable: 1, done: 3 });
    await askAgain(hong, ming);
    expect(await hong.texts(ming.person)).toEqual(['one', 'three', 'two']);
    expect(await hong.store.run('dueResends', { now: 10 * MINUTE_MS })).toEqual({ requests: [], messages: [] });
  });

  it('is asked for by number when it never came, from the first text on', async () => {
    const [ming, hong] = await twoDevices();
    const sent = await texts(ming, hong, ['one', 'two', 'three', 'four', 'five']);
    await hong.receive([sent[2] ?? expect.fail(), sent[4] ?? expect.fail()]);
    const { requests } = await hong.store.run('dueResends', { now: 1000 });
    const conversation = ming.person.account;
    expect(requests).toEqual([{ ...ming.address, conversation, ids: [], numbers: [1, 2, 4] }]);
    await answer(hong, ming, requests[0] ?? expect.fail());
    expect(await hong.texts(ming.person)).toEqual(['three', 'five', 'one', 'two', 'four']);
    const unsettled = await hong.store.run('dueResends', { now: 10 * MINUTE_MS });
    expect(unsettled).toEqual({ requests: [], messages: [] });
  });

  it('is not what was written before the device was there', async () => {
    const [ming, hong] = await twoDevices();
    await texts(ming, hong, ['one', 'two']);
    const tablet = await SignalDevice.signIn(hong.person, 22);
    await tablet.befriend(ming.person);
    await ming.establish(tablet);
    const messageId = await ming.write(hong.person, 'for both');
    const both = await ming.seal(hong.person, { kind: 'text', text: 'for both' }, [hong, tablet], { messageId });
    const [forHong, forTablet] = both;
    if (!forHong || !forTablet) expect.fail();
    await hong.receive([forHong]);
    await tablet.receive([forTablet]);
    expect((await tablet.store.run('dueResends', { now: 1000 })).requests).toEqual([]);
    expect((await hong.store.run('dueResends', { now: 1000 })).requests).toMatchObject([{ numbers: [1, 2] }]);
  });

  it("is asked for from one's own other device too", async () => {
    const [ming, hong] = await twoDevices();
    const laptop = await SignalDevice.signIn(ming.person, 12);
    await laptop.befriend(hong.person);
    await ming.establish(laptop);
    const content = { kind: 'text' as const, text: 'mine' };
    const messageId = await ming.write(hong.person, 'mine');
    const [, forLaptop] = await ming.seal(hong.person, content, [hong, laptop], { messageId });
    await laptop.receive([broken(forLaptop ?? expect.fail())]);
    const { requests } = await laptop.store.run('dueResends', { now: 1000 });
    const conversation = hong.person.account;
    expect(requests).toEqual([{ ...ming.address, conversation, ids: [messageId], numbers: [] }]);

    await laptop.establish(ming, { fresh: true });
    const question = await laptop.seal(hong.person, { kind: 'resend', ids: [messageId], numbers: [] }, [ming]);
    const { asked } = await ming.receive(question);
    expect(asked).toEqual([{ ...laptop.address, conversation, ids: [messageId], numbers: [] }]);
    const answers = await ming.store.run('answerResend', { request: asked[0] ?? expect.fail(), now: 5 });
    const { messages } = await laptop.receive(await ming.sealAll(answers, [laptop]));
    expect(messages).toMatchObject([{ id: messageId, own: true, state: 'sent', text: 'mine' }]);
  });

  it('is asked for three times, a minute apart; then a line tells, whose place it takes when it comes', async () => {
    const [ming, hong] = await twoDevices();
    const [one, two, three] = await texts(ming, hong, ['one', 'two', 'three']);
    if (!one || !two || !three) expect.fail();
    await hong.receive([one, broken(two)], { at: 0 });
    for (const minute of [0, 1, 2]) {
      const due = await hong.store.run('dueResends', { now: minute * MINUTE_MS });
      expect(due).toMatchObject({ requests: [{ ids: [two.messageId] }], nextAt: (minute + 1) * MINUTE_MS });
      expect(await hong.store.run('dueResends', { now: minute * MINUTE_MS + 1 })).toMatchObject({ requests: [] });
    }
    const { requests, messages, nextAt } = await hong.store.run('dueResends', { now: 3 * MINUTE_MS });
    expect({ requests, nextAt }).toEqual({ requests: [], nextAt: undefined });
    expect(messages).toMatchObject([{ id: two.messageId, kind: 'unreadable', own: false }]);
    await hong.receive([three]);
    expect(await hong.store.run('conversations')).toMatchObject([{ unread: 2 }]);
    expect(await hong.texts(ming.person)).toEqual(['one', '[unreadable]', 'three']);

    const [late] = (await hong.receive([two])).messages;
    expect(late).toMatchObject({ id: two.messageId, kind: 'text', text: 'two', order: messages[0]?.order });
    expect(await hong.texts(ming.person)).toEqual(['one', 'two', 'three']);
  });

  it('is one line for all that never came; each is taken off when it comes after all', async () => {
    const [ming, hong] = await twoDevices();
    const [one, two, three] = await texts(ming, hong, ['one', 'two', 'three']);
    if (!one || !two || !three) expect.fail();
    await hong.receive([three], { at: 0 });
    for (const minute of [0, 1, 2]) await hong.store.run('dueResends', { now: minute * MINUTE_MS });
    const { messages } = await hong.store.run('dueResends', { now: 3 * MINUTE_MS });
    expect(messages).toMatchObject([{ kind: 'missing', detail: '2' }]);
    await hong.receive([one]);
    expect(await hong.texts(ming.person)).toEqual(['three', '[missing 1]', 'one']);
    const last = await hong.receive([two]);
    expect(last.messages.at(-1)).toMatchObject({ text: 'two' });
    expect(await hong.texts(ming.person)).toEqual(['three', 'two', 'one']);
  });

  it('is told to be gone: silently when it never left, with a line when it was deleted', async () => {
    const [ming, hong] = await twoDevices();
    const [one, two, three] = await texts(ming, hong, ['never left', 'failed', 'deleted']);
    if (!one || !two || !three) expect.fail();
    await ming.store.run('markFailed', { id: one.messageId, problem: 'queue-full' });
    await ming.store.run('deleteFailed', one.messageId);
    await ming.store.run('markFailed', { id: two.messageId, problem: 'refused' });
    const last = await ming.text(hong, 'last');
    await hong.receive([last]);
    await askAgain(hong, ming);
    expect(await hong.texts(ming.person)).toEqual(['last', 'deleted']);

    const [lost, later] = await texts(ming, hong, ['lost', 'later']);
    if (!lost || !later) expect.fail();
    await hong.receive([later]);
    await ming.store.run('markSent', [lost.messageId, later.messageId]);
    await ming.store.run('deleteConversation', { id: hong.person.account, at: 20 });
    await ming.store.run('openConversation', hong.person.account);
    const { messages } = await askAgain(hong, ming);
    expect(messages).toMatchObject([{ kind: 'missing', detail: '1' }]);
    expect(await hong.store.run('dueResends', { now: 10 * MINUTE_MS })).toEqual({ requests: [], messages: [] });
  });

  it('that was a receipt is forgotten without a line', async () => {
    const [ming, hong] = await twoDevices();
    await hong.receive([await ming.text(hong, 'hello')]);
    const [receipt] = await hong.seal(ming.person, { kind: 'receipt', delivered: [newId()] }, [ming]);
    await ming.receive([broken(receipt ?? expect.fail())]);
    expect(await askAgain(ming, hong)).toMatchObject({ messages: [], unreadable: 0 });
    expect(await ming.store.run('dueResends', { now: 10 * MINUTE_MS })).toEqual({ requests: [], messages: [] });
  });

  it('is told apart when an unreadable receipt and a lost text were taken for one', async () => {
    const [ming, hong] = await twoDevices();
    const [one, two, three] = await texts(ming, hong, ['one', 'two', 'three']);
    const [receipt] = await ming.seal(hong.person, { kind: 'receipt', delivered: [newId()] }, [hong]);
    if (!one || !two || !three || !receipt) expect.fail();
    await hong.receive([one, broken(receipt), three]);
    const { requests } = await hong.store.run('dueResends', { now: 1000 });
    expect(requests).toMatchObject([{ ids: [receipt.messageId], numbers: [2] }]);
    await answer(hong, ming, requests[0] ?? expect.fail());
    expect(await hong.texts(ming.person)).toEqual(['one', 'three', 'two']);
    expect(await hong.store.run('dueResends', { now: 10 * MINUTE_MS })).toEqual({ requests: [], messages: [] });
  });

  it('comes back after the session was lost, for both messages that wait', async () => {
    const [ming, hong] = await twoDevices();
    await hong.receive([await ming.text(hong, 'hello')]);
    await ming.receive([await hong.text(ming, 'hi')]);
    // As if the file had been put back: the device has other keys now and no sessions.
    await hong.store.run('saveDevice', { id: hong.id, key: 'key', since: 1 });
    const waiting = await texts(ming, hong, ['one', 'two']);
    await hong.receive(waiting.map(broken));
    await askAgain(hong, ming);
    expect(await hong.texts(ming.person)).toEqual(['hello', 'hi', 'one', 'two']);
    await hong.receive([await ming.text(hong, 'three')]);
    expect((await hong.texts(ming.person)).at(-1)).toBe('three');
  });

  it('of a large gap is not all asked for', async () => {
    const [ming, hong] = await twoDevices();
    const all = await ming.sealAll(
      Array.from({ length: 800 }, () => ({
        messageId: newId(),
        to: hong.person.account,
        sentAt: 1,
        content: { kind: 'text', text: 'x' },
        devices: [hong.address],
      })),
      [hong],
    );
    const { messages } = await hong.receive([all[0] ?? expect.fail(), all.at(-1) ?? expect.fail()]);
    expect(messages).toMatchObject([{ kind: 'text' }, { kind: 'text' }, { kind: 'missing', detail: '298' }]);
    const { requests } = await hong.store.run('dueResends', { now: 1000 });
    expect(requests.map(({ numbers }) => numbers.length)).toEqual([100, 100, 100, 100, 100]);
  });

  it('is of no interest once the chat is deleted', async () => {
    const [ming, hong] = await twoDevices();
    const sent = await texts(ming, hong, ['one', 'two']);
    await hong.receive(sent.slice(1));
    await hong.store.run('deleteConversation', { id: ming.person.account, at: 20 });
    expect(await hong.store.run('dueResends', { now: 1000 })).toEqual({ requests: [], messages: [] });
  });
});
