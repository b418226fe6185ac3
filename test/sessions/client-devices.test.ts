import { describe, expect, it } from 'vitest';
import type { Core } from '../../src-main/core/core.ts';
import {
  accountOf,
  befriend,
  isOnline,
  lastAccount,
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
import { startTestServer } from '../support/server.ts';

/** Signs in with another machine. */
async function signInOn(core: Core, server: { invitation: string }, name: string): Promise<void> {
  await trustServer(core, server);
  await logIn(core, name);
  await isOnline(core);
}

describe('a second machine', () => {
  it('takes over the session; both get what comes later, and nothing is written for one that is not there', async () => {
    const { server } = await startTestServer();
    const { ming: desk, hong } = await twoFriends(server);
    const [mingId, hongId] = [accountOf(desk), accountOf(hong)];
    await say(hong, mingId, 'for the desk');
    await texts(desk, hongId, 1);

    const laptop = await startCore({ deviceName: 'laptop' });
    const kicked = nextEvent(desk, 'connection', ({ state }) => state === 'ended');
    const before = Date.now();
    await signInOn(laptop, server, 'ming');
    expect(await kicked).toMatchObject({ why: 'kicked', endedBy: { device: 'laptop' } });
    expect(laptop.state.session?.deviceSince).toBeGreaterThanOrEqual(before);

    await say(hong, mingId, 'for both');
    await texts(laptop, hongId, 1);
    await say(laptop, hongId, 'from the laptop');
    expect(await texts(laptop, hongId, 2)).toEqual(['for both', 'from the laptop']);
    expect(await texts(hong, mingId, 3)).toEqual(['for the desk', 'for both', 'from the laptop']);

    await logIn(desk, 'ming');
    expect(await texts(desk, hongId, 3)).toEqual(['for the desk', 'for both', 'from the laptop']);
    await say(desk, hongId, 'from the desk');
    expect(await texts(hong, mingId, 4)).toHaveLength(4);
    await logIn(laptop, 'ming');
    expect(await texts(laptop, hongId, 3)).toEqual(['for both', 'from the laptop', 'from the desk']);
    const safety = await hong.call('trust.get', { account: mingId });
    expect(safety.changedAt).toBeUndefined();
  });

  it('is listed, and can be removed: it is signed out, and messages are no longer written for it', async () => {
    const { server } = await startTestServer();
    const { ming: desk, hong } = await twoFriends(server);
    const laptop = await startCore({ deviceName: 'laptop' });
    await signInOn(laptop, server, 'ming');
    const laptopId = laptop.open.device.id;
    await logIn(desk, 'ming');
    const devices = await desk.call('devices.list', {});
    expect(devices).toMatchObject([
      { name: 'test machine', isThis: true },
      { name: 'laptop', isThis: false },
    ]);

    await expect(desk.call('devices.remove', { device: desk.open.device.id })).rejects.toMatchObject({
      code: 'oneself',
    });
    await expect(desk.call('devices.remove', { device: hong.open.device.id })).rejects.toMatchObject({
      code: 'not-found',
    });
    await desk.call('devices.remove', { device: laptopId });
    expect(await desk.call('devices.list', {})).toHaveLength(1);
    await say(hong, accountOf(desk), 'only for the desk');
    expect(await texts(desk, accountOf(hong), 1)).toEqual(['only for the desk']);

    await logIn(laptop, 'ming');
    expect(laptop.open.device.id).not.toBe(laptopId);
    await say(hong, accountOf(desk), 'for the laptop as well');
    expect(await texts(laptop, accountOf(hong), 1)).toEqual(['for the laptop as well']);
  });

  it('sends to a friend who has never been online since both became friends', async () => {
    const { server } = await startTestServer();
    const [ming, hong] = [await startCore(), await startCore()];
    await registerAndLogin(ming, server, 'ming');
    await registerAndLogin(hong, server, 'hong');
    await befriend(ming, hong);
    const hongId = accountOf(hong);
    await hong.call('account.lock', {});
    for (const text of ['one', 'two', 'three']) await say(ming, hongId, text);
    await waitFor(ming, async () => {
      const { messages } = await ming.call('messages.page', { conversation: hongId, limit: 10 });
      return messages.every(({ state }) => state === 'sent') || undefined;
    });
    await reopen(hong);
    expect(await texts(hong, lastAccount(ming).account, 3)).toEqual(['one', 'two', 'three']);
  });
});

describe('a new machine', () => {
  it('is a line in the chats of friends, once; the first one was no news', async () => {
    const { server } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    const [mingId, hongId] = [accountOf(ming), accountOf(hong)];
    await say(hong, mingId, 'on the first');
    await texts(ming, hongId, 1);
    const laptop = await startCore({ deviceName: 'laptop' });
    await signInOn(laptop, server, 'hong');
    const told = nextEvent(ming, 'messages', (messages) => messages.some(({ kind }) => kind === 'new-device'));
    await say(ming, hongId, 'for both');
    await told;
    await texts(laptop, mingId, 1);
    await say(laptop, mingId, 'on the second');
    await texts(ming, hongId, 3);
    await reopen(ming);
    await isOnline(ming);
    await say(ming, hongId, 'again');
    const { messages } = await ming.call('messages.page', { conversation: hongId, limit: 10 });
    expect(messages.map(({ kind, text }) => (kind === 'text' ? text : kind))).toEqual([
      'on the first',
      'for both',
      'new-device',
      'on the second',
      'again',
    ]);
    expect((await messagesWith(laptop, mingId)).every(({ kind }) => kind === 'text')).toBe(true);
  });
});

describe('the owner', () => {
  it('is told of each machine that signed in while another was away, until they have seen it', async () => {
    const { server } = await startTestServer();
    const { ming: desk } = await twoFriends(server);
    const [laptop, phone] = [await startCore({ deviceName: 'laptop' }), await startCore({ deviceName: 'phone' })];
    await signInOn(laptop, server, 'ming');
    const laptopId = laptop.open.device.id;
    await signInOn(phone, server, 'ming');
    // it came and went
    await phone.call('devices.remove', { device: laptopId });
    expect(phone.state.session).not.toHaveProperty('newDevices');

    await logIn(desk, 'ming');
    const told = await waitFor(desk, async () => desk.state.session?.newDevices);
    expect(told).toMatchObject([
      { device: phone.open.device.id, name: 'phone', address: '127.0.0.1' },
      { device: laptopId, name: 'laptop', address: '127.0.0.1' },
    ]);
    await reopen(desk);
    await isOnline(desk);
    expect(desk.state.session?.newDevices).toEqual(told);
    await desk.call('devices.dismissNew', { devices: told.map(({ device }) => device) });
    expect(desk.state.session).not.toHaveProperty('newDevices');

    await logIn(phone, 'ming');
    await logIn(desk, 'ming');
    await desk.account.ownDevices.look(desk.account.channel);
    expect(desk.state.session).not.toHaveProperty('newDevices');
  });
});

describe('a machine', () => {
  it.each([
    ['no name', '', 'computer'],
    ['a name that is as long as it may be', 'a'.repeat(64), 'a'.repeat(64)],
    ['a name that is longer', 'ä😀'.repeat(70), `${'ä😀'.repeat(21)}ä`],
  ])('with %s is signed in on', async (_, deviceName, shown) => {
    const { server } = await startTestServer();
    const core = await startCore({ deviceName });
    await registerAndLogin(core, server, 'ming');
    expect(await core.call('devices.list', {})).toMatchObject([{ name: shown }]);
  });
});
