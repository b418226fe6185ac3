import { describe, expect, it } from 'vitest';
import { friends, me } from '../../../src-renderer/bridge/memory/people.ts';
import { secondDeviceWorld } from '../../../src-renderer/bridge/memory/secured.ts';
import {
  busyWorld,
  emptyWorld,
  PASSWORD,
  worldWithAccounts,
  worldWithServer,
} from '../../../src-renderer/bridge/memory/world.ts';
import { isOnline } from '../../../src-renderer/stores/session.ts';
import { languageOf } from '../../../src-renderer/stores/settings.ts';
import { openWindow, settled } from './window.ts';

const form = { name: '小新', email: 'xin@example.com', password: PASSWORD };

describe('the first start', () => {
  it('has no server until one is trusted', async () => {
    const { stores } = await openWindow(emptyWorld);
    const { look, trust } = stores.session.getState();
    expect(stores.session.getState().server).toBeUndefined();
    const sighting = await look('192.168.1.20');
    expect(sighting.trust).toBe('first');
    expect(stores.session.getState().server).toBeUndefined();
    await trust(sighting);
    expect(stores.session.getState().server?.name).toBe('计算机三班');
  });

  it('needs no comparing with an invitation link', async () => {
    const { stores } = await openWindow(emptyWorld);
    expect((await stores.session.getState().look('miyu://chat.example:6498/#abc')).trust).toBe('link');
  });

  it('looks again at the server it has', async () => {
    const { stores } = await openWindow(worldWithServer);
    expect((await stores.session.getState().look()).trust).toBe('pinned');
  });

  it.each([
    ['not an address', 'bad-address'],
    ['nowhere', 'unreachable'],
    ['changed', 'server-changed'],
    ['clock', 'wrong-clock'],
    ['web', 'not-miyu'],
    ['old', 'version'],
  ])('at "%s" fails as %s', async (address, code) => {
    const { stores } = await openWindow(emptyWorld);
    await expect(stores.session.getState().look(address)).rejects.toMatchObject({ code });
  });
});

describe('signing in', () => {
  it('opens the account and remembers it', async () => {
    const { stores } = await openWindow(worldWithServer);
    await stores.session.getState().login({ name: me.name, password: PASSWORD, remember: true });
    expect(stores.session.getState().session?.profile.name).toBe('小明');
    expect(stores.session.getState().remembered).toMatchObject([{ name: '小明', access: 'open' }]);
    expect(isOnline(stores.session.getState())).toBe(true);
  });

  it('does not tell whether the name or the password is wrong', async () => {
    const { stores } = await openWindow(worldWithServer);
    const { login } = stores.session.getState();
    const wrong = { code: 'bad-credentials' };
    await expect(login({ name: 'nobody', password: PASSWORD, remember: true })).rejects.toMatchObject(wrong);
    await expect(login({ name: me.name, password: 'x', remember: true })).rejects.toMatchObject(wrong);
    expect(stores.session.getState().session).toBeUndefined();
  });

  it('works after registering, which names taken fields', async () => {
    const { stores } = await openWindow(worldWithServer);
    const { register, login } = stores.session.getState();
    await expect(register({ ...form, name: me.name, email: 'taken@example.com' })).rejects.toMatchObject({
      code: 'invalid-fields',
      details: { fields: { name: 'taken', email: 'taken' } },
    });
    await register(form);
    await login({ ...form, remember: true });
    expect(stores.session.getState().session?.profile.name).toBe('小新');
  });

  it('of a remembered account needs no password', async () => {
    const { stores } = await openWindow(worldWithAccounts);
    const account = stores.session.getState().remembered[0];
    if (!account) throw new Error('the world has no remembered account');
    await stores.session.getState().open(account);
    expect(stores.session.getState().session?.profile.account).toBe(me.account);
  });

  it('shows the requests that wait', async () => {
    const { stores } = await openWindow(busyWorld);
    expect(stores.ui.getState().requestsBanner).toBe(true);
    stores.ui.getState().showContact('requests');
    expect(stores.ui.getState().requestsBanner).toBe(false);
  });
});

describe('the end of a session', () => {
  it('by another login keeps what is typed and closes any dialog', async () => {
    const { core, stores } = await openWindow(busyWorld);
    await stores.openChat(friends.hong.account);
    stores.drafts.getState().type(friends.hong.account, '还没发出去');
    stores.ui.getState().openDialog({ kind: 'key-map' });
    const endedBy = { device: 'LAPTOP-7', address: '10.0.0.7', time: 1 };
    core.setConnection({ state: 'ended', why: 'kicked', endedBy });
    expect(stores.ui.getState().dialog).toBeUndefined();
    expect(stores.session.getState().session?.connection).toMatchObject({ endedBy });

    await stores.leave('close');
    expect(core.world.drafts.get(friends.hong.account)).toBe('还没发出去');
    expect(stores.session.getState()).toMatchObject({ session: undefined, lastName: '小明' });
  });

  it('leaves nothing of the account in the window', async () => {
    const { stores } = await openWindow(busyWorld);
    await stores.openChat(friends.hong.account);
    await stores.leave('logout');
    expect(stores.contacts.getState()).toMatchObject({ contacts: new Map(), requests: [] });
    expect(stores.conversations.getState().conversations.size).toBe(0);
    expect(stores.messages.getState().histories.size).toBe(0);
    expect(stores.drafts.getState().texts.size).toBe(0);
    expect(stores.ui.getState()).toMatchObject({ chat: undefined, section: 'chats' });
  });

  it('of new devices is told until dismissed', async () => {
    const { stores } = await openWindow(secondDeviceWorld);
    const told = stores.session.getState().session?.newDevices ?? [];
    expect(told).toMatchObject([{ name: 'PHONE' }]);
    await stores.session.getState().dismissNewDevices(told);
    expect(stores.session.getState().session?.newDevices).toEqual([]);
  });

  it('of another session is told until dismissed', async () => {
    const endedOther = { device: 'PHONE', address: '10.0.0.8', time: 5 };
    const { stores } = await openWindow((now) => {
      const world = busyWorld(now);
      return { ...world, ...(world.session && { session: { ...world.session, endedOther } }) };
    });
    expect(stores.session.getState().session?.endedOther).toEqual(endedOther);
    await stores.session.getState().dismissEndedOther();
    expect(stores.session.getState().session?.endedOther).toBeUndefined();
  });
});

it('a lost connection comes back when one tries', async () => {
  const { clock, core, stores } = await openWindow(busyWorld);
  core.setConnection({ state: 'offline', retryAt: clock.now() + 30_000 });
  expect(isOnline(stores.session.getState())).toBe(false);
  await stores.session.getState().retry();
  expect(stores.session.getState().session?.connection.state).toBe('connecting');
  await clock.pass(1000);
  expect(isOnline(stores.session.getState())).toBe(true);
});

it('the own profile changes at once and keeps what was not given', async () => {
  const { stores } = await openWindow(busyWorld);
  await stores.session.getState().setProfile({ displayName: '明明', age: null });
  const profile = stores.session.getState().session?.profile;
  expect(profile).toMatchObject({ displayName: '明明', sex: 'male' });
  expect(profile?.age).toBeUndefined();
});

it('settings change live, the language by the system unless chosen', async () => {
  const { stores } = await openWindow(busyWorld);
  expect(languageOf(stores.settings.getState())).toBe('zh-CN');
  await stores.settings.getState().change({ language: 'en' });
  expect(languageOf(stores.settings.getState())).toBe('en');
  expect(stores.settings.getState().settings.theme).toBe('system');
});

it('a failure of work in the background is shown, except those of the connection', async () => {
  const { stores } = await openWindow(busyWorld);
  const { ContractError } = await import('../../../src-main/contract/errors.ts');
  stores.inBackground(Promise.reject(new ContractError('offline')));
  await settled();
  expect(stores.ui.getState().failure).toBeUndefined();
  stores.inBackground(Promise.reject(new ContractError('storage')));
  await settled();
  expect(stores.ui.getState().failure?.code).toBe('storage');
});
