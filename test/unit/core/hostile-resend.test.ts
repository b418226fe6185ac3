import { IdentityKeyPair } from '@signalapp/libsignal-client';
import { describe, expect, it } from 'vitest';
import type { Delivery, MessageId } from '../../../protocol/index.ts';
import { HostileDevice } from '../../support/hostile-device.ts';
import { TestRoom } from '../../support/room-devices.ts';
import { newId, person, SignalDevice, twoDevices } from '../../support/signal-devices.ts';

const DAY_MS = 24 * 60 * 60_000;

/** Something that ming does in the chat, as it leaves for that device. Its id. */
async function nudge(ming: SignalDevice, hong: SignalDevice): Promise<MessageId> {
  const id = newId();
  const said = { id, conversation: hong.person.account, author: ming.person.account, sentAt: 20 };
  await ming.store.run('act', { said: { ...said, content: { kind: 'nudge' } }, recallMs: 1000 });
  await ming.seal(hong.person, { kind: 'nudge' }, [hong], { messageId: id, sentAt: 20 });
  return id;
}

const texts = (contents: object[]) => contents.flatMap((content) => ('text' in content ? content.text : []));
const reasons = (contents: object[]) => contents.map((content) => ('reason' in content ? content.reason : 'given'));

function nth(deliveries: Delivery[], index: number): Delivery {
  return deliveries[index] ?? expect.fail('not sealed');
}

describe('what was written before', { timeout: 30_000 }, () => {
  it('is not given to a new device of a friend, which hears what ends its questions quietly', async () => {
    const [ming, hong] = await twoDevices();
    const sent = [await ming.text(hong, 'one'), await ming.text(hong, 'two')];
    const act = await nudge(ming, hong);
    const tablet = await SignalDevice.signIn(hong.person, 22);
    await tablet.befriend(ming.person);
    const hostile = await HostileDevice.of(tablet, ming);
    const ids = [...sent.map(({ messageId }) => messageId), act];
    const before = await hostile.ask({ ids, numbers: [1, 2, 3] });
    expect(reasons(before)).toEqual(['unknown', 'unknown', 'unknown', 'never-sent', 'never-sent', 'never-sent']);

    // neither when it is written to as well
    await ming.establish(tablet);
    const messageId = await ming.write(hong.person, 'three');
    await ming.seal(hong.person, { kind: 'text', text: 'three' }, [hong, tablet], { messageId });
    const after = await hostile.ask({ ids, numbers: [1, 2, 3] });
    expect(texts(after)).toEqual(['three']);
    expect(reasons(after)).toEqual(['given', 'unknown', 'unknown', 'unknown', 'never-sent', 'never-sent']);
  });

  it('ends an honest question that came before its time, without a line and without another question', async () => {
    const [ming, hong] = await twoDevices();
    for (const text of ['one', 'two']) await ming.text(hong, text);
    const tablet = await SignalDevice.signIn(hong.person, 22);
    await tablet.befriend(ming.person);
    // as if the text said that there were two before it
    const asked = await HostileDevice.of(ming, tablet);
    await asked.tell({ kind: 'text', text: 'three' }, { header: { n: 3, first: 1 } });
    const { requests } = await tablet.store.run('dueResends', { now: 1000 });
    expect(requests).toMatchObject([{ ...ming.address, numbers: [1, 2] }]);
    const request = { ...tablet.address, conversation: hong.person.account, ids: [], numbers: [1, 2] };
    const answers = await ming.store.run('answerResend', { request, now: 1000 });
    for (const { content } of answers) expect((await asked.tell(content)).messages).toEqual([]);
    expect(await tablet.store.run('dueResends', { now: DAY_MS })).toEqual({ requests: [], messages: [] });
    expect(await tablet.texts(ming.person)).toEqual(['three']);
  });

  it.each(['unverified', 'verified'] as const)(
    'is not given to the keys that replaced those of a friend (%s)',
    async (trust) => {
      const [ming, hong] = await twoDevices();
      const { account } = hong.person;
      if (trust === 'verified') await ming.store.run('setVerified', { account, verified: true, at: 1 });
      const { messageId } = await ming.text(hong, 'secret');
      // a reset by an administrator, or the server's own doing: the same number, the same device, other keys
      const successor = { account, keys: IdentityKeyPair.generate() };
      const thief = await SignalDevice.signIn(successor, hong.id);
      await thief.befriend(ming.person);
      await ming.learn(successor, { serial: 'CD', at: 30 });
      const hostile = await HostileDevice.of(thief, ming);
      if (trust === 'verified') {
        expect(texts(await hostile.ask({ ids: [messageId], numbers: [1] }))).toEqual([]);
        await ming.store.run('acceptKeys', account);
      }
      expect(reasons(await hostile.ask({ ids: [messageId], numbers: [1] }))).toEqual(['unknown', 'never-sent']);
      await ming.text(thief, 'for the new keys');
      expect(texts(await hostile.ask({ ids: [messageId], numbers: [1, 2] }))).toEqual(['for the new keys']);
    },
  );

  it('is not given again to a device that has said it has it, and still to one that has not', async () => {
    const [ming, hong] = await twoDevices();
    const tablet = await SignalDevice.signIn(hong.person, 22);
    await tablet.befriend(ming.person);
    await ming.establish(tablet);
    const messageId = await ming.write(hong.person, 'for both');
    await ming.seal(hong.person, { kind: 'text', text: 'for both' }, [hong, tablet], { messageId });
    const [first, second] = [await HostileDevice.of(hong, ming), await HostileDevice.of(tablet, ming)];
    await first.tell({ kind: 'receipt', delivered: [messageId] });
    expect(reasons(await first.ask({ ids: [messageId], numbers: [1] }))).toEqual(['unknown', 'deleted']);
    expect(texts(await second.ask({ ids: [messageId] }))).toEqual(['for both']);
    await second.tell({ kind: 'receipt', delivered: [], read: [messageId] });
    expect(texts(await second.ask({ ids: [messageId], numbers: [1] }))).toEqual([]);
    expect(await ming.history(hong.person)).toMatchObject([{ state: 'read' }]);
  });

  it('is given to a device that came while it waited, and only that', async () => {
    const [ming, hong] = await twoDevices();
    const earlier = await ming.text(hong, 'earlier');
    const waiting = await ming.text(hong, 'waiting');
    const tablet = await SignalDevice.signIn(hong.person, 22);
    await tablet.befriend(ming.person);
    await ming.establish(tablet);
    // the server says that a device is missing: the same message is encrypted again
    const { messageId } = waiting;
    await ming.seal(hong.person, { kind: 'text', text: 'waiting' }, [hong, tablet], { messageId });
    const hostile = await HostileDevice.of(tablet, ming);
    expect(texts(await hostile.ask({ ids: [earlier.messageId, messageId], numbers: [1, 2] }))).toEqual(['waiting']);
    const first = await HostileDevice.of(hong, ming);
    expect(texts(await first.ask({ numbers: [1, 2] }))).toEqual(['earlier', 'waiting']);
  });

  it('is given with what failed and was sent once more after the device came, and nothing from in between', async () => {
    const [ming, hong] = await twoDevices();
    const failed = await ming.text(hong, 'failed');
    await ming.text(hong, 'in between');
    const tablet = await SignalDevice.signIn(hong.person, 22);
    await tablet.befriend(ming.person);
    await ming.establish(tablet);
    const { messageId } = failed;
    await ming.store.run('markFailed', { id: messageId, problem: 'queue-full' });
    await ming.store.run('markForRetry', messageId);
    const last = await ming.write(hong.person, 'last');
    await ming.seal(hong.person, { kind: 'text', text: 'last' }, [hong, tablet], { messageId: last });
    await ming.seal(hong.person, { kind: 'text', text: 'failed' }, [hong, tablet], { messageId });
    const hostile = await HostileDevice.of(tablet, ming);
    expect(texts(await hostile.ask({ ids: [messageId], numbers: [1, 2, 3] }))).toEqual(['failed', 'last']);
  });

  it('is not given after sixty days', async () => {
    const [ming, hong] = await twoDevices();
    const { messageId } = await ming.text(hong, 'old');
    const request = { ...hong.address, conversation: hong.person.account, ids: [messageId], numbers: [] };
    const given = (now: number) => ming.store.run('answerResend', { request, now });
    expect(await given(60 * DAY_MS)).toMatchObject([{ content: { kind: 'text' }, again: true }]);
    expect(await given(60 * DAY_MS + 11)).toMatchObject([{ content: { kind: 'gone' } }]);
  });

  it("is asked of the device that wrote it: another of one's own gives no copies away", async () => {
    const [ming, hong] = await twoDevices();
    const laptop = await SignalDevice.signIn(ming.person, 12);
    await laptop.befriend(hong.person);
    await ming.establish(laptop);
    const messageId = await ming.write(hong.person, 'mine');
    const [, copy] = await ming.seal(hong.person, { kind: 'text', text: 'mine' }, [hong, laptop], { messageId });
    await laptop.receive([copy ?? expect.fail('not sealed')]);
    expect(await laptop.texts(hong.person)).toEqual(['mine']);
    const hostile = await HostileDevice.of(hong, laptop);
    expect(reasons(await hostile.ask({ ids: [messageId] }))).toEqual(['unknown']);
  });
});

describe('what was written in a room before', { timeout: 30_000 }, () => {
  it('is not given to a member whose keys are in doubt, nor later what was written meanwhile', async () => {
    const [ming, hong] = await twoDevices();
    const li = await SignalDevice.signIn(person(3), 31);
    await ming.befriend(li.person);
    await li.befriend(ming.person);
    const room = await TestRoom.of(ming, [hong, li]);
    const before = await room.write(ming, 'before', [hong, li]);
    const hostile = await HostileDevice.of(li, ming);
    const ids = [nth(before, 1).messageId];
    expect(texts(await hostile.ask({ ids, to: room.id }))).toEqual(['before']);

    const { account } = li.person;
    await ming.store.run('setVerified', { account, verified: true, at: 1 });
    const other = { account, keys: IdentityKeyPair.generate() };
    await ming.learn(other, { serial: 'CD', at: 2 });
    await ming.learn(li.person, { serial: 'EF', at: 3 });
    await ming.establish(li);
    await li.establish(ming);
    expect(await hostile.ask({ ids, numbers: [1], to: room.id })).toEqual([]);
    const request = { ...li.address, conversation: room.id, ids, numbers: [1] };
    expect(await ming.store.run('answerResend', { request, now: 1000 })).toEqual([]);

    await room.write(ming, 'meanwhile', [hong]);
    await ming.store.run('acceptKeys', account);
    await room.write(ming, 'after', [hong, li]);
    expect(texts(await hostile.ask({ numbers: [1, 2, 3], to: room.id }))).toEqual(['before', 'after']);
  });

  it('is not given to a new device of a member', async () => {
    const [ming, hong] = await twoDevices();
    const room = await TestRoom.of(ming, [hong]);
    const [before] = await room.write(ming, 'before', [hong]);
    const tablet = await SignalDevice.signIn(hong.person, 22);
    await tablet.befriend(ming.person);
    await room.show(tablet);
    const hostile = await HostileDevice.of(tablet, ming);
    const ids = [before?.messageId ?? expect.fail('not sealed')];
    expect(reasons(await hostile.ask({ ids, numbers: [1], to: room.id }))).toEqual(['unknown', 'never-sent']);
    await room.write(ming, 'after', [hong, tablet]);
    expect(texts(await hostile.ask({ ids, numbers: [1, 2], to: room.id }))).toEqual(['after']);
  });
});
