import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { AVATAR_LIMIT, DEVICES_PER_ACCOUNT, type Status } from '../../protocol/index.ts';
import { deviceOf } from '../bench/pairs.ts';
import { befriendRaw, RawClient } from '../support/raw-client.ts';
import { contactsOf, friends, heardBy, NOBODY, PNG, people } from '../support/raw-people.ts';
import { RoomCopy } from '../support/raw-rooms.ts';

const WEBP = Buffer.concat([Buffer.from('RIFF\x10\0\0\0WEBPVP8 ', 'latin1'), Buffer.alloc(8)]);

function setStatus(client: RawClient, status: Partial<Status>) {
  return client.channel.request('account.status.set', { presence: 'online', address: 'lan', ...status });
}

describe('pictures', () => {
  it('are named by the profile, told to friends and got by everybody', async () => {
    const { running, ming, hong, gang } = await friends();
    const avatar = hash('sha256', PNG, 'base64url');
    const profile = await ming.channel.request('account.avatar.set', { picture: PNG });
    expect(profile).toEqual({ ...ming.profile, avatar });
    expect(await hong.next('contact.profile')).toEqual(profile);
    expect(await gang.channel.request('account.profile.get', { account: ming.account })).toEqual(profile);
    expect((await gang.channel.request('account.avatar.get', { account: ming.account })).picture).toEqual(PNG);
    expect((await contactsOf(hong))[0]?.profile).toEqual(profile);
    const found = await gang.channel.request('contact.search', { query: 'ming' });
    expect(found.results[0]?.profile.avatar).toBe(avatar);
    // another change keeps it
    expect((await ming.channel.request('account.profile.set', { age: 20 })).avatar).toBe(avatar);
    await running.restart();
    const later = await RawClient.resumed(running.server, ming);
    expect(later.profile).toMatchObject({ avatar, age: 20 });
  });

  it('are replaced and taken away', async () => {
    const { ming, hong } = await friends();
    await ming.channel.request('account.avatar.set', { picture: PNG });
    await ming.channel.request('account.avatar.set', { picture: WEBP });
    const get = () => hong.channel.request('account.avatar.get', { account: ming.account });
    expect((await get()).picture).toEqual(WEBP);
    expect(await ming.channel.request('account.avatar.set', {})).not.toHaveProperty('avatar');
    await hong.next('contact.profile', ({ avatar }) => avatar === undefined);
    await expect(get()).rejects.toMatchObject({ code: 'not-found' });
  });

  it('are refused when they are none, or too large', async () => {
    const { ming } = await people();
    const set = (picture: Buffer) => ming.channel.request('account.avatar.set', { picture });
    await expect(set(Buffer.from('<svg onload="alert(1)"></svg>'))).rejects.toMatchObject({
      code: 'invalid-fields',
      details: { fields: { picture: 'format' } },
    });
    await expect(set(Buffer.concat([PNG, Buffer.alloc(AVATAR_LIMIT)]))).rejects.toMatchObject({ code: 'malformed' });
    const own = ming.channel.request('account.avatar.get', { account: ming.account });
    await expect(own).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('status', () => {
  it('is shown to friends as it changes, and to those who become friends', async () => {
    const { ming, hong, gang } = await friends();
    expect(await ming.channel.request('account.status.get', {})).toEqual({
      presence: 'online',
      address: 'lan',
      findable: false,
    });
    await setStatus(ming, { presence: 'busy' });
    expect(await hong.next('contact.presence')).toEqual({ account: ming.account, presence: 'busy' });
    expect(await contactsOf(hong)).toMatchObject([{ presence: 'busy' }]);
    await befriendRaw(ming, gang);
    expect(await gang.next('contact.added')).toMatchObject({ presence: 'busy' });
    await setStatus(ming, { presence: 'busy', address: 'never' });
    // only where the address may be told has changed
    expect(await heardBy(hong)).toEqual([]);
  });

  it('holds for later sessions and after a restart', async () => {
    const { running, server, ming, hong } = await friends();
    await setStatus(ming, { presence: 'away', address: 'always' });
    await hong.next('contact.presence');
    await ming.close();
    expect(await hong.next('contact.presence')).toMatchObject({ presence: 'offline' });
    const again = await RawClient.resumed(server, ming);
    expect(await hong.next('contact.presence')).toMatchObject({ presence: 'away' });
    const status = { presence: 'away', address: 'always', findable: false };
    expect(await again.channel.request('account.status.get', {})).toEqual(status);
    await running.restart();
    const later = await RawClient.resumed(running.server, ming);
    expect(await later.channel.request('account.status.get', {})).toEqual(status);
  });

  it('invisible looks like offline, from the moment it is set', async () => {
    const { server, ming, hong, gang } = await friends();
    await setStatus(ming, { presence: 'invisible', address: 'always' });
    expect(await hong.next('contact.presence')).toEqual({ account: ming.account, presence: 'offline' });
    expect(await contactsOf(hong)).toMatchObject([{ presence: 'offline' }]);
    await befriendRaw(ming, gang);
    expect(await gang.next('contact.added')).toMatchObject({ presence: 'offline' });
    const room = await RoomCopy.create(ming, 'the room');
    await room.add(ming, hong);
    const { members } = await hong.channel.request('room.members', { room: room.id });
    expect(members.map(({ profile, presence }) => [profile.name, presence])).toEqual([
      ['ming', 'offline'],
      ['hong', 'online'],
    ]);
    await hong.next('room.records');
    const address = hong.channel.request('contact.address', { account: ming.account });
    await expect(address).rejects.toMatchObject({ code: 'not-found' });
    // comes and goes without a word
    await ming.close();
    const again = await RawClient.resumed(server, ming);
    expect(await heardBy(hong)).toEqual([]);
    await setStatus(again, { presence: 'online' });
    expect(await hong.next('contact.presence')).toEqual({ account: ming.account, presence: 'online' });
    expect(await heardBy(hong)).toEqual([]);
  });
});

describe('the address of a friend', () => {
  const addressOf = (viewer: RawClient, friend: RawClient) =>
    viewer.channel.request('contact.address', { account: friend.account });

  it('is told inside a network, to all or to nobody, as the friend wishes', async () => {
    const { server, ming, hong } = await friends();
    const seen = await addressOf(hong, ming);
    expect(seen.address).toBe('127.0.0.1');
    // of the socket, so each has its own
    const ports = [seen.port, (await addressOf(ming, hong)).port, server.port];
    expect(new Set(ports).size).toBe(3);
    await setStatus(ming, { address: 'never' });
    await expect(addressOf(hong, ming)).rejects.toMatchObject({ code: 'not-found' });
    await setStatus(ming, { address: 'always' });
    expect(await addressOf(hong, ming)).toEqual(seen);
    await ming.close();
    await hong.next('contact.presence');
    await expect(addressOf(hong, ming)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('is not told to strangers', async () => {
    const { ming, gang } = await friends();
    await setStatus(ming, { address: 'always' });
    await expect(addressOf(gang, ming)).rejects.toMatchObject({ code: 'not-found' });
    const nobody = gang.channel.request('contact.address', { account: NOBODY });
    await expect(nobody).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('sign-ins', () => {
  it('are recorded, done and refused, for the account alone', async () => {
    const { running, server, ming, hong } = await people();
    const other = await RawClient.connect(server);
    await expect(other.login('ming', undefined, Buffer.alloc(32))).rejects.toMatchObject({ code: 'bad-credentials' });
    const loginsOf = async (client: RawClient) => (await client.channel.request('account.logins', {})).logins;
    const each = { device: 'device of ming', address: '127.0.0.1', time: expect.any(Number) };
    const seen = await loginsOf(ming);
    expect(seen).toEqual([
      { ...each, outcome: 'refused' },
      { ...each, outcome: 'done', id: deviceOf(ming) },
    ]);
    expect(await loginsOf(hong)).toMatchObject([{ device: 'device of hong', outcome: 'done' }]);
    await expect(other.login('ming', undefined, Buffer.alloc(32))).rejects.toMatchObject({ code: 'bad-credentials' });
    await running.restart();
    const later = await RawClient.resumed(running.server, ming);
    // resuming takes no password
    expect((await loginsOf(later)).map(({ outcome }) => outcome)).toEqual(['refused', 'refused', 'done']);
  });

  it('are recorded as refused when there are too many devices', async () => {
    const { server, ming } = await people();
    for (let count = 1; count < DEVICES_PER_ACCOUNT; count++) await (await RawClient.connect(server)).login('ming');
    const another = await RawClient.connect(server);
    await expect(another.login('ming')).rejects.toMatchObject({ code: 'too-many-devices' });
    await another.login('ming', deviceOf(ming));
    const { logins } = await another.channel.request('account.logins', {});
    expect(logins.map(({ outcome }) => outcome).slice(0, 3)).toEqual(['done', 'refused', 'done']);
  });

  it('are kept fifty of', async () => {
    const { server, ming } = await people();
    let last = ming;
    for (let count = 0; count < 51; count++) {
      last = await RawClient.connect(server);
      await last.login('ming', deviceOf(ming));
    }
    const { logins } = await last.channel.request('account.logins', {});
    expect(logins).toHaveLength(50);
    const times = logins.map(({ time }) => time);
    expect(times).toEqual(times.toSorted((one, other) => other - one));
  });
});
