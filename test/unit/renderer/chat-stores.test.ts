import { describe, expect, it, vi } from 'vitest';
import { ContractError } from '../../../src-main/contract/errors.ts';
import { friends, strangers } from '../../../src-renderer/bridge/memory/people.ts';
import { busyWorld } from '../../../src-renderer/bridge/memory/world.ts';
import { totalUnread } from '../../../src-renderer/model/order.ts';
import type { Stores } from '../../../src-renderer/stores/stores.ts';
import { openWindow, settled } from './window.ts';

const hong = friends.hong.account;
const teacher = friends.teacher.account;

function historyOf(stores: Stores, id = hong) {
  const history = stores.messages.getState().histories.get(id);
  if (!history) throw new Error('the chat is not open');
  return history;
}

function chatWith(stores: Stores, id = hong) {
  return stores.conversations.getState().conversations.get(id);
}

describe('sending', () => {
  it('goes from sending to sent to delivered', async () => {
    const { clock, stores } = await openWindow(busyWorld);
    await stores.openChat(hong);
    await stores.send(hong, '好的');
    expect(historyOf(stores).messages.at(-1)).toMatchObject({ text: '好的', own: true, state: 'sending' });
    await clock.pass(300);
    expect(historyOf(stores).messages.at(-1)?.state).toBe('sent');
    await clock.pass(600);
    expect(historyOf(stores).messages.at(-1)?.state).toBe('delivered');
    expect(chatWith(stores)?.last).toMatchObject({ text: '好的', own: true, state: 'delivered' });
  });

  it('shows each message once and in order, whatever tells of it first', async () => {
    const { stores } = await openWindow(busyWorld);
    await stores.openChat(hong);
    const before = historyOf(stores).messages.length;
    await Promise.all(['一', '二', '三'].map((text) => stores.send(hong, text)));
    expect(
      historyOf(stores)
        .messages.slice(before)
        .map(({ text }) => text),
    ).toEqual(['一', '二', '三']);
  });

  it('waits while there is no connection', async () => {
    const { clock, core, stores } = await openWindow(busyWorld);
    await stores.openChat(hong);
    core.setConnection({ state: 'offline', retryAt: clock.now() });
    await stores.send(hong, '断网也能写');
    await clock.pass(5000);
    expect(historyOf(stores).messages.at(-1)?.state).toBe('sending');
    core.setConnection({ state: 'online' });
    await clock.pass(5000);
    expect(historyOf(stores).messages.at(-1)?.state).toBe('delivered');
  });

  it('to someone who is no friend fails with the reason, and can be discarded', async () => {
    const { clock, core, stores } = await openWindow(busyWorld);
    await stores.openChat(hong);
    core.world.contacts.delete(hong);
    await stores.send(hong, '在吗');
    await clock.pass(300);
    const failed = historyOf(stores).messages.at(-1);
    expect(failed).toMatchObject({ state: 'failed', problem: 'not-friends' });
    if (failed) await stores.messages.getState().discard(failed.id);
    expect(historyOf(stores).messages.at(-1)?.text).toBe('我大概二十分钟后到');
  });

  it('puts the text back when it cannot be stored', async () => {
    const { core, stores } = await openWindow(busyWorld);
    await stores.openChat(hong);
    core.world.people.delete(hong);
    await expect(stores.send(hong, '不能丢')).rejects.toMatchObject({ code: 'not-found' });
    expect(stores.drafts.getState().texts.get(hong)).toBe('不能丢');
  });
});

describe('reading', () => {
  it('brings the count down to what was not seen', async () => {
    const { stores } = await openWindow(busyWorld);
    const unread = () => totalUnread(stores.conversations.getState().conversations.values());
    const before = unread();
    await stores.openChat(hong);
    expect(chatWith(stores)?.unread).toBe(2);
    const newest = historyOf(stores).messages.at(-1)?.order ?? 0;
    await stores.conversations.getState().markRead(hong, newest - 1);
    expect(chatWith(stores)?.unread).toBe(1);
    await stores.conversations.getState().markRead(hong, newest);
    expect(unread()).toBe(before - 2);
  });

  it('that was on the screen before the core had counted it does not stay unread', async () => {
    const { core, stores } = await openWindow(busyWorld);
    await stores.openChat(hong);
    const newest = historyOf(stores).messages.at(-1)?.order ?? 0;
    await stores.conversations.getState().markRead(hong, newest);
    expect(chatWith(stores)?.unread).toBe(0);
    await stores.conversations.getState().markRead(hong, newest + 1);
    core.receive(hong, '刚刚到的');
    await settled();
    expect(chatWith(stores)?.unread).toBe(0);
  });

  it('of a whole chat from the list counts for what is there, not for what comes later', async () => {
    const { core, stores } = await openWindow(busyWorld);
    const { markAllRead, markRead } = stores.conversations.getState();
    await markAllRead(hong);
    expect(chatWith(stores)?.unread).toBe(0);
    core.receive(hong, '后来的');
    await settled();
    expect(chatWith(stores)?.unread).toBe(1);
    await stores.openChat(hong);
    await markRead(hong, historyOf(stores).messages.at(-1)?.order ?? 0);
    expect(chatWith(stores)?.unread).toBe(0);
  });

  it('that could not be told is told the next time', async () => {
    const { core, stores } = await openWindow(busyWorld);
    await stores.openChat(hong);
    const newest = historyOf(stores).messages.at(-1)?.order ?? 0;
    const { markRead } = stores.conversations.getState();
    const call = vi.spyOn(core, 'call').mockRejectedValueOnce(new ContractError('storage', { problem: 'failed' }));
    await expect(markRead(hong, newest)).rejects.toMatchObject({ code: 'storage' });
    call.mockRestore();
    await markRead(hong, newest);
    expect(chatWith(stores)?.unread).toBe(0);
  });

  it('starts at the first unread message, far back as it may be', async () => {
    const { stores } = await openWindow(busyWorld);
    await stores.openChat(teacher);
    const mark = stores.ui.getState().unreadMark;
    expect(historyOf(stores, teacher).messages.some(({ id }) => id === mark)).toBe(true);
  });

  it('keeps the divider while the chat stays open, and moves it when one looks away', async () => {
    const { core, stores } = await openWindow(busyWorld);
    await stores.openChat(hong);
    const mark = stores.ui.getState().unreadMark;
    const newest = historyOf(stores).messages.at(-1)?.order ?? 0;
    await stores.conversations.getState().markRead(hong, newest);
    expect(stores.ui.getState().unreadMark).toBe(mark);

    await stores.send(hong, '看到了');
    expect(stores.ui.getState().unreadMark).toBeUndefined();
    core.receive(hong, '看着的时候');
    expect(stores.ui.getState().unreadMark).toBeUndefined();
    await stores.conversations.getState().markRead(hong, newest + 2);
    stores.ui.getState().setFocused(false);
    core.receive(hong, '没看的时候');
    expect(stores.ui.getState().unreadMark).toBe(historyOf(stores).messages.at(-1)?.id);
  });

  it('moves the divider, too, when one is elsewhere in the window', async () => {
    const { core, stores } = await openWindow(busyWorld);
    await stores.openChat(hong);
    const newest = historyOf(stores).messages.at(-1)?.order ?? 0;
    await stores.conversations.getState().markRead(hong, newest);
    stores.ui.getState().showSection('settings');
    core.receive(hong, '在别处的时候');
    await settled();
    expect(stores.ui.getState().unreadMark).toBe(historyOf(stores).messages.at(-1)?.id);
  });

  it('loads older pages once, in order, until the beginning', async () => {
    const { core, stores } = await openWindow(busyWorld);
    await core.call('conversations.markRead', { id: teacher, upTo: 400 });
    await stores.openChat(teacher);
    expect(historyOf(stores, teacher)).toMatchObject({ more: true, prepended: 0 });
    const { loadOlder } = stores.messages.getState();
    await Promise.all([loadOlder(teacher), loadOlder(teacher)]);
    expect(historyOf(stores, teacher)).toMatchObject({ prepended: 60, loadingOlder: false });
    while (historyOf(stores, teacher).more) await loadOlder(teacher);
    const orders = historyOf(stores, teacher).messages.map(({ order }) => order);
    expect(orders).toEqual(Array.from({ length: 400 }, (_, index) => index + 1));
  });
});

describe('a draft', () => {
  it('is stored a moment after typing, and once', async () => {
    const { clock, core, stores } = await openWindow(busyWorld);
    stores.drafts.getState().type(hong, '你');
    stores.drafts.getState().type(hong, '你好');
    await clock.pass(399);
    expect(core.world.drafts.has(hong)).toBe(false);
    await clock.pass(1);
    expect(core.world.drafts.get(hong)).toBe('你好');
  });

  it('is stored at once when another chat is opened, and emptied by sending', async () => {
    const { core, stores } = await openWindow(busyWorld);
    await stores.openChat(hong);
    stores.drafts.getState().type(hong, '写到一半');
    await stores.openChat(teacher);
    expect(core.world.drafts.get(hong)).toBe('写到一半');
    await stores.send(hong, '写到一半');
    expect(core.world.drafts.get(hong)).toBe('');
    expect(stores.drafts.getState().texts.get(hong)).toBe('');
  });
});

describe('typing', () => {
  it('is shown for six seconds, or until the message comes', async () => {
    const { clock, core, stores } = await openWindow(busyWorld);
    const isTyping = () => stores.typing.getState().typing.has(hong);
    core.type(hong);
    await clock.pass(5000);
    core.type(hong);
    await clock.pass(5999);
    expect(isTyping()).toBe(true);
    await clock.pass(1);
    expect(isTyping()).toBe(false);
    core.type(hong);
    core.receive(hong, '来了');
    expect(isTyping()).toBe(false);
  });
});

describe('friends', () => {
  it('are found with their relation', async () => {
    const { stores } = await openWindow(busyWorld);
    const relationOf = async (query: string) => (await stores.contacts.getState().search(query))[0]?.relation;
    expect(await relationOf('小明')).toBe('self');
    expect(await relationOf('10002')).toBe('friend');
    expect(await relationOf('TOM')).toBe('requests-you');
    expect(await relationOf('小军')).toBe('none');
    expect(await relationOf('nobody')).toBeUndefined();
  });

  it('are asked once', async () => {
    const { stores } = await openWindow(busyWorld);
    const { request } = stores.contacts.getState();
    const { account } = strangers.jun;
    expect(await request(account, '你好')).toBe('requested');
    await expect(request(account, '你好')).rejects.toMatchObject({ code: 'already-requested' });
    expect(stores.contacts.getState().requests[0]).toMatchObject({ direction: 'outgoing', greeting: '你好' });
  });

  it('can be talked to as soon as they are accepted', async () => {
    const { stores } = await openWindow(busyWorld);
    const { account } = strangers.mei;
    await stores.contacts.getState().answer(account, 'accept');
    expect(stores.contacts.getState().contacts.has(account)).toBe(true);
    await stores.openChat(account);
    expect(stores.ui.getState()).toMatchObject({ section: 'chats', chat: account });
  });

  it('can be put off and refused', async () => {
    const { stores } = await openWindow(busyWorld);
    const { answer } = stores.contacts.getState();
    await answer(strangers.mei.account, 'later');
    await answer(strangers.tom.account, 'refuse');
    expect(stores.contacts.getState().requests.map(({ state }) => state)).toEqual(['later', 'refused']);
  });

  it('leave the list when removed; the chat stays unless it is cleared', async () => {
    const { stores } = await openWindow(busyWorld);
    const { remove } = stores.contacts.getState();
    await stores.openChat(hong);
    await remove(hong, false);
    expect(stores.contacts.getState().contacts.has(hong)).toBe(false);
    expect(chatWith(stores)).toMatchObject({ isContact: false });
    expect(stores.ui.getState().chat).toBe(hong);

    await stores.openChat(teacher);
    await remove(teacher, true);
    expect(chatWith(stores, teacher)).toBeUndefined();
    expect(stores.messages.getState().histories.has(teacher)).toBe(false);
    expect(stores.ui.getState().chat).toBeUndefined();
  });
});

it('everything is fetched anew after the way to the core was lost', async () => {
  const { core, stores } = await openWindow(busyWorld);
  await stores.openChat(hong);
  core.world.contacts.delete(teacher);
  await stores.reload();
  await settled();
  expect(stores.contacts.getState().contacts.has(teacher)).toBe(false);
  expect(stores.ui.getState().chat).toBe(hong);
  expect(historyOf(stores).messages.at(-1)?.text).toBe('我大概二十分钟后到');
});
