import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { DEVICES_PER_ACCOUNT, type Request } from '../../protocol/index.ts';
import { deviceOf } from '../bench/pairs.ts';
import { fakeAuth, RawClient } from '../support/raw-client.ts';
import { startTestServer } from '../support/server.ts';

const hashing = { salt: randomBytes(16), memoryKiB: 65536, passes: 3, parallelism: 1 };

function form(changes: Partial<Request<'account.register'>>): Request<'account.register'> {
  return { name: 'ming', email: 'ming@example.org', auth: fakeAuth('ming'), hashing, ...changes };
}

describe('registration', () => {
  it('names every wrong field at once', async () => {
    const { server } = await startTestServer();
    const guest = await RawClient.connect(server);
    const wrong = form({ name: '', email: 'nowhere', displayName: 'x'.repeat(50), age: 200, signature: '\u0000' });
    await expect(guest.channel.request('account.register', wrong)).rejects.toMatchObject({
      code: 'invalid-fields',
      details: {
        fields: {
          name: 'empty',
          email: 'format',
          displayName: 'too-long',
          age: 'out-of-range',
          signature: 'format',
        },
      },
    });
  });

  it('refuses names and e-mail addresses that are taken or look taken, also to two at the same moment', async () => {
    const { server } = await startTestServer();
    const guest = await RawClient.connect(server);
    await guest.channel.request('account.register', form({}));
    const taken = { code: 'invalid-fields', details: { fields: { name: 'taken', email: 'taken' } } };
    const again = guest.channel.request('account.register', form({ name: 'MING', email: 'Ming@Example.org' }));
    await expect(again).rejects.toMatchObject(taken);
    const alike = guest.channel.request('account.register', form({ name: 'mıng', email: 'other@example.org' }));
    await expect(alike).rejects.toMatchObject({ details: { fields: { name: 'taken' } } });
    const rivals = await Promise.all(
      [1, 2, 3, 4].map(async (number) => {
        const rival = await RawClient.connect(server);
        return rival.channel
          .request('account.register', form({ name: 'hong', email: `hong${number}@example.org` }))
          .then(
            () => 'registered',
            (error) => error.details.fields.name,
          );
      }),
    );
    expect(rivals.sort()).toEqual(['registered', 'taken', 'taken', 'taken']);
  });

  it('can be closed', async () => {
    const { server } = await startTestServer({ registration: 'closed' });
    const guest = await RawClient.connect(server);
    expect((await guest.channel.request('server.info', {})).registration).toBe('closed');
    await expect(guest.register('ming')).rejects.toMatchObject({ code: 'registration-closed' });
  });

  it('keeps text as it was given, whatever it looks like', async () => {
    const { server } = await startTestServer();
    const guest = await RawClient.connect(server);
    const displayName = `<b>"'; drop table accounts; --`;
    await guest.channel.request('account.register', form({ displayName, sex: 'female', age: 21, signature: '签名' }));
    const { profile } = await guest.login('ming');
    expect(profile).toMatchObject({ name: 'ming', displayName, sex: 'female', age: 21, signature: '签名' });
  });
});

describe('login', () => {
  it('tells how the password is stretched, also for names that nobody has', async () => {
    const { server } = await startTestServer();
    const guest = await RawClient.connect(server);
    await guest.channel.request('account.register', form({}));
    const known = await guest.channel.request('account.kdf', { name: 'MING' });
    expect({ ...known, salt: Buffer.from(known.salt) }).toEqual(hashing);
    const unknown = await guest.channel.request('account.kdf', { name: 'nobody' });
    expect(unknown).toEqual(await guest.channel.request('account.kdf', { name: 'Nobody' }));
    expect(unknown).toMatchObject({ memoryKiB: 65536, passes: 3, parallelism: 1 });
    expect(unknown.salt).not.toEqual(known.salt);
  });

  it('does not say whether the name or the password is wrong', async () => {
    const { server } = await startTestServer();
    const guest = await RawClient.connect(server);
    await guest.register('ming');
    const wrong = { code: 'bad-credentials' };
    await expect(guest.login('ming', undefined, fakeAuth('other'))).rejects.toMatchObject(wrong);
    await expect(guest.login('nobody')).rejects.toMatchObject(wrong);
    await expect(guest.login('Ming', undefined, fakeAuth('ming'))).resolves.toMatchObject({
      profile: { name: 'ming' },
    });
  });

  it('must wait after five wrong passwords, for known and unknown names alike', async () => {
    const { server } = await startTestServer();
    const guest = await RawClient.connect(server);
    await guest.register('ming');
    for (const name of ['ming', 'nobody']) {
      for (let i = 0; i < 5; i++) {
        const attempt = guest.login(name, undefined, fakeAuth('wrong'));
        await expect(attempt).rejects.toMatchObject({ code: 'bad-credentials' });
      }
      await expect(guest.login(name)).rejects.toMatchObject({
        code: 'rate-limited',
        details: { retryAfterMs: expect.closeTo(1000, -3) },
      });
    }
  });

  it('keeps a device that says its number, with a new key, and refuses the sixth device', async () => {
    const { server } = await startTestServer();
    const guest = await RawClient.connect(server);
    await guest.register('ming');
    const { device, token, key } = await guest.login('ming');
    const again = await RawClient.connect(server);
    expect((await again.login('ming', device)).device).toBe(device);
    const withOldKey = await RawClient.connect(server);
    await expect(withOldKey.resume({ token, key })).rejects.toMatchObject({ code: 'bad-token' });
    for (let i = 1; i < DEVICES_PER_ACCOUNT; i++) await (await RawClient.connect(server)).login('ming');
    const sixth = await RawClient.connect(server);
    await expect(sixth.login('ming')).rejects.toMatchObject({
      code: 'too-many-devices',
      details: { limit: DEVICES_PER_ACCOUNT },
    });
    expect((await sixth.login('ming', device)).device).toBe(device);
  });

  it("makes another person's device number a new device", async () => {
    const { server } = await startTestServer();
    const ming = await RawClient.signIn(server, 'ming');
    const hong = await RawClient.connect(server);
    await hong.register('hong');
    const { device } = await hong.login('hong', deviceOf(ming));
    expect(device).not.toBe(deviceOf(ming));
  });

  it('ends the session before, and tells both sides', async () => {
    const now = Date.now();
    const { server } = await startTestServer({}, { wallClock: () => now });
    const first = await RawClient.signIn(server, 'ming');
    const second = await RawClient.connect(server);
    const { ended } = await second.login('ming');
    const expected = { device: 'device of ming', address: '127.0.0.1', time: now };
    expect(ended).toEqual(expected);
    expect(await first.next('account.kicked')).toEqual(expected);
    expect(await first.closed).toBe('kicked');
    const resuming = RawClient.resumed(server, first);
    await expect(resuming).rejects.toMatchObject({ code: 'session-ended', details: { endedBy: expected } });
  });

  it('by the same device after a broken connection is no kick to tell of', async () => {
    const { server } = await startTestServer();
    const first = await RawClient.signIn(server, 'ming');
    const second = await RawClient.connect(server);
    expect(await second.login('ming', first.device)).not.toHaveProperty('ended');
  });

  it('happens once, when two are asked for on one connection', async () => {
    const { server } = await startTestServer();
    const guest = await RawClient.connect(server);
    await guest.register('ming');
    const outcomes = await Promise.allSettled([guest.login('ming'), guest.login('ming')]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(guest.channel.isOpen).toBe(true);
  });
});

describe('resume', () => {
  it('needs no password, and survives a restart of the server', async () => {
    const running = await startTestServer();
    const first = await RawClient.signIn(running.server, 'ming');
    await first.close();
    const second = await RawClient.resumed(running.server, first);
    expect(second.profile).toEqual(first.profile);
    expect(second.device).toBe(first.device);
    await running.restart();
    const third = await RawClient.resumed(running.server, first);
    expect(third.device).toBe(first.device);
  });

  it('takes over from a connection that the server still believes in', async () => {
    const { server } = await startTestServer();
    const first = await RawClient.signIn(server, 'ming');
    await RawClient.resumed(server, first);
    expect(await first.closed).toBe('closed');
  });

  it('is refused with a stolen token, a foreign one, or an expired one', async () => {
    let now = Date.now();
    const { server } = await startTestServer({ limits: { sessionDays: 1 } }, { wallClock: () => now });
    const ming = await RawClient.signIn(server, 'ming');
    const { token, key } = ming.credentials ?? expect.fail('not signed in');
    const refused = { code: 'bad-token' };
    const thief = await RawClient.connect(server);
    const foreignKey = generateKeyPairSync('ed25519').privateKey;
    await expect(thief.resume({ token, key: foreignKey })).rejects.toMatchObject(refused);
    await expect(thief.resume({ token: `${token}x`, key })).rejects.toMatchObject(refused);
    now += 24 * 3600_000;
    await expect(thief.resume({ token, key })).rejects.toMatchObject(refused);
    expect(ming.channel.isOpen).toBe(true);
  });

  it('is refused after a logout, without naming anyone', async () => {
    const { server } = await startTestServer();
    const ming = await RawClient.signIn(server, 'ming');
    await ming.channel.request('account.logout', {});
    expect(await ming.closed).toBe('closed');
    const resuming = RawClient.resumed(server, ming);
    await expect(resuming).rejects.toMatchObject({ code: 'session-ended', details: {} });
    await expect(resuming).rejects.not.toHaveProperty('details.endedBy');
  });
});

describe('profiles', () => {
  it('are read, changed and cleared', async () => {
    const { server } = await startTestServer();
    const ming = await RawClient.signIn(server, 'ming');
    const changed = await ming.channel.request('account.profile.set', { displayName: '小明', age: 20, sex: 'male' });
    expect(changed).toMatchObject({ displayName: '小明', age: 20, sex: 'male' });
    const cleared = await ming.channel.request('account.profile.set', { age: null, sex: null, displayName: ' ' });
    expect(cleared).toEqual({ account: ming.account, name: 'ming', displayName: 'ming', signature: '' });
    expect(await ming.channel.request('account.profile.get', { account: ming.account })).toEqual(cleared);
    await expect(ming.channel.request('account.profile.set', { age: -1 })).rejects.toMatchObject({
      details: { fields: { age: 'out-of-range' } },
    });
  });
});
