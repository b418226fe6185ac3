import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type AccountCertificate,
  type AccountId,
  type Channel,
  connectChannel,
  createCertificateRequest,
  type DeviceId,
  PREKEYS_PER_DEVICE,
  PREKEYS_REFILL_AT,
  readAccountCertificate,
  verifyAccountCertificate,
} from '../../protocol/index.ts';
import { openSocket } from '../../src-main/core/socket-wire.ts';
import { findAccountKeys, renewCertificate } from '../../src-server/store/account-keys.ts';
import { withDatabase } from '../../src-server/store/database.ts';
import { deviceOf } from '../bench/pairs.ts';
import { formerCertificate } from '../support/forged-certificates.ts';
import {
  befriendRaw,
  fakeDeviceKeys,
  fakeOneTimeKeys,
  RawClient,
  sharedCertificateRequest,
  type Target,
} from '../support/raw-client.ts';
import { authorityIn, startTestServer } from '../support/server.ts';

const DAY_MS = 24 * 3600_000;
const notFound = { code: 'not-found' };

async function twoFriends(...options: Parameters<typeof startTestServer>) {
  const running = await startTestServer(...options);
  const ming = await RawClient.signIn(running.server, 'ming');
  const hong = await RawClient.signIn(running.server, 'hong');
  await befriendRaw(ming, hong);
  return { running, server: running.server, ming, hong };
}

/** The authority's certificate, as the handshake gives it. */
async function authorityOf({ port, fingerprint }: Target): Promise<Uint8Array> {
  const wire = await openSocket('127.0.0.1', port, 5000);
  const { channel, authority } = await connectChannel(wire, {
    pin: fingerprint,
    now: () => performance.now(),
    wallClock: () => Date.now(),
  });
  channel.destroy('ended');
  return authority;
}

function bundle(channel: Channel, account: AccountId, devices: DeviceId[]) {
  return channel.request('keys.bundle', { account, devices });
}

describe('enrolling', () => {
  it('certifies the keys for what the server knows of the account, not for what the request says', async () => {
    const { server } = await startTestServer();
    const guest = await RawClient.connect(server);
    const auth = randomBytes(32);
    const hashing = { salt: randomBytes(16), memoryKiB: 65536, passes: 3, parallelism: 1 };
    await guest.channel.request('account.register', { name: '小明', email: '明@例子.中国', auth, hashing });
    await guest.login('小明', undefined, auth);
    await expect(guest.channel.request('keys.vault.get', {})).rejects.toMatchObject(notFound);
    const { privateKey: accountKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const identityKey = randomBytes(33);
    const request = createCertificateRequest({ name: 'admin', accountKey, identityKey });
    const { certificate } = await guest.enrol('小明', { certificateRequest: request });
    const now = Date.now();
    const certified = verifyAccountCertificate(certificate, await authorityOf(server), { account: guest.account, now });
    expect(certified).toMatchObject({ name: '小明', email: '', identityKey, issuer: 'Test (Miyu)' });
    const vault = await guest.channel.request('keys.vault.get', {});
    expect({ ...vault, data: Buffer.from(vault.data).toString() }).toEqual({ version: 1, data: 'vault of 小明' });
  });

  it('is done once, also by two at the same moment', async () => {
    const { server } = await startTestServer();
    const ming = await RawClient.signUp(server, 'ming');
    const outcomes = await Promise.allSettled([ming.enrol('ming'), ming.enrol('ming'), ming.enrol('ming')]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
    await expect(ming.enrol('ming')).rejects.toMatchObject({ code: 'already-enrolled' });
  });

  it('is refused with something that is no request, or one that its key did not sign', async () => {
    const { server } = await startTestServer();
    const ming = await RawClient.signUp(server, 'ming');
    const changed = Buffer.from(sharedCertificateRequest());
    changed.writeUInt8(changed.readUInt8(100) ^ 1, 100);
    for (const certificateRequest of [randomBytes(500), Buffer.from('0'), changed]) {
      await expect(ming.enrol('ming', { certificateRequest })).rejects.toMatchObject({ code: 'malformed' });
    }
    await expect(ming.channel.request('keys.vault.get', {})).rejects.toMatchObject(notFound);
  });
});

describe('the vault', () => {
  it('is replaced by its next version only', async () => {
    const { server } = await startTestServer();
    const ming = await RawClient.signIn(server, 'ming');
    const put = (version: number, text: string) =>
      ming.channel.request('keys.vault.put', { version, data: Buffer.from(text) });
    for (const version of [1, 3]) await expect(put(version, 'x')).rejects.toMatchObject({ code: 'vault-changed' });
    await put(2, 'second');
    await expect(put(2, 'other')).rejects.toMatchObject({ code: 'vault-changed' });
    const { version, data } = await ming.channel.request('keys.vault.get', {});
    expect([version, Buffer.from(data).toString()]).toEqual([2, 'second']);
  });

  it('of nobody cannot be put', async () => {
    const { server } = await startTestServer();
    const ming = await RawClient.signUp(server, 'ming');
    const putting = ming.channel.request('keys.vault.put', { version: 1, data: Buffer.from('x') });
    await expect(putting).rejects.toMatchObject({ code: 'vault-changed' });
  });
});

describe('publishing', () => {
  it('makes the device one to write to, and tells friends so', async () => {
    const { server } = await startTestServer();
    const ming = await RawClient.signIn(server, 'ming');
    const hong = await RawClient.signUp(server, 'hong');
    await befriendRaw(ming, hong);
    expect(await ming.next('contact.added')).toMatchObject({ devices: [] });
    expect((await ming.channel.request('contact.list', {})).contacts).toMatchObject([{ devices: [] }]);
    expect(await ming.send(hong.account, [], Buffer.from('x'))).toHaveProperty('receivedAt');
    expect(await hong.channel.request('keys.count', {})).toEqual({ oneTime: 0, isPublished: false });
    await hong.enrol('hong');
    expect(await hong.publish(fakeOneTimeKeys(3))).toEqual({ oneTime: 3 });
    expect(await ming.next('contact.devices')).toEqual({ account: hong.account, devices: [deviceOf(hong)] });
    expect((await ming.channel.request('contact.list', {})).contacts).toMatchObject([{ devices: [deviceOf(hong)] }]);
    await expect(ming.send(hong.account, [], Buffer.from('x'))).rejects.toMatchObject({ code: 'devices-changed' });
    await hong.publish(fakeOneTimeKeys(2, 10));
    expect(await hong.channel.request('keys.count', {})).toEqual({ oneTime: 5, isPublished: true });
    await ming.channel.request('server.info', {});
    expect(ming.heard.filter(({ name }) => name === 'contact.devices')).toEqual([]);
  });

  it('holds after a restart of the server', async () => {
    const { running, ming, hong } = await twoFriends();
    await running.restart();
    const again = await RawClient.resumed(running.server, ming);
    expect((await again.channel.request('contact.list', {})).contacts).toMatchObject([{ devices: [deviceOf(hong)] }]);
    await again.send(hong.account, [deviceOf(hong)], Buffer.from('x'));
  });

  it('needs keys of the account, and of the device the first time', async () => {
    const { server } = await startTestServer();
    const ming = await RawClient.signUp(server, 'ming');
    await expect(ming.publish()).rejects.toMatchObject(notFound);
    await ming.enrol('ming');
    const oneTime = fakeOneTimeKeys(1);
    await expect(ming.channel.request('keys.publish', { oneTime })).rejects.toMatchObject({ code: 'malformed' });
    await ming.publish(oneTime);
    expect(await ming.channel.request('keys.publish', { oneTime: fakeOneTimeKeys(1, 2) })).toEqual({ oneTime: 2 });
  });

  it('keeps the newest hundred one-time keys', async () => {
    const { ming, hong } = await twoFriends();
    await hong.publish(fakeOneTimeKeys(PREKEYS_PER_DEVICE, 1000));
    const extra = fakeOneTimeKeys(5, 2000);
    expect(await hong.publish(extra)).toEqual({ oneTime: PREKEYS_PER_DEVICE });
    const { bundles } = await bundle(ming.channel, hong.account, [deviceOf(hong)]);
    expect(bundles[0]?.oneTime?.id).toBe(1005);
  });

  it('of a device that was set up anew drops the one-time keys of before', async () => {
    const { ming, hong } = await twoFriends();
    expect(await hong.publish([], fakeDeviceKeys(1))).toEqual({ oneTime: 10 });
    expect(await hong.publish(fakeOneTimeKeys(2, 500), fakeDeviceKeys(2))).toEqual({ oneTime: 2 });
    const { bundles } = await bundle(ming.channel, hong.account, [deviceOf(hong)]);
    expect(bundles).toMatchObject([{ registrationId: 2, oneTime: { id: 500 } }]);
  });
});

describe('bundles', () => {
  it('have what was published, and each one-time key once, however many ask at once', async () => {
    const { ming, hong } = await twoFriends();
    const [device, oneTime] = [fakeDeviceKeys(7), fakeOneTimeKeys(20, 100)];
    await hong.publish(oneTime, device);
    const asked = Array.from({ length: 25 }, () => bundle(ming.channel, hong.account, [deviceOf(hong)]));
    const all = (await Promise.all(asked)).flatMap(({ bundles }) => bundles);
    expect(all).toHaveLength(25);
    for (const each of all) {
      expect(each).toMatchObject({ device: deviceOf(hong), registrationId: 7, lastResort: { id: 1 } });
      expect(Buffer.from(each.lastResort.key).equals(device.lastResort.key)).toBe(true);
      expect(Buffer.from(each.signed.signature).equals(device.signed.signature)).toBe(true);
    }
    const given = all.flatMap((each) => each.oneTime ?? []);
    expect(given.map(({ id }) => id).sort((a, b) => a - b)).toEqual(oneTime.map(({ id }) => id));
    expect(given.every(({ id, key }) => Buffer.from(key).equals(oneTime[id - 100]?.key ?? Buffer.alloc(0)))).toBe(true);
  });

  it('of strangers are not found, as those of nobody', async () => {
    const { server, ming } = await twoFriends();
    const stranger = await RawClient.signIn(server, 'stranger');
    const asking = (account: AccountId) => bundle(ming.channel, account, [deviceOf(stranger)]);
    for (const account of [stranger.account, 99999 as AccountId]) {
      await expect(asking(account)).rejects.toMatchObject({ ...notFound, details: undefined });
      const certificate = ming.channel.request('keys.certificate', { account });
      await expect(certificate).rejects.toMatchObject({ ...notFound, details: undefined });
    }
    expect(await stranger.channel.request('keys.count', {})).toMatchObject({ oneTime: 10 });
  });

  it("leave out devices that have none, and other people's", async () => {
    const { server, ming, hong } = await twoFriends();
    const stranger = await RawClient.signIn(server, 'stranger');
    const laptop = await RawClient.connect(server);
    await laptop.login('hong');
    const devices = [deviceOf(hong), deviceOf(laptop), deviceOf(stranger), deviceOf(ming), 9999 as DeviceId];
    const { bundles } = await bundle(ming.channel, hong.account, devices);
    expect(bundles.map(({ device }) => device)).toEqual([deviceOf(hong)]);
    const own = await bundle(laptop.channel, hong.account, [deviceOf(hong)]);
    expect(own.bundles.map(({ device }) => device)).toEqual([deviceOf(hong)]);
  });

  it('that leave few one-time keys make the device publish more', async () => {
    const { ming, hong } = await twoFriends();
    await hong.publish(fakeOneTimeKeys(PREKEYS_REFILL_AT - 10, 100));
    expect(await hong.channel.request('keys.count', {})).toEqual({ oneTime: PREKEYS_REFILL_AT, isPublished: true });
    await bundle(ming.channel, hong.account, [deviceOf(hong)]);
    expect(await hong.next('keys.low')).toEqual({ oneTime: PREKEYS_REFILL_AT - 1 });
  });
});

describe('certificates', () => {
  it('are renewed for the same keys when they have less than a month', async () => {
    let now = Date.now();
    const { server, ming, hong } = await twoFriends({}, { wallClock: () => now });
    const authority = await authorityOf(server);
    const read = async () => {
      const asked = { account: hong.account };
      const { certificate, revoked } = await ming.channel.request('keys.certificate', asked);
      expect(revoked).toEqual([]);
      return verifyAccountCertificate(certificate, authority, { ...asked, now });
    };
    const first = await read();
    now += 330 * DAY_MS;
    expect((await read()).serial).toBe(first.serial);
    now += 10 * DAY_MS;
    const renewed = await read();
    expect(renewed.serial).not.toBe(first.serial);
    expect(renewed.identityKey).toEqual(first.identityKey);
    expect(renewed.publicKey.equals(first.publicKey)).toBe(true);
    expect((await read()).serial).toBe(renewed.serial);
  });

  it('from before, which name a mailbox, are renewed before anybody gets them', async () => {
    const { running, server, ming, hong } = await twoFriends();
    const before = await nameMailbox(running.folder, hong.account, 'hong@example.org');
    const asked = { account: hong.account };
    const given = await Promise.all([
      ming.channel.request('keys.certificate', asked),
      bundle(ming.channel, hong.account, [deviceOf(hong)]),
      hong.channel.request('keys.certificate', asked),
    ]);
    const authority = await authorityOf(server);
    const read = given.map(({ certificate }) =>
      verifyAccountCertificate(certificate, authority, { ...asked, now: Date.now() }),
    );
    for (const { email, identityKey, publicKey } of read) {
      expect(email).toBe('');
      expect(identityKey).toEqual(before.identityKey);
      expect(publicKey.equals(before.publicKey)).toBe(true);
    }
    expect(new Set(read.map(({ serial }) => serial)).size).toBe(1);
    expect(given.map(({ certificate }) => Buffer.from(certificate).includes('example.org'))).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('from a time when the clock of the server was wrong are renewed', async () => {
    let now = Date.now() + 10 * DAY_MS;
    const { server, ming, hong } = await twoFriends({}, { wallClock: () => now });
    now -= 10 * DAY_MS;
    const { certificate } = await ming.channel.request('keys.certificate', { account: hong.account });
    const here = { account: hong.account, now };
    expect(verifyAccountCertificate(certificate, await authorityOf(server), here)).toMatchObject({ name: 'hong' });
  });
});

/** Has the server keep such a certificate as earlier versions made, for the same keys. */
async function nameMailbox(folder: string, account: AccountId, email: string): Promise<AccountCertificate> {
  const ca = await authorityIn(folder);
  return withDatabase(join(folder, 'miyu.db'), async (database) => {
    const keys = await findAccountKeys(database.read, account);
    if (!keys) throw new Error('no keys');
    const { name, publicKey, identityKey } = readAccountCertificate(keys.certificate);
    const former = formerCertificate(ca, { account, name, email, publicKey, identityKey, now: new Date() });
    await database.write((writer) => renewCertificate(writer, account, keys.certificate, former));
    return readAccountCertificate(former);
  });
}
