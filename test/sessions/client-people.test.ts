import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Core } from '../../src-main/core/core.ts';
import { formatPersonLink, keyHashOf, parsePersonLink } from '../../src-main/core/person-link.ts';
import {
  accountOf,
  befriend,
  isFriend,
  isOnline,
  lastAccount,
  logIn,
  messagesWith,
  nextEvent,
  PASSWORD,
  registerAndLogin,
  reopen,
  say,
  startCore,
  texts,
  trustServer,
  twoFriends,
  waitFor,
} from '../support/core.ts';
import { startLyingServer } from '../support/lying-server.ts';
import { pictureBytes } from '../support/pictures.ts';
import { resetPassword } from '../support/reset.ts';
import { startTestServer } from '../support/server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

async function twoStrangers() {
  const { server } = await startTestServer();
  const [ming, hong] = [await startCore(), await startCore()];
  await registerAndLogin(ming, server, 'ming');
  await registerAndLogin(hong, server, 'hong');
  return { server, ming, hong };
}

const friendIn = (core: Core, other: Core) => core.account.contacts.find(accountOf(other));

describe('a picture of oneself', () => {
  it('is shown to friends, fetched once, and kept for when there is no connection', async () => {
    const { server, stop } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    const picture = pictureBytes();
    const told = nextEvent(hong, 'contact', ({ profile }) => profile.avatar !== undefined);
    const { avatar = '' } = await ming.call('profile.setAvatar', { picture });
    expect((await told).profile.avatar).toBe(avatar);
    expect(ming.state.session?.profile.avatar).toBe(avatar);
    const [seen, again] = await Promise.all([
      hong.call('avatar.get', { of: accountOf(ming), avatar }),
      hong.call('avatar.get', { of: accountOf(ming), avatar }),
    ]);
    expect([seen, again]).toEqual([picture, picture]);

    const offline = nextEvent(hong, 'connection', ({ state }) => state === 'offline');
    await stop();
    await offline;
    expect(await hong.call('avatar.get', { of: accountOf(ming), avatar })).toEqual(picture);
    const unknown = keyHashOf(new Uint8Array(1));
    await expect(hong.call('avatar.get', { of: accountOf(ming), avatar: unknown })).rejects.toMatchObject({
      code: 'offline',
    });
  });

  it('can be taken away, and is refused when it is none', async () => {
    const { server } = await startTestServer();
    const core = await startCore();
    await registerAndLogin(core, server, 'ming');
    const { avatar = '' } = await core.call('profile.setAvatar', { picture: pictureBytes() });
    const profile = await core.call('profile.setAvatar', {});
    expect(profile.avatar).toBeUndefined();
    expect(await core.call('avatar.get', { of: accountOf(core), avatar })).toBeDefined();
    for (const [picture, problem] of [
      [new Uint8Array(Buffer.from('<svg onload="x()"/>')), 'format'],
      [pictureBytes(32 * 1024 + 1), 'too-long'],
    ] as const) {
      await expect(core.call('profile.setAvatar', { picture })).rejects.toMatchObject({
        code: 'invalid-fields',
        details: { fields: { picture: problem } },
      });
    }
  });

  it('is not shown when the server gives another than the profile says', async () => {
    const lies = { 'account.avatar.get': () => ({ picture: pictureBytes() }) };
    const lying = await startLyingServer(await startTestServer(), { replies: lies });
    const { ming, hong } = await twoFriends(lying);
    const { avatar = '' } = await ming.call('profile.setAvatar', { picture: pictureBytes() });
    expect(await hong.call('avatar.get', { of: accountOf(ming), avatar })).toBeUndefined();
  });
});

describe('how one appears', () => {
  it('is told to friends, kept by the server, and known without it', async () => {
    const { server } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    expect(ming.state.session?.status).toEqual({ presence: 'online', address: 'lan', findable: false });
    const told = nextEvent(hong, 'contact', ({ presence }) => presence === 'busy');
    await ming.call('status.set', { presence: 'busy', address: 'never' });
    await told;
    expect(ming.state.session?.status).toEqual({ presence: 'busy', address: 'never', findable: false });

    const hidden = nextEvent(hong, 'contact', ({ presence }) => presence === 'offline');
    await ming.call('status.set', { presence: 'invisible', address: 'never' });
    await hidden;
    await ming.call('account.lock', {});
    await reopen(ming);
    expect(ming.state.session?.status.presence).toBe('invisible');
    await isOnline(ming);
    expect(friendIn(hong, ming)?.presence).toBe('offline');

    const elsewhere = await startCore();
    await trustServer(elsewhere, server);
    await logIn(elsewhere, 'ming');
    await waitFor(elsewhere, () => elsewhere.state.session?.status.presence === 'invisible' || undefined);
  });

  it('decides whether strangers find one by the display name, also where others say nothing of it', async () => {
    const { server } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    const lei = await startCore();
    await registerAndLogin(lei, server, 'lei');
    await lei.call('profile.set', { displayName: '雷 雷' });
    const find = () => ming.call('contacts.search', { query: '雷 雷' });
    expect(await find()).toEqual([]);
    await lei.call('status.set', { presence: 'online', address: 'lan', findable: true });
    await lei.call('status.set', { presence: 'busy', address: 'never' });
    expect(await find()).toMatchObject([{ profile: { name: 'lei', displayName: '雷 雷' }, relation: 'none' }]);
    expect(lei.state.session?.status).toEqual({ presence: 'busy', address: 'never', findable: true });
    await lei.call('account.lock', {});
    await reopen(lei);
    await waitFor(lei, () => lei.state.session?.status.findable || undefined);
    expect(await hong.call('names.looks', { texts: ['MlNG', 'minɡ', '\u3164'] })).toEqual(['rnlng', 'rning', '']);
  });

  it('decides who is told the address', async () => {
    const { server } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    const address = () => hong.call('contacts.address', { account: accountOf(ming) });
    expect(await address()).toMatchObject({ address: expect.stringContaining('127.0.0.1') });
    await ming.call('status.set', { presence: 'online', address: 'never' });
    expect(await address()).toBeUndefined();
  });

  it('comes with what the server allows', async () => {
    const { server } = await startTestServer({ limits: { recall: 30 } });
    const core = await startCore();
    await registerAndLogin(core, server, 'ming');
    await waitFor(core, () => core.state.session?.limits.recall === 30 || undefined);
    expect(core.state.session?.limits).toEqual({ recall: 30, roomName: { min: 2, max: 32 }, roomMembers: 1000 });
  });
});

describe('sign-ins', () => {
  it('are listed, newest first', async () => {
    const { server } = await startTestServer();
    const core = await startCore({ deviceName: 'desk' });
    await registerAndLogin(core, server, 'ming');
    await expect(logIn(core, 'ming', { password: 'wrong-password-1' })).rejects.toMatchObject({
      code: 'bad-credentials',
    });
    const logins = await core.call('account.logins', {});
    expect(logins.map(({ device, outcome }) => [device, outcome])).toEqual([
      ['desk', 'refused'],
      ['desk', 'done'],
    ]);
  });
});

describe('a person who is blocked', () => {
  it('is no friend any more, and is not heard until the block ends', async () => {
    const { server } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    const parted = nextEvent(hong, 'contactRemoved');
    await ming.call('contacts.block', { account: accountOf(hong), blocked: true });
    expect(await parted).toBe(accountOf(ming));
    expect(friendIn(ming, hong)).toBeUndefined();
    expect((await ming.call('contacts.blocked', {})).map(({ name }) => name)).toEqual(['hong']);

    const heard = nextEvent(ming, 'requests', (requests) => requests.length > 0);
    await hong.call('contacts.request', { account: accountOf(ming), greeting: 'let me in' });
    await ming.call('contacts.block', { account: accountOf(hong), blocked: false });
    expect(await ming.call('contacts.blocked', {})).toEqual([]);
    await waitFor(hong, async () =>
      (await hong.call('contacts.requests', {})).find(({ state }) => state === 'refused'),
    );
    await hong.call('contacts.request', { account: accountOf(ming), greeting: 'again' });
    expect((await heard).map(({ greeting }) => greeting)).toEqual(['again']);
  });
});

describe('a request that was put off', () => {
  it('is asked again when the account is opened the next time', async () => {
    const { ming, hong } = await twoStrangers();
    await hong.call('contacts.request', { account: accountOf(ming), greeting: 'hi' });
    const stateNow = async () => (await ming.call('contacts.requests', {}))[0]?.state;
    await waitFor(ming, async () => ((await stateNow()) === 'open' ? true : undefined));
    await ming.call('contacts.answer', { account: accountOf(hong), answer: 'later' });
    expect(await stateNow()).toBe('later');
    await ming.call('account.lock', {});
    await reopen(ming);
    await isOnline(ming);
    expect(await stateNow()).toBe('open');
    await ming.call('contacts.answer', { account: accountOf(hong), answer: 'accept' });
    await isFriend(ming, accountOf(hong));
  });
});

describe('a request that was settled while one was away', () => {
  it('by the other, who accepted it, has begun a chat', async () => {
    const { ming, hong } = await twoStrangers();
    await ming.call('contacts.request', { account: accountOf(hong), greeting: 'hi' });
    const [own, other] = [accountOf(ming), accountOf(hong)];
    await ming.call('account.lock', {});
    await waitFor(hong, async () => (await hong.call('contacts.requests', {}))[0]);
    await hong.call('contacts.answer', { account: own, answer: 'accept' });
    await isFriend(hong, own);
    await reopen(ming);
    await isFriend(ming, other);
    expect(await ming.call('conversations.list', {})).toMatchObject([{ id: other, isContact: true }]);
  });

  it('by the one who asked, who blocks now, leaves the list with the first answer', async () => {
    const { ming, hong } = await twoStrangers();
    await ming.call('contacts.request', { account: accountOf(hong), greeting: 'hi' });
    await waitFor(hong, async () => (await hong.call('contacts.requests', {}))[0]);
    await ming.call('contacts.block', { account: accountOf(hong), blocked: true });
    const answer = hong.call('contacts.answer', { account: accountOf(ming), answer: 'accept' });
    await expect(answer).rejects.toMatchObject({ code: 'not-found' });
    expect(await hong.call('contacts.requests', {})).toEqual([]);
  });
});

describe('remarks and groups', () => {
  it('follow the account to another machine', async () => {
    const { server } = await startTestServer();
    const { ming: desk, hong } = await twoFriends(server);
    const account = accountOf(hong);
    const told = nextEvent(desk, 'contact', ({ remark }) => remark === 'Aunt Hong');
    await desk.call('contacts.setRemark', { account, remark: 'Aunt Hong' });
    await told;
    const groups = nextEvent(desk, 'groups');
    await desk.call('contacts.setGroup', { account, group: 'Family' });
    expect(await groups).toEqual(['Family']);
    await desk.call('contacts.nameGroup', { name: 'Work' });

    const laptop = await startCore();
    await trustServer(laptop, server);
    await logIn(laptop, 'ming');
    expect(await laptop.call('contacts.groups', {})).toEqual(['Family', 'Work']);
    expect((await laptop.call('contacts.list', {}))[0]).toMatchObject({ remark: 'Aunt Hong', group: 'Family' });
    await laptop.call('contacts.nameGroup', { from: 'Family', name: 'Home' });
    await laptop.call('contacts.deleteGroup', { name: 'Work' });

    await logIn(desk, 'ming');
    expect(await desk.call('contacts.groups', {})).toEqual(['Home']);
    expect(desk.account.contacts.find(account)).toMatchObject({ remark: 'Aunt Hong', group: 'Home' });
    expect(JSON.stringify(await hong.call('contacts.list', {}))).not.toContain('Aunt');
  });

  it('are all kept when they are changed at the same time', async () => {
    const { server } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    await Promise.all([
      ming.call('contacts.setRemark', { account: accountOf(hong), remark: 'H' }),
      ming.call('contacts.setGroup', { account: accountOf(hong), group: 'G' }),
      ming.call('contacts.nameGroup', { name: 'W' }),
    ]);
    expect(friendIn(ming, hong)).toMatchObject({ remark: 'H', group: 'G' });
    expect(await ming.call('contacts.groups', {})).toEqual(['G', 'W']);
  });

  it('are made again on what another device has put into the vault', async () => {
    const { server } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    const { channel } = ming.account;
    await ming.call('contacts.nameGroup', { name: 'first' });
    const { version, data } = await channel.request('keys.vault.get', {});
    // What the other device puts there is this vault once more: what counts is that its version is not the known one.
    await channel.request('keys.vault.put', { version: version + 1, data });
    await ming.call('contacts.setRemark', { account: accountOf(hong), remark: 'H' });
    expect((await channel.request('keys.vault.get', {})).version).toBe(version + 2);
    expect(await ming.call('contacts.groups', {})).toEqual(['first']);
    expect(friendIn(ming, hong)?.remark).toBe('H');
  });

  it('are for friends, and have names', async () => {
    const { ming, hong } = await twoStrangers();
    const account = accountOf(hong);
    await expect(ming.call('contacts.setRemark', { account, remark: 'H' })).rejects.toMatchObject({
      code: 'not-friends',
    });
    await ming.call('contacts.nameGroup', { name: 'Work' });
    await expect(ming.call('contacts.nameGroup', { name: ' Work' })).rejects.toMatchObject({
      code: 'invalid-fields',
      details: { fields: { name: 'taken' } },
    });
  });
});

describe('a link that adds a person', () => {
  it('says who it is, and makes a verified friend', async () => {
    const { ming, hong } = await twoStrangers();
    const { link } = await hong.call('contacts.ownLink', {});
    expect(await ming.call('contacts.readLink', { link })).toMatchObject({
      profile: { name: 'hong' },
      relation: 'none',
      keys: 'none',
    });
    expect(await ming.call('contacts.requestByLink', { link, greeting: 'hi' })).toEqual({ state: 'requested' });
    const asker = await waitFor(hong, async () => (await hong.call('contacts.requests', {}))[0]);
    const verified = nextEvent(ming, 'contact', ({ trust }) => trust === 'verified');
    await hong.call('contacts.answer', { account: asker.profile.account, answer: 'accept' });
    expect((await verified).profile.name).toBe('hong');
    expect(friendIn(hong, ming)?.trust).not.toBe('verified');
    expect(await ming.call('contacts.readLink', { link })).toMatchObject({ relation: 'friend', keys: 'same' });
    await say(ming, accountOf(hong), 'hello');
    expect(await texts(hong, accountOf(ming), 1)).toEqual(['hello']);
  });

  it('verifies nobody when the server shows other keys', async () => {
    const { ming, hong } = await twoStrangers();
    const { link } = await hong.call('contacts.ownLink', {});
    const address = parsePersonLink(link);
    if (!address) throw new Error('no link');
    const other = formatPersonLink({ ...address, keyHash: keyHashOf(new Uint8Array(33)) });
    await ming.call('contacts.requestByLink', { link: other, greeting: 'hi' });
    await waitFor(hong, async () => (await hong.call('contacts.requests', {}))[0]);
    const seen = nextEvent(ming, 'contact', ({ trust }) => trust !== 'none');
    await hong.call('contacts.answer', { account: accountOf(ming), answer: 'accept' });
    expect((await seen).trust).toBe('server');
    expect(await ming.call('contacts.readLink', { link: other })).toMatchObject({ keys: 'different' });
    expect(await ming.call('contacts.readLink', { link })).toMatchObject({ keys: 'same' });
  });

  it('verifies a friend one has already, too', async () => {
    const { server } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    await ming.call('trust.get', { account: accountOf(hong) });
    const { link } = await hong.call('contacts.ownLink', {});
    await expect(ming.call('contacts.requestByLink', { link, greeting: '' })).rejects.toMatchObject({
      code: 'already-friends',
    });
    expect(friendIn(ming, hong)?.trust).toBe('verified');
  });

  it('is refused when it is none, of another server, or of nobody', async () => {
    const { server, ming, hong } = await twoStrangers();
    const { link } = await hong.call('contacts.ownLink', {});
    const elsewhere = link.replace(server.fingerprint, keyHashOf(new Uint8Array(1)));
    const nobody = link.replace(`/${accountOf(hong)}?`, '/99999?');
    for (const [wrong, code] of [
      [server.invitation, 'bad-address'],
      ['miyu://add/1', 'bad-address'],
      [elsewhere, 'server-changed'],
      [nobody, 'not-found'],
    ] as const) {
      await expect(ming.call('contacts.readLink', { link: wrong }), wrong).rejects.toMatchObject({ code });
    }
    const { link: own } = await ming.call('contacts.ownLink', {});
    expect(await ming.call('contacts.readLink', { link: own })).toMatchObject({ relation: 'self', keys: 'same' });
    await expect(ming.call('contacts.requestByLink', { link: own, greeting: '' })).rejects.toMatchObject({
      code: 'oneself',
    });
  });
});

describe('a friend who is removed with the chat', () => {
  it('leaves nothing behind here', async () => {
    const { server } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    await say(hong, accountOf(ming), 'hello');
    await texts(ming, accountOf(hong), 1);
    await ming.call('contacts.remove', { account: accountOf(hong), clearHistory: true });
    expect(await ming.call('conversations.list', {})).toEqual([]);
    expect(await messagesWith(ming, accountOf(hong))).toEqual([]);
  });
});

describe('deleting the account', () => {
  it('leaves the rooms first, and is refused while one owns some: then nothing is done', async () => {
    const { server } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    const isIn = async (core: Core, room: number) =>
      (await core.call('conversations.list', {})).find((each) => each.kind === 'room' && each.id === room) !==
      undefined;
    const theirs = await ming.call('rooms.create', { name: 'Tea', members: [accountOf(hong)] });
    await waitFor(hong, async () => (await isIn(hong, theirs)) || undefined);
    await hong.call('rooms.create', { name: 'Coffee', members: [] });
    await expect(hong.call('account.delete', { password: PASSWORD })).rejects.toMatchObject({ code: 'in-rooms' });
    expect((await ming.call('rooms.get', { room: theirs })).memberList).toHaveLength(2);

    const coffee = (await hong.call('conversations.list', {})).find(
      (each) => each.kind === 'room' && each.room.name === 'Coffee',
    );
    if (coffee?.kind !== 'room') throw new Error('no room');
    await hong.call('rooms.disband', { room: coffee.id });
    await hong.call('account.delete', { password: PASSWORD });
    expect(hong.state.session).toBeUndefined();
    await waitFor(ming, async () => {
      const { memberList } = await ming.call('rooms.get', { room: theirs });
      return memberList.length === 1 || undefined;
    });
  });

  it('does not wait for rooms that know the person by keys from before a reset', async () => {
    const running = await startTestServer();
    const { ming, hong } = await twoFriends(running.server);
    const isIn = (core: Core, room: number) =>
      waitFor(core, async () => (await core.call('conversations.list', {})).find(({ id }) => id === room));
    const own = await hong.call('rooms.create', { name: 'Coffee', members: [accountOf(ming)] });
    const theirs = await ming.call('rooms.create', { name: 'Tea', members: [accountOf(hong)] });
    await Promise.all([isIn(ming, own), isIn(hong, theirs)]);
    const account = accountOf(hong);
    const password = 'harbour-9-kettle';
    await hong.call('account.reset', { name: 'hong', code: await resetPassword(running.folder, 'hong'), password });
    const anew = await startCore();
    await trustServer(anew, running.server);
    await logIn(anew, 'hong', { password, newKeys: true });
    await ming.call('rooms.acceptKeys', { room: theirs, account });
    await isIn(anew, theirs);

    await anew.call('account.delete', { password });
    expect(anew.state.session).toBeUndefined();
    await waitFor(ming, async () => {
      const { memberList } = await ming.call('rooms.get', { room: theirs });
      return memberList.length === 1 || undefined;
    });
    // nobody could say that the owner has gone
    const coffee = await ming.call('rooms.get', { room: own });
    expect(coffee.memberList.map(({ profile, role }) => [profile.account, role])).toEqual([
      [account, 'owner'],
      [accountOf(ming), 'member'],
    ]);
    const message = await ming.call('messages.send', { conversation: own, text: 'alone' });
    await waitFor(
      ming,
      async () => (await ming.call('messages.find', { id: message.id }))?.state === 'sent' || undefined,
    );
  });

  it('leaves a room too that is not believed here', async () => {
    const { server } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    const room = await ming.call('rooms.create', { name: 'Tea', members: [accountOf(hong)] });
    await waitFor(hong, async () => (await hong.call('conversations.list', {})).find(({ id }) => id === room));
    await hong.call('contacts.remove', { account: accountOf(ming), clearHistory: false });
    const laptop = await startCore();
    await trustServer(laptop, server);
    await logIn(laptop, 'hong');
    await expect(laptop.call('rooms.get', { room })).rejects.toMatchObject({ code: 'not-found' });

    await laptop.call('account.delete', { password: PASSWORD });
    await waitFor(ming, async () => {
      const { memberList } = await ming.call('rooms.get', { room });
      return memberList.length === 1 || undefined;
    });
  });

  it('takes the password, and leaves nothing here or at friends', async () => {
    const { server } = await startTestServer();
    const [ming, hong] = [await startCore({ folder: await temporaryFolder() }), await startCore()];
    await registerAndLogin(ming, server, 'ming');
    await registerAndLogin(hong, server, 'hong');
    await befriend(ming, hong);
    const { folder } = ming.installation.filesOf(lastAccount(ming));
    await expect(ming.call('account.delete', { password: 'wrong-password-1' })).rejects.toMatchObject({
      code: 'bad-credentials',
    });
    expect(existsSync(folder)).toBe(true);

    const parted = nextEvent(hong, 'contactRemoved');
    await ming.call('account.delete', { password: PASSWORD });
    await parted;
    expect(ming.state.session).toBeUndefined();
    expect(ming.state.remembered).toEqual([]);
    expect(existsSync(folder)).toBe(false);
    await expect(logIn(ming, 'ming')).rejects.toMatchObject({ code: 'bad-credentials' });
    await expect(
      ming.call('account.register', { name: 'ming', email: 'ming@example.org', password: PASSWORD }),
    ).rejects.toMatchObject({ code: 'invalid-fields' });
  });
});
