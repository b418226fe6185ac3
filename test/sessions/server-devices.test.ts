import { describe, expect, it } from 'vitest';
import type { AccountId, DeviceId } from '../../protocol/index.ts';
import { deviceOf } from '../bench/pairs.ts';
import { befriendRaw, newMessageId, RawClient } from '../support/raw-client.ts';
import { startTestServer } from '../support/server.ts';

const notFound = { code: 'not-found', details: undefined };

async function twoFriends(...options: Parameters<typeof startTestServer>) {
  const running = await startTestServer(...options);
  const ming = await RawClient.signIn(running.server, 'ming');
  const hong = await RawClient.signIn(running.server, 'hong');
  await befriendRaw(ming, hong);
  return { running, server: running.server, ming, hong };
}

describe('the list of devices', () => {
  it('says what they are called, since when, and when they last were there', async () => {
    const start = Date.now();
    let now = start;
    const running = await startTestServer({}, { wallClock: () => now });
    const phone = await RawClient.signIn(running.server, 'ming');
    const hong = await RawClient.signIn(running.server, 'hong');
    await befriendRaw(phone, hong);
    now += 1000;
    await phone.close();
    await hong.next('contact.presence', ({ presence }) => presence === 'offline');
    now += 1000;
    const laptop = await RawClient.onNewDevice(running.server, 'ming');
    now += 1000;
    const expected = [
      { id: deviceOf(phone), name: 'device of ming', since: start, lastSeen: start + 1000 },
      { id: deviceOf(laptop), name: 'device of ming', since: start + 2000, lastSeen: start + 3000 },
    ];
    expect((await laptop.channel.request('account.devices', {})).devices).toEqual(expected);
    await running.restart();
    now += 1000;
    const again = await RawClient.resumed(running.server, laptop);
    now += 1000;
    const { devices } = await again.channel.request('account.devices', {});
    expect(devices.map(({ lastSeen }) => lastSeen)).toEqual([start + 1000, now]);
  });
});

describe('removing a device', () => {
  it('ends its session and takes its keys and what waits for it; friends are told', async () => {
    const { running, server, ming, hong } = await twoFriends();
    const laptop = await RawClient.onNewDevice(server, 'ming');
    await hong.next('contact.devices', ({ devices }) => devices.length === 2);
    const both = [deviceOf(ming), deviceOf(laptop)];
    const sending = hong.send(ming.account, both, Buffer.from('for both'));
    laptop.ack((await laptop.next('message.deliver')).seq);
    await sending;
    expect(await laptop.channel.request('account.device.remove', { device: deviceOf(ming) })).toEqual({});
    const left = [deviceOf(laptop)];
    expect(await hong.next('contact.devices')).toEqual({ account: ming.account, devices: left });
    await expect(hong.send(ming.account, both, Buffer.from('x'))).rejects.toMatchObject({
      details: { missing: [], stale: [deviceOf(ming)] },
    });
    const { bundles } = await hong.channel.request('keys.bundle', { account: ming.account, devices: both });
    expect(bundles.map(({ device }) => device)).toEqual(left);
    for (const { server: each } of [running, { server: await running.restart() }]) {
      await expect(RawClient.resumed(each, ming)).rejects.toMatchObject({ code: 'bad-token' });
    }
    const comesBack = await RawClient.connect(running.server);
    await comesBack.login('ming', ming.device);
    expect(comesBack.device).not.toBe(ming.device);
    await comesBack.channel.request('server.info', {});
    expect(comesBack.heard).toEqual([]);
  });

  it("is refused for the one that asks, for others' and for those that do not exist", async () => {
    const { ming, hong } = await twoFriends();
    const remove = (device: DeviceId) => ming.channel.request('account.device.remove', { device });
    await expect(remove(deviceOf(ming))).rejects.toMatchObject({ code: 'oneself' });
    for (const device of [deviceOf(hong), 9999 as DeviceId])
      await expect(remove(device)).rejects.toMatchObject(notFound);
    await ming.send(hong.account, [deviceOf(hong)], Buffer.from('still there'));
  });

  it('makes room for another', async () => {
    const { server } = await startTestServer();
    const first = await RawClient.signIn(server, 'ming');
    for (let i = 1; i < 5; i++) await RawClient.onNewDevice(server, 'ming');
    const last = await RawClient.connect(server);
    await expect(last.login('ming')).rejects.toMatchObject({ code: 'too-many-devices' });
    const known = await RawClient.connect(server);
    const { devices } = await known
      .login('ming', deviceOf(first))
      .then(() => known.channel.request('account.devices', {}));
    const other = devices.at(-1)?.id ?? expect.fail('no devices');
    await known.channel.request('account.device.remove', { device: other });
    await last.login('ming');
    expect(devices.map(({ id }) => id)).not.toContain(last.device);
  });
});

describe('sending again', () => {
  it('reaches one device of a friend, and is safe when answered', async () => {
    const { running, ming, hong } = await twoFriends({ timeouts: { ack: 60 } });
    const messageId = newMessageId();
    const sending = ming.send(hong.account, [deviceOf(hong)], Buffer.from('first'), messageId);
    hong.ack((await hong.next('message.deliver')).seq);
    await sending;
    const to = hong.account;
    const resent = { account: to, device: deviceOf(hong), to, messageId, sentAt: 5, body: Buffer.from('again') };
    const resending = ming.channel.request('message.resend', resent);
    const again = await hong.next('message.deliver');
    expect(again).toMatchObject({ seq: 2, from: ming.account, device: deviceOf(ming), to, messageId, sentAt: 5 });
    expect(Buffer.from(again.body).toString()).toBe('again');
    hong.ack(2);
    expect(await resending).toEqual({ receivedAt: again.receivedAt });
    await hong.close();
    await ming.channel.request('message.resend', resent);
    await running.restart();
    const later = await RawClient.resumed(running.server, hong);
    expect(await later.next('message.deliver')).toMatchObject({ messageId });
  });

  it("reaches one's own other device, with the friend it was written to", async () => {
    const { server, ming, hong } = await twoFriends();
    const laptop = await RawClient.onNewDevice(server, 'ming');
    const resent = { account: ming.account, device: deviceOf(ming), to: hong.account, messageId: newMessageId() };
    await laptop.channel.request('message.resend', { ...resent, sentAt: 5, body: Buffer.from('copy') });
    const phone = await RawClient.connect(server);
    await phone.login('ming', ming.device);
    const expected = { from: ming.account, device: deviceOf(laptop), to: hong.account, messageId: resent.messageId };
    expect(await phone.next('message.deliver')).toMatchObject(expected);
  });

  it('is refused to strangers, to devices that are not theirs or have no keys, and to oneself', async () => {
    const { server, ming, hong } = await twoFriends();
    const stranger = await RawClient.signIn(server, 'stranger');
    const bare = await RawClient.signUp(server, 'bare');
    await befriendRaw(ming, bare);
    const resend = (account: AccountId, device: DeviceId, to = account) =>
      ming.channel.request('message.resend', {
        ...{ account, device, to, messageId: newMessageId(), sentAt: 0, body: Buffer.from('x') },
      });
    for (const [account, device] of [
      [stranger.account, deviceOf(stranger)],
      [99999 as AccountId, deviceOf(stranger)],
      [hong.account, deviceOf(stranger)],
      [bare.account, deviceOf(bare)],
      [ming.account, deviceOf(ming)],
    ] as const) {
      await expect(resend(account, device)).rejects.toMatchObject(notFound);
    }
    const misdirected = resend(hong.account, deviceOf(hong), stranger.account);
    await expect(misdirected).rejects.toMatchObject({ code: 'malformed' });
    for (const { heard } of [stranger, hong])
      expect(heard.filter(({ name }) => name === 'message.deliver')).toEqual([]);
  });

  it('is refused when the queue is full', async () => {
    const { ming, hong } = await twoFriends({ limits: { queuePerPair: 1 } });
    await hong.close();
    await ming.send(hong.account, [deviceOf(hong)], Buffer.from('x'));
    const resending = ming.channel.request('message.resend', {
      ...{ account: hong.account, device: deviceOf(hong), to: hong.account },
      ...{ messageId: newMessageId(), sentAt: 0, body: Buffer.from('y') },
    });
    await expect(resending).rejects.toMatchObject({ code: 'queue-full' });
  });
});
