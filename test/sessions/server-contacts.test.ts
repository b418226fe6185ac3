import { describe, expect, it } from 'vitest';
import type { AccountId } from '../../protocol/index.ts';
import { deviceOf } from '../bench/pairs.ts';
import { befriendRaw, RawClient } from '../support/raw-client.ts';
import { RoomCopy } from '../support/raw-rooms.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const NOBODY = 99_999 as AccountId;

async function twoPeople(overrides: Parameters<typeof startTestServer>[0] = {}) {
  const running: TestServer = await startTestServer(overrides);
  const ming = await RawClient.signIn(running.server, 'ming');
  const hong = await RawClient.signIn(running.server, 'hong');
  return { running, server: running.server, ming, hong };
}

function ask(from: RawClient, to: RawClient, greeting = '') {
  return from.channel.request('contact.request', { account: to.account, greeting });
}

function answer(from: RawClient, to: RawClient, decision: 'accept' | 'refuse' | 'later') {
  return from.channel.request('contact.answer', { account: to.account, answer: decision });
}

async function requestsOf(client: RawClient) {
  return (await client.channel.request('contact.requests', {})).requests;
}

describe('search', () => {
  it('finds by name in any case and by number, and says how the two stand', async () => {
    const { ming, hong } = await twoPeople();
    const search = async (client: RawClient, query: string) =>
      (await client.channel.request('contact.search', { query })).results.map(({ profile, relation }) => [
        profile.name,
        relation,
      ]);
    expect(await search(ming, 'HONG')).toEqual([['hong', 'none']]);
    expect(await search(ming, ` ${hong.account} `)).toEqual([['hong', 'none']]);
    expect(await search(ming, 'ming')).toEqual([['ming', 'self']]);
    expect(await search(ming, 'hon')).toEqual([]);
    expect(await search(ming, '0')).toEqual([]);
    expect(await search(ming, "hong' or '1'='1")).toEqual([]);
    await ask(ming, hong);
    expect(await search(ming, 'hong')).toEqual([['hong', 'requested']]);
    expect(await search(hong, 'ming')).toEqual([['ming', 'requests-you']]);
    await answer(hong, ming, 'accept');
    expect(await search(ming, 'hong')).toEqual([['hong', 'friend']]);
  });
});

describe('a stranger', () => {
  const details = { displayName: '小明', age: 20, sex: 'male', signature: '签名' } as const;
  const profileOf = (viewer: RawClient, { account }: RawClient) =>
    viewer.channel.request('account.profile.get', { account });
  const find = async (viewer: RawClient, query: string) =>
    (await viewer.channel.request('contact.search', { query })).results.map(({ profile }) => profile);

  it('is shown with name and picture only, by number and by name', async () => {
    const { ming, hong } = await twoPeople();
    await ming.channel.request('account.profile.set', details);
    const seen = { account: ming.account, name: 'ming', displayName: 'ming', signature: '' };
    expect(await profileOf(hong, ming)).toEqual(seen);
    expect(await find(hong, 'ming')).toEqual([seen]);
    expect(await find(hong, String(ming.account))).toEqual([seen]);
    await ask(hong, ming);
    expect((await requestsOf(hong))[0]?.profile).toEqual(seen);
    await hong.channel.request('contact.block', { account: ming.account, blocked: true });
    expect((await hong.channel.request('contact.blocked', {})).profiles).toEqual([seen]);
  });

  it('is none to friends, to fellow members and to whom they ask', async () => {
    const { server, ming, hong } = await twoPeople();
    const lei = await RawClient.signIn(server, 'lei');
    const gang = await RawClient.signIn(server, 'gang');
    const profile = await ming.channel.request('account.profile.set', details);
    await befriendRaw(ming, hong);
    await ask(ming, gang);
    const room = await RoomCopy.create(lei, 'physics');
    expect(await profileOf(lei, ming)).not.toEqual(profile);
    await room.join(ming);
    for (const viewer of [ming, hong, lei, gang]) expect(await profileOf(viewer, ming)).toEqual(profile);
    expect(await requestsOf(gang)).toMatchObject([{ profile }]);
    await answer(gang, ming, 'refuse');
    expect(await profileOf(gang, ming)).not.toEqual(profile);
  });

  it('is found by the display name, and seen with it, where the owner allows it', async () => {
    const { running, ming, hong } = await twoPeople();
    await ming.channel.request('account.profile.set', { ...details, displayName: 'Ming  Li' });
    expect(await find(hong, 'ming li')).toEqual([]);
    await ming.channel.request('account.status.set', { presence: 'online', address: 'lan', findable: true });
    const seen = { account: ming.account, name: 'ming', displayName: 'Ming  Li', signature: '' };
    expect(await find(hong, 'ming LI')).toEqual([seen]);
    expect(await profileOf(hong, ming)).toEqual(seen);
    // what an old client says, which knows of no such setting, leaves it
    await ming.channel.request('account.status.set', { presence: 'away', address: 'never' });
    await running.restart();
    const [later, other] = [
      await RawClient.resumed(running.server, ming),
      await RawClient.resumed(running.server, hong),
    ];
    const status = { presence: 'away', address: 'never', findable: true } as const;
    expect(await later.channel.request('account.status.get', {})).toEqual(status);
    await later.channel.request('account.profile.set', { displayName: 'Li Ming' });
    expect(await find(other, 'ming li')).toEqual([]);
    expect(await find(other, 'li ming')).toHaveLength(1);
    await later.channel.request('account.status.set', { ...status, findable: false });
    expect(await find(other, 'li ming')).toEqual([]);
  });

  it('shares a display name with others: all are found, beside the one of that name', async () => {
    const { server, ming, hong } = await twoPeople();
    const lei = await RawClient.signIn(server, 'lei');
    for (const client of [ming, lei]) {
      await client.channel.request('account.profile.set', { displayName: 'Hong' });
      await client.channel.request('account.status.set', { presence: 'online', address: 'lan', findable: true });
    }
    expect((await find(ming, 'HONG')).map(({ name }) => name)).toEqual(['hong', 'ming', 'lei']);
    await hong.channel.request('account.profile.set', { displayName: 'x' });
  });
});

describe('becoming friends', () => {
  it('takes a request and an acceptance; both are told', async () => {
    const { ming, hong } = await twoPeople();
    expect(await ask(ming, hong, '你好')).toEqual({ state: 'requested' });
    const requested = await hong.next('contact.requested');
    expect(requested).toMatchObject({
      profile: { name: 'ming' },
      direction: 'incoming',
      greeting: '你好',
      state: 'open',
    });
    expect(await requestsOf(hong)).toEqual([requested]);
    expect(await requestsOf(ming)).toMatchObject([{ profile: { name: 'hong' }, direction: 'outgoing', state: 'open' }]);
    await answer(hong, ming, 'accept');
    const added = await ming.next('contact.added');
    expect(added).toEqual({
      profile: hong.profile,
      presence: 'online',
      devices: [deviceOf(hong)],
      since: expect.any(Number),
    });
    expect((await hong.next('contact.added')).profile).toEqual(ming.profile);
    expect(await ming.channel.request('contact.list', {})).toEqual({ contacts: [added], more: false });
    expect(await requestsOf(ming)).toEqual([]);
    expect(await requestsOf(hong)).toEqual([]);
  });

  it('happens at once when both have asked', async () => {
    const { ming, hong } = await twoPeople();
    await ask(ming, hong);
    expect(await ask(hong, ming)).toEqual({ state: 'added' });
    expect((await ming.next('contact.added')).profile.name).toBe('hong');
    expect((await hong.next('contact.added')).profile.name).toBe('ming');
  });

  it('can be put off without the other knowing', async () => {
    const { running, ming, hong } = await twoPeople();
    await ask(ming, hong);
    await answer(hong, ming, 'later');
    expect(await requestsOf(hong)).toMatchObject([{ state: 'later' }]);
    expect(await requestsOf(ming)).toMatchObject([{ state: 'open' }]);
    await running.restart();
    const later = await RawClient.resumed(running.server, hong);
    await answer(later, ming, 'accept');
    expect((await later.channel.request('contact.list', {})).contacts).toMatchObject([{ presence: 'offline' }]);
  });

  it('can be refused; the one who asked is told and may ask again', async () => {
    const { ming, hong } = await twoPeople();
    await ask(ming, hong);
    await answer(hong, ming, 'refuse');
    expect(await ming.next('contact.refused')).toEqual({ account: hong.account });
    expect(await requestsOf(ming)).toMatchObject([{ state: 'refused' }]);
    expect(await requestsOf(hong)).toEqual([]);
    await expect(answer(hong, ming, 'accept')).rejects.toMatchObject({ code: 'not-found' });
    expect(await ask(ming, hong, '再来')).toEqual({ state: 'requested' });
    expect(await requestsOf(hong)).toMatchObject([{ greeting: '再来', state: 'open' }]);
  });

  it('is refused with oneself, with nobody, twice, and again', async () => {
    const { ming, hong } = await twoPeople();
    await expect(ask(ming, ming)).rejects.toMatchObject({ code: 'oneself' });
    const nobody = ming.channel.request('contact.request', { account: NOBODY, greeting: '' });
    await expect(nobody).rejects.toMatchObject({ code: 'not-found' });
    await ask(ming, hong);
    await expect(ask(ming, hong)).rejects.toMatchObject({ code: 'already-requested' });
    await answer(hong, ming, 'accept');
    await expect(ask(ming, hong)).rejects.toMatchObject({ code: 'already-friends' });
    await expect(ask(hong, ming)).rejects.toMatchObject({ code: 'already-friends' });
  });

  it('has limits: greeting, open requests, friends', async () => {
    const { server, ming, hong } = await twoPeople({ limits: { requests: 1, friends: 1, greeting: 5 } });
    await expect(ask(ming, hong, '六个字的问候')).rejects.toMatchObject({
      details: { fields: { greeting: 'too-long' } },
    });
    const gang = await RawClient.signIn(server, 'gang');
    await ask(ming, hong);
    await expect(ask(ming, gang)).rejects.toMatchObject({ code: 'too-many', details: { limit: 1 } });
    await answer(hong, ming, 'accept');
    await expect(ask(ming, gang)).rejects.toMatchObject({ code: 'too-many', details: { limit: 1 } });
  });

  it('ends on both sides when one removes the other', async () => {
    const { running, ming, hong } = await twoPeople();
    await befriendRaw(ming, hong);
    await ming.channel.request('contact.remove', { account: hong.account });
    expect(await hong.next('contact.removed')).toEqual({ account: ming.account });
    expect(await ming.next('contact.removed')).toEqual({ account: hong.account });
    await expect(hong.send(ming.account, [deviceOf(ming)], Buffer.from('x'))).rejects.toMatchObject({
      code: 'not-friends',
    });
    await running.restart();
    const again = await RawClient.resumed(running.server, hong);
    expect(await again.channel.request('contact.list', {})).toEqual({ contacts: [], more: false });
  });
});

describe('what belongs to others', () => {
  it('answers like what does not exist', async () => {
    const { server, ming, hong } = await twoPeople();
    const stranger = await RawClient.signIn(server, 'stranger');
    await ask(ming, hong);
    const codeOf = (asking: Promise<unknown>) =>
      asking.then(
        () => 'done',
        ({ code }) => code,
      );
    for (const account of [ming.account, NOBODY]) {
      const { channel } = stranger;
      expect(await codeOf(channel.request('contact.answer', { account, answer: 'accept' }))).toBe('not-found');
      expect(await codeOf(channel.request('contact.remove', { account }))).toBe('not-found');
      expect(await codeOf(stranger.send(account, [deviceOf(ming)], Buffer.from('x')))).toBe('not-friends');
    }
    expect(await codeOf(stranger.channel.request('account.profile.get', { account: NOBODY }))).toBe('not-found');
    expect(await requestsOf(hong)).toHaveLength(1);
  });
});

describe('friends', () => {
  it('see each other come and go', async () => {
    const { server, ming, hong } = await twoPeople();
    await befriendRaw(ming, hong);
    await hong.close();
    expect(await ming.next('contact.presence')).toEqual({ account: hong.account, presence: 'offline' });
    await RawClient.resumed(server, hong);
    expect(await ming.next('contact.presence')).toEqual({ account: hong.account, presence: 'online' });
  });

  it('see a connection that is cut off go', async () => {
    const { ming, hong } = await twoPeople();
    await befriendRaw(ming, hong);
    hong.wire.destroy();
    expect(await ming.next('contact.presence')).toEqual({ account: hong.account, presence: 'offline' });
  });

  it('see changed profiles and new devices; strangers do not', async () => {
    const { server, ming, hong } = await twoPeople();
    const stranger = await RawClient.signIn(server, 'stranger');
    await befriendRaw(ming, hong);
    await hong.channel.request('account.profile.set', { displayName: '小红' });
    expect(await ming.next('contact.profile')).toMatchObject({ account: hong.account, displayName: '小红' });
    const laptop = await RawClient.onNewDevice(server, 'hong');
    expect(await ming.next('contact.devices')).toEqual({
      account: hong.account,
      devices: [deviceOf(hong), deviceOf(laptop)],
    });
    await stranger.channel.request('server.info', {});
    expect(stranger.heard).toEqual([]);
  });

  it('are listed in pages', async () => {
    const { server, ming } = await twoPeople();
    const names = Array.from({ length: 60 }, (_, index) => `friend_${String(index).padStart(2, '0')}`);
    for (const name of names) {
      const friend = await RawClient.signIn(server, name);
      await befriendRaw(friend, ming);
      friend.channel.destroy('ended');
    }
    const first = await ming.channel.request('contact.list', {});
    expect(first.more).toBe(true);
    const after = first.contacts.at(-1)?.profile.account;
    const second = await ming.channel.request('contact.list', after === undefined ? {} : { after });
    expect(second.more).toBe(false);
    const listed = [...first.contacts, ...second.contacts].map(({ profile }) => profile.name);
    expect(listed).toEqual(names);
  });
});
