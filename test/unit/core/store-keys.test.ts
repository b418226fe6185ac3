import { describe, expect, it } from 'vitest';
import { DeviceId } from '../../../protocol/index.ts';
import { newId, person, SignalDevice, twoDevices } from '../../support/signal-devices.ts';

const DAY_MS = 24 * 60 * 60_000;
const text = { kind: 'text' as const, text: 'x' };

describe("a device's keys", { timeout: 30_000 }, () => {
  it('are made once and answered until they are published', async () => {
    const { store } = await SignalDevice.signIn(person(1), 11);
    await store.run('saveDevice', { id: DeviceId.parse(12), key: 'key', since: 1 });
    const keys = await store.run('keysToPublish', { now: 5 });
    expect(keys?.oneTime).toHaveLength(100);
    expect(new Set(keys?.oneTime.map(({ id }) => id)).size).toBe(100);
    expect(await store.run('keysToPublish', { now: 6 })).toEqual(keys);
    await store.run('keysPublished');
    expect(await store.run('keysToPublish', { now: 7 })).toBeUndefined();
  });

  it('are filled up with new one-time keys', async () => {
    const { store } = await SignalDevice.signIn(person(1), 11);
    const more = await store.run('morePreKeys', { left: 20, now: 2 });
    expect(more).toHaveLength(80);
    expect(await store.run('morePreKeys', { left: 20, now: 3 })).toEqual(more);
    await store.run('keysPublished');
    const next = await store.run('morePreKeys', { left: 99, now: 4 });
    expect(next).toHaveLength(1);
    expect(more.map(({ id }) => id)).not.toContain(next[0]?.id);
  });

  it('are all new when the server has lost them', async () => {
    const ming = await SignalDevice.signIn(person(1), 11);
    const { signed } = ming.bundle();
    const keys = await ming.store.run('keysToPublish', { now: 2, again: true });
    expect(keys?.oneTime).toHaveLength(100);
    expect(keys?.device.signed.id).not.toBe(signed.id);
    expect(await ming.store.run('keysToPublish', { now: 3, again: true })).toEqual(keys);
  });

  it('are replaced after 30 days; the old ones are good for 60 more', async () => {
    const [ming, hong] = await twoDevices();
    const late = await ming.text(hong, 'late');
    expect(await hong.store.run('keysToPublish', { now: 29 * DAY_MS })).toBeUndefined();
    const old = hong.bundle({ oneTime: false });
    await hong.publish(200 * DAY_MS);
    expect(hong.bundle().signed.id).not.toBe(old.signed.id);
    expect(await hong.store.run('keysToPublish', { now: 229 * DAY_MS })).toBeUndefined();
    await hong.receive([late]);

    await ming.store.run('establish', { account: hong.person.account, bundles: [old], fresh: true, at: 5 });
    const tooLate = await ming.text(hong, 'too late');
    await hong.publish(261 * DAY_MS);
    expect(await hong.receive([tooLate])).toMatchObject({ unreadable: 1 });
    expect(await hong.texts(ming.person)).toEqual(['late']);
  });

  it('and sessions and numbers end when another device signs in here', async () => {
    const [ming, hong] = await twoDevices();
    await ming.text(hong, 'one');
    const device = { id: ming.id, key: 'key', since: 1 };
    await ming.store.run('saveDevice', device);
    expect(await ming.store.run('device')).toEqual(device);
    await ming.store.run('saveDevice', { ...device, id: DeviceId.parse(12) });
    expect(await ming.store.run('device')).toEqual({ ...device, id: 12 });
    const request = { messageId: newId(), to: hong.person.account, sentAt: 1, content: text, devices: [hong.address] };
    expect(await ming.store.run('seal', [request])).toEqual([{ kind: 'no-session', devices: [hong.address] }]);
    expect((await ming.store.run('keysToPublish', { now: 1 }))?.oneTime).toHaveLength(100);
  });
});

describe('identities', { timeout: 30_000 }, () => {
  const refused = [{ kind: 'keys-changed' }];

  it('are what the certificate says, kept over its renewal', async () => {
    const ming = await SignalDevice.signIn(person(1), 11);
    const hong = person(2);
    expect(await ming.learn(hong)).toEqual({ change: 'first', messages: [] });
    expect(await ming.learn(hong, { serial: 'CD' })).toEqual({ change: 'same', messages: [] });
    const identity = { account: hong.account, key: hong.keys.publicKey.serialize(), trust: 'server' };
    const certificate = new Uint8Array(Buffer.from('certificate CD'));
    expect(await ming.store.run('identities')).toEqual([{ ...identity, certificate }]);
    expect(await ming.store.run('identity', ming.person.account)).toBeUndefined();
  });

  it('that change end the sessions and are told in the chat, with the reason', async () => {
    const [ming, hong] = await twoDevices();
    const again = await SignalDevice.signIn(person(2), 22);
    const revoked = [{ serial: 'AB', at: 3, reason: 'reset' as const }];
    const { change, messages } = await ming.learn(again.person, { serial: 'CD', revoked, at: 7 });
    expect(change).toBe('changed');
    expect(messages).toMatchObject([{ kind: 'keys-changed', detail: 'reset', sentAt: 7, own: false, text: '' }]);
    expect(await ming.store.run('identity', hong.person.account)).toMatchObject({ trust: 'server', changedAt: 7 });
    expect(await ming.store.run('conversations')).toMatchObject([{ unread: 0, last: { kind: 'keys-changed' } }]);
    const request = { messageId: newId(), to: hong.person.account, sentAt: 1, content: text, devices: [hong.address] };
    expect(await ming.store.run('seal', [request])).toEqual([{ kind: 'no-session', devices: [hong.address] }]);
    expect(await ming.establish(hong)).toEqual({ refused: [hong.id], messages: [] });
    expect(await ming.establish(again)).toEqual({ refused: [], messages: [] });
  });

  it('that were verified stop everything when they change, until they are accepted or compared again', async () => {
    const [ming, hong] = await twoDevices();
    const { account } = hong.person;
    const verified = await ming.store.run('setVerified', { account, verified: true, at: 4 });
    expect(verified).toMatchObject({ trust: 'verified', verifiedAt: 4 });
    const again = await SignalDevice.signIn(person(2), 22);
    await ming.learn(again.person, { serial: 'CD', at: 7 });
    await ming.establish(again);
    expect(await ming.store.run('identity', account)).toMatchObject({ trust: 'changed', changedAt: 7 });
    const request = { messageId: newId(), to: account, sentAt: 1, content: text, devices: [again.address] };
    expect(await ming.store.run('seal', [request])).toEqual(refused);

    await ming.learn((await SignalDevice.signIn(person(2), 23)).person, { serial: 'EF', at: 8 });
    expect(await ming.store.run('identity', account)).toMatchObject({ trust: 'changed', changedAt: 8 });
    expect(await ming.store.run('acceptKeys', account)).toMatchObject({ trust: 'server' });
    expect(await ming.store.run('seal', [request])).toMatchObject([{ kind: 'no-session' }]);
    expect(await ming.store.run('setVerified', { account, verified: false, at: 9 })).not.toHaveProperty('verifiedAt');
  });

  it('accepting changes nothing about keys that were compared', async () => {
    const [ming, hong] = await twoDevices();
    const { account } = hong.person;
    await ming.store.run('setVerified', { account, verified: true, at: 4 });
    expect(await ming.store.run('acceptKeys', account)).toMatchObject({ trust: 'verified' });
    expect(await ming.store.run('acceptKeys', person(9).account)).toBeUndefined();
  });

  it('are looked up before a message by unknown keys is read, and what follows waits', async () => {
    const [ming, hong] = await twoDevices();
    const first = await ming.text(hong, 'first');
    const again = await SignalDevice.signIn(person(1), 12);
    await again.befriend(hong.person);
    await again.establish(hong);
    const batch = [first, await again.text(hong, 'with new keys'), await ming.text(hong, 'with old keys')];
    const { account } = ming.person;
    const stopped = await hong.receive(batch);
    expect(stopped).toMatchObject({ done: 1, unknownKeys: account, messages: [{ text: 'first' }], unreadable: 0 });

    await hong.learn(again.person, { serial: 'CD' });
    const rest = await hong.receive(batch.slice(1), { ready: [account] });
    expect(rest).toMatchObject({ done: 2, messages: [{ text: 'with new keys' }], unreadable: 1 });
    expect(await hong.texts(ming.person)).toEqual(['first', '[keys-changed]', 'with new keys']);
  });
});
