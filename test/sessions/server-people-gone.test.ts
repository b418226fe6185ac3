import { join } from 'node:path';
import { PrivateKey } from '@signalapp/libsignal-client';
import { describe, expect, it } from 'vitest';
import { withDatabase } from '../../src-server/store/database.ts';
import { deviceOf } from '../bench/pairs.ts';
import { fakeAuth, RawClient } from '../support/raw-client.ts';
import { ask, contactsOf, friends, heardBy, NOBODY, PNG, people, requestsOf } from '../support/raw-people.ts';
import { RoomCopy } from '../support/raw-rooms.ts';

/** As a reset and another enrolment do. */
async function giveNewKeys(folder: string, { account }: RawClient): Promise<void> {
  const identity_key = Buffer.from(PrivateKey.generate().getPublicKey().serialize());
  await withDatabase(join(folder, 'miyu.db'), (database) =>
    database.write(
      async (writer) =>
        void (await writer.updateTable('account_keys').set({ identity_key }).where('account', '=', account).execute()),
    ),
  );
}

function block(client: RawClient, other: RawClient, blocked = true) {
  return client.channel.request('contact.block', { account: other.account, blocked });
}

describe('blocking', () => {
  it('ends the friendship on both lists, and is listed', async () => {
    const { running, ming, hong } = await friends();
    await block(ming, hong);
    expect(await hong.next('contact.removed')).toEqual({ account: ming.account });
    expect(await ming.next('contact.removed')).toEqual({ account: hong.account });
    expect([...(await contactsOf(ming)), ...(await contactsOf(hong))]).toEqual([]);
    await block(ming, hong);
    expect(await ming.channel.request('contact.blocked', {})).toEqual({ profiles: [hong.profile], more: false });
    expect(await hong.channel.request('contact.blocked', {})).toEqual({ profiles: [], more: false });
    await running.restart();
    const later = await RawClient.resumed(running.server, ming);
    expect((await later.channel.request('contact.blocked', {})).profiles).toEqual([hong.profile]);
  });

  it('swallows requests without a sign to the one who asks', async () => {
    const { ming, hong } = await people();
    await block(ming, hong);
    expect(await ask(hong, ming, '在吗')).toEqual({ state: 'requested' });
    await expect(ask(hong, ming)).rejects.toMatchObject({ code: 'already-requested' });
    expect(await requestsOf(hong)).toMatchObject([{ direction: 'outgoing', state: 'open' }]);
    const found = await hong.channel.request('contact.search', { query: 'ming' });
    expect(found.results).toEqual([{ profile: ming.profile, relation: 'requested' }]);
    expect(await requestsOf(ming)).toEqual([]);
    expect(await heardBy(ming)).toEqual([]);
    const own = await ming.channel.request('contact.search', { query: 'hong' });
    expect(own.results).toMatchObject([{ relation: 'none' }]);
    const answering = ming.channel.request('contact.answer', { account: hong.account, answer: 'accept' });
    await expect(answering).rejects.toMatchObject({ code: 'not-found' });
  });

  it('hides a request that was there, and withdraws an own one', async () => {
    const { ming, hong, gang } = await people();
    await ask(hong, ming);
    await ming.next('contact.requested');
    await block(ming, hong);
    expect(await requestsOf(ming)).toEqual([]);
    await ask(ming, gang);
    await block(ming, gang);
    const accepting = gang.channel.request('contact.answer', { account: ming.account, answer: 'accept' });
    await expect(accepting).rejects.toMatchObject({ code: 'not-found' });
    expect(await contactsOf(ming)).toEqual([]);
  });

  it('can be ended: what was asked counts as refused, what is asked then arrives', async () => {
    const { ming, hong } = await people();
    await block(ming, hong);
    await ask(hong, ming);
    await block(ming, hong, false);
    expect(await hong.next('contact.refused')).toEqual({ account: ming.account });
    expect(await requestsOf(ming)).toEqual([]);
    expect(await ask(hong, ming, '又是我')).toEqual({ state: 'requested' });
    expect(await ming.next('contact.requested')).toMatchObject({ greeting: '又是我' });
    await block(ming, hong, false);
    expect(await requestsOf(ming)).toMatchObject([{ state: 'open' }]);
    expect(await heardBy(hong)).toEqual([]);
  });

  it('ends when one asks the other to be friends', async () => {
    const { ming, hong } = await people();
    await block(ming, hong);
    expect(await ask(ming, hong)).toEqual({ state: 'requested' });
    expect((await ming.channel.request('contact.blocked', {})).profiles).toEqual([]);
    expect(await ask(hong, ming)).toEqual({ state: 'added' });
  });

  it('is refused with oneself and with nobody', async () => {
    const { ming } = await people();
    await expect(block(ming, ming)).rejects.toMatchObject({ code: 'oneself' });
    const nobody = ming.channel.request('contact.block', { account: NOBODY, blocked: true });
    await expect(nobody).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('deleting an account', () => {
  const remove = (client: RawClient, name: string) =>
    client.channel.request('account.delete', { auth: fakeAuth(name) });

  it('takes the password', async () => {
    const { ming } = await people();
    await expect(remove(ming, 'hong')).rejects.toMatchObject({ code: 'bad-credentials' });
    expect(await ming.channel.request('account.status.get', {})).toMatchObject({ presence: 'online' });
  });

  it('is refused while it is in a room', async () => {
    const { ming, hong } = await friends();
    await (await RoomCopy.create(ming, 'the room')).add(ming, hong);
    for (const [client, name] of [
      [ming, 'ming'],
      [hong, 'hong'],
    ] as const) {
      await expect(remove(client, name)).rejects.toMatchObject({ code: 'in-rooms' });
    }
    expect(await contactsOf(ming)).toMatchObject([{ profile: { name: 'hong' }, presence: 'online' }]);
  });

  it('does not wait for rooms in which nothing that it signs counts; those go on without it', async () => {
    const { running, ming, hong } = await friends();
    const room = await RoomCopy.create(ming, 'the room');
    await room.add(ming, hong);
    await ming.next('room.records');
    await giveNewKeys(running.folder, hong);
    const both = [deviceOf(ming), deviceOf(hong)];
    await ming.channel.request('room.send', room.message(both, Buffer.from('to both')));
    expect(await remove(hong, 'hong')).toEqual({});
    expect(await ming.next('contact.removed')).toEqual({ account: hong.account });

    for (const again of [false, true]) {
      if (again) await running.restart();
      const { channel } = again ? await RawClient.resumed(running.server, ming) : ming;
      const toBoth = channel.request('room.send', room.message(both, Buffer.from('to both')));
      await expect(toBoth).rejects.toMatchObject({ code: 'room-changed' });
      await channel.request('room.send', room.message([deviceOf(ming)], Buffer.from('to nobody')));
      const { members } = await channel.request('room.members', { room: room.id });
      expect(members.map(({ profile }) => profile.account)).toEqual([ming.account]);
    }
    const later = await RawClient.resumed(running.server, ming);
    await room.append(later, { kind: 'remove', account: hong.account });
    await expect(remove(later, 'ming')).rejects.toMatchObject({ code: 'in-rooms' });
  });

  it('ends the session and tells friends, who find nothing of it any more', async () => {
    const { running, ming, hong, gang } = await friends();
    await ming.channel.request('account.avatar.set', { picture: PNG });
    await ask(gang, ming);
    await hong.next('contact.profile');
    expect(await remove(ming, 'ming')).toEqual({});
    expect(await ming.closed).toBe('closed');
    expect(await hong.next('contact.removed')).toEqual({ account: ming.account });
    expect(await heardBy(hong)).toEqual([]);
    for (const again of [false, true]) {
      if (again) await running.restart();
      const viewer = again ? await RawClient.resumed(running.server, hong) : hong;
      const { channel } = viewer;
      expect(await contactsOf(viewer)).toEqual([]);
      expect((await channel.request('contact.search', { query: 'ming' })).results).toEqual([]);
      expect((await channel.request('contact.search', { query: `${ming.account}` })).results).toEqual([]);
      for (const name of ['account.profile.get', 'account.avatar.get', 'keys.certificate', 'contact.remove'] as const) {
        await expect(channel.request(name, { account: ming.account })).rejects.toMatchObject({ code: 'not-found' });
      }
      await expect(ask(viewer, ming)).rejects.toMatchObject({ code: 'not-found' });
      const sending = viewer.send(ming.account, [deviceOf(ming)], Buffer.from('x'));
      await expect(sending).rejects.toMatchObject({ code: 'not-friends' });
    }
    expect(await requestsOf(await RawClient.resumed(running.server, gang))).toEqual([]);
  });

  it('leaves nobody to sign in as, and keeps the name', async () => {
    const { server, ming } = await people();
    await remove(ming, 'ming');
    await expect(RawClient.resumed(server, ming)).rejects.toMatchObject({ code: 'bad-token' });
    const guest = await RawClient.connect(server);
    await expect(guest.login('ming')).rejects.toMatchObject({ code: 'bad-credentials' });
    await expect(guest.register('ming')).rejects.toMatchObject({ details: { fields: { name: 'taken' } } });
    await expect(guest.register('MING')).rejects.toMatchObject({ code: 'invalid-fields' });
  });

  it('gives the e-mail address free', async () => {
    const { server, ming } = await people();
    await remove(ming, 'ming');
    const guest = await RawClient.connect(server);
    const { salt, memoryKiB, passes, parallelism } = await guest.channel.request('account.kdf', { name: 'ming' });
    const registered = await guest.channel.request('account.register', {
      name: 'ming_the_second',
      email: 'ming@example.org',
      auth: fakeAuth('ming_the_second'),
      hashing: { salt, memoryKiB, passes, parallelism },
    });
    expect(registered.account).toBeGreaterThan(ming.account);
  });
});
