import { describe, expect, it } from 'vitest';
import type { Contact } from '../../../src-main/contract/model.ts';
import { friends, me, server, strangers } from '../../../src-renderer/bridge/memory/people.ts';
import { ownRoom, socialWorld, strangeRooms } from '../../../src-renderer/bridge/memory/social.ts';
import { PASSWORD } from '../../../src-renderer/bridge/memory/world.ts';
import { createContactsStore } from '../../../src-renderer/stores/contacts.ts';
import type { Stores } from '../../../src-renderer/stores/stores.ts';
import { FakeCore } from '../../support/fake-core.ts';
import { openWindow, settled } from './window.ts';

const hong = friends.hong.account;
const lei = friends.lei.account;
const ada = friends.ada.account;

function contactIn({ contacts }: Stores, id = hong) {
  return contacts.getState().contacts.get(id);
}

function linkTo(account: number, key = 'x'.repeat(43)): string {
  return `miyu://${server.host}:${server.port}/add/${account}?key=${key}#${server.fingerprint}`;
}

describe('notes about friends', () => {
  it('are remarks, set and taken away', async () => {
    const { stores } = await openWindow(socialWorld);
    await stores.contacts.getState().setRemark(lei, '班长');
    expect(contactIn(stores, lei)?.remark).toBe('班长');
    await stores.contacts.getState().setRemark(lei, '');
    expect(contactIn(stores, lei)).not.toHaveProperty('remark');
  });

  it('are groups, whose friends move along', async () => {
    const { stores } = await openWindow(socialWorld);
    const { nameGroup, setGroup, deleteGroup } = stores.contacts.getState();
    await nameGroup('球友');
    await setGroup(ada, '球友');
    await nameGroup('羽毛球', '球友');
    expect(stores.contacts.getState().groups).toEqual(['同学', '实验室', '家人', '羽毛球']);
    expect(contactIn(stores, ada)?.group).toBe('羽毛球');
    await deleteGroup('羽毛球');
    expect(contactIn(stores, ada)).not.toHaveProperty('group');
  });

  it('have one group of a name', async () => {
    const { stores } = await openWindow(socialWorld);
    await expect(stores.contacts.getState().nameGroup('同学')).rejects.toMatchObject({
      details: { fields: { name: 'taken' } },
    });
  });
});

it('friends who change while the rest is being loaded are as they are then', async () => {
  const core = new FakeCore();
  const profile = friends.hong;
  const offline: Contact = { profile, presence: 'offline', since: 1, trust: 'server' };
  const groups = Promise.withResolvers<string[]>();
  core.answers = {
    'contacts.list': () => Promise.resolve([offline]),
    'contacts.groups': () => groups.promise,
    'contacts.requests': () => Promise.resolve([]),
  };
  const store = createContactsStore(core);
  const loaded = store.getState().load();
  await settled();
  store.getState().apply({ ...offline, presence: 'online' });
  groups.resolve(['同学']);
  await loaded;
  expect(store.getState().contacts.get(hong)?.presence).toBe('online');
  expect(store.getState().groups).toEqual(['同学']);
});

it('blocking ends the friendship, and can be undone', async () => {
  const { stores } = await openWindow(socialWorld);
  const { block, blocked } = stores.contacts.getState();
  await block(hong, true);
  expect(contactIn(stores)).toBeUndefined();
  expect((await blocked()).map(({ account }) => account)).toContain(hong);
  await block(hong, false);
  expect((await blocked()).map(({ account }) => account)).not.toContain(hong);
});

describe('a link that adds a person', () => {
  it('says whether the keys are right', async () => {
    const { stores } = await openWindow(socialWorld);
    const { readLink } = stores.contacts.getState();
    expect(await readLink(linkTo(strangers.jun.account))).toMatchObject({ relation: 'none', keys: 'same' });
    expect(await readLink(linkTo(strangers.jun.account, 'other'))).toMatchObject({ keys: 'different' });
    expect(await readLink(await stores.contacts.getState().ownLink())).toMatchObject({ relation: 'self' });
  });

  it('asks', async () => {
    const { stores } = await openWindow(socialWorld);
    const state = await stores.contacts.getState().requestByLink(linkTo(strangers.jun.account), '你好');
    expect(state).toBe('requested');
    expect(stores.contacts.getState().requests[0]).toMatchObject({ direction: 'outgoing', greeting: '你好' });
  });
});

describe('a room', () => {
  it('is made with friends in it', async () => {
    const { stores } = await openWindow(socialWorld);
    const id = await stores.rooms.getState().create({ name: '跑步', members: [hong, lei] });
    await stores.openChat(id);
    expect(stores.ui.getState().chat).toBe(id);
    expect(stores.rooms.getState().rooms.get(id)).toMatchObject({ name: '跑步', role: 'owner', members: 3 });
  });

  it('cannot have the name of another', async () => {
    const { stores } = await openWindow(socialWorld);
    const created = stores.rooms.getState().create({ name: '摄影社', members: [] });
    await expect(created).rejects.toMatchObject({ code: 'invalid-fields', details: { fields: { name: 'taken' } } });
  });

  it('is joined, asked or closed', async () => {
    const { stores } = await openWindow(socialWorld);
    const { find, join } = stores.rooms.getState();
    expect(await find('2201')).toMatchObject({ name: '摄影社', relation: 'none' });
    expect(await join(strangeRooms.open, '')).toBe('joined');
    expect(await find('摄影社')).toMatchObject({ relation: 'member' });
    expect(await join(strangeRooms.approval, '大二')).toBe('requested');
    await expect(join(strangeRooms.approval, '大二')).rejects.toMatchObject({ code: 'already-requested' });
    await expect(join(strangeRooms.closed, '')).rejects.toMatchObject({ code: 'room-closed' });
    await expect(find('9999')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('shows what its admins do to members', async () => {
    const { clock, stores } = await openWindow(socialWorld);
    await stores.openChat(ownRoom);
    const { mute, setRole, remove } = stores.rooms.getState();
    const memberOf = (account: number) =>
      stores.rooms
        .getState()
        .rooms.get(ownRoom)
        ?.memberList.find(({ profile }) => profile.account === account);
    await mute(ownRoom, ada, 3_600_000);
    expect(memberOf(ada)?.mutedUntil).toBe(clock.now() + 3_600_000);
    await mute(ownRoom, ada, 0);
    expect(memberOf(ada)).not.toHaveProperty('mutedUntil');
    await setRole(ownRoom, ada, 'admin');
    expect(memberOf(ada)?.role).toBe('admin');
    await remove(ownRoom, ada);
    expect(memberOf(ada)).toBeUndefined();
  });

  it('takes in who has asked, or does not', async () => {
    const { core, stores } = await openWindow(socialWorld);
    const first = stores.rooms.getState().requests[0];
    if (!first) throw new Error('nobody asks');
    await stores.rooms.getState().answer(first, true);
    expect(stores.rooms.getState().requests).toEqual([]);
    core.askRoom({ ...first, profile: strangers.jun });
    expect(stores.rooms.getState().requests).toHaveLength(1);
    await stores.rooms.getState().answer({ ...first, profile: strangers.jun }, false);
    expect(stores.rooms.getState().requests).toEqual([]);
  });

  it('that did not let one in is named until it was read', async () => {
    const { core, stores } = await openWindow(socialWorld);
    core.refuseRoom('教工之家');
    expect(stores.rooms.getState().refusedBy).toBe('教工之家');
    stores.rooms.getState().applyRefused(undefined);
    expect(stores.rooms.getState().refusedBy).toBeUndefined();
  });
});

describe('oneself', () => {
  it('appears as one wants', async () => {
    const { stores } = await openWindow(socialWorld);
    await stores.session.getState().setStatus({ presence: 'invisible' });
    expect(stores.session.getState().session?.status).toEqual({ presence: 'invisible', address: 'lan' });
    await stores.session.getState().setStatus({ address: 'never' });
    expect(stores.session.getState().session?.status).toEqual({ presence: 'invisible', address: 'never' });
  });

  it('has a picture, fetched once by all who show it', async () => {
    const { core, stores } = await openWindow(socialWorld);
    const { setAvatar } = stores.session.getState();
    await setAvatar(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1));
    const avatar = stores.session.getState().session?.profile.avatar ?? '';
    await stores.avatars.getState().ask(me.account, avatar);
    expect(stores.avatars.getState().urls.get(avatar)).toMatch(/^data:image\/jpeg;base64,/);
    core.world.pictures.clear();
    await stores.avatars.getState().ask(me.account, avatar);
    expect(stores.avatars.getState().urls.size).toBe(1);
    await setAvatar();
    expect(stores.session.getState().session?.profile).not.toHaveProperty('avatar');
  });

  it('cannot be deleted while one owns a room, nor with a wrong password', async () => {
    const { stores } = await openWindow(socialWorld);
    const { deleteAccount } = stores.session.getState();
    await expect(deleteAccount('wrong')).rejects.toMatchObject({ code: 'bad-credentials' });
    await expect(deleteAccount(PASSWORD)).rejects.toMatchObject({ code: 'in-rooms' });
    await stores.rooms.getState().disband(ownRoom);
    await deleteAccount(PASSWORD);
    expect(stores.session.getState().session).toBeUndefined();
    expect(stores.rooms.getState().requests).toEqual([]);
  });
});
