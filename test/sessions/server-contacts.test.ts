import { describe, expect, it } from 'vitest';
import type { AccountId } from '../../protocol/index.ts';
import { deviceOf } from '../bench/pairs.ts';
import { befriendRaw, RawClient } from '../support/raw-client.ts';
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
