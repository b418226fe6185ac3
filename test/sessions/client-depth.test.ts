import { describe, expect, it } from 'vitest';
import { listenTo } from '../../src-main/contract/listen.ts';
import type { ConversationId, Message, MessageId } from '../../src-main/contract/model.ts';
import type { Core } from '../../src-main/core/core.ts';
import {
  accountOf,
  befriend,
  messagesWith,
  nextEvent,
  registerAndLogin,
  say,
  seen,
  startCore,
  texts,
  twoFriends,
  waitFor,
} from '../support/core.ts';
import { startTestServer } from '../support/server.ts';

async function chatOf(core: Core, id: ConversationId) {
  return core.call('conversations.open', { id });
}

/** A text of the first that both have. */
async function talked(from: Core, to: Core, text = 'hello'): Promise<Message> {
  const message = await say(from, accountOf(to), text);
  await seen(to, message.id);
  return message;
}

const isDelivered = ({ state }: Message) => state === 'delivered';
const stranger = 4711 as ReturnType<typeof accountOf>;
const nothing = 'AAAAAAAAAAAAAAAAAAAAAA' as MessageId;

describe('a text', () => {
  it('carries its style and what it quotes, and shows both on the other side', async () => {
    const { server } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    const long = '海'.repeat(300);
    const first = await talked(ming, hong, long);
    const answer = await hong.call('messages.send', {
      conversation: accountOf(ming),
      text: 'indeed',
      quote: first.id,
      style: { size: 'huge', colour: 'red' },
    });
    const extras = {
      style: { size: 'huge', colour: 'red' },
      quote: { id: first.id, author: accountOf(ming), text: '海'.repeat(200) },
    };
    expect(answer).toMatchObject(extras);
    expect(await seen(ming, answer.id)).toMatchObject({
      text: 'indeed',
      author: accountOf(hong),
      own: false,
      ...extras,
    });
  });

  it('does not quote what is not in its chat, mention anybody outside rooms, or go on for ever', async () => {
    const { server } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    const bao = await startCore();
    await registerAndLogin(bao, server, 'bao');
    await befriend(ming, bao);
    const elsewhere = await talked(ming, bao);
    const write = (more: object) => ming.call('messages.send', { conversation: accountOf(hong), text: 'x', ...more });
    await expect(write({ quote: elsewhere.id })).rejects.toMatchObject({ code: 'not-found' });
    await expect(write({ quote: nothing })).rejects.toMatchObject({ code: 'not-found' });
    await expect(write({ mentions: 'all' })).rejects.toMatchObject({ code: 'invalid-argument' });
    await expect(write({ text: 'x'.repeat(8001) })).rejects.toMatchObject({ code: 'invalid-argument' });
    await expect(write({ conversation: stranger })).rejects.toMatchObject({ code: 'not-friends' });
    expect(await messagesWith(ming, accountOf(hong))).toEqual([]);
  });

  it('is forwarded as it is to others and to oneself, or with others as one', async () => {
    const { server } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    const bao = await startCore();
    await registerAndLogin(bao, server, 'bao');
    await befriend(ming, bao);
    const [mingId, hongId, baoId] = [accountOf(ming), accountOf(hong), accountOf(bao)];
    const one = await talked(hong, ming, 'one');
    const two = await talked(ming, hong, 'two');
    const ids = [two.id, one.id];

    await ming.call('messages.forward', { ids, to: [baoId, mingId] });
    expect(await texts(bao, mingId, 2)).toEqual(['one', 'two']);
    const notes = await waitFor(ming, async () => {
      const own = await messagesWith(ming, mingId);
      return own.length === 2 && own.every(({ state }) => state === 'sent') ? own : undefined;
    });
    expect(notes.map(({ text }) => text)).toEqual(['one', 'two']);

    const names = { [hongId]: '小红', [mingId]: '小明' };
    await ming.call('messages.forward', { ids, to: [baoId], merged: { title: 'our talk', names } });
    await texts(bao, mingId, 3);
    const [, , merged] = await messagesWith(bao, mingId);
    const items = [
      { name: '小红', sentAt: one.sentAt, text: 'one' },
      { name: '小明', sentAt: two.sentAt, text: 'two' },
    ];
    expect(merged).toMatchObject({ text: 'our talk', merged: { title: 'our talk', items } });

    // What was merged can be merged again, with its parts.
    const again = { ids: [merged?.id ?? nothing], to: [mingId], merged: { title: 'their talk', names: {} } };
    await bao.call('messages.forward', again);
    expect((await waitFor(ming, async () => (await messagesWith(ming, baoId))[3])).merged).toEqual({
      title: 'their talk',
      items,
    });
    await expect(ming.call('messages.forward', { ids: [nothing], to: [baoId] })).rejects.toMatchObject({
      code: 'not-found',
    });
    await expect(ming.call('messages.forward', { ids, to: [baoId, stranger] })).rejects.toMatchObject({
      code: 'not-friends',
    });
    const untitled = { ids, to: [baoId], merged: { title: ' ', names } };
    await expect(ming.call('messages.forward', untitled)).rejects.toMatchObject({ code: 'invalid-argument' });
  });

  it('of great length is merged into several', async () => {
    const { server } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    const ids: MessageId[] = [];
    for (const letter of ['a', 'b', 'c']) ids.push((await talked(ming, hong, letter.repeat(3900))).id);
    const to = [accountOf(ming)];
    await ming.call('messages.forward', { ids, to, merged: { title: 'long', names: {} } });
    const merged = await messagesWith(ming, accountOf(ming));
    expect(merged.map((message) => message.merged?.items.map(({ text }) => text[0]))).toEqual([['a', 'b'], ['c']]);
  });

  it('goes to many friends, each in their own chat', async () => {
    const { server } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    const bao = await startCore();
    await registerAndLogin(bao, server, 'bao');
    await befriend(ming, bao);
    const to = [accountOf(hong), accountOf(bao)];
    await expect(ming.call('messages.broadcast', { to: [...to, stranger], text: 'x' })).rejects.toMatchObject({
      code: 'not-friends',
    });
    await ming.call('messages.broadcast', { to, text: 'to all' });
    expect(await texts(hong, accountOf(ming), 1)).toEqual(['to all']);
    expect(await texts(bao, accountOf(ming), 1)).toEqual(['to all']);
  });
});

describe('an own message', () => {
  it('is taken back within the limit: its words go there, and stay here to be edited', async () => {
    const { server } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    const message = await talked(ming, hong, 'a slip');
    await hong.call('messages.react', { id: message.id, emoji: '👍', on: true });
    await hong.call('messages.pin', { id: message.id, pinned: true });
    await seen(ming, message.id, ({ isPinned }) => isPinned);
    await ming.call('messages.recall', { id: message.id });
    const bare = { kind: 'recalled', reactions: [], isPinned: false };
    const there = await seen(hong, message.id, ({ kind }) => kind === 'recalled');
    expect(there).toMatchObject({ ...bare, text: '' });
    expect(await ming.call('messages.find', { id: message.id })).toMatchObject({ ...bare, text: 'a slip' });
    expect(await chatOf(hong, accountOf(ming))).toMatchObject({ unread: 0, last: { kind: 'recalled', text: '' } });
    expect(await chatOf(ming, accountOf(hong))).toMatchObject({ last: { kind: 'recalled', text: '' } });
  });

  it('is not taken back too late, twice, or by others', async () => {
    const { server } = await startTestServer();
    let ahead = 0;
    const ming = await startCore({ now: () => Date.now() + ahead });
    const hong = await startCore();
    await registerAndLogin(ming, server, 'ming');
    await registerAndLogin(hong, server, 'hong');
    await befriend(ming, hong);
    const message = await talked(ming, hong);
    const recall = (core: Core, id = message.id) => core.call('messages.recall', { id });
    await expect(recall(hong)).rejects.toMatchObject({ code: 'not-allowed' });
    await expect(recall(ming, nothing)).rejects.toMatchObject({ code: 'not-found' });
    ahead = 121_000;
    await expect(recall(ming)).rejects.toMatchObject({ code: 'too-late' });
    ahead = 119_000;
    await recall(ming);
    await seen(hong, message.id, ({ kind }) => kind === 'recalled');
    await expect(recall(ming)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('is deleted here only, and what is deleted there does not come back', async () => {
    const { server } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    const [kept, gone] = [await talked(ming, hong, 'kept'), await talked(ming, hong, 'gone')];
    const removed = nextEvent(hong, 'messageRemoved');
    await hong.call('messages.delete', { ids: [gone.id, nothing] });
    expect(await removed).toEqual({ conversation: accountOf(ming), id: gone.id });
    // What is said of it later is not heeded.
    await ming.call('messages.react', { id: gone.id, emoji: '🎉', on: true });
    await talked(ming, hong, 'after');
    expect(await texts(hong, accountOf(ming), 2)).toEqual(['kept', 'after']);
    expect(await chatOf(hong, accountOf(ming))).toMatchObject({ unread: 2, firstUnread: kept.id });
    expect(await texts(ming, accountOf(hong), 3)).toEqual(['kept', 'gone', 'after']);
  });
});

describe('two friends', () => {
  it('react to messages, and take it back', async () => {
    const { server } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    const { id } = await talked(ming, hong);
    await hong.call('messages.react', { id, emoji: '👍', on: true });
    await ming.call('messages.react', { id, emoji: '👍', on: true });
    await ming.call('messages.react', { id, emoji: '❤️', on: true });
    const both = [accountOf(hong), accountOf(ming)];
    await seen(hong, id, ({ reactions }) => reactions.length === 2);
    await seen(ming, id, ({ reactions }) => reactions[0]?.by.length === 2);
    const there = (await seen(hong, id)).reactions.find(({ emoji }) => emoji === '👍');
    expect(new Set(there?.by)).toEqual(new Set(both));
    await ming.call('messages.react', { id, emoji: '👍', on: false });
    await ming.call('messages.react', { id, emoji: '👍', on: false });
    const left = await seen(hong, id, ({ reactions }) =>
      reactions.some(({ by }) => by.length === 1 && by[0] === both[0]),
    );
    expect(left.reactions).toHaveLength(2);
    await expect(ming.call('messages.react', { id, emoji: 'no', on: true })).rejects.toMatchObject({
      code: 'invalid-argument',
    });
    await expect(ming.call('messages.react', { id: nothing, emoji: '👍', on: true })).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('pin messages for both', async () => {
    const { server } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    const [one, two] = [await talked(ming, hong, 'one'), await talked(hong, ming, 'two')];
    const pinned = async (core: Core, other: Core) =>
      (await core.call('messages.pinned', { conversation: accountOf(other) })).map(({ text }) => text);
    await ming.call('messages.pin', { id: one.id, pinned: true });
    await seen(hong, one.id, ({ isPinned }) => isPinned);
    await hong.call('messages.pin', { id: two.id, pinned: true });
    await seen(ming, two.id, ({ isPinned }) => isPinned);
    expect(await pinned(ming, hong)).toEqual(['two', 'one']);
    expect(await pinned(hong, ming)).toEqual(['two', 'one']);
    await hong.call('messages.pin', { id: one.id, pinned: false });
    await seen(ming, one.id, ({ isPinned }) => !isPinned);
    expect(await pinned(ming, hong)).toEqual(['two']);
    await expect(ming.call('messages.pin', { id: nothing, pinned: true })).rejects.toMatchObject({ code: 'not-found' });
  });

  it('have fifty pinned messages at most', async () => {
    const { server } = await startTestServer();
    const { ming } = await twoFriends(server);
    const notes: Message[] = [];
    for (let number = 0; number < 51; number++) notes.push(await say(ming, accountOf(ming), `${number}`));
    const pin = (message: Message | undefined, pinned: boolean) =>
      ming.call('messages.pin', { id: message?.id ?? nothing, pinned });
    for (const note of notes.slice(0, 50)) await pin(note, true);
    await expect(pin(notes[50], true)).rejects.toMatchObject({ code: 'too-many', details: { limit: 50 } });
    await pin(notes[0], false);
    await pin(notes[50], true);
  });

  it('nudge each other, but not more often than every ten seconds', async () => {
    const { server } = await startTestServer();
    let ahead = 0;
    const ming = await startCore({ now: () => Date.now() + ahead });
    const hong = await startCore();
    await registerAndLogin(ming, server, 'ming');
    await registerAndLogin(hong, server, 'hong');
    await befriend(ming, hong);
    const shaken: number[] = [];
    listenTo(hong, 'nudge', (account) => shaken.push(account));
    const nudge = (account = accountOf(hong)) => ming.call('messages.nudge', { conversation: account });
    await nudge();
    const [line] = await waitFor(hong, async () => {
      const lines = await messagesWith(hong, accountOf(ming));
      return lines.length === 1 ? lines : undefined;
    });
    expect(line).toMatchObject({ kind: 'nudge', own: false, author: accountOf(ming), text: '' });
    expect(shaken).toEqual([accountOf(ming)]);
    await expect(nudge()).rejects.toMatchObject({
      code: 'rate-limited',
      details: { retryAfterMs: expect.closeTo(9_500, -3.3) },
    });
    ahead = 10_001;
    await nudge();
    await waitFor(hong, async () => (await messagesWith(hong, accountOf(ming)))[1]);
    // By the clock here it is too soon to shake again.
    expect(shaken).toHaveLength(1);
    expect((await chatOf(hong, accountOf(ming))).unread).toBe(0);
    await waitFor(ming, async () => {
      const lines = await messagesWith(ming, accountOf(hong));
      return lines.length === 2 && lines.every(({ state }) => state === 'sent') ? true : undefined;
    });
    await expect(nudge(stranger)).rejects.toMatchObject({ code: 'not-friends' });
    await expect(nudge(accountOf(ming))).rejects.toMatchObject({ code: 'oneself' });
  });
});

describe('a chat', () => {
  it('tells when messages were delivered and read, if both want that', async () => {
    const { server } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    const { id } = await talked(ming, hong);
    const delivered = await seen(ming, id, ({ state }) => state === 'delivered');
    expect(delivered.deliveredAt).toBeGreaterThanOrEqual(delivered.sentAt);
    expect(delivered.readAt).toBeUndefined();
    const upTo = Number.MAX_SAFE_INTEGER;
    await hong.call('conversations.markRead', { id: accountOf(ming), upTo });
    const read = await seen(ming, id, ({ state }) => state === 'read');
    expect(read.readAt).toBeGreaterThanOrEqual(read.deliveredAt ?? Number.POSITIVE_INFINITY);

    await ming.call('settings.set', { readReceipts: false });
    const unseen = await talked(ming, hong, 'not for me to know');
    await hong.call('conversations.markRead', { id: accountOf(ming), upTo });
    const last = await talked(hong, ming, 'nor for you');
    await ming.call('conversations.markRead', { id: accountOf(hong), upTo });
    // Receipts leave in order: behind these there is none of them left.
    const ends = [await talked(ming, hong, 'end'), await talked(hong, ming, 'end')];
    await Promise.all([ming, hong].map((core, index) => seen(core, ends[index]?.id ?? nothing, isDelivered)));
    expect(await seen(ming, unseen.id, ({ state }) => state !== 'sent')).toMatchObject({ state: 'delivered' });
    expect(await seen(hong, last.id, ({ state }) => state !== 'sent')).toMatchObject({ state: 'delivered' });
  });

  it('is pinned above the others, and cleared without being lost', async () => {
    const { server } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    const bao = await startCore();
    await registerAndLogin(bao, server, 'bao');
    await befriend(ming, bao);
    await talked(hong, ming, 'older');
    const { id } = await talked(bao, ming, 'newer');
    const order = async () => (await ming.call('conversations.list', {})).map((chat) => chat.id);
    expect(await order()).toEqual([accountOf(bao), accountOf(hong)]);
    const pinned = nextEvent(ming, 'conversation', ({ isPinned }) => isPinned);
    await ming.call('conversations.setPinned', { id: accountOf(hong), pinned: true });
    expect(await pinned).toMatchObject({ id: accountOf(hong), kind: 'person' });
    expect(await order()).toEqual([accountOf(hong), accountOf(bao)]);

    await ming.call('conversations.setDraft', { id: accountOf(bao), draft: 'half a sen' });
    const removed = nextEvent(ming, 'messageRemoved');
    await ming.call('conversations.clear', { id: accountOf(bao) });
    expect(await removed).toEqual({ conversation: accountOf(bao), id });
    expect(await chatOf(ming, accountOf(bao))).toMatchObject({ unread: 0, draft: 'half a sen', isContact: true });
    expect(await messagesWith(bao, accountOf(ming))).toHaveLength(1);
    await expect(ming.call('conversations.setPinned', { id: stranger, pinned: true })).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('with oneself keeps what one saves', async () => {
    const { server } = await startTestServer();
    const { ming } = await twoFriends(server);
    const own = accountOf(ming);
    expect(await chatOf(ming, own)).toMatchObject({ kind: 'saved', id: own, profile: { name: 'ming' } });
    const note = await say(ming, own, 'buy lanterns');
    expect(await seen(ming, note.id, ({ state }) => state !== 'sending')).toMatchObject({ state: 'sent', own: true });
    await ming.call('messages.react', { id: note.id, emoji: '✅', on: true });
    expect(await seen(ming, note.id)).toMatchObject({ reactions: [{ emoji: '✅', by: [own] }] });
    expect(await chatOf(ming, own)).toMatchObject({ unread: 0, last: { text: 'buy lanterns' } });
  });
});
