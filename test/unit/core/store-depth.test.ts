import { describe, expect, it } from 'vitest';
import { AccountId, type Delivery, type MessageId, RoomId } from '../../../protocol/index.ts';
import type { Content } from '../../../src-main/core/content.ts';
import type { Said } from '../../../src-main/core/store/acts.ts';
import type { NewMessage } from '../../../src-main/core/store/message-rows.ts';
import { FETCH_BUDGET, newId, person, RECALL_MS, SignalDevice, twoDevices } from '../../support/signal-devices.ts';

/** Both can write to each other. */
async function talkingDevices(): Promise<[SignalDevice, SignalDevice]> {
  const [ming, hong] = await twoDevices();
  await hong.receive([await ming.text(hong, 'hello')]);
  await hong.establish(ming);
  await ming.receive([await hong.text(ming, 'hello back')]);
  return [ming, hong];
}

async function said(from: SignalDevice, to: SignalDevice, content: Content, sentAt = 10): Promise<Delivery> {
  const [delivery] = await from.seal(to.person, content, [to], { sentAt });
  if (!delivery) throw new Error('no delivery');
  return delivery;
}

function find({ store }: SignalDevice, id: MessageId) {
  return store.run('message', id);
}

async function noteTo(device: SignalDevice, text: string, more: Partial<NewMessage> = {}): Promise<MessageId> {
  const { account } = device.person;
  const id = newId();
  const message = { id, conversation: account, own: true, author: account, kind: 'text', text, sentAt: 10 } as const;
  await device.store.run('addMessages', [{ ...message, state: 'sent', ...more }]);
  return id;
}

describe('a recall', () => {
  it('that will not be sent is told of, for the others keep the message', async () => {
    const [ming, hong] = await talkingDevices();
    const [own, conversation] = [ming.person.account, hong.person.account];
    const text = await noteTo(ming, 'a slip', { conversation });
    const content = { kind: 'recall', id: text } as const;
    const recall: Said = { id: newId(), conversation, author: own, sentAt: 11, content };
    await ming.store.run('act', { said: recall, recallMs: RECALL_MS });
    expect(await ming.store.run('giveUpAct', { id: recall.id, problem: 'not-friends' })).toMatchObject([
      { id: text, kind: 'recalled', text: 'a slip', state: 'failed', problem: 'not-friends' },
    ]);
    expect(await ming.store.run('unsentActs')).toEqual([]);
  });
});

describe('what is said of a message', () => {
  it('before it comes waits for it', async () => {
    const [ming, hong] = await talkingDevices();
    const text = await ming.text(hong, 'late');
    const id = text.messageId;
    const reaction = await said(ming, hong, { kind: 'reaction', id, emoji: '👍', on: true });
    const pin = await said(ming, hong, { kind: 'pin', id, pinned: true });
    expect((await hong.receive([reaction, pin])).messages).toEqual([]);
    await hong.reopen();
    const { messages } = await hong.receive([text]);
    expect(messages).toMatchObject([
      { id, text: 'late', isPinned: true, reactions: [{ emoji: '👍', by: [ming.person.account] }] },
    ]);
  });

  it('in the same batch comes after it, whatever it is', async () => {
    const [ming, hong] = await talkingDevices();
    const text = await ming.text(hong, 'a slip');
    const recall = await said(ming, hong, { kind: 'recall', id: text.messageId });
    expect((await hong.receive([recall, text])).messages).toMatchObject([{ kind: 'recalled', text: '' }]);
    expect((await hong.store.run('conversations'))[0]).toMatchObject({ unread: 1, last: { kind: 'recalled' } });
  });

  it('for a message that was deleted here is forgotten, and so is the message when it comes again', async () => {
    const [ming, hong] = await talkingDevices();
    const text = await ming.text(hong, 'unwanted');
    await hong.receive([text]);
    await hong.store.run('deleteMessages', { ids: [text.messageId], at: 20 });
    const [again] = await ming.seal(hong.person, { kind: 'text', text: 'unwanted' }, [hong], text);
    const reaction = await said(ming, hong, { kind: 'reaction', id: text.messageId, emoji: '👍', on: true });
    expect((await hong.receive([reaction, ...(again ? [again] : [])])).messages).toEqual([]);
    expect(await find(hong, text.messageId)).toBeUndefined();
  });

  it('without end does not fill the history', async () => {
    const [ming, hong] = await talkingDevices();
    const text = await ming.text(hong, 'at last');
    const first = { kind: 'reaction', id: text.messageId, emoji: '👍', on: true } as const;
    const others = Array.from({ length: 500 }, () => ({ kind: 'pin', id: newId(), pinned: true }) as const);
    const requests = [first, ...others].map((content) => ({
      messageId: newId(),
      to: hong.person.account,
      sentAt: 10,
      content,
      devices: [hong.address],
    }));
    await hong.receive(await ming.sealAll(requests, [hong]));
    expect((await hong.receive([text])).messages).toMatchObject([{ reactions: [] }]);
  });

  it('of another chat than the one it is said in is not heeded', async () => {
    const [ming, hong] = await talkingDevices();
    const bao = person(3);
    await hong.befriend(bao);
    const own = await noteTo(hong, 'for me only');
    const forBao = await hong.write(bao, 'for 小宝');
    for (const id of [own, forBao]) {
      await hong.receive([
        await said(ming, hong, { kind: 'reaction', id, emoji: '👍', on: true }),
        await said(ming, hong, { kind: 'pin', id, pinned: true }),
        await said(ming, hong, { kind: 'recall', id }),
        await said(ming, hong, { kind: 'receipt', delivered: [id], read: [id] }),
      ]);
      const message = await find(hong, id);
      expect(message).toMatchObject({ kind: 'text', reactions: [], isPinned: false });
      expect(message).not.toHaveProperty('readAt');
    }
  });

  it('is not heeded when it recalls what others wrote, or long after, or reacts with words', async () => {
    const [ming, hong] = await talkingDevices();
    const mine = await hong.text(ming, 'mine');
    const theirs = await ming.text(hong, 'theirs');
    await hong.receive([theirs]);
    await hong.receive([
      await said(ming, hong, { kind: 'recall', id: mine.messageId }),
      await said(ming, hong, { kind: 'recall', id: theirs.messageId }, 10 + RECALL_MS + 1),
      await said(ming, hong, { kind: 'reaction', id: theirs.messageId, emoji: '<b>', on: true }),
      await said(ming, hong, { kind: 'reaction', id: theirs.messageId, emoji: '👍👍', on: true }),
    ]);
    expect(await find(hong, mine.messageId)).toMatchObject({ kind: 'text', text: 'mine' });
    expect(await find(hong, theirs.messageId)).toMatchObject({ kind: 'text', text: 'theirs', reactions: [] });
    await hong.receive([await said(ming, hong, { kind: 'recall', id: theirs.messageId }, 10 + RECALL_MS)]);
    expect(await find(hong, theirs.messageId)).toMatchObject({ kind: 'recalled', text: '' });
  });

  it('by one person is at most so many reactions', async () => {
    const [ming, hong] = await talkingDevices();
    const { messageId: id, ...text } = await ming.text(hong, 'x');
    await hong.receive([{ ...text, messageId: id }]);
    for (let code = 0x1f600; code < 0x1f600 + 25; code++) {
      const emoji = String.fromCodePoint(code);
      await hong.receive([await said(ming, hong, { kind: 'reaction', id, emoji, on: true })]);
    }
    expect((await find(hong, id))?.reactions).toHaveLength(20);
  });

  it('could not be read at first and is asked for again', async () => {
    const [ming, hong] = await talkingDevices();
    const { messageId: id } = await hong.text(ming, 'x');
    const act: Said = {
      id: newId(),
      conversation: hong.person.account,
      author: ming.person.account,
      sentAt: 20,
      content: { kind: 'nudge' },
    };
    expect(await ming.store.run('act', { said: act, recallMs: RECALL_MS })).toMatchObject({ kind: 'done' });
    expect(await ming.store.run('unsentActs')).toMatchObject([{ id: act.id, content: { kind: 'nudge' } }]);
    await ming.seal(hong.person, act.content, [hong], { messageId: act.id, sentAt: 20 });
    await ming.store.run('markActsSent', { ids: [act.id], at: 21 });
    expect(await ming.store.run('unsentActs')).toEqual([]);
    const request = { ...hong.address, conversation: hong.person.account, ids: [act.id, id], numbers: [] };
    const answers = await ming.store.run('answerResend', { request, now: 30 });
    expect(answers.map(({ content }) => content)).toEqual([{ kind: 'nudge' }, { kind: 'gone', id, reason: 'unknown' }]);
    const deliveries = await ming.sealAll(answers.slice(0, 1), [hong]);
    const received = await hong.receive([...deliveries, ...(await ming.sealAll(answers.slice(0, 1), [hong]))]);
    expect(received).toMatchObject({
      messages: [{ id: act.id, kind: 'nudge' }],
      nudges: [{ by: ming.person.account, sentAt: 20 }],
    });
  });
});

describe('texts', () => {
  it('lose what only makes sense in a room, and what later versions add', async () => {
    const [ming, hong] = await talkingDevices();
    const style = { size: 'gigantic' as 'huge', colour: 'red' } as const;
    const extras = { notice: true, mentions: 'all', style } as const;
    const { messages } = await hong.receive([await said(ming, hong, { kind: 'text', text: 'hear', extras })]);
    expect(messages).toMatchObject([{ kind: 'text', style: { colour: 'red' } }]);
    expect(messages[0]).not.toHaveProperty('mentions');
    expect(messages[0]?.style).not.toHaveProperty('size');
    expect((await hong.store.run('conversations'))[0]?.isMentioned).toBe(false);
  });

  it('quote others as they are known here, whatever the writer says', async () => {
    const [ming, hong] = await talkingDevices();
    const { account: author } = ming.person;
    const { messageId: known } = await hong.text(ming, 'as it was');
    const quoting = (id: MessageId) =>
      said(ming, hong, { kind: 'text', text: 'x', extras: { quote: { id, author, text: 'made up' } } });
    const unknown = newId();
    const { messages } = await hong.receive([await quoting(known), await quoting(unknown)]);
    expect(messages.map(({ quote }) => quote)).toEqual([
      { id: known, author: hong.person.account, text: 'as it was' },
      { id: unknown, author, text: 'made up', isUnknown: true },
    ]);
  });

  it('that were recalled are as if they had never been sent, for who asks for them', async () => {
    const [ming, hong] = await talkingDevices();
    const { messageId: id } = await ming.text(hong, 'a slip');
    const content = { kind: 'recall', id } as const;
    const { account: author } = ming.person;
    const recall = { id: newId(), conversation: hong.person.account, author, sentAt: 20, content };
    await ming.store.run('act', { said: recall, recallMs: RECALL_MS });
    const request = { ...hong.address, conversation: hong.person.account, ids: [id], numbers: [] };
    expect(await ming.store.run('answerResend', { request, now: 30 })).toMatchObject([
      { content: { kind: 'gone', id, reason: 'never-sent' } },
    ]);
  });
});

describe('reading', () => {
  it('owes a receipt for what was read, once, and only when it is to be told', async () => {
    const [ming, hong] = await talkingDevices();
    const { account } = ming.person;
    const deliveries = [await ming.text(hong, 'one'), await ming.text(hong, 'two')];
    await hong.receive(deliveries);
    await hong.store.run('forgetReceipts', account);
    const ids = deliveries.map(({ messageId }) => messageId);
    const [, last] = await Promise.all(ids.map((id) => find(hong, id)));
    await hong.store.run('markRead', { id: account, upTo: (last?.order ?? 0) - 1, tell: false });
    await hong.store.run('markRead', { id: account, upTo: 1_000, tell: true });
    await hong.store.run('markRead', { id: account, upTo: 1_000, tell: true });
    expect(await hong.store.run('owedReceipts', 10)).toEqual([{ to: account, delivered: [], read: [ids[1]] }]);
    await hong.store.run('settleReceipts', { to: account, delivered: [], read: ids });
    expect(await hong.store.run('owedReceipts', 10)).toEqual([]);
  });

  it('makes messages read, with the times; or delivered only, for who does not want to know', async () => {
    const [ming, hong] = await talkingDevices();
    const one = await ming.text(hong, 'one');
    const two = await ming.text(hong, 'two');
    await ming.receive([await said(hong, ming, { kind: 'receipt', delivered: [one.messageId] }, 50)]);
    const receipt = { kind: 'receipt', delivered: [], read: [one.messageId, two.messageId] } as const;
    const read = await said(hong, ming, { ...receipt, delivered: [], read: [...receipt.read] }, 60);
    await ming.receive([read]);
    expect(await find(ming, one.messageId)).toMatchObject({ state: 'read', deliveredAt: 50, readAt: 60 });
    expect(await find(ming, two.messageId)).toMatchObject({ state: 'read', deliveredAt: 60, readAt: 60 });
    // A receipt that was held up does not take it back.
    await ming.receive([await said(hong, ming, { kind: 'receipt', delivered: [one.messageId] }, 70)]);
    expect(await find(ming, one.messageId)).toMatchObject({ state: 'read', deliveredAt: 50 });

    const three = await ming.text(hong, 'three');
    const unwanted = await said(hong, ming, { kind: 'receipt', delivered: [], read: [three.messageId] }, 80);
    await ming.receive([unwanted], { showsReads: false });
    expect(await find(ming, three.messageId)).toMatchObject({ state: 'delivered', deliveredAt: 80 });
    expect(await find(ming, three.messageId)).not.toHaveProperty('readAt');
  });
});

describe('a copy that was lost', () => {
  it('is a loss when it was for the other person, and none when it was for a device of one’s own', async () => {
    const [ming, hong] = await talkingDevices();
    const laptop = await SignalDevice.signIn(ming.person, 12);
    await ming.establish(laptop);
    const id = await ming.write(hong.person, 'hello');
    await ming.store.run('markSent', [id]);
    const expired = { kind: 'expired', to: hong.person.account, messageId: id } as const;
    const lost = ({ id: device }: SignalDevice) =>
      ming.store.run('receive', {
        batch: [{ ...expired, device }],
        ready: [],
        at: 5,
        recallMs: RECALL_MS,
        showsReads: true,
        fetchBudget: FETCH_BUDGET,
      });
    expect((await lost(laptop)).messages).toEqual([]);
    expect(await find(ming, id)).toMatchObject({ state: 'sent' });
    expect((await lost(hong)).messages).toMatchObject([{ id, state: 'failed', problem: 'expired' }]);
  });
});

describe('a room in the list of chats', () => {
  it('comes with its summary, counts texts and notices, and tells of mentions', async () => {
    const ming = await SignalDevice.signIn(person(1), 11);
    const room = RoomId.parse(-7);
    const author = AccountId.parse(2);
    const text = {
      conversation: room,
      own: false,
      author,
      kind: 'text',
      text: 'x',
      sentAt: 5,
      state: 'received',
    } as const;
    const mention = newId();
    await ming.store.run('addMessages', [
      { ...text, id: newId() },
      { ...text, id: mention, kind: 'notice', mentionsMe: true, extras: { mentions: 'all' } },
      { ...text, id: newId(), own: true, author: ming.person.account, state: 'sent' },
    ]);
    // Nothing is known of the room: it is not shown.
    expect(await ming.store.run('conversations')).toEqual([]);
    expect(await ming.store.run('roomSummary', room)).toBeUndefined();
    expect(await find(ming, mention)).toMatchObject({ kind: 'notice', mentions: 'all' });
    expect(await ming.store.run('owedReceipts', 10)).toEqual([]);
  });
});

describe('clearing a chat', () => {
  it('leaves the chat, what is said in it later, and nothing to be sent', async () => {
    const [ming, hong] = await talkingDevices();
    const { account } = hong.person;
    await ming.write(hong.person, 'unsent');
    const ids = await ming.store.run('clearConversation', { id: account, at: 20 });
    expect(ids).toHaveLength(3);
    expect(await ming.store.run('unsent')).toEqual([]);
    expect(await ming.history(hong.person)).toEqual([]);
    expect(await ming.store.run('conversations')).toMatchObject([{ id: account, unread: 0 }]);
    await ming.receive([await hong.text(ming, 'later')]);
    expect(await ming.texts(hong.person)).toEqual(['later']);
  });
});
