import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../../protocol/index.ts';
import { HostileDevice } from '../../support/hostile-device.ts';
import { TestRoom } from '../../support/room-devices.ts';
import { newId, type SignalDevice, twoDevices } from '../../support/signal-devices.ts';

const MINUTE_MS = 60_000;

/** Two friends, and a third who has seen, or been told by the server, which id the first one's next message has. */
async function threeDevices() {
  const [ming, hong] = await twoDevices();
  const mallory = await HostileDevice.in('unverified', hong);
  return { ming, hong, mallory };
}

/** What ming answers to a question of hong's, received. */
async function askAgain(hong: SignalDevice, ming: SignalDevice, at: number) {
  const { requests } = await hong.store.run('dueResends', { now: at });
  for (const { ids, numbers } of requests) {
    const request = { ...hong.address, conversation: hong.person.account, ids, numbers };
    const answers = await ming.store.run('answerResend', { request, now: at });
    await hong.receive(await ming.sealAll(answers, [hong]), { at });
  }
  return requests;
}

describe('a text under an id that something else has', { timeout: 30_000 }, () => {
  it.each(['before it', 'in the same batch'])(
    'is asked for again and told, when another friend used it %s',
    async (when) => {
      const { ming, hong, mallory } = await threeDevices();
      const real = await ming.text(hong, 'the real words');
      const theirs = await mallory.say({ kind: 'text', text: 'x' }, { id: real.messageId });
      const batches = when === 'before it' ? [[theirs], [real]] : [[theirs, real]];
      let unreadable = 0;
      for (const batch of batches) unreadable += (await hong.receive(batch, { at: 0 })).unreadable;
      expect(unreadable).toBe(1);
      for (const minute of [0, 1, 2]) {
        const asked = await askAgain(hong, ming, minute * MINUTE_MS);
        expect(asked).toMatchObject([{ ...ming.address, ids: [real.messageId] }]);
      }
      const { messages } = await hong.store.run('dueResends', { now: 3 * MINUTE_MS });
      expect(messages).toMatchObject([{ kind: 'unreadable', author: ming.person.account }]);
      expect(await hong.texts(ming.person)).toEqual(['[unreadable]']);
      expect(await hong.store.run('dueResends', { now: 60 * MINUTE_MS })).toEqual({ requests: [], messages: [] });

      // once the other is out of the way, it takes the place of its line
      await hong.store.run('deleteMessages', { ids: [real.messageId], at: 4 * MINUTE_MS });
      const request = { ...hong.address, conversation: hong.person.account, ids: [real.messageId], numbers: [] };
      const answers = await ming.store.run('answerResend', { request, now: 1000 });
      await hong.receive(await ming.sealAll(answers, [hong]));
      expect(await hong.texts(ming.person)).toEqual(['the real words']);
    },
  );

  it('comes when the other was deleted here before', async () => {
    const { ming, hong, mallory } = await threeDevices();
    const real = await ming.text(hong, 'the real words');
    await mallory.tell({ kind: 'text', text: 'x' }, { id: real.messageId });
    await hong.store.run('deleteMessages', { ids: [real.messageId], at: 60 });
    await hong.receive([real]);
    expect(await hong.texts(ming.person)).toEqual(['the real words']);
    // its own deletion counts
    await hong.store.run('deleteMessages', { ids: [real.messageId], at: 60 });
    const again = await ming.seal(hong.person, { kind: 'text', text: 'the real words' }, [hong], {
      messageId: real.messageId,
    });
    await hong.receive(again);
    expect(await hong.texts(ming.person)).toEqual([]);
  });

  it('is asked for again when the device itself says two things under one id; the same twice is one', async () => {
    const [ming, hong] = await twoDevices();
    const { messageId } = await ming.text(hong, 'one');
    const say = (text: string) => ming.seal(hong.person, { kind: 'text', text }, [hong], { messageId });
    await hong.receive(await say('one'));
    expect(await hong.receive(await say('one'))).toMatchObject({ unreadable: 0, messages: [] });
    expect(await hong.receive(await say('two'))).toMatchObject({ unreadable: 1, messages: [] });
    expect(await hong.texts(ming.person)).toEqual(['one']);
    expect((await hong.store.run('dueResends', { now: 1000 })).requests).toMatchObject([{ ids: [messageId] }]);
  });

  it("is not taken for one's own", async () => {
    const { hong, mallory } = await threeDevices();
    const own = await hong.write(mallory.device.person, 'mine');
    expect(await mallory.tell({ kind: 'text', text: 'theirs' }, { id: own })).toMatchObject({ unreadable: 1 });
    expect(await hong.history(mallory.device.person)).toMatchObject([{ id: own, own: true, text: 'mine' }]);
  });

  it('does not end the asking for one that could not be read', async () => {
    const { ming, hong, mallory } = await threeDevices();
    const real = await ming.text(hong, 'the real words');
    await mallory.tell({ kind: 'text', text: 'x' }, { id: real.messageId });
    const broken: Delivery = { ...real, body: new Uint8Array(real.body).fill(9, 40, 60) };
    await hong.receive([broken], { at: 0 });
    expect((await hong.store.run('dueResends', { now: 1000 })).requests).toMatchObject([{ ids: [real.messageId] }]);
  });

  it('does not take the line of one that could not be read', async () => {
    const { ming, hong, mallory } = await threeDevices();
    const real = await ming.text(hong, 'the real words');
    const broken: Delivery = { ...real, body: new Uint8Array(real.body).fill(9, 40, 60) };
    const room = await TestRoom.of(ming, [hong]);
    await hong.receive([broken], { at: 0 });
    for (const minute of [0, 1, 2, 3]) await hong.store.run('dueResends', { now: minute * MINUTE_MS });
    expect(await mallory.tell({ kind: 'text', text: 'x' }, { id: real.messageId })).toMatchObject({ unreadable: 1 });
    const other = await HostileDevice.of(ming, hong);
    const there = await other.tell({ kind: 'text', text: 'x' }, { id: real.messageId, to: room.id });
    expect(there).toMatchObject({ unreadable: 1 });
    expect(await hong.texts(ming.person)).toEqual(['[unreadable]']);
    await hong.receive([real]);
    expect(await hong.texts(ming.person)).toEqual(['the real words']);
  });
});

describe('what is said of a message', { timeout: 30_000 }, () => {
  it('waits for it, whatever others say under the same ids', async () => {
    const { ming, hong, mallory } = await threeDevices();
    const real = await ming.text(hong, 'take this back');
    const act = newId();
    const recall = { kind: 'recall', id: real.messageId } as const;
    await mallory.tell(recall, { id: act });
    await hong.receive(await ming.seal(hong.person, recall, [hong], { messageId: act, sentAt: 20 }));
    // neither does the same id in another chat use it up
    await mallory.tell({ kind: 'text', text: 'x' }, { id: real.messageId });
    await hong.store.run('deleteMessages', { ids: [real.messageId], at: 60 });
    await hong.receive([real]);
    expect(await hong.history(ming.person)).toMatchObject([{ kind: 'recalled', text: '' }]);
  });

  it('counts as a nudge of whom it is by', async () => {
    const { ming, hong, mallory } = await threeDevices();
    const id = newId();
    await mallory.tell({ kind: 'nudge' }, { id });
    const nudge = await ming.seal(hong.person, { kind: 'nudge' }, [hong], { messageId: id });
    expect(await hong.receive(nudge)).toMatchObject({ unreadable: 1, nudges: [] });
    expect((await hong.store.run('dueResends', { now: 1000 })).requests).toMatchObject([
      { ...ming.address, ids: [id] },
    ]);
  });
});
