import { describe, expect, it } from 'vitest';
import type { Delivery, DeviceId } from '../../protocol/index.ts';
import { deviceOf } from '../bench/pairs.ts';
import { newMessageId, RawClient } from '../support/raw-client.ts';
import { RoomCopy } from '../support/raw-rooms.ts';
import { startTestServer } from '../support/server.ts';

const DAY_MS = 24 * 3600_000;

/** A room of ming's with hong and lei in it. */
async function roomOfThree(...options: Parameters<typeof startTestServer>) {
  const running = await startTestServer(...options);
  const signIn = (name: string) => RawClient.signIn(running.server, name);
  const [ming, hong, lei] = await Promise.all([signIn('ming'), signIn('hong'), signIn('lei')]);
  const room = await RoomCopy.create(ming, 'physics');
  await room.join(hong);
  await room.join(lei);
  const devices = () => [ming, hong, lei].map(deviceOf);
  const say = (from: RawClient, text: string, messageId = newMessageId(), to: Iterable<DeviceId> = devices()) =>
    from.channel.request('room.send', room.message(to, Buffer.from(text), messageId));
  return { running, server: running.server, ming, hong, lei, room, devices, say };
}

function textOf({ body }: { body: Uint8Array }): string {
  return Buffer.from(body).toString();
}

async function deliveries(client: RawClient, count: number): Promise<Delivery[]> {
  const all: Delivery[] = [];
  while (all.length < count) all.push(await client.next('message.deliver'));
  return all;
}

describe('a message to a room', () => {
  it('reaches every device of every member but the one it comes from; the answer says all are safe', async () => {
    const { server, ming, hong, lei, room, devices, say } = await roomOfThree({ timeouts: { ack: 60 } });
    const phone = await RawClient.onNewDevice(server, 'lei');
    const laptop = await RawClient.connect(server);
    await laptop.login('lei', lei.device);
    const messageId = newMessageId();
    const sending = say(ming, '大家好', messageId, [...devices(), deviceOf(phone)]);
    const delivery = await hong.next('message.deliver');
    expect(delivery).toEqual({
      seq: 1,
      from: ming.account,
      device: deviceOf(ming),
      to: room.id,
      messageId,
      sentAt: expect.any(Number),
      receivedAt: expect.any(Number),
      body: expect.anything(),
    });
    expect(textOf(await laptop.next('message.deliver'))).toBe('大家好');
    hong.ack(1);
    laptop.ack(1);
    expect(await sending).toEqual({ receivedAt: delivery.receivedAt });
    const later = await RawClient.connect(server);
    await later.login('lei', deviceOf(phone));
    expect(textOf(await later.next('message.deliver'))).toBe('大家好');
    await ming.channel.request('server.info', {});
    expect(ming.heard.filter(({ name }) => name === 'message.deliver')).toEqual([]);
  });

  it('waits for members who are away, over a restart of the server, in order', async () => {
    const { running, ming, hong, lei, say } = await roomOfThree();
    await Promise.all([hong.close(), lei.close()]);
    await running.restart();
    const again = await RawClient.resumed(running.server, ming);
    const texts = Array.from({ length: 100 }, (_, index) => `message ${index}`);
    await Promise.all(texts.map((text) => say(again, text)));
    await running.restart();
    for (const member of [hong, lei]) {
      const back = await RawClient.resumed(running.server, member);
      const arrived = await deliveries(back, texts.length);
      expect(arrived.map(textOf)).toEqual(texts);
    }
  });

  it('keeps its place among those of its sender: in a new room, after a device came, with members away', async () => {
    const { running, server, ming, hong, lei, devices, say } = await roomOfThree();
    const texts = Array.from({ length: 30 }, (_, index) => `message ${index}`);
    const inOrder = async (from: RawClient, to: RawClient, of: Iterable<DeviceId>) => {
      const all = [...of];
      await Promise.all(texts.map((text) => say(from, text, newMessageId(), all)));
      const arrived = await deliveries(to, texts.length);
      expect(arrived.map(textOf)).toEqual(texts);
      to.ack(arrived.at(-1)?.seq ?? 0);
    };
    await inOrder(ming, hong, devices());
    const phone = await RawClient.onNewDevice(server, 'lei');
    const all = [...devices(), deviceOf(phone)];
    await inOrder(ming, hong, all);
    await Promise.all([hong.close(), lei.close(), phone.close()]);
    await running.restart();
    const again = await RawClient.resumed(running.server, ming);
    const back = await RawClient.resumed(running.server, hong);
    await inOrder(again, back, all);
  });

  it('that is refused does not hold the next one up', async () => {
    const { ming, hong, devices, say } = await roomOfThree();
    const wrong = say(ming, 'for others', newMessageId(), [deviceOf(hong)]).catch((error) => error.code);
    const right = say(ming, 'for all', newMessageId(), devices());
    expect(await wrong).toBe('room-changed');
    await right;
    expect(textOf(await hong.next('message.deliver'))).toBe('for all');
  });

  it('for other devices than there are now is refused', async () => {
    const { server, ming, hong, lei, room, devices, say } = await roomOfThree();
    await say(ming, 'one');
    const phone = await RawClient.onNewDevice(server, 'hong');
    const changed = { code: 'room-changed' };
    await expect(say(ming, 'two')).rejects.toMatchObject(changed);
    await say(ming, 'two', newMessageId(), [...devices(), deviceOf(phone)]);
    await phone.channel.request('account.device.remove', { device: deviceOf(hong) });
    await expect(say(ming, 'three', newMessageId(), [...devices(), deviceOf(phone)])).rejects.toMatchObject(changed);
    await say(ming, 'three', newMessageId(), [deviceOf(ming), deviceOf(lei), deviceOf(phone)]);
    await room.append(ming, { kind: 'remove', account: hong.account });
    await expect(
      say(ming, 'four', newMessageId(), [deviceOf(ming), deviceOf(lei), deviceOf(phone)]),
    ).rejects.toMatchObject(changed);
    await say(ming, 'four', newMessageId(), [deviceOf(ming), deviceOf(lei)]);
    expect((await deliveries(lei, 4)).map(textOf)).toEqual(['one', 'two', 'three', 'four']);
    await phone.channel.request('server.info', {});
    const heard = phone.heard.filter(({ name }) => name === 'message.deliver');
    expect(heard.map(({ params }) => textOf(params as Delivery))).toEqual(['two', 'three']);
  });

  it('sent again with the same id is delivered once', async () => {
    const { running, ming, hong, lei, say } = await roomOfThree();
    await Promise.all([hong.close(), lei.close()]);
    const messageId = newMessageId();
    await Promise.all([say(ming, 'once', messageId), say(ming, 'once', messageId)]);
    await say(ming, 'once', messageId);
    await say(ming, 'last');
    const back = await RawClient.resumed(running.server, hong);
    expect((await deliveries(back, 2)).map(textOf)).toEqual(['once', 'last']);
    expect(back.heard).toEqual([]);
  });

  it('is held up by nobody who is slow, nor by a full queue', async () => {
    const { ming, hong, lei, say } = await roomOfThree({ limits: { queuePerPair: 2 }, timeouts: { ack: 0.05 } });
    // lei is online and acknowledges nothing
    for (let i = 0; i < 5; i++) {
      const sending = say(ming, `message ${i}`);
      expect(textOf(await hong.next('message.deliver'))).toBe(`message ${i}`);
      hong.ack(i + 1);
      await sending;
    }
    await lei.channel.request('server.info', {});
    expect(lei.heard.filter(({ name }) => name === 'message.deliver').length).toBeLessThan(5);
  });

  it('from somebody who is muted is refused while it lasts', async () => {
    let now = Date.now();
    const { ming, hong, lei, room, say } = await roomOfThree({}, { wallClock: () => now });
    const until = now + 3600_000;
    await room.append(ming, { kind: 'mute', account: hong.account, until });
    await expect(say(hong, 'x')).rejects.toMatchObject({ code: 'muted', details: { until } });
    await say(lei, 'lei may');
    now = until + 1;
    await say(hong, 'over');
    await room.append(ming, { kind: 'mute-all', on: true });
    await expect(say(hong, 'x')).rejects.toMatchObject({ code: 'muted', details: {} });
    await room.append(ming, { kind: 'role', account: hong.account, role: 'admin' });
    await say(hong, 'admins may');
    expect((await deliveries(ming, 3)).map(textOf)).toEqual(['lei may', 'over', 'admins may']);
  });

  it('is dropped after a while when nobody fetches it; its sender is not told of each', async () => {
    let now = Date.now();
    const { running, ming, hong, lei, say } = await roomOfThree({}, { wallClock: () => now });
    await lei.close();
    hong.onDelivery = ({ seq }) => hong.ack(seq);
    await say(ming, 'old');
    now += 31 * DAY_MS;
    await running.restart();
    const again = await RawClient.resumed(running.server, ming);
    await expect.poll(() => lei.account && fetched(running.server, lei)).toEqual([]);
    await again.channel.request('server.info', {});
    expect(again.heard).toEqual([]);
  });
});

/** What waits for the member: heard before the answer to the question that follows the sign-in. */
async function fetched(server: Parameters<typeof RawClient.resumed>[0], member: RawClient): Promise<unknown[]> {
  const client = await RawClient.resumed(server, member);
  await client.channel.request('server.info', {});
  await client.close();
  return client.heard.filter(({ name }) => name === 'message.deliver');
}

describe('keys for a room', () => {
  it('are shared with the devices named; those that do not belong to it are named back', async () => {
    const { server, ming, hong, lei, room } = await roomOfThree();
    const stranger = await RawClient.signIn(server, 'stranger');
    await lei.close();
    const devices = [deviceOf(hong), deviceOf(lei), deviceOf(stranger), deviceOf(ming), 77 as DeviceId];
    const envelopes = devices.map((device) => ({ device, messageId: newMessageId(), body: Buffer.from(`${device}`) }));
    const sharing = ming.channel.request('room.share', { room: room.id, sentAt: Date.now(), envelopes });
    const delivery = await hong.next('message.deliver');
    expect(delivery).toMatchObject({ from: ming.account, device: deviceOf(ming), to: room.id });
    expect(textOf(delivery)).toBe(`${deviceOf(hong)}`);
    hong.ack(1);
    expect(await sharing).toEqual({ stale: [deviceOf(stranger), deviceOf(ming), 77] });
    const back = await RawClient.resumed(server, lei);
    expect(textOf(await back.next('message.deliver'))).toBe(`${deviceOf(lei)}`);
  });

  it('may be shared by members who are muted, and by nobody else', async () => {
    const { server, ming, hong, room } = await roomOfThree();
    const stranger = await RawClient.signIn(server, 'stranger');
    await room.append(ming, { kind: 'mute-all', on: true });
    const share = (client: RawClient) =>
      client.channel.request('room.share', {
        room: room.id,
        sentAt: Date.now(),
        envelopes: [{ device: deviceOf(ming), messageId: newMessageId(), body: Buffer.from('x') }],
      });
    expect(await share(hong)).toEqual({ stale: [] });
    await expect(share(stranger)).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('a message of a room, once more for one device', () => {
  it('goes to a fellow member', async () => {
    const { server, ming, hong, room } = await roomOfThree();
    const resend = (client: RawClient, to: RawClient) =>
      client.channel.request('message.resend', {
        account: to.account,
        device: deviceOf(to),
        to: room.id,
        messageId: newMessageId(),
        sentAt: Date.now(),
        body: Buffer.from('again'),
      });
    const sending = resend(ming, hong);
    expect(await hong.next('message.deliver')).toMatchObject({ from: ming.account, to: room.id });
    hong.ack(1);
    await sending;
    const stranger = await RawClient.signIn(server, 'stranger');
    await expect(resend(ming, stranger)).rejects.toMatchObject({ code: 'not-found' });
    await expect(resend(stranger, ming)).rejects.toMatchObject({ code: 'not-found' });
    await room.append(ming, { kind: 'remove', account: hong.account });
    await expect(resend(ming, hong)).rejects.toMatchObject({ code: 'not-found' });
    await expect(resend(hong, ming)).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('a message to oneself', () => {
  it("reaches one's other devices", async () => {
    const { server, ming } = await roomOfThree();
    await ming.send(ming.account, [], Buffer.from('nobody else has it'));
    const phone = await RawClient.onNewDevice(server, 'ming');
    const alone = phone.send(ming.account, [], Buffer.from('x'));
    await expect(alone).rejects.toMatchObject({ details: { missing: [deviceOf(ming)], stale: [] } });
    const twice = phone.send(ming.account, [deviceOf(ming), deviceOf(phone)], Buffer.from('x'));
    await expect(twice).rejects.toMatchObject({ details: { missing: [], stale: [deviceOf(phone)] } });
    await phone.send(ming.account, [deviceOf(ming)], Buffer.from('remember'));
    const laptop = await RawClient.connect(server);
    await laptop.login('ming', ming.device);
    const delivery = await laptop.next('message.deliver');
    expect(delivery).toMatchObject({ from: ming.account, device: deviceOf(phone), to: ming.account });
    expect(textOf(delivery)).toBe('remember');
  });
});
