import { IdentityKeyPair } from '@signalapp/libsignal-client';
import { expect, it } from 'vitest';
import { DeviceId, type Event, type LoginRecord } from '../../../protocol/index.ts';
import { HostileDevice } from '../../support/hostile-device.ts';
import { person, SignalDevice, twoDevices } from '../../support/signal-devices.ts';

/** Two friends; the server has listed the one device of the other. Then that one signs in on a second device. */
async function secondDevice() {
  const [ming, hong] = await twoDevices();
  const { account } = hong.person;
  await ming.store.run('takeBaseline', [{ account, devices: [hong.id] }]);
  await ming.receive([await firstText(hong, ming)]);
  const laptop = await SignalDevice.signIn(hong.person, 22);
  await laptop.befriend(ming.person);
  return { ming, hong, laptop };
}

async function firstText(from: SignalDevice, to: SignalDevice, text = 'first') {
  await from.establish(to);
  return from.text(to, text);
}

it("tells of a friend's new device before what it writes, once", async () => {
  const { ming, hong, laptop } = await secondDevice();
  const { messages } = await ming.receive([await firstText(laptop, ming, 'from the laptop')]);
  expect(messages.map(({ kind }) => kind)).toEqual(['new-device', 'text']);
  await ming.receive([await laptop.text(ming, 'again'), await firstText(laptop, ming, 'in a new session')]);
  expect(await ming.texts(hong.person)).toEqual([
    'first',
    '[new-device]',
    'from the laptop',
    'again',
    'in a new session',
  ]);
});

it('tells of it when the first message for it is encrypted, and does not count it as unread', async () => {
  const { ming, hong, laptop } = await secondDevice();
  const request = { account: hong.person.account, bundles: [laptop.bundle()], at: 70 };
  const { messages } = await ming.store.run('establish', request);
  expect(messages).toMatchObject([{ kind: 'new-device', detail: '', author: 2, own: false, sentAt: 70 }]);
  expect(await ming.store.run('conversations')).toMatchObject([{ unread: 1, last: { kind: 'new-device' } }]);
  await ming.receive([await firstText(laptop, ming)]);
  expect((await ming.texts(hong.person)).filter((text) => text === '[new-device]')).toHaveLength(1);
});

it('tells of it when a passing signal comes first', async () => {
  const { ming, hong, laptop } = await secondDevice();
  await laptop.establish(ming);
  const [delivery] = await laptop.seal(ming.person, { kind: 'typing' }, [ming]);
  if (!delivery) throw new Error('no delivery');
  const { from, device, body } = delivery;
  const signal: Event<'message.signal'> = { from, device, body };
  expect(await ming.store.run('openSignal', { signal, at: 70 })).toMatchObject({ messages: [{ kind: 'new-device' }] });
  await ming.receive([await laptop.text(ming, 'then this')]);
  expect(await ming.texts(hong.person)).toEqual(['first', '[new-device]', 'then this']);
});

it('says so where the keys were compared', async () => {
  const { ming, hong, laptop } = await secondDevice();
  await ming.store.run('setVerified', { account: hong.person.account, verified: true, at: 60 });
  await ming.receive([await firstText(laptop, ming)]);
  expect(await ming.texts(hong.person)).toEqual(['first', '[new-device verified]', 'first']);
});

it('is silent about all devices that the first list names, and about accounts that were never listed', async () => {
  const { ming, hong, laptop } = await secondDevice();
  const [li, desk] = [person(3), 31];
  const [phone, tablet] = [await SignalDevice.signIn(li, desk), await SignalDevice.signIn(li, 32)];
  await ming.befriend(li);
  for (const device of [phone, tablet]) await device.befriend(ming.person);
  await ming.receive([await firstText(phone, ming, 'before the list')]);
  const account = li.account;
  await ming.store.run('takeBaseline', [{ account, devices: [] }]);
  await ming.store.run('takeBaseline', [{ account, devices: [phone.id, tablet.id] }]);
  await ming.receive([await firstText(tablet, ming, 'after it')]);
  expect(await ming.texts(li)).toEqual(['before the list', 'after it']);

  const listed = [hong.id, laptop.id];
  await ming.store.run('takeBaseline', [{ account: hong.person.account, devices: listed }]);
  await ming.receive([await firstText(laptop, ming)]);
  expect(await ming.texts(hong.person)).toContain('[new-device]');
});

it('is not told of a device whose number only the server says', async () => {
  const { ming, hong } = await secondDevice();
  const device = await HostileDevice.of(hong, ming);
  const elsewhere = DeviceId.parse(29);
  const { unreadable } = await ming.receive([
    { ...(await device.say({ kind: 'text', text: 'not from there' })), device: elsewhere },
  ]);
  expect(unreadable).toBe(1);
  expect(await ming.texts(hong.person)).not.toContain('[new-device]');
});

it('notes an own device that only its messages tell of, and its name once the server does', async () => {
  const { ming } = await secondDevice();
  const { account } = ming.person;
  const desk = { id: ming.id, name: 'desk', since: 1 };
  const note = (devices: (typeof desk)[], logins: LoginRecord[] = []) =>
    ming.store.run('noteOwnDevices', { devices, logins });
  expect(await note([desk])).toEqual([]);
  const phone = await SignalDevice.signIn(ming.person, 12);
  await ming.receive([{ ...(await firstText(phone, ming)), to: account }], { at: 70 });
  expect(await ming.store.run('newDevices')).toEqual([{ device: phone.id, name: '', time: 70 }]);
  expect(await note([desk])).toHaveLength(1);
  const named = { device: phone.id, name: 'phone', time: 65 };
  expect(await note([desk, { id: phone.id, name: 'phone', since: 65 }])).toEqual([named]);

  const login = { time: 80, device: 'tablet', address: '10.0.0.9' };
  const unseen = await note(
    [desk],
    [
      { ...login, time: 90, id: DeviceId.parse(13), outcome: 'done' },
      { ...login, id: DeviceId.parse(13), outcome: 'done' },
      { ...login, outcome: 'refused' },
      { ...login, id: ming.id, outcome: 'done' },
    ],
  );
  expect(unseen).toEqual([{ device: 13, name: 'tablet', address: '10.0.0.9', time: 80 }, named]);
  expect(await ming.store.run('dismissNewDevices', [phone.id])).toHaveLength(1);
});

it('does not tell of the devices of somebody who begins anew, but of those that come after', async () => {
  const { ming, hong } = await secondDevice();
  const anew = { ...hong.person, keys: IdentityKeyPair.generate() };
  await ming.learn(anew, { serial: 'CD', at: 60 });
  const [first, second] = [await SignalDevice.signIn(anew, 23), await SignalDevice.signIn(anew, 24)];
  for (const device of [first, second]) await device.befriend(ming.person);
  await ming.store.run('takeBaseline', [{ account: anew.account, devices: [first.id] }]);
  await ming.receive([await firstText(first, ming, 'anew')]);
  await ming.receive([await firstText(second, ming, 'and on another')]);
  expect(await ming.texts(hong.person)).toEqual(['first', '[keys-changed]', 'anew', '[new-device]', 'and on another']);
});
