import { describe, expect, it } from 'vitest';
import { AccountId, DeviceId } from '../../../protocol/index.ts';
import type { Header } from '../../../src-main/core/e2ee/plaintext.ts';
import { HostileDevice, type Standing } from '../../support/hostile-device.ts';
import { TestRoom } from '../../support/room-devices.ts';
import { newId, person, SignalDevice, twoDevices } from '../../support/signal-devices.ts';

const text = { kind: 'text', text: 'x' } as const;

describe('who writes', { timeout: 30_000 }, () => {
  it.each<[Standing, 'read' | 'left out' | 'unreadable']>([
    ['unverified', 'read'],
    ['verified', 'read'],
    ['changed', 'read'],
    ['removed', 'read'],
    ['former', 'unreadable'],
    ['stranger', 'left out'],
  ])('is %s: it is %s', async (standing, outcome) => {
    const victim = await SignalDevice.signIn(person(1), 11);
    const hostile = await HostileDevice.in(standing, victim);
    const { account } = hostile.device.person;
    const delivery = await hostile.say(text);
    const received = await victim.receive([delivery], { ready: [account] });
    expect(received).toMatchObject({
      strangers: outcome === 'left out' ? 1 : 0,
      unreadable: outcome === 'unreadable' ? 1 : 0,
    });
    expect(received.messages.map((message) => message.text)).toEqual(outcome === 'read' ? ['x'] : []);
  });

  it('is not what stands inside, if anything of it is otherwise there: that cannot be read', async () => {
    const [, victim] = await twoDevices();
    const hostile = await HostileDevice.in('verified', victim);
    const others: Partial<Header>[] = [
      { from: { account: AccountId.parse(1), device: DeviceId.parse(61) } },
      { from: { account: AccountId.parse(6), device: DeviceId.parse(62) } },
      { to: AccountId.parse(1) },
      { id: newId() },
      { sentAt: 51 },
    ];
    const contents = [text, { kind: 'nudge' }, { kind: 'receipt', delivered: [newId()] }];
    for (const header of others) {
      for (const content of contents) {
        expect(await hostile.tell(content, { header })).toMatchObject({ unreadable: 1, messages: [], nudges: [] });
      }
    }
    expect(await victim.texts(hostile.device.person)).toEqual([]);
  });
});

describe('in another chat', { timeout: 30_000 }, () => {
  it('nobody takes back, reacts to, pins, confirms or says gone what is not theirs', async () => {
    const [ming, hong] = await twoDevices();
    const mallory = await HostileDevice.in('verified', hong);
    const [first, lost, third] = [
      await ming.text(hong, 'one'),
      await ming.text(hong, 'two'),
      await ming.text(hong, 'three'),
    ];
    await hong.receive([first, third]);
    const before = await hong.history(ming.person);
    const id = first.messageId;
    const contents = [
      { kind: 'recall', id },
      { kind: 'reaction', id, emoji: '👍', on: true },
      { kind: 'pin', id, pinned: true },
      { kind: 'confirm', id },
      { kind: 'gone', id: lost.messageId, number: 2, reason: 'never-sent' },
      { kind: 'gone', number: 2, reason: 'deleted' },
    ];
    for (const to of [hong.person.account, ming.person.account]) {
      for (const content of contents) await mallory.tell(content, { to });
    }
    expect(await hong.history(ming.person)).toEqual(before);
    const { requests } = await hong.store.run('dueResends', { now: 1000 });
    expect(requests.filter(({ account }) => account === ming.person.account)).toMatchObject([{ numbers: [2] }]);
  });

  it('nobody says that a message was delivered or read but a device that it was for', async () => {
    const [ming, hong] = await twoDevices();
    const { messageId } = await ming.text(hong, 'hello');
    await ming.store.run('markSent', [messageId]);
    const tablet = await SignalDevice.signIn(hong.person, 22);
    await tablet.befriend(ming.person);
    const others = [await HostileDevice.in('verified', ming), await HostileDevice.of(tablet, ming)];
    for (const other of others) await other.tell({ kind: 'receipt', delivered: [messageId], read: [messageId] });
    expect(await ming.history(hong.person)).toMatchObject([{ state: 'sent' }]);
    await hong.establish(ming);
    await ming.receive(await hong.seal(ming.person, { kind: 'receipt', delivered: [], read: [messageId] }, [ming]));
    expect(await ming.history(hong.person)).toMatchObject([{ state: 'read' }]);
  });
});

describe('in a room', { timeout: 30_000 }, () => {
  it('a member does nothing to the messages of others that members may not, and who is none does nothing', async () => {
    const [ming, hong] = await twoDevices();
    const li = await SignalDevice.signIn(person(3), 31);
    for (const one of [ming, hong]) {
      await one.befriend(li.person);
      await li.befriend(one.person);
    }
    const room = await TestRoom.of(ming, [hong, li]);
    const [forHong] = await room.write(ming, 'one', [hong, li]);
    const { messageId: id } = forHong ?? expect.fail('not written');
    await hong.receive(forHong ? [forHong] : []);
    const before = await room.texts(hong);
    const member = await HostileDevice.of(li, hong);
    const outsider = await HostileDevice.in('verified', hong);
    const shown = async () => (await hong.store.run('page', { conversation: room.id, limit: 50 })).messages.at(-1);
    const unchanged = await shown();
    const to = room.id;

    await member.tell({ kind: 'recall', id }, { to });
    await member.tell({ kind: 'pin', id, pinned: true }, { to });
    await member.tell({ kind: 'receipt', delivered: [id], read: [id] }, { to });
    const notAdmin = { kind: 'text', text: 'all!', extras: { mentions: 'all', notice: true } };
    const { messages } = await member.tell(notAdmin, { to });
    expect(messages).toMatchObject([{ kind: 'text', text: 'all!' }]);
    expect(messages[0]).not.toHaveProperty('mentions');
    expect((await hong.store.run('message', id))?.isPinned).toBe(false);

    const key = { kind: 'room-key', distribution: new Uint8Array(10), next: 1 };
    const all = [{ kind: 'text', text: 'I am in' }, key, { kind: 'reaction', id, emoji: '👍', on: true }];
    for (const content of [...all, { kind: 'resend', ids: [id], numbers: [1] }]) {
      // the log is not newer than it is here
      const delivery = await outsider.say(content, { to });
      const received = await hong.receive([delivery], { ready: [room.id] });
      expect(received).toMatchObject({ strangers: 1, messages: [], asked: [] });
    }
    expect(await hong.store.run('message', id)).toEqual(unchanged);
    expect(await room.texts(hong)).toEqual([...before, 'all!']);
  });

  it('a key that is none, or that is given in a chat, changes nothing of what is read', async () => {
    const [ming, hong] = await twoDevices();
    const room = await TestRoom.of(ming, [hong]);
    const [one] = await room.write(ming, 'one', [hong]);
    const hostile = await HostileDevice.of(ming, hong);
    for (const distribution of [new Uint8Array(), new Uint8Array(1024)]) {
      const key = { kind: 'room-key', distribution, next: 5 };
      for (const to of [room.id, hong.person.account])
        expect(await hostile.tell(key, { to })).toMatchObject({ messages: [] });
    }
    await hong.receive(one ? [one] : []);
    const [two] = await room.write(ming, 'two', [hong]);
    await hong.receive(two ? [two] : []);
    expect(await room.texts(hong)).toEqual(['one', 'two']);
  });
});

describe('a quote', { timeout: 30_000 }, () => {
  it('of a message that is not here is marked as such, until the message comes', async () => {
    const [ming, hong] = await twoDevices();
    const hostile = await HostileDevice.of(ming, hong);
    const quoting = (id: string, words: string) => ({
      kind: 'text',
      text: 'as you said',
      extras: { quote: { id, author: hong.person.account, text: words, isUnknown: undefined } },
    });
    await hostile.tell(quoting(newId(), 'I owe you a thousand'));
    expect(await hong.history(ming.person)).toMatchObject([
      { quote: { text: 'I owe you a thousand', isUnknown: true } },
    ]);

    const late = await hostile.say({ kind: 'text', text: 'the words' });
    const { messages } = await hostile.tell(quoting(late.messageId, 'other words'));
    expect(messages).toMatchObject([{ quote: { text: 'other words', isUnknown: true } }]);
    const told = await hong.receive([late]);
    expect(told.messages.map(({ quote }) => quote)).toContainEqual({
      id: late.messageId,
      author: ming.person.account,
      text: 'the words',
    });
  });

  it('has the words of the message, also when both come at once, and never those of another chat', async () => {
    const [ming, hong] = await twoDevices();
    const hostile = await HostileDevice.of(ming, hong);
    const mallory = await HostileDevice.in('verified', hong);
    const secret = await mallory.say({ kind: 'text', text: 'in another chat' });
    await hong.receive([secret]);
    const said = await hostile.say({ kind: 'text', text: 'the words' });
    const quote = (id: string) => ({ id, author: hong.person.account, text: 'other words' });
    const quoting = (id: string) => hostile.say({ kind: 'text', text: 'so', extras: { quote: quote(id) } });
    await hong.receive([said, await quoting(said.messageId), await quoting(secret.messageId)]);
    const quotes = (await hong.history(ming.person)).map((message) => message.quote);
    expect(quotes).toEqual([
      undefined,
      { id: said.messageId, author: ming.person.account, text: 'the words' },
      { ...quote(secret.messageId), isUnknown: true },
    ]);
  });
});
