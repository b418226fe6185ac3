import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { listenTo } from '../../src-main/contract/listen.ts';
import type { Message } from '../../src-main/contract/model.ts';
import {
  accountOf,
  befriend,
  isFriend,
  isOnline,
  logIn,
  messagesWith,
  nextEvent,
  registerAndLogin,
  reopen,
  say,
  startCore,
  texts,
  trustServer,
  twoFriends,
  waitFor,
} from '../support/core.ts';
import { RawClient } from '../support/raw-client.ts';
import { startTestServer } from '../support/server.ts';

const writerProcess = fileURLToPath(new URL('../support/writer-process.ts', import.meta.url));
const isDelivered = ({ state }: Message) => state === 'delivered';

describe('a conversation', () => {
  it('survives the server stopping in the middle: everything arrives once and in order', async () => {
    const running = await startTestServer();
    const { ming, hong } = await twoFriends(running.server);
    const [mingId, hongId] = [accountOf(ming), accountOf(hong)];
    const words = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => `${from + index}`);

    for (const text of words(0, 50)) await say(ming, hongId, text);
    const stopped = running.restart();
    for (const text of words(50, 120)) await say(ming, hongId, text);
    await stopped;
    for (const text of words(120, 150)) await say(ming, hongId, text);

    await texts(ming, hongId, 150, isDelivered);
    expect(await texts(hong, mingId, 150)).toEqual(words(0, 150));
  });

  it('survives connections that are cut again and again', async () => {
    const { server } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    const [mingId, hongId] = [accountOf(ming), accountOf(hong)];
    const all = Array.from({ length: 200 }, (_, index) => `${index}`);
    for (const [index, text] of all.entries()) {
      await say(ming, hongId, text);
      if (index % 40 === 10) ming.account.connection.link?.channel.destroy('cut-off');
      if (index % 40 === 30) hong.account.connection.link?.channel.destroy('cut-off');
    }
    await texts(ming, hongId, all.length, isDelivered);
    expect(await texts(hong, mingId, all.length)).toEqual(all);
  });

  it('shows that there is no connection, and when it is tried again', async () => {
    const running = await startTestServer();
    const core = await startCore();
    await registerAndLogin(core, running.server, 'ming');
    const offline = nextEvent(core, 'connection', ({ state }) => state === 'offline');
    await running.server.stop();
    expect(await offline).toMatchObject({ state: 'offline', retryAt: expect.any(Number) });
    await running.restart();
    const online = nextEvent(core, 'connection', ({ state }) => state === 'online');
    await core.call('connection.retry', {});
    await online;
  });

  it('reconnects at once after sleep', async () => {
    let sleptFor = 0;
    const { server } = await startTestServer();
    const core = await startCore({ now: () => Date.now() + sleptFor });
    await registerAndLogin(core, server, 'ming');
    const before = core.account.connection.link;
    const online = nextEvent(core, 'connection', ({ state }) => state === 'online');
    sleptFor = 3_600_000;
    await online;
    expect(core.account.connection.link).not.toBe(before);
  });
});

describe('unsent messages and drafts', () => {
  it('survive the end of the program', async () => {
    const running = await startTestServer();
    const { ming, hong } = await twoFriends(running.server);
    const [mingId, hongId] = [accountOf(ming), accountOf(hong)];
    await running.server.stop();
    await ming.call('conversations.open', { id: hongId });
    await ming.call('conversations.setDraft', { id: hongId, draft: 'half a sen' });
    for (const text of ['one', 'two']) await say(ming, hongId, text);
    await ming.close();
    await running.restart();

    const again = await startCore({ folder: ming.installation.folder });
    await reopen(again);
    expect(await again.call('conversations.list', {})).toMatchObject([{ draft: 'half a sen' }]);
    expect(await texts(hong, mingId, 2)).toEqual(['one', 'two']);
    await texts(again, hongId, 2, isDelivered);
  });

  it('survive a kill -9 in the middle of writing: what was stored arrives, once and in order', async () => {
    const { server } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    const [mingId, hongId] = [accountOf(ming), accountOf(hong)];
    const { folder } = ming.installation;
    await ming.close();
    const writer = spawn(process.execPath, [writerProcess, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    const exited = once(writer, 'exit');
    let written = -1;
    for await (const line of createInterface({ input: writer.stdout })) {
      written = Number(line);
      if (written === 100) writer.kill('SIGKILL');
    }
    await exited;
    expect(written).toBeGreaterThanOrEqual(100);

    const again = await startCore({ folder });
    await reopen(again);
    const kept = await waitFor(again, async () => {
      const messages = await messagesWith(again, hongId);
      return messages.every(isDelivered) ? messages.map(({ text }) => text) : undefined;
    });
    expect(kept.length).toBeGreaterThan(written);
    expect(kept).toEqual(kept.map((_, index) => `${index}`));
    expect(await texts(hong, mingId, kept.length)).toEqual(kept);
  });

  it('survive another login, which tells both who, when and where', async () => {
    const running = await startTestServer();
    const { ming, hong } = await twoFriends(running.server);
    const [mingId, hongId] = [accountOf(ming), accountOf(hong)];
    await running.server.stop();
    for (const text of ['one', 'two']) await say(ming, hongId, text);
    await ming.call('conversations.setDraft', { id: hongId, draft: 'half a sen' });
    const kicked = nextEvent(ming, 'connection', ({ state }) => state === 'ended');
    const signedOut = nextEvent(ming, 'remembered', ([account]) => account?.access === 'signed-out');

    const other = await startCore({ deviceName: 'library computer' });
    await running.restart();
    await trustServer(other, running.server);
    const session = await logIn(other, 'ming');
    expect(session.profile.account).toBe(mingId);
    const ended = await kicked;
    expect(ended).toMatchObject({
      state: 'ended',
      why: 'kicked',
      endedBy: { device: 'library computer', address: '127.0.0.1', time: expect.any(Number) },
    });
    await signedOut;
    expect((await messagesWith(ming, hongId)).map(({ text }) => text)).toEqual(['one', 'two']);

    await logIn(ming, 'ming');
    expect(await ming.call('conversations.list', {})).toMatchObject([{ draft: 'half a sen' }]);
    expect(await texts(hong, mingId, 2)).toEqual(['one', 'two']);
  });

  it('belong to the chat on all of the account’s devices', async () => {
    const { server } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    const [mingId, hongId] = [accountOf(ming), accountOf(hong)];
    await say(ming, hongId, 'from the first');
    await texts(hong, mingId, 1);

    const other = await startCore({ deviceName: 'library computer' });
    await trustServer(other, server);
    const ended = nextEvent(ming, 'connection', ({ state }) => state === 'ended');
    const session = await logIn(other, 'ming');
    expect(session.endedOther).toMatchObject({ device: 'test machine', address: '127.0.0.1' });
    await other.call('account.dismissEndedOther', {});
    expect(other.state.session).not.toHaveProperty('endedOther');
    await ended;
    await isFriend(other, hongId);
    await say(other, hongId, 'from the second');
    await say(hong, mingId, 'to both');
    expect(await texts(hong, mingId, 3)).toHaveLength(3);
    await texts(other, hongId, 2);

    await logIn(ming, 'ming');
    expect((await texts(ming, hongId, 3)).sort()).toEqual(['from the first', 'from the second', 'to both']);
    expect((await messagesWith(ming, hongId)).map(({ own }) => own).sort()).toEqual([false, true, true]);
  });
});

describe('receiving', () => {
  it('takes thousands of messages that came while away, once and in order, in few events', async () => {
    const { server } = await startTestServer();
    const lines: string[] = [];
    const [ming, hong] = [await startCore({ log: (line) => lines.push(line) }), await startCore()];
    await registerAndLogin(ming, server, 'ming');
    await registerAndLogin(hong, server, 'hong');
    await befriend(ming, hong);
    const [mingId, hongId] = [accountOf(ming), accountOf(hong)];
    await ming.call('account.lock', {});
    // more than the 2,000 that a session may skip, and written faster than they can be sent
    const all = Array.from({ length: 3_000 }, (_, index) => `${index}`);
    for (let start = 0; start < all.length; start += 100) {
      await Promise.all(all.slice(start, start + 100).map((text) => say(hong, mingId, text)));
    }
    await texts(hong, mingId, all.length, ({ state }) => state === 'sent');
    let events = 0;
    listenTo(ming, 'messages', () => {
      events += 1;
    });
    await reopen(ming);
    await waitFor(ming, async () => {
      const [conversation] = await ming.call('conversations.list', {});
      return conversation?.unread === all.length || undefined;
    });
    expect(await texts(ming, hongId, all.length)).toEqual(all);
    expect(events).toBeLessThan(200);
    expect(lines.filter((line) => line.includes('could not be read'))).toEqual([]);
  }, 60_000);

  it('keeps bytes it cannot read out of the chat and the log, and goes on', async () => {
    const { server } = await startTestServer();
    const lines: string[] = [];
    const core = await startCore({ log: (line) => lines.push(line) });
    const ming = await registerAndLogin(core, server, 'ming');
    const sender = await RawClient.signIn(server, 'hong');
    await sender.channel.request('contact.request', { account: ming, greeting: '' });
    await waitFor(core, () => core.account.contacts.requests()[0]);
    await core.call('contacts.answer', { account: sender.account, answer: 'accept' });
    const { devices } = await sender.next('contact.added');
    const wei = await startCore();
    await registerAndLogin(wei, server, 'wei');
    await befriend(core, wei);
    await sender.send(ming, devices, Buffer.from('secret bytes'));
    await say(wei, ming, 'readable');
    expect(await texts(core, accountOf(wei), 1)).toEqual(['readable']);
    expect(await messagesWith(core, sender.account)).toEqual([]);
    expect(lines.filter((line) => line.includes('could not be read'))).toHaveLength(1);
    expect(lines.join()).not.toContain('secret');
    await sender.close();
  });

  it('cannot be answered by someone who is no friend any more, and keeps the chat', async () => {
    const { server } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    const [mingId, hongId] = [accountOf(ming), accountOf(hong)];
    await say(ming, hongId, 'still friends');
    await texts(hong, mingId, 1);
    const gone = nextEvent(hong, 'contactRemoved');
    await ming.call('contacts.remove', { account: hongId, clearHistory: false });
    expect(await gone).toBe(mingId);
    await expect(say(hong, mingId, 'hello?')).rejects.toMatchObject({ code: 'not-friends' });
    expect(await ming.call('conversations.list', {})).toMatchObject([{ id: hongId, isContact: false }]);
    expect(await texts(ming, hongId, 1)).toEqual(['still friends']);
  });

  it('fails messages to someone who has ended the friendship meanwhile', async () => {
    const running = await startTestServer();
    const { ming, hong } = await twoFriends(running.server);
    const [mingId, hongId] = [accountOf(ming), accountOf(hong)];
    const folder = ming.installation.folder;
    await ming.close();
    await hong.call('contacts.remove', { account: mingId, clearHistory: true });
    expect(await hong.call('conversations.list', {})).toEqual([]);

    const again = await startCore({ folder });
    const failed = nextEvent(again, 'messages', ([message]) => message?.state === 'failed');
    await reopen(again);
    await say(again, hongId, 'hello?');
    const [message] = await failed;
    expect(message).toMatchObject({ problem: 'not-friends' });
    if (message) await again.call('messages.discard', { id: message.id });
    expect(await messagesWith(again, hongId)).toEqual([]);
    await isOnline(again);
  });
});

it('shows the problem of a full queue, and sends again when asked', async () => {
  const { server } = await startTestServer({ limits: { queuePerPair: 2 } });
  const { ming, hong } = await twoFriends(server);
  const [mingId, hongId] = [accountOf(ming), accountOf(hong)];
  await hong.call('account.close', {});
  for (const text of ['one', 'two', 'three']) await say(ming, hongId, text);
  const failed = await waitFor(ming, async () =>
    (await messagesWith(ming, hongId)).find(({ state }) => state === 'failed'),
  );
  expect(failed).toMatchObject({ text: 'three', problem: 'queue-full' });
  await reopen(hong);
  await texts(hong, mingId, 2);
  await waitFor(ming, async () => (await messagesWith(ming, hongId)).filter(isDelivered).length === 2 || undefined);
  await ming.call('messages.retry', { id: failed.id });
  expect(await texts(hong, mingId, 3)).toEqual(['one', 'two', 'three']);
});
