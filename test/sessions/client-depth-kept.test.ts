import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { listenTo } from '../../src-main/contract/listen.ts';
import {
  accountOf,
  isOnline,
  logIn,
  messagesWith,
  nextEvent,
  reopen,
  say,
  seen,
  startCore,
  texts,
  trustServer,
  twoFriends,
} from '../support/core.ts';
import { startTestServer } from '../support/server.ts';

const actingProcess = fileURLToPath(new URL('../support/acting-process.ts', import.meta.url));

describe('what is done without a connection', () => {
  it('arrives once and in order, although the program is killed meanwhile', { timeout: 60_000 }, async () => {
    const running = await startTestServer();
    const { ming, hong } = await twoFriends(running.server);
    const [mingId, hongId] = [accountOf(ming), accountOf(hong)];
    const received = await say(hong, mingId, 'from 小红');
    const own = await say(ming, hongId, 'a slip');
    await Promise.all([seen(ming, received.id), seen(hong, own.id)]);
    await ming.close();
    const offline = nextEvent(hong, 'connection', ({ state }) => state === 'offline');
    await running.server.stop();
    await offline;

    const { folder } = ming.installation;
    const actor = spawn(process.execPath, [actingProcess, folder, received.id, own.id], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = once(actor, 'exit');
    await once(actor.stdout, 'data');
    actor.kill('SIGKILL');
    await exited;

    const seenThere: string[] = [];
    listenTo(hong, 'messages', (messages) =>
      seenThere.push(
        ...messages.filter((each) => !each.own && each.id !== own.id).map(({ kind, text }) => text || kind),
      ),
    );
    await running.restart();
    const again = await startCore({ folder });
    await reopen(again);
    expect(await texts(hong, mingId, 4, (message) => !message.own)).toEqual(['', 'first', '', 'second']);
    expect((await messagesWith(hong, mingId)).map(({ kind }) => kind)).toEqual([
      'text',
      'recalled',
      'text',
      'nudge',
      'text',
    ]);
    expect(await seen(hong, received.id, ({ isPinned }) => isPinned)).toMatchObject({
      reactions: [{ emoji: '🎉', by: [mingId] }],
    });
    expect(seenThere).toEqual(['first', 'nudge', 'second']);
    expect(await seen(again, own.id)).toMatchObject({ kind: 'recalled', text: 'a slip' });

    // Nothing of it is sent again.
    await again.close();
    const third = await startCore({ folder });
    await reopen(third);
    await say(third, hongId, 'third');
    await texts(hong, mingId, 5, (message) => !message.own);
    expect(seenThere).toEqual(['first', 'nudge', 'second', 'third']);
  });

  it('is not done to a text that was taken back before it left', async () => {
    const running = await startTestServer();
    const { ming, hong } = await twoFriends(running.server);
    const [mingId, hongId] = [accountOf(ming), accountOf(hong)];
    const offline = nextEvent(ming, 'connection', ({ state }) => state === 'offline');
    await running.server.stop();
    await offline;
    const slip = await say(ming, hongId, 'a slip');
    await say(ming, hongId, 'as meant');
    await ming.call('messages.recall', { id: slip.id });
    await running.restart();
    expect(await texts(hong, mingId, 1)).toEqual(['as meant']);
    expect(await hong.call('messages.find', { id: slip.id })).toBeUndefined();
    expect(await ming.call('messages.find', { id: slip.id })).toMatchObject({ kind: 'recalled', text: 'a slip' });
  });

  it('is not sent when it was deleted before', async () => {
    const running = await startTestServer();
    const { ming, hong } = await twoFriends(running.server);
    const [mingId, hongId] = [accountOf(ming), accountOf(hong)];
    const offline = nextEvent(ming, 'connection', ({ state }) => state === 'offline');
    await running.server.stop();
    await offline;
    const deleted = await say(ming, hongId, 'deleted');
    await say(ming, hongId, 'kept');
    await ming.call('messages.delete', { ids: [deleted.id] });
    await running.restart();
    expect(await texts(hong, mingId, 1)).toEqual(['kept']);
    await texts(ming, hongId, 1, ({ state }) => state === 'delivered');
    expect(await texts(hong, mingId, 1)).toEqual(['kept']);
  });
});

describe('another device of the account', () => {
  it('has what was written, done and read on the first one', async () => {
    const { server } = await startTestServer();
    const { ming: desk, hong } = await twoFriends(server);
    const [mingId, hongId] = [accountOf(desk), accountOf(hong)];
    const laptop = await startCore({ deviceName: 'laptop' });
    await trustServer(laptop, server);
    await logIn(laptop, 'ming');
    await isOnline(laptop);
    await logIn(desk, 'ming');
    await isOnline(desk);

    const question = await say(hong, mingId, 'question');
    await seen(desk, question.id);
    await desk.call('conversations.markRead', { id: hongId, upTo: Number.MAX_SAFE_INTEGER });
    const answer = await say(desk, hongId, 'answer');
    const note = await say(desk, mingId, 'note');
    await desk.call('messages.react', { id: question.id, emoji: '👍', on: true });
    await desk.call('messages.react', { id: note.id, emoji: '✅', on: true });
    await desk.call('messages.pin', { id: answer.id, pinned: true });
    await desk.call('messages.nudge', { conversation: hongId });
    const slip = await say(desk, hongId, 'slip');
    await seen(hong, slip.id);
    await desk.call('messages.recall', { id: slip.id });
    await seen(hong, slip.id, ({ kind }) => kind === 'recalled');
    await seen(hong, question.id, ({ state }) => state === 'read');

    await logIn(laptop, 'ming');
    await seen(laptop, slip.id, ({ kind }) => kind === 'recalled');
    expect((await messagesWith(laptop, hongId)).map(({ kind, own, text }) => [kind, own, text])).toEqual([
      ['text', false, 'question'],
      ['text', true, 'answer'],
      ['nudge', true, ''],
      ['recalled', true, 'slip'],
    ]);
    expect(await seen(laptop, question.id)).toMatchObject({ reactions: [{ emoji: '👍', by: [mingId] }] });
    expect(await seen(laptop, answer.id)).toMatchObject({ isPinned: true, state: 'delivered' });
    expect(await seen(laptop, note.id)).toMatchObject({ state: 'sent', reactions: [{ emoji: '✅' }] });
    const chats = await laptop.call('conversations.list', {});
    expect(chats.map(({ kind, unread }) => [kind, unread]).sort()).toEqual([
      ['person', 0],
      ['saved', 0],
    ]);
  });
});
