import { describe, expect, it } from 'vitest';
import type { RoomId } from '../../src-main/contract/model.ts';
import type { Core } from '../../src-main/core/core.ts';
import { accountOf, messagesWith, say, seen, waitFor } from '../support/core.ts';
import { at, heard, peopleAround, roomOf, textsIn, whenRoom } from '../support/rooms.ts';
import { startTestServer } from '../support/server.ts';

/** A room of 小明, who owns it, with two members who are no admins. */
async function room() {
  const { server } = await startTestServer();
  const people = await peopleAround(server, ['ming', 'hong', 'bao']);
  const [ming, hong, bao] = [at(people, 0), at(people, 1), at(people, 2)];
  return { ming, hong, bao, id: await roomOf(ming, [hong, bao]) };
}

async function chat(core: Core, id: RoomId) {
  return core.call('conversations.open', { id });
}

describe('in a room', () => {
  it('members answer, mention each other, react and take back', async () => {
    const { ming, hong, bao, id } = await room();
    const question = await say(ming, id, 'who has the lanterns?');
    await Promise.all([seen(hong, question.id), seen(bao, question.id)]);
    const answer = await hong.call('messages.send', {
      conversation: id,
      text: 'ask 小宝',
      quote: question.id,
      mentions: [accountOf(bao)],
    });
    const extras = { mentions: [accountOf(bao)], quote: { id: question.id, author: accountOf(ming) } };
    expect(await seen(bao, answer.id)).toMatchObject({ author: accountOf(hong), own: false, ...extras });
    expect(await seen(ming, answer.id)).toMatchObject(extras);
    expect(await chat(bao, id)).toMatchObject({ unread: 2, isMentioned: true, firstUnread: question.id });
    expect(await chat(ming, id)).toMatchObject({ unread: 1, isMentioned: false });

    await bao.call('messages.react', { id: answer.id, emoji: '😅', on: true });
    await ming.call('messages.react', { id: answer.id, emoji: '😅', on: true });
    await seen(hong, answer.id, ({ reactions }) => reactions[0]?.by.length === 2);
    await hong.call('messages.recall', { id: answer.id });
    for (const core of [ming, bao]) {
      const there = await seen(core, answer.id, ({ kind }) => kind === 'recalled');
      expect(there).toMatchObject({ text: '', reactions: [] });
      expect(there).not.toHaveProperty('quote');
    }
    expect(await chat(bao, id)).toMatchObject({ unread: 1, isMentioned: false });
    await bao.call('conversations.markRead', { id, upTo: Number.MAX_SAFE_INTEGER });
    expect(await chat(bao, id)).toMatchObject({ unread: 0 });
  });

  it('only owner and admins mention everybody and pin', async () => {
    const { ming, hong, bao, id } = await room();
    const text = await say(hong, id, 'hello');
    await Promise.all([seen(ming, text.id), seen(bao, text.id)]);
    const everybody = (core: Core) => core.call('messages.send', { conversation: id, text: 'all!', mentions: 'all' });
    const refused = { code: 'not-allowed' };
    await expect(everybody(hong)).rejects.toMatchObject(refused);
    await expect(hong.call('messages.pin', { id: text.id, pinned: true })).rejects.toMatchObject(refused);

    await ming.call('messages.pin', { id: text.id, pinned: true });
    const call = await everybody(ming);
    await seen(bao, text.id, ({ isPinned }) => isPinned);
    expect(await seen(bao, call.id)).toMatchObject({ mentions: 'all' });
    expect(await chat(bao, id)).toMatchObject({ isMentioned: true });
    expect((await bao.call('messages.pinned', { conversation: id })).map((message) => message.id)).toEqual([text.id]);

    await ming.call('rooms.setRole', { room: id, account: accountOf(hong), role: 'admin' });
    await whenRoom(hong, id, ({ role }) => role === 'admin');
    await hong.call('messages.pin', { id: text.id, pinned: false });
    await seen(bao, text.id, ({ isPinned }) => !isPinned);
  });

  it('a notice stands above it, and members say that they have read it', async () => {
    const { ming, hong, bao, id } = await room();
    await expect(hong.call('rooms.setNotice', { room: id, text: 'mine' })).rejects.toMatchObject({
      code: 'not-allowed',
    });
    const notice = await ming.call('rooms.setNotice', { room: id, text: 'meet at seven' });
    expect(await seen(bao, notice.id)).toMatchObject({ kind: 'notice', text: 'meet at seven' });
    expect(await chat(bao, id)).toMatchObject({ unread: 1, last: { kind: 'notice' } });
    await bao.call('rooms.confirmNotice', { room: id, id: notice.id });
    for (const core of [ming, hong, bao]) {
      const there = await whenRoom(core, id, ({ notice }) => notice?.confirmed.includes(accountOf(bao)) === true);
      expect(there.notice).toMatchObject({ id: notice.id, text: 'meet at seven', isConfirmed: core === bao });
    }
  });

  it('texts are forwarded to it and from it', async () => {
    const { ming, hong, bao, id } = await room();
    const text = await say(hong, id, 'from the room');
    await seen(ming, text.id);
    await ming.call('messages.forward', { ids: [text.id], to: [accountOf(bao), id] });
    await waitFor(bao, async () => (await messagesWith(bao, accountOf(ming)))[0]);
    await waitFor(hong, async () => ((await textsIn(hong, id)).length === 2 ? true : undefined));
    expect(await textsIn(hong, id)).toEqual(['from the room', 'from the room']);
  });

  it('nobody writes who is muted or has left', async () => {
    const { ming, hong, bao, id } = await room();
    const hello = await say(hong, id, 'hello');
    await Promise.all([seen(ming, hello.id), seen(bao, hello.id)]);
    await ming.call('rooms.muteAll', { room: id, on: true });
    await whenRoom(hong, id, ({ isMutedForAll }) => isMutedForAll);
    await expect(say(hong, id, 'but')).rejects.toMatchObject({ code: 'muted' });
    await expect(hong.call('messages.react', { id: hello.id, emoji: '👍', on: true })).rejects.toMatchObject({
      code: 'muted',
    });
    await say(ming, id, 'quiet');
    await heard(hong, id, 'quiet');
    await bao.call('rooms.leave', { room: id });
    await waitFor(bao, async () => {
      const conversation = await chat(bao, id);
      return conversation.kind === 'room' && !conversation.room.role ? true : undefined;
    });
    await expect(say(bao, id, 'gone')).rejects.toMatchObject({ code: 'not-found' });
    await expect(bao.call('messages.forward', { ids: [hello.id], to: [id] })).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});
