import { readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatInvitation } from '../../protocol/index.ts';
import { ContractError } from '../../src-main/contract/errors.ts';
import { DeviceKey } from '../../src-main/core/device-key.ts';
import { dial } from '../../src-main/core/link.ts';
import { presetServer } from '../../src-main/shell/preset-server.ts';
import {
  accountOf,
  isOnline,
  lastAccount,
  logIn,
  nextEvent,
  PASSWORD,
  registerAndLogin,
  reopen,
  startCore,
  trustServer,
  twoFriends,
  waitFor,
} from '../support/core.ts';
import { startTestServer } from '../support/server.ts';

const form = { name: 'ming', email: 'ming@example.org', password: PASSWORD };

describe('looking at a server', () => {
  it('tells who it is, and pins what is trusted', async () => {
    const { server } = await startTestServer();
    const core = await startCore();
    const { port, fingerprint } = server;
    const first = await core.call('server.look', { address: `127.0.0.1:${port}` });
    expect(first).toMatchObject({ fingerprint, trust: 'first', name: 'Test', registration: 'open' });
    expect(core.state.server).toBeUndefined();
    expect(await core.call('server.look', { address: server.invitation })).toMatchObject({ trust: 'link' });

    const { server: known } = await core.call('server.trust', { host: '127.0.0.1', port, fingerprint });
    expect(known).toEqual({ host: '127.0.0.1', port, fingerprint, name: 'Test' });
    expect(await core.call('server.look', { address: `127.0.0.1:${port}` })).toMatchObject({ trust: 'pinned' });
  });

  it('refuses a server that is not the one it was', async () => {
    const { server } = await startTestServer();
    const core = await startCore();
    const { port } = server;
    const host = '127.0.0.1';
    const fake = formatInvitation({ host, port, fingerprint: 'A'.repeat(43) });
    await expect(core.call('server.look', { address: fake })).rejects.toMatchObject({ code: 'server-changed' });
    await registerAndLogin(core, server, 'ming');
    await expect(core.call('server.look', { address: fake })).rejects.toMatchObject({ code: 'server-changed' });
    await expect(core.call('server.trust', { host, port, fingerprint: 'A'.repeat(43) })).rejects.toMatchObject({
      code: 'server-changed',
    });
  });

  it('asks before a known server is another address, and keeps the old one until then', async () => {
    const { server } = await startTestServer();
    const core = await startCore();
    await trustServer(core, server);
    const { port, fingerprint } = server;
    const elsewhere = { host: 'localhost', port, fingerprint };
    const knownAt = { host: '127.0.0.1', port };
    expect(await core.call('server.look', { address: formatInvitation(elsewhere) })).toMatchObject({ knownAt });
    await expect(core.call('server.trust', elsewhere)).rejects.toMatchObject({
      code: 'server-moved',
      details: { reason: `127.0.0.1:${port} → localhost:${port}` },
    });
    await presetServer(core, formatInvitation(elsewhere));
    expect(core.state).toMatchObject({ server: knownAt, movedServer: { ...elsewhere, knownAt } });
    await core.call('server.keep', {});
    expect(core.state).not.toHaveProperty('movedServer');

    await presetServer(core, formatInvitation(elsewhere));
    const { server: moved } = await core.call('server.trust', { ...elsewhere, moved: true });
    expect(moved).toMatchObject(elsewhere);
    expect(core.state).not.toHaveProperty('movedServer');
    const seen = await core.call('server.look', { address: formatInvitation(elsewhere) });
    expect(seen).not.toHaveProperty('knownAt');
  });

  it.each(['', 'not a host!', 'miyu://', 'host:99999'])('cannot read the address %j', async (address) => {
    const core = await startCore();
    await expect(core.call('server.look', { address })).rejects.toMatchObject({ code: 'bad-address' });
  });

  it('says whether nobody answers, or something that is no Miyu server', async () => {
    const core = await startCore();
    const other = createServer((socket) => socket.resume().end('HTTP/1.1 400 Bad Request\r\n\r\n'.repeat(8)));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = typeof address === 'object' ? address?.port : 0;
    await expect(core.call('server.look', { address: `127.0.0.1:${port}` })).rejects.toMatchObject({
      code: 'not-miyu',
    });
    await new Promise((resolve) => other.close(resolve));
    await expect(core.call('server.look', { address: `127.0.0.1:${port}` })).rejects.toMatchObject({
      code: 'unreachable',
    });
  });
});

describe('registration', () => {
  it('names the fields that are wrong, here and on the server', async () => {
    const { server } = await startTestServer();
    const core = await startCore();
    await trustServer(core, server);
    const register = (changes: object) => core.call('account.register', { ...form, ...changes });
    const fields = (problems: object) => ({ code: 'invalid-fields', details: { fields: problems } });

    await expect(register({ name: ' ', email: '', password: '' })).rejects.toMatchObject(
      fields({ name: 'empty', email: 'empty', password: 'empty' }),
    );
    await expect(register({ password: 'short' })).rejects.toMatchObject(fields({ password: 'too-short' }));
    await expect(register({ password: '12345678' })).rejects.toMatchObject(fields({ password: 'format' }));
    await expect(register({ name: 'x', email: 'nonsense', age: 1000 })).rejects.toMatchObject(
      fields({ name: 'too-short', email: 'format', age: 'out-of-range' }),
    );
    await register({});
    await expect(register({ name: 'MING' })).rejects.toMatchObject(fields({ name: 'taken', email: 'taken' }));
  });

  it('is refused by a closed server', async () => {
    const { server } = await startTestServer({ registration: 'closed' });
    const core = await startCore();
    await trustServer(core, server);
    await expect(core.call('account.register', form)).rejects.toMatchObject({ code: 'registration-closed' });
  });
});

describe('login', () => {
  it('does not tell whether name or password is wrong', async () => {
    const { server } = await startTestServer();
    const core = await startCore();
    await registerAndLogin(core, server, 'ming');
    await core.call('account.logout', {});
    for (const [name, password] of [
      ['ming', 'wrong password'],
      ['nobody', PASSWORD],
      ['', PASSWORD],
      ['ming', ''],
    ]) {
      const login = core.call('account.login', { name: name ?? '', password: password ?? '', remember: true });
      await expect(login).rejects.toEqual(new ContractError('bad-credentials'));
    }
    expect(core.state.session).toBeUndefined();
  });

  it('says that the server cannot be reached', async () => {
    const running = await startTestServer();
    const core = await startCore();
    await trustServer(core, running.server);
    await running.server.stop();
    await expect(logIn(core, 'ming')).rejects.toMatchObject({ code: 'unreachable' });
    await expect(core.call('account.register', form)).rejects.toMatchObject({ code: 'unreachable' });
  });

  it('stays the same device over logout, forgetting and logging in again', async () => {
    const { server } = await startTestServer();
    const core = await startCore();
    await registerAndLogin(core, server, 'ming');
    const before = core.open.device.id;
    await core.call('account.logout', {});
    await core.call('account.forget', { ...lastAccount(core), deleteHistory: false });
    expect(core.state.remembered).toEqual([]);
    await logIn(core, 'Ming');
    expect(core.open.device.id).toBe(before);
    expect(await core.call('devices.list', {})).toMatchObject([{ id: before, isThis: true }]);
  });

  it('voids the token when logging out, here and on the server', async () => {
    const { server } = await startTestServer();
    const core = await startCore();
    await registerAndLogin(core, server, 'ming');
    const { token = '', key } = core.open.device;
    await core.call('account.logout', {});
    expect(core.state.session).toBeUndefined();
    expect(core.state.remembered).toMatchObject([{ access: 'signed-out' }]);
    await expect(reopen(core)).rejects.toMatchObject({ code: 'bad-token' });

    const { channel } = await dial({ host: '127.0.0.1', port: server.port }, Date.now);
    const signature = DeviceKey.fromStored(key).signResume(channel.exporter);
    await expect(channel.request('account.resume', { token, signature })).rejects.toMatchObject({
      code: 'session-ended',
    });
    channel.close('ended');
  });
});

describe('opening a remembered account', () => {
  it('shows what is known before there is a connection', async () => {
    const running = await startTestServer();
    const { ming, hong } = await twoFriends(running.server);
    const hongId = accountOf(hong);
    await ming.call('conversations.open', { id: hongId });
    await ming.close();
    await running.server.stop();

    const again = await startCore({ folder: ming.installation.folder });
    await reopen(again);
    expect(again.state.session?.profile.name).toBe('ming');
    expect(await again.call('contacts.list', {})).toMatchObject([{ profile: { name: 'hong' }, presence: 'offline' }]);
    expect(await again.call('conversations.list', {})).toMatchObject([{ id: hongId }]);
    expect(await again.call('profile.get', { account: hongId })).toMatchObject({ name: 'hong' });
    await waitFor(again, () => again.state.session?.connection.state === 'offline' || undefined);
    await running.restart();
    await isOnline(again);
  });

  it('ends when another server answers in its place', async () => {
    const running = await startTestServer();
    const core = await startCore();
    await registerAndLogin(core, running.server, 'ming');
    const { port } = running.server;
    const ended = nextEvent(core, 'connection', ({ state }) => state === 'ended');
    await running.server.stop();
    for (const file of await readdir(running.folder)) await rm(join(running.folder, file), { recursive: true });
    const impostor = await startTestServer({ port });
    for (const file of await readdir(impostor.folder)) {
      if (file.endsWith('.pem')) await rm(join(impostor.folder, file));
    }
    await impostor.restart();
    expect(impostor.server.fingerprint).not.toBe(running.server.fingerprint);
    expect(await ended).toEqual({ state: 'ended', why: 'server-changed' });
    expect(core.state.remembered).toMatchObject([{ access: 'password' }]);
  });
});

describe('friends', () => {
  it('cannot be oneself, unknown, asked twice or friends already', async () => {
    const { server } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    const third = await startCore();
    await registerAndLogin(third, server, 'wei');
    const ask = (account: number) => ming.call('contacts.request', { account: account as never, greeting: '' });
    await expect(ask(accountOf(ming))).rejects.toMatchObject({ code: 'oneself' });
    await expect(ask(99_999)).rejects.toMatchObject({ code: 'not-found' });
    await expect(ask(accountOf(hong))).rejects.toMatchObject({ code: 'already-friends' });
    expect(await ask(accountOf(third))).toEqual({ state: 'requested' });
    expect(await ming.call('contacts.requests', {})).toMatchObject([{ direction: 'outgoing', state: 'open' }]);
    await expect(ask(accountOf(third))).rejects.toMatchObject({ code: 'already-requested' });
  });

  it('are asked, put off, and asked again at the next login', async () => {
    const { server } = await startTestServer();
    const [ming, hong] = [await startCore(), await startCore()];
    await registerAndLogin(ming, server, 'ming');
    await registerAndLogin(hong, server, 'hong');
    const [mingId, hongId] = [accountOf(ming), accountOf(hong)];
    await ming.call('contacts.request', { account: hongId, greeting: '我是小明' });
    const [request] = await waitFor(hong, () =>
      hong.account.contacts.requests().length ? hong.account.contacts.requests() : undefined,
    );
    expect(request).toMatchObject({ direction: 'incoming', greeting: '我是小明', state: 'open' });
    await hong.call('contacts.answer', { account: mingId, answer: 'later' });
    expect(await hong.call('contacts.requests', {})).toMatchObject([{ state: 'later' }]);
    await hong.call('account.logout', {});
    await logIn(hong, 'hong');
    expect(await hong.call('contacts.requests', {})).toHaveLength(1);
    const refused = nextEvent(ming, 'requests', ([each]) => each?.state === 'refused');
    await hong.call('contacts.answer', { account: mingId, answer: 'refuse' });
    await refused;
  });

  it('become friends at once when both have asked', async () => {
    const { server } = await startTestServer();
    const [ming, hong] = [await startCore(), await startCore()];
    await registerAndLogin(ming, server, 'ming');
    await registerAndLogin(hong, server, 'hong');
    await ming.call('contacts.request', { account: accountOf(hong), greeting: '' });
    await waitFor(hong, () => hong.account.contacts.requests()[0]);
    expect(await hong.call('contacts.request', { account: accountOf(ming), greeting: '' })).toEqual({ state: 'added' });
    await waitFor(hong, () => hong.account.contacts.list()[0]);
    expect(await hong.call('contacts.requests', {})).toEqual([]);
  });

  it('are found by name and number', async () => {
    const { server } = await startTestServer();
    const { ming, hong } = await twoFriends(server);
    const search = (query: string) => ming.call('contacts.search', { query });
    expect(await search('HONG')).toMatchObject([{ profile: { name: 'hong' }, relation: 'friend' }]);
    expect(await search(`${accountOf(hong)}`)).toMatchObject([{ profile: { name: 'hong' } }]);
    expect(await search('nobody')).toEqual([]);
    expect(await search('  ')).toEqual([]);
  });
});

it('refuses arguments that do not fit, and calls without an account', async () => {
  const core = await startCore();
  await expect(core.call('settings.set', { scale: 5 })).rejects.toEqual(new ContractError('invalid-argument'));
  await expect(core.call('contacts.list', {})).rejects.toEqual(new ContractError('no-session'));
});
