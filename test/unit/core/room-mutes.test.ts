import { expect, it } from 'vitest';
import { TestRoom } from '../../support/room-devices.ts';
import { newId, person, SignalDevice } from '../../support/signal-devices.ts';

/** A room of ming's with hong in it; the two are friends, and have written to each other's devices. */
async function roomOfTwo() {
  const ming = await SignalDevice.signIn(person(1), 11);
  const hong = await SignalDevice.signIn(person(2), 21);
  await ming.befriend(hong.person);
  await hong.befriend(ming.person);
  const room = await TestRoom.of(ming, [hong]);
  await hong.establish(ming);
  return { ming, hong, room };
}

it('who is muted says nothing to single devices either, but can still have them read and ask for what is missing', async () => {
  const { ming, hong, room } = await roomOfTwo();
  const say = (content: Parameters<SignalDevice['seal']>[1]) =>
    hong.sealAll([{ messageId: newId(), to: room.id, sentAt: 30, content, devices: [ming.address] }], [ming]);

  await room.act(ming, { kind: 'mute', account: hong.person.account, until: 1_000 });
  expect(await ming.receive(await say({ kind: 'text', text: 'I talk all the same' }))).toMatchObject({ strangers: 1 });
  expect(await ming.receive(await say({ kind: 'confirm', id: newId() }))).toMatchObject({ strangers: 1 });
  expect(await room.texts(ming)).toEqual([]);
  const asked = await ming.receive(await say({ kind: 'resend', ids: [], numbers: [1] }));
  expect(asked).toMatchObject({ strangers: 0, asked: [{ ...hong.address, conversation: room.id }] });

  await room.act(ming, { kind: 'mute', account: hong.person.account, until: 0 });
  expect(await ming.receive(await say({ kind: 'text', text: 'again' }))).toMatchObject({ strangers: 0 });
  await room.act(ming, { kind: 'mute-all', on: true });
  expect(await ming.receive(await say({ kind: 'text', text: 'once more' }))).toMatchObject({ strangers: 1 });
  expect(await room.texts(ming)).toEqual(['again']);
});
