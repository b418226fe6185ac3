import { describe, expect, it } from 'vitest';
import type { AccountId, Delivery, DeviceId } from '../../protocol/index.ts';
import { deviceOf } from '../bench/pairs.ts';
import { befriendRaw, newMessageId, RawClient } from '../support/raw-client.ts';
import { startTestServer } from '../support/server.ts';

const DAY_MS = 24 * 3600_000;

async function twoFriends(...options: Parameters<typeof startTestServer>) {
  const running = await startTestServer(...options);
  const ming = await RawClient.signIn(running.server, 'ming');
  const hong = await RawClient.signIn(running.server, 'hong');
  await befriendRaw(ming, hong);
  const say = (text: string, messageId = newMessageId()) =>
    ming.send(hong.account, [deviceOf(hong)], Buffer.from(text), messageId);
  return { running, server: running.server, ming, hong, say };
}

function textOf({ body }: { body: Uint8Array }): string {
  return Buffer.from(body).toString();
}

async function deliveries(client: RawClient, count: number): Promise<Delivery[]> {
  const all: Delivery[] = [];
  while (all.length < count) all.push(await client.next('message.deliver'));
  return all;
}

describe('a message', () => {
  it('reaches a friend who is online; the sender is answered after the acknowledgement', async () => {
    const { ming, hong, say } = await twoFriends({ timeouts: { ack: 60 } });
    const sending = say('你好');
    const delivery = await hong.next('message.deliver');
    expect(delivery).toMatchObject({ seq: 1, from: ming.account, to: hong.account, device: deviceOf(ming) });
    expect(textOf(delivery)).toBe('你好');
    hong.ack(1);
    expect(await sending).toEqual({ receivedAt: delivery.receivedAt });
  });

  it('is safe although its device is online and does not acknowledge', async () => {
    const { running, hong, say } = await twoFriends({ timeouts: { ack: 0.05 } });
    await say('hello');
    expect(textOf(await hong.next('message.deliver'))).toBe('hello');
    await running.restart();
    const again = await RawClient.resumed(running.server, hong);
    expect(textOf(await again.next('message.deliver'))).toBe('hello');
  });

  it('waits for a friend who is away, over a restart of the server, and comes once and in order', async () => {
    const { running, hong, say } = await twoFriends();
    await hong.close();
    const texts = Array.from({ length: 300 }, (_, index) => `message ${index}`);
    await Promise.all(texts.map((text) => say(text)));
    await running.restart();
    const again = await RawClient.resumed(running.server, hong);
    const arrived = await deliveries(again, texts.length);
    expect(arrived.map(textOf)).toEqual(texts);
    expect(arrived.map(({ seq }) => seq)).toEqual(texts.map((_, index) => index + 1));
    again.ack(100);
    // one after the other on the connection: after this answer the acknowledgement has been handled
    await again.channel.request('server.info', {});
    await again.close();
    const rest = await RawClient.resumed(running.server, hong);
    expect((await deliveries(rest, 200)).map(textOf)).toEqual(texts.slice(100));
    expect(rest.heard).toEqual([]);
  });

  it('that was not acknowledged when its device vanished comes again, before later ones', async () => {
    const { server, hong, say } = await twoFriends({ timeouts: { ack: 60 } });
    const sending = Promise.all([say('one'), say('two'), say('three')]);
    await deliveries(hong, 3);
    hong.ack(1);
    await hong.channel.request('server.info', {});
    hong.wire.destroy();
    await sending;
    await say('four');
    const again = await RawClient.resumed(server, hong);
    expect((await deliveries(again, 3)).map(textOf)).toEqual(['two', 'three', 'four']);
  });

  it('sent again with the same id is delivered once', async () => {
    const { server, hong, say } = await twoFriends({ timeouts: { ack: 60 } });
    const online = newMessageId();
    const both = Promise.all([say('online', online), say('online', online)]);
    await hong.next('message.deliver');
    hong.ack(1);
    await both;
    await hong.close();
    const offline = newMessageId();
    await Promise.all([say('offline', offline), say('offline', offline)]);
    await say('offline', offline);
    await say('last');
    const again = await RawClient.resumed(server, hong);
    expect((await deliveries(again, 2)).map(textOf)).toEqual(['offline', 'last']);
    expect(again.heard).toEqual([]);
  });

  it('reaches all devices of the friend and the other devices of the sender', async () => {
    const { server, ming, hong } = await twoFriends();
    const laptop = await RawClient.onNewDevice(server, 'ming');
    const refused = laptop.send(hong.account, [deviceOf(hong), 77 as DeviceId], Buffer.from('x'));
    await expect(refused).rejects.toMatchObject({
      code: 'devices-changed',
      details: { missing: [deviceOf(ming)], stale: [77] },
    });
    const sending = laptop.send(hong.account, [deviceOf(hong), deviceOf(ming)], Buffer.from('both'));
    expect(textOf(await hong.next('message.deliver'))).toBe('both');
    hong.ack(1);
    await sending;
    const phone = await RawClient.connect(server);
    await phone.login('ming', ming.device);
    expect(await phone.next('message.deliver')).toMatchObject({
      from: ming.account,
      device: deviceOf(laptop),
      to: hong.account,
    });
  });

  it('for the same device twice, or for no device, is refused', async () => {
    const { ming, hong } = await twoFriends();
    const twice = ming.send(hong.account, [deviceOf(hong), deviceOf(hong)], Buffer.from('x'));
    await expect(twice).rejects.toMatchObject({ code: 'devices-changed' });
    const none = ming.send(hong.account, [], Buffer.from('x'));
    await expect(none).rejects.toMatchObject({ details: { missing: [deviceOf(hong)], stale: [] } });
    expect(hong.heard.filter(({ name }) => name === 'message.deliver')).toEqual([]);
  });

  it('to somebody who is no friend is refused, whether they exist or not', async () => {
    const { server, ming } = await twoFriends();
    const stranger = await RawClient.signIn(server, 'stranger');
    for (const account of [stranger.account, 4711 as AccountId]) {
      const sending = ming.send(account, [deviceOf(stranger)], Buffer.from('x'));
      await expect(sending).rejects.toMatchObject({ code: 'not-friends' });
    }
  });

  it('is refused when the queue is full, and nothing of it is stored', async () => {
    const { server, hong, say } = await twoFriends({ limits: { queuePerPair: 3 } });
    await hong.close();
    for (const text of ['1', '2', '3']) await say(text);
    await expect(say('4')).rejects.toMatchObject({ code: 'queue-full' });
    const again = await RawClient.resumed(server, hong);
    await deliveries(again, 3);
    again.ack(3);
    const sending = say('5');
    expect(await again.next('message.deliver')).toMatchObject({ seq: 4 });
    again.ack(4);
    await sending;
  });

  it("is not held up by one's own other device whose queue is full; the sender is told", async () => {
    const { server, ming, hong } = await twoFriends({ limits: { queuePerPair: 1 } });
    const laptop = await RawClient.onNewDevice(server, 'ming');
    hong.onDelivery = ({ seq }) => hong.ack(seq);
    const send = () => laptop.send(hong.account, [deviceOf(hong), deviceOf(ming)], Buffer.from('x'));
    await send();
    const sending = send();
    const expired = await laptop.next('message.expire');
    expect(expired).toMatchObject({ to: hong.account, device: deviceOf(ming) });
    laptop.ack(expired.seq);
    await sending;
  });

  it('that nobody fetched for 30 days expires, and its sender is told, even later', async () => {
    let now = Date.now();
    const { running, ming, hong, say } = await twoFriends({}, { wallClock: () => now });
    await hong.close();
    const messageId = newMessageId();
    await say('old', messageId);
    now += 20 * DAY_MS;
    await say('young');
    await ming.close();
    now += 11 * DAY_MS;
    await running.restart();
    const sender = await RawClient.resumed(running.server, ming);
    const expired = await sender.next('message.expire');
    expect(expired).toEqual({ seq: 1, to: hong.account, messageId, device: deviceOf(hong) });
    sender.ack(1);
    await sender.channel.request('server.info', {});
    await running.restart();
    const recipient = await RawClient.resumed(running.server, hong);
    expect(textOf(await recipient.next('message.deliver'))).toBe('young');
    expect(recipient.heard).toEqual([]);
  });

  it('under way when the server stops is stored, answered, and delivered after the start', async () => {
    const { running, ming, hong, say } = await twoFriends({ timeouts: { ack: 60 } });
    const sending = say('last words');
    await hong.next('message.deliver');
    await running.restart();
    expect(await sending).toHaveProperty('receivedAt');
    expect(await ming.closed).toBe('shutdown');
    expect(await hong.closed).toBe('shutdown');
    const again = await RawClient.resumed(running.server, hong);
    expect(textOf(await again.next('message.deliver'))).toBe('last words');
  });

  it('of 64 KiB arrives whole', async () => {
    const { ming, hong } = await twoFriends();
    const body = Buffer.alloc(64 * 1024, 'x');
    const sending = ming.send(hong.account, [deviceOf(hong)], body);
    const delivery = await hong.next('message.deliver');
    expect(Buffer.from(delivery.body).equals(body)).toBe(true);
    hong.ack(1);
    await sending;
  });
});

describe('ephemeral messages', () => {
  it('reach friends who are online, and nobody else', async () => {
    const { server, ming, hong } = await twoFriends();
    const stranger = await RawClient.signIn(server, 'stranger');
    const body = Buffer.from('typing');
    const elsewhere = { device: 77 as DeviceId, body: Buffer.from('for another device') };
    const envelopes = [elsewhere, { device: deviceOf(hong), body }];
    stranger.channel.notice('message.ephemeral', {
      to: hong.account,
      envelopes: [{ device: deviceOf(hong), body: Buffer.from('spam') }],
    });
    await stranger.channel.request('server.info', {});
    ming.channel.notice('message.ephemeral', { to: hong.account, envelopes });
    const signal = await hong.next('message.signal');
    expect(signal).toMatchObject({ from: ming.account, device: deviceOf(ming) });
    expect(Buffer.from(signal.body).equals(body)).toBe(true);
    await hong.close();
    await ming.next('contact.presence', ({ presence }) => presence === 'offline');
    ming.channel.notice('message.ephemeral', { to: hong.account, envelopes });
    await ming.channel.request('server.info', {});
    const again = await RawClient.resumed(server, hong);
    await again.channel.request('server.info', {});
    expect(again.heard.filter(({ name }) => name === 'message.signal')).toEqual([]);
  });
});
