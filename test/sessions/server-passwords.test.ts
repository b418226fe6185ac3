import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type Request, readAccountCertificate, type Vault } from '../../protocol/index.ts';
import { makeReset } from '../../src-server/reset.ts';
import { deviceOf } from '../bench/pairs.ts';
import { befriendRaw, fakeAuth, fakeRecovery, newMessageId, RawClient } from '../support/raw-client.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const hashing = { salt: randomBytes(16), memoryKiB: 32 * 1024, passes: 2, parallelism: 2 };
const badCredentials = { code: 'bad-credentials', details: undefined };
const sessionEnded = { code: 'session-ended', details: {} };
const DAY_MS = 24 * 3600_000;

/** A password that is not the first one. */
function next(password: string): Request<'account.password'>['next'] {
  return { auth: fakeAuth(password), hashing };
}

function vault(version: number, text = `vault ${version}`): Vault {
  return { version, data: Buffer.from(text) };
}

async function vaultOf(client: RawClient): Promise<[number, string]> {
  const { version, data } = await client.channel.request('keys.vault.get', {});
  return [version, Buffer.from(data).toString()];
}

async function loginWith(running: TestServer, password: string, name = 'ming'): Promise<RawClient> {
  const client = await RawClient.connect(running.server);
  await client.login(name, undefined, fakeAuth(password));
  return client;
}

async function withMing(...options: Parameters<typeof startTestServer>) {
  const running = await startTestServer(...options);
  const ming = await RawClient.signIn(running.server, 'ming');
  return { running, ming };
}

describe('a password change', () => {
  it('takes the new password and vault together, voids older tokens and goes on', async () => {
    const { running, ming } = await withMing();
    const { token } = await ming.channel.request('account.password', {
      ...{ auth: fakeAuth('ming'), next: next('better'), vault: vault(2) },
    });
    expect(await vaultOf(ming)).toEqual([2, 'vault 2']);
    const kdf = await (await RawClient.connect(running.server)).channel.request('account.kdf', { name: 'ming' });
    expect({ ...kdf, salt: Buffer.from(kdf.salt) }).toEqual(hashing);
    await expect(RawClient.resumed(running.server, ming)).rejects.toMatchObject({ code: 'session-ended' });
    expect(ming.channel.isOpen).toBe(true);
    await running.restart();
    const { key } = ming.credentials ?? expect.fail('not signed in');
    await (await RawClient.connect(running.server)).resume({ token, key });
    await expect(loginWith(running, 'ming')).rejects.toMatchObject(badCredentials);
    expect((await loginWith(running, 'better')).account).toBe(ming.account);
  });

  it('needs the present password, and is slowed down like a login', async () => {
    const { running, ming } = await withMing();
    const change = (auth: Buffer) =>
      ming.channel.request('account.password', { auth, next: next('stolen'), vault: vault(2) });
    for (let i = 0; i < 5; i++) await expect(change(fakeAuth('wrong'))).rejects.toMatchObject(badCredentials);
    await expect(change(fakeAuth('ming'))).rejects.toMatchObject({ code: 'rate-limited' });
    expect(await vaultOf(ming)).toEqual([1, 'vault of ming']);
    // who is at an unlocked window holds up nobody who signs in elsewhere
    await loginWith(running, 'ming');
  });

  it('over a vault that has changed meanwhile changes nothing', async () => {
    const { running, ming } = await withMing();
    await ming.channel.request('keys.vault.put', vault(2, 'from elsewhere'));
    const changing = ming.channel.request('account.password', {
      ...{ auth: fakeAuth('ming'), next: next('better'), vault: vault(2) },
    });
    await expect(changing).rejects.toMatchObject({ code: 'vault-changed' });
    expect(await vaultOf(ming)).toEqual([2, 'from elsewhere']);
    expect((await RawClient.resumed(running.server, ming)).account).toBe(ming.account);
    await loginWith(running, 'ming');
  });
});

describe('recovery', () => {
  it('gives the vault to whoever has the code, and takes a new password', async () => {
    const { running, ming } = await withMing();
    const guest = await RawClient.connect(running.server);
    const who = { name: 'MING', recovery: fakeRecovery('ming') };
    const { version, data } = await guest.channel.request('account.recovery', who);
    expect([version, Buffer.from(data).toString()]).toEqual([1, 'vault of ming']);
    const wrapped = vault(version + 1, 'x'.repeat(3000));
    await guest.channel.request('account.recover', { ...who, next: next('better'), vault: wrapped });
    expect(await ming.closed).toBe('closed');
    await expect(RawClient.resumed(running.server, ming)).rejects.toMatchObject(sessionEnded);
    await expect(loginWith(running, 'ming')).rejects.toMatchObject(badCredentials);
    const again = await loginWith(running, 'better');
    expect(await vaultOf(again)).toEqual([2, 'x'.repeat(3000)]);
    await running.restart();
    await expect(RawClient.resumed(running.server, ming)).rejects.toMatchObject({ code: 'session-ended' });
  });

  it('over an older vault changes nothing', async () => {
    const { running, ming } = await withMing();
    const guest = await RawClient.connect(running.server);
    const recovery = fakeRecovery('ming');
    const asked = { name: 'ming', recovery, next: next('better'), vault: vault(1) };
    await expect(guest.channel.request('account.recover', asked)).rejects.toMatchObject({ code: 'vault-changed' });
    expect(await vaultOf(ming)).toEqual([1, 'vault of ming']);
    await loginWith(running, 'ming');
  });

  it('says the same of a wrong code, of an account without one, and of nobody', async () => {
    const { running } = await withMing();
    await RawClient.signUp(running.server, 'bare');
    const guest = await RawClient.connect(running.server);
    for (const name of ['ming', 'bare', 'nobody']) {
      const recovery = fakeRecovery('other');
      await expect(guest.channel.request('account.recovery', { name, recovery })).rejects.toMatchObject(badCredentials);
      const change = { name, recovery, next: next('x'), vault: vault(2) };
      await expect(guest.channel.request('account.recover', change)).rejects.toMatchObject(badCredentials);
      const reset = { name, code: 'AAAA-AAAA-AAAA-AAAA', next: next('x') };
      await expect(guest.channel.request('account.reset', reset)).rejects.toMatchObject(badCredentials);
    }
  });
});

describe("an administrator's reset", () => {
  it('takes keys, vault, devices and queue; name, profile and friends stay; friends are told of the new keys', async () => {
    const { running, ming } = await withMing();
    const hong = await RawClient.signIn(running.server, 'hong');
    await befriendRaw(ming, hong);
    await ming.channel.request('account.profile.set', { displayName: '小明' });
    const { certificate } = await hong.channel.request('keys.certificate', { account: ming.account });
    await ming.close();
    await hong.send(ming.account, [deviceOf(ming)], Buffer.from('nobody will read this'));

    const { code, name } = await makeReset(running.folder, 'MING', Date.now());
    expect(name).toBe('ming');
    const guest = await RawClient.connect(running.server);
    const given = code.toLowerCase().replaceAll('-', ' ');
    await guest.channel.request('account.reset', { name: 'ming', code: given, next: next('new') });
    expect(await hong.next('contact.devices', ({ devices }) => devices.length === 0)).toMatchObject({
      account: ming.account,
    });
    await expect(RawClient.resumed(running.server, ming)).rejects.toMatchObject({ code: 'bad-token' });
    await expect(loginWith(running, 'ming')).rejects.toMatchObject(badCredentials);
    const asking = hong.channel.request('keys.certificate', { account: ming.account });
    await expect(asking).rejects.toMatchObject({ code: 'not-found' });

    const again = await loginWith(running, 'new');
    expect(again.profile).toMatchObject({ account: ming.account, displayName: '小明' });
    expect(again.device).not.toBe(ming.device);
    await expect(vaultOf(again)).rejects.toMatchObject({ code: 'not-found' });
    expect((await again.channel.request('contact.list', {})).contacts).toMatchObject([{ profile: { name: 'hong' } }]);
    const { devices } = await again.channel.request('account.devices', {});
    expect(devices.map(({ id }) => id)).toEqual([again.device]);
    await again.enrol('ming');
    expect(await hong.next('keys.changed')).toEqual({ account: ming.account });
    await again.publish();
    const { revoked } = await hong.channel.request('keys.certificate', { account: ming.account });
    const { serial } = readAccountCertificate(certificate);
    expect(revoked).toEqual([{ serial, at: expect.any(Number), reason: 'reset' }]);
    await again.channel.request('server.info', {});
    expect(again.heard.filter(({ name }) => name === 'message.deliver')).toEqual([]);
    await hong.send(ming.account, [deviceOf(again)], Buffer.from('this one'));
    expect(Buffer.from((await again.next('message.deliver')).body).toString()).toBe('this one');
  });

  it('ends the session that is open, also one whose messages are under way', async () => {
    const { running, ming } = await withMing({ timeouts: { ack: 60 } });
    const hong = await RawClient.signIn(running.server, 'hong');
    await befriendRaw(ming, hong);
    const sending = hong.send(ming.account, [deviceOf(ming)], Buffer.from('x'), newMessageId());
    await ming.next('message.deliver');
    const { code } = await makeReset(running.folder, 'ming', Date.now());
    const guest = await RawClient.connect(running.server);
    await guest.channel.request('account.reset', { name: 'ming', code, next: next('new') });
    expect(await ming.closed).toBe('closed');
    expect(await sending).toHaveProperty('receivedAt');
    const again = await loginWith(running, 'new');
    await again.channel.request('server.info', {});
    expect(again.heard).toEqual([]);
  });

  it('works once, for a day, and only with the latest code', async () => {
    let now = Date.now();
    const { running } = await withMing({}, { wallClock: () => now });
    const use = async (code: string, name = 'ming') => {
      const guest = await RawClient.connect(running.server);
      return guest.channel.request('account.reset', { name, code, next: next('new') });
    };
    const first = await makeReset(running.folder, 'ming', now);
    const second = await makeReset(running.folder, 'ming', now);
    await expect(use(first.code)).rejects.toMatchObject(badCredentials);
    await expect(use(second.code, 'nobody')).rejects.toMatchObject(badCredentials);
    now += DAY_MS;
    await expect(use(second.code)).rejects.toMatchObject(badCredentials);
    const third = await makeReset(running.folder, 'ming', now);
    const rivals = await Promise.allSettled([use(third.code), use(third.code), use(third.code)]);
    expect(rivals.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
    await expect(use(third.code)).rejects.toMatchObject(badCredentials);
  });

  it('is no use once the password was changed otherwise', async () => {
    const { running, ming } = await withMing();
    const { code } = await makeReset(running.folder, 'ming', Date.now());
    const auth = fakeAuth('ming');
    await ming.channel.request('account.password', { auth, next: next('better'), vault: vault(2) });
    const guest = await RawClient.connect(running.server);
    const using = guest.channel.request('account.reset', { name: 'ming', code, next: next('new') });
    await expect(using).rejects.toMatchObject(badCredentials);
  });
});

describe('wrong passwords of somebody else', () => {
  const ATTACKER = '127.0.0.66';
  const limited = { code: 'rate-limited' };

  /** Ming's account after all that an attacker may try, who shares her address when told so. */
  async function afterGuesses(from: string) {
    const { running, ming } = await withMing({}, { isGuarded: true });
    const attacker = await RawClient.connect({ ...running.server, from });
    const guess = (name: string) => attacker.login(name, undefined, fakeAuth('a guess'));
    for (let i = 0; i < 9; i++) await guess('ming').catch(() => {});
    await expect(guess('ming')).rejects.toMatchObject(limited);
    for (let i = 0; i < 5; i++) {
      const recovery = fakeRecovery('a guess');
      await attacker.channel.request('account.recovery', { name: 'ming', recovery }).catch(() => {});
      const code = { name: 'ming', code: 'AAAA-AAAA-AAAA-AAAA', next: next('x') };
      await attacker.channel.request('account.reset', code).catch(() => {});
    }
    return { running, ming };
  }

  it('keep the owner out of nothing', async () => {
    const { running, ming } = await afterGuesses(ATTACKER);
    await loginWith(running, 'ming');
    const guest = await RawClient.connect(running.server);
    const recovery = fakeRecovery('ming');
    const { version } = await guest.channel.request('account.recovery', { name: 'ming', recovery });
    expect(version).toBe(1);
    const { code } = await makeReset(running.folder, 'ming', Date.now());
    await guest.channel.request('account.reset', { name: 'ming', code, next: next('new') });
    expect((await loginWith(running, 'new')).account).toBe(ming.account);
  });

  it('keep not even those out who share the address, on a device that the account knows', async () => {
    const { running, ming } = await afterGuesses('127.0.0.1');
    await expect(loginWith(running, 'ming')).rejects.toMatchObject(limited);
    const again = await RawClient.connect(running.server);
    await again.login('ming', ming.device, fakeAuth('ming'), ming.pass);
    expect(again.device).toBe(ming.device);
    expect((await RawClient.resumed(running.server, again)).account).toBe(ming.account);
  });

  it('are counted for a known device, too', async () => {
    const { running, ming } = await withMing();
    const guest = await RawClient.connect(running.server);
    const guess = () => guest.login('ming', ming.device, fakeAuth('a guess'), ming.pass);
    for (let i = 0; i < 5; i++) await expect(guess()).rejects.toMatchObject(badCredentials);
    await expect(guess()).rejects.toMatchObject(limited);
  });
});
