import { describe, expect, it } from 'vitest';
import { listenTo } from '../../src-main/contract/listen.ts';
import type { Message } from '../../src-main/contract/model.ts';
import {
  accountOf,
  messagesWith,
  nextEvent,
  reopen,
  say,
  startCore,
  texts,
  twoFriends,
  waitFor,
} from '../support/core.ts';
import { startTestServer } from '../support/server.ts';

const delivered = (message: Message) => message.state === 'delivered';

describe('two friends', () => {
  it('talk both ways, and see each message go from sending over sent to delivered', async () => {
    const { server } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    const states: string[] = [];
    listenTo(ming, 'messages', (messages) =>
      states.push(...messages.filter(({ own }) => own).map(({ state }) => state)),
    );

    const message = await say(ming, accountOf(hong), '你好,小红!');
    expect(message).toMatchObject({ state: 'sending', own: true });
    expect(await texts(hong, accountOf(ming), 1)).toEqual(['你好,小红!']);
    await texts(ming, accountOf(hong), 1, delivered);
    expect(states.filter((state, index) => state !== states[index - 1])).toEqual(
      expect.arrayContaining(['sending', 'delivered']),
    );
    expect(states.at(-1)).toBe('delivered');

    await say(hong, accountOf(ming), '在吗?');
    expect(await texts(ming, accountOf(hong), 2)).toEqual(['你好,小红!', '在吗?']);
  });

  it('count unread messages until they are read', async () => {
    const { server } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    await say(ming, accountOf(hong), 'one');
    await say(ming, accountOf(hong), 'two');
    const [, last] = await waitFor(hong, async () => {
      const messages = await messagesWith(hong, accountOf(ming));
      return messages.length === 2 ? messages : undefined;
    });
    expect(await hong.call('conversations.list', {})).toMatchObject([{ unread: 2, last: { text: 'two' } }]);
    const read = nextEvent(hong, 'conversation', ({ unread }) => unread === 0);
    await hong.call('conversations.markRead', { id: accountOf(ming), upTo: last?.order ?? 0 });
    await read;
  });

  it('send hundreds of messages at once and keep their order', async () => {
    const { server } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    const all = Array.from({ length: 300 }, (_, index) => `${index}`);
    await Promise.all(all.map((text) => say(ming, accountOf(hong), text)));
    expect(await texts(hong, accountOf(ming), all.length)).toEqual(all);
    await texts(ming, accountOf(hong), all.length, delivered);
  });

  it('see that the other is typing, but not more often than every three seconds', async () => {
    const { server } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    const heard: number[] = [];
    // typing is told over sessions there are: it never begins one
    await say(ming, accountOf(hong), 'hello');
    await texts(hong, accountOf(ming), 1);
    listenTo(hong, 'typing', (account) => heard.push(account));
    for (let stroke = 0; stroke < 5; stroke++) await ming.call('messages.typing', { conversation: accountOf(hong) });
    await say(ming, accountOf(hong), 'done');
    await texts(hong, accountOf(ming), 2);
    expect(heard).toEqual([accountOf(ming)]);

    await ming.call('messages.typing', { conversation: accountOf(hong) });
    await say(ming, accountOf(hong), 'and more');
    await texts(hong, accountOf(ming), 3);
    expect(heard).toHaveLength(2);
  });

  it('see it, too, when they are away or busy; who is invisible does not give it away', async () => {
    const { server } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    const heard: number[] = [];
    await say(ming, accountOf(hong), 'hello');
    await texts(hong, accountOf(ming), 1);
    listenTo(hong, 'typing', (account) => heard.push(account));
    for (const [count, presence] of (['away', 'busy'] as const).entries()) {
      const seen = nextEvent(ming, 'contact', (contact) => contact.presence === presence);
      await hong.call('status.set', { presence, address: 'lan' });
      await seen;
      await ming.call('messages.typing', { conversation: accountOf(hong) });
      await say(ming, accountOf(hong), presence);
      await texts(hong, accountOf(ming), 2 + count);
    }
    expect(heard).toHaveLength(2);

    await ming.call('status.set', { presence: 'invisible', address: 'lan' });
    await ming.call('messages.typing', { conversation: accountOf(hong) });
    await say(ming, accountOf(hong), 'from nowhere');
    await texts(hong, accountOf(ming), 4);
    expect(heard).toHaveLength(2);
  });

  it('do not tell that they are typing when they do not want to', async () => {
    const { server } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    const heard: number[] = [];
    listenTo(hong, 'typing', (account) => heard.push(account));
    await say(ming, accountOf(hong), 'hello');
    await texts(hong, accountOf(ming), 1);
    await ming.call('settings.set', { typing: false });
    await ming.call('messages.typing', { conversation: accountOf(hong) });
    await say(ming, accountOf(hong), 'done');
    await texts(hong, accountOf(ming), 2);
    expect(heard).toEqual([]);
  });

  it('see each other come and go, and new names', async () => {
    const { server } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    const gone = nextEvent(hong, 'contact', ({ presence }) => presence === 'offline');
    await ming.call('account.close', {});
    await gone;
    const back = nextEvent(hong, 'contact', ({ presence }) => presence === 'online');
    await reopen(ming);
    await back;
    const renamed = nextEvent(hong, 'contact', ({ profile }) => profile.displayName === '小明');
    await waitFor(ming, () => (ming.state.session?.connection.state === 'online' ? true : undefined));
    await ming.call('profile.set', { displayName: '小明', age: 20 });
    await renamed;
    expect(await hong.call('profile.get', { account: accountOf(ming) })).toMatchObject({
      displayName: '小明',
      age: 20,
    });
  });

  it('get messages that were sent while they were away, in order, and answer for them', async () => {
    const { server } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    const [mingId, hongId] = [accountOf(ming), accountOf(hong)];
    await hong.close();
    for (const text of ['one', 'two', 'three']) await say(ming, hongId, text);
    await texts(ming, hongId, 3, ({ state }) => state === 'sent');

    const again = await startCore({ folder: hong.installation.folder });
    await reopen(again);
    expect(await texts(again, mingId, 3)).toEqual(['one', 'two', 'three']);
    await texts(ming, hongId, 3, delivered);
  });

  it('write while they have no connection, and are heard later', async () => {
    const running = await startTestServer();
    const { ming, hong } = await twoFriends(running.server);
    const offline = nextEvent(ming, 'connection', ({ state }) => state === 'offline');
    await running.server.stop();
    await offline;
    await say(ming, accountOf(hong), 'are you there?');
    await expect(ming.call('contacts.search', { query: 'hong' })).rejects.toMatchObject({ code: 'offline' });
    await running.restart();
    expect(await texts(hong, accountOf(ming), 1)).toEqual(['are you there?']);
  });
});
