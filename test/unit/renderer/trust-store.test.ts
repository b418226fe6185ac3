import { describe, expect, it } from 'vitest';
import { friends } from '../../../src-renderer/bridge/memory/people.ts';
import { trustWorld } from '../../../src-renderer/bridge/memory/secured.ts';
import { busyWorld } from '../../../src-renderer/bridge/memory/world.ts';
import type { Stores } from '../../../src-renderer/stores/stores.ts';
import { openWindow } from './window.ts';

const hong = friends.hong.account;
const lei = friends.lei.account;

function trustIn(stores: Stores, id = hong) {
  return stores.contacts.getState().contacts.get(id)?.trust;
}

function newest(stores: Stores, id = hong) {
  return stores.messages.getState().histories.get(id)?.messages.at(-1);
}

describe('comparing', () => {
  it('by reading marks a friend as verified, and takes it back', async () => {
    const { clock, stores } = await openWindow(busyWorld);
    const { safety, verify } = stores.contacts.getState();
    expect(await safety(hong)).toMatchObject({ trust: 'server', certificate: { name: '小红' } });
    await verify(hong, true);
    expect(trustIn(stores)).toBe('verified');
    expect(await safety(hong)).toMatchObject({ trust: 'verified', verifiedAt: clock.now() });
    await verify(hong, false);
    expect(trustIn(stores)).toBe('server');
  });

  it('by scanning verifies only what matches', async () => {
    const { core, stores } = await openWindow(busyWorld);
    const { safety, scan } = stores.contacts.getState();
    const { code } = await safety(hong);
    expect(await scan(hong, 'https://example.com')).toBe('no-code');
    expect(await scan(lei, code)).toBe('other-person');
    core.changeKeys(hong, '');
    expect(await scan(hong, code)).toBe('mismatch');
    expect(trustIn(stores)).toBe('server');
    expect(await scan(hong, (await safety(hong)).code)).toBe('match');
    expect(trustIn(stores)).toBe('verified');
  });

  it('with somebody who never signed in is not possible', async () => {
    const { stores } = await openWindow(trustWorld);
    const asked = stores.contacts.getState().safety(friends.team.account);
    await expect(asked).rejects.toMatchObject({ code: 'no-keys' });
  });
});

describe('changed keys', () => {
  it('are a line in the chat with the reason', async () => {
    const { core, stores } = await openWindow(busyWorld);
    await stores.openChat(hong);
    core.changeKeys(hong, 'reset');
    expect(newest(stores)).toMatchObject({ kind: 'keys-changed', detail: 'reset', text: '' });
    expect(stores.conversations.getState().conversations.get(hong)?.last?.kind).toBe('keys-changed');
    expect(trustIn(stores)).toBe('server');
  });

  it('of a verified friend stop sending until they are accepted', async () => {
    const { clock, core, stores } = await openWindow(busyWorld);
    await stores.openChat(hong);
    await stores.contacts.getState().verify(hong, true);
    core.changeKeys(hong, '');
    expect(trustIn(stores)).toBe('changed');
    await stores.send(hong, '在吗');
    await clock.pass(1000);
    expect(newest(stores)).toMatchObject({ state: 'failed', problem: 'keys-changed' });

    await stores.contacts.getState().acceptKeys(hong);
    expect(trustIn(stores)).toBe('server');
    const failed = newest(stores);
    if (failed) await stores.messages.getState().retry(failed.id);
    await clock.pass(1000);
    expect(newest(stores)?.state).toBe('delivered');
  });

  it('stay changed when they change again', async () => {
    const { core, stores } = await openWindow(trustWorld);
    core.changeKeys(lei, '');
    expect(trustIn(stores, lei)).toBe('changed');
  });
});

it('messages that were lost are a line in the chat', async () => {
  const { core, stores } = await openWindow(busyWorld);
  await stores.openChat(hong);
  core.lose(hong, 'missing', '3');
  expect(newest(stores)).toMatchObject({ kind: 'missing', detail: '3', own: false });
});
