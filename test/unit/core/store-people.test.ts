import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { avatarHash } from '../../../src-main/core/avatars.ts';
import { keyHashOf } from '../../../src-main/core/person-link.ts';
import { person, SignalDevice } from '../../support/signal-devices.ts';

const hong = person(2);
const keyHash = keyHashOf(hong.keys.publicKey.serialize());
const { account } = hong;

describe('keys that a link told of', () => {
  it('are verified when they are learned, once', async () => {
    const { store, ...ming } = await startMing();
    expect(await store.run('expectIdentity', { account, keyHash, at: 3 })).toBeUndefined();
    expect(await store.run('expectedAccounts')).toEqual([account]);
    await ming.learn(hong, { at: 5 });
    expect(await store.run('identity', account)).toMatchObject({ trust: 'verified', verifiedAt: 5 });
    expect(await store.run('expectedAccounts')).toEqual([]);
    await store.run('setVerified', { account, verified: false, at: 6 });
    await ming.learn(hong, { serial: 'CD', at: 7 });
    expect(await store.run('identity', account)).toMatchObject({ trust: 'server' });
  });

  it('are verified at once when they are known already', async () => {
    const { store, learn } = await startMing();
    await learn(hong);
    expect(await store.run('expectIdentity', { account, keyHash, at: 3 })).toMatchObject({ trust: 'verified' });
  });

  it('verify no others, and take nothing back', async () => {
    const { store, learn } = await startMing();
    const other = keyHashOf(randomBytes(33));
    await store.run('expectIdentity', { account, keyHash: other, at: 3 });
    await learn(hong);
    expect(await store.run('identity', account)).toMatchObject({ trust: 'server' });
    await store.run('setVerified', { account, verified: true, at: 4 });
    await store.run('expectIdentity', { account, keyHash: other, at: 5 });
    expect(await store.run('identity', account)).toMatchObject({ trust: 'verified' });
  });

  it('are those that the last link told of', async () => {
    const { store, learn } = await startMing();
    await store.run('expectIdentity', { account, keyHash, at: 3 });
    await store.run('expectIdentity', { account, keyHash: keyHashOf(randomBytes(33)), at: 4 });
    await learn(hong);
    expect(await store.run('identity', account)).toMatchObject({ trust: 'server' });
  });
});

describe('pictures', () => {
  it('are found by their hash, the last thousand of them', async () => {
    const { store } = await startMing();
    const pictures = Array.from({ length: 1002 }, () => new Uint8Array(randomBytes(16)));
    const named = pictures.map((picture) => ({ hash: avatarHash(picture), picture }));
    await Promise.all(named.map((avatar) => store.run('saveAvatar', avatar)));
    const found = await Promise.all(named.map(({ hash }) => store.run('avatar', hash)));
    expect(found.slice(0, 2)).toEqual([undefined, undefined]);
    expect(found.slice(2)).toEqual(pictures.slice(2));
  });

  it('are kept once', async () => {
    const { store } = await startMing();
    const picture = new Uint8Array(randomBytes(16));
    const avatar = { hash: avatarHash(picture), picture };
    await store.run('saveAvatar', avatar);
    await store.run('saveAvatar', avatar);
    expect(await store.run('avatar', avatar.hash)).toEqual(picture);
  });
});

describe('what the server said of the account', () => {
  it('is kept as it said it last, each part by itself', async () => {
    const { store } = await startMing();
    expect(await store.run('standing')).toEqual({});
    const status = { presence: 'busy', address: 'never' } as const;
    await store.run('saveStanding', { status });
    expect(await store.run('standing')).toEqual({ status });
    const limits = { recall: 30, roomName: { min: 2, max: 20 }, roomMembers: 50 };
    await store.run('saveStanding', { limits });
    expect(await store.run('standing')).toEqual({ status, limits });
    await store.run('saveStanding', { status: { presence: 'away', address: 'always' }, limits });
    expect(await store.run('standing')).toEqual({ status: { presence: 'away', address: 'always' }, limits });
  });
});

async function startMing() {
  const device = await SignalDevice.signIn(person(1), 11);
  return { store: device.store, learn: device.learn.bind(device) };
}
