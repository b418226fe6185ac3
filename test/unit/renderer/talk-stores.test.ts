import { describe, expect, it } from 'vitest';
import type { ConversationId } from '../../../src-main/contract/model.ts';
import { friends, me, strangers } from '../../../src-renderer/bridge/memory/people.ts';
import { talkRooms, talkWorld } from '../../../src-renderer/bridge/memory/talk.ts';
import { busyWorld } from '../../../src-renderer/bridge/memory/world.ts';
import { nextPinned } from '../../../src-renderer/model/pinned.ts';
import type { Stores } from '../../../src-renderer/stores/stores.ts';
import { openWindow, settled } from './window.ts';

const hong = friends.hong.account;
const { lab } = talkRooms;

function messagesOf(stores: Stores, id: ConversationId) {
  return stores.messages.getState().histories.get(id)?.messages ?? [];
}

function newest(stores: Stores, id: ConversationId) {
  const message = messagesOf(stores, id).at(-1);
  if (!message) throw new Error('the chat is not open');
  return message;
}

describe('a text', () => {
  it('takes the quote and the style with it, once', async () => {
    const { stores } = await openWindow(talkWorld);
    await stores.openChat(hong);
    const quoted = newest(stores, hong);
    stores.composing.getState().quote(quoted);
    stores.composing.getState().setStyle({ size: 'large', colour: 'red' });
    await stores.send(hong, '好');
    expect(newest(stores, hong)).toMatchObject({
      quote: { id: quoted.id, text: quoted.text },
      style: { size: 'large', colour: 'red' },
    });
    await stores.send(hong, '再说一句');
    expect(newest(stores, hong).quote).toBeUndefined();
    expect(newest(stores, hong).style).toEqual({ size: 'large', colour: 'red' });
  });

  it('has no style for those who do not want styles', async () => {
    const { stores } = await openWindow(talkWorld);
    await stores.openChat(hong);
    stores.composing.getState().setStyle({ size: 'huge' });
    await stores.settings.getState().change({ textStyles: false });
    await stores.send(hong, '好');
    expect(newest(stores, hong).style).toBeUndefined();
  });

  it('keeps its quote when it cannot be stored', async () => {
    const { core, stores } = await openWindow(talkWorld);
    await stores.openChat(hong);
    const quoted = newest(stores, hong);
    stores.composing.getState().quote(quoted);
    core.world.people.delete(hong);
    await expect(stores.send(hong, '好')).rejects.toMatchObject({ code: 'not-found' });
    expect(stores.composing.getState().quotes.get(hong)).toEqual(quoted);
  });

  it('mentions members of the room by the names in it', async () => {
    const { stores } = await openWindow(talkWorld);
    await stores.openChat(lab);
    await stores.send(lab, '@小红（组长） @Ada Lovelace 看一下');
    expect(newest(stores, lab).mentions).toEqual([hong, friends.ada.account]);
    await stores.send(lab, '@所有人 开会');
    expect(newest(stores, lab).mentions).toBe('all');
    await stores.openChat(talkRooms.joined);
    await stores.send(talkRooms.joined, '@所有人 打球');
    expect(newest(stores, talkRooms.joined).mentions).toBeUndefined();
  });

  it('to oneself ends at the server', async () => {
    const { clock, stores } = await openWindow(talkWorld);
    await stores.openChat(me.account);
    await stores.send(me.account, '记得带伞');
    await clock.pass(5000);
    expect(newest(stores, me.account)).toMatchObject({ state: 'sent', own: true });
  });
});

describe('a message', () => {
  it('is recalled while there is time, and can be written again', async () => {
    const { clock, stores } = await openWindow(talkWorld);
    await stores.openChat(hong);
    await stores.send(hong, '写错了');
    const { id } = newest(stores, hong);
    await stores.messages.getState().recall(id);
    expect(newest(stores, hong)).toMatchObject({ kind: 'recalled', text: '写错了' });
    await stores.send(hong, '太晚了');
    await clock.pass(121_000);
    const late = stores.messages.getState().recall(newest(stores, hong).id);
    await expect(late).rejects.toMatchObject({ code: 'too-late' });
  });

  it('that was taken back is neither answered nor chosen any more', async () => {
    const { stores } = await openWindow(talkWorld);
    await stores.openChat(hong);
    await stores.send(hong, '写错了');
    const wrong = newest(stores, hong);
    stores.composing.getState().quote(wrong);
    stores.chatView.getState().select(wrong.id);
    await stores.messages.getState().recall(wrong.id);
    expect(stores.composing.getState().quotes.has(hong)).toBe(false);
    expect(stores.chatView.getState().selected?.size).toBe(0);
    await stores.send(hong, '这样说');
    expect(newest(stores, hong)).toMatchObject({ text: '这样说' });
  });

  it('gets and loses reactions', async () => {
    const { stores } = await openWindow(talkWorld);
    await stores.openChat(hong);
    const { id } = newest(stores, hong);
    await stores.messages.getState().react(id, '👍', true);
    expect(newest(stores, hong).reactions).toEqual([{ emoji: '👍', by: [me.account] }]);
    await stores.messages.getState().react(id, '👍', false);
    expect(newest(stores, hong).reactions).toEqual([]);
  });

  it('goes to other chats alone or with others as one', async () => {
    const { core, stores } = await openWindow(talkWorld);
    await stores.openChat(hong);
    const ids = messagesOf(stores, hong).slice(0, 2);
    const { forward } = stores.messages.getState();
    await forward({ ids: ids.map(({ id }) => id), to: [lab] });
    expect(core.world.messages.slice(-2).map(({ text, conversation }) => [text, conversation])).toEqual(
      ids.map(({ text }) => [text, lab]),
    );
    const names = { [hong]: '小红', [me.account]: '小明' };
    await forward({ ids: ids.map(({ id }) => id), to: [me.account], merged: { title: '聊天记录', names } });
    expect(core.world.messages.at(-1)).toMatchObject({
      conversation: me.account,
      merged: { title: '聊天记录', items: ids.map(({ text, author }) => ({ text, name: names[author] })) },
    });
  });

  it('that is deleted is no longer chosen', async () => {
    const { stores } = await openWindow(talkWorld);
    await stores.openChat(hong);
    const [first, second] = messagesOf(stores, hong);
    if (!first || !second) throw new Error('the chat is too short');
    stores.chatView.getState().select(first.id);
    stores.chatView.getState().toggle(second.id);
    await stores.messages.getState().remove([first.id]);
    expect([...(stores.chatView.getState().selected ?? [])]).toEqual([second.id]);
    expect(messagesOf(stores, hong)[0]?.id).toBe(second.id);
  });

  it('far back is loaded when it is asked for, once', async () => {
    const { core, stores } = await openWindow(busyWorld);
    const teacher = friends.teacher.account;
    await core.call('conversations.markRead', { id: teacher, upTo: 400 });
    await stores.openChat(teacher);
    const first = core.world.messages.find(({ conversation }) => conversation === teacher);
    if (!first) throw new Error('the chat is empty');
    const found = await Promise.all([
      stores.goToMessage(teacher, first.id),
      stores.messages.getState().loadOlder(teacher),
      stores.goToMessage(teacher, first.id),
    ]);
    expect([found[0], found[2]]).toEqual([true, true]);
    expect(messagesOf(stores, teacher).map(({ order }) => order)).toEqual(Array.from({ length: 400 }, (_, i) => i + 1));
    expect(stores.chatView.getState().target?.id).toBe(first.id);
  });

  it('that is gone is not gone to', async () => {
    const { core, stores } = await openWindow(talkWorld);
    await stores.openChat(hong);
    const { id } = newest(stores, hong);
    await stores.openChat(lab);
    expect(await stores.goToMessage(lab, id)).toBe(false);
    await core.call('messages.delete', { ids: [id] });
    expect(await stores.goToMessage(hong, id)).toBe(false);
    expect(stores.chatView.getState().target).toBeUndefined();
  });
});

describe('pinned messages', () => {
  it('are there with the chat, newest first, and follow what is pinned', async () => {
    const { stores } = await openWindow(talkWorld);
    await stores.openChat(lab);
    const pinned = () => stores.messages.getState().pinned.get(lab) ?? [];
    expect(pinned().map(({ kind }) => kind)).toEqual(['notice', 'text']);
    const { id } = newest(stores, lab);
    await stores.messages.getState().pin(id, true);
    expect(pinned()[0]?.id).toBe(id);
    await stores.messages.getState().pin(id, false);
    expect(pinned()).toHaveLength(2);
    await stores.messages.getState().remove([pinned()[0]?.id ?? id]);
    expect(pinned()).toHaveLength(1);
  });

  it('are shown round and round', async () => {
    const { stores } = await openWindow(talkWorld);
    await stores.openChat(lab);
    const pinned = stores.messages.getState().pinned.get(lab) ?? [];
    expect(nextPinned(pinned, undefined)).toBe(pinned[0]);
    expect(nextPinned(pinned, pinned[0])).toBe(pinned[1]);
    expect(nextPinned(pinned, pinned[1])).toBe(pinned[0]);
    expect(nextPinned([], undefined)).toBeUndefined();
  });
});

describe('a chat', () => {
  it('stays above the others when it is pinned', async () => {
    const { stores } = await openWindow(talkWorld);
    const chat = () => stores.conversations.getState().conversations.get(hong);
    await stores.conversations.getState().setPinned(hong, true);
    expect(chat()?.isPinned).toBe(true);
    await stores.conversations.getState().setPinned(hong, false);
    expect(chat()?.isPinned).toBe(false);
  });

  it('is emptied and stays', async () => {
    const { stores } = await openWindow(talkWorld);
    await stores.openChat(lab);
    await stores.conversations.getState().clear(lab);
    expect(messagesOf(stores, lab)).toEqual([]);
    expect(stores.messages.getState().pinned.get(lab)).toEqual([]);
    expect(stores.conversations.getState().conversations.get(lab)?.last).toBeUndefined();
  });

  it('of a room knows who is in it, and what they were told', async () => {
    const { stores } = await openWindow(talkWorld);
    await stores.openChat(lab);
    const room = () => stores.rooms.getState().rooms.get(lab);
    expect(room()?.memberList).toHaveLength(6);
    const { notice } = room() ?? {};
    if (!notice) throw new Error('the room has no notice');
    await stores.rooms.getState().confirmNotice(lab, notice.id);
    expect(room()?.notice).toMatchObject({ isConfirmed: true });
    expect(room()?.notice?.confirmed).toContain(me.account);
  });

  it('of a room does not count who gave the notice as one who has read it', async () => {
    const { stores, core } = await openWindow(talkWorld);
    await stores.openChat(lab);
    const { id } = await core.call('rooms.setNotice', { room: lab, text: '明天停课' });
    expect(stores.rooms.getState().rooms.get(lab)?.notice).toMatchObject({ id, isConfirmed: false, confirmed: [] });
    const confirming = stores.rooms.getState().confirmNotice(lab, id);
    await expect(confirming).rejects.toMatchObject({ code: 'not-allowed' });
  });

  it('tells that one was mentioned until it was read', async () => {
    const { stores } = await openWindow(talkWorld);
    const chat = () => stores.conversations.getState().conversations.get(lab);
    expect(chat()).toMatchObject({ isMentioned: true, unread: 3 });
    await stores.conversations.getState().markAllRead(lab);
    expect(chat()).toMatchObject({ isMentioned: false, unread: 0 });
  });

  it('drops the choice of messages when another is opened', async () => {
    const { stores } = await openWindow(talkWorld);
    await stores.openChat(hong);
    stores.chatView.getState().select(newest(stores, hong).id);
    await stores.openChat(hong);
    expect(stores.chatView.getState().selected?.size).toBe(1);
    await stores.openChat(lab);
    expect(stores.chatView.getState().selected).toBeUndefined();
  });
});

describe('a nudge', () => {
  it('can be sent again only after some seconds', async () => {
    const { clock, stores } = await openWindow(talkWorld);
    await stores.openChat(hong);
    const { nudge } = stores.messages.getState();
    await nudge(hong);
    expect(newest(stores, hong)).toMatchObject({ kind: 'nudge', own: true });
    await expect(nudge(hong)).rejects.toMatchObject({ code: 'rate-limited' });
    await clock.pass(10_000);
    await nudge(hong);
  });

  it('shakes the window of those who do not mind', async () => {
    const { core, stores } = await openWindow(talkWorld);
    core.nudge(hong);
    expect(stores.chatView.getState().nudges).toBe(1);
    await stores.settings.getState().change({ nudges: false });
    core.nudge(hong);
    expect(stores.chatView.getState().nudges).toBe(1);
  });
});

it('people whom nothing here knows are asked for once', async () => {
  const { core, stores } = await openWindow(talkWorld);
  const { account } = strangers.tom;
  const profile = core.world.people.get(account);
  await Promise.all([stores.people.getState().ask(account), stores.people.getState().ask(account)]);
  expect(stores.people.getState().profiles.get(account)).toEqual(profile);
  core.world.people.delete(strangers.jun.account);
  await stores.people.getState().ask(strangers.jun.account);
  await settled();
  expect(stores.people.getState().profiles.has(strangers.jun.account)).toBe(false);
});
