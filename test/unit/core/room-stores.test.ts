import { KEMKeyPair, PrivateKey } from '@signalapp/libsignal-client';
import { describe, expect, it } from 'vitest';
import {
  DeviceId,
  devicesDigest,
  type PreKeyBundle,
  type RoomAction,
  type SignedRecord,
  signedBytes,
} from '../../../protocol/index.ts';
import { signed, TestRoom } from '../../support/room-devices.ts';
import { FETCH_BUDGET, newId, person, SignalDevice } from '../../support/signal-devices.ts';

/** People with one device each, all friends of each other. */
async function friends(count: number): Promise<SignalDevice[]> {
  const all = await Promise.all(
    Array.from({ length: count }, (_, index) => SignalDevice.signIn(person(index + 1), (index + 1) * 10 + 1)),
  );
  for (const one of all) for (const other of all) if (one !== other) await one.befriend(other.person);
  return all;
}

async function threeFriends(): Promise<[SignalDevice, SignalDevice, SignalDevice]> {
  const [ming, hong, li] = await friends(3);
  if (!ming || !hong || !li) throw new Error('nobody is there');
  return [ming, hong, li];
}

const nothing = { strangers: 0, unreadable: 0, forkedRooms: [] };
const only = (device: SignalDevice, deliveries: Awaited<ReturnType<TestRoom['write']>>, index: number) =>
  device.receive(deliveries.slice(index, index + 1));

describe('messages of a room', () => {
  it('are read by its members, each once', async () => {
    const [ming, hong, li] = await threeFriends();
    const room = await TestRoom.of(ming, [hong, li]);
    const written = await room.write(ming, 'hello', [hong, li]);
    expect(await only(hong, written, 0)).toMatchObject(nothing);
    expect(await only(li, written, 1)).toMatchObject(nothing);
    expect(await only(hong, written, 0)).toMatchObject({ ...nothing, messages: [] });
    expect(await room.texts(hong)).toEqual(['hello']);
    const back = await room.write(li, 'hi', [ming, hong]);
    expect(await only(hong, back, 1)).toMatchObject(nothing);
    expect(await room.texts(hong)).toEqual(['hello', 'hi']);
  });

  it('go on after a crash between them', async () => {
    const [ming, hong, li] = await threeFriends();
    const room = await TestRoom.of(ming, [hong, li]);
    await only(hong, await room.write(ming, 'one', [hong, li]), 0);
    await Promise.all([ming.reopen(), hong.reopen()]);
    const two = await room.write(ming, 'two', [hong, li]);
    expect(await only(hong, two, 0)).toMatchObject(nothing);
    await room.act(ming, { kind: 'rename', name: 'quay' });
    expect(await room.texts(hong)).toEqual(['one', 'two']);
  });

  it('cost one ciphertext, with the key given only to those who lack it', async () => {
    const [ming, hong, li] = await threeFriends();
    const room = await TestRoom.of(ming, [hong, li]);
    expect(await room.share(ming, [hong, li])).toHaveLength(2);
    expect(await room.share(ming, [hong, li])).toHaveLength(0);
    const second = await SignalDevice.signIn(hong.person, 22);
    expect(await room.share(ming, [hong, li, second])).toHaveLength(1);
    await room.act(ming, { kind: 'remove', account: li.person.account });
    expect(await room.share(ming, [hong, second])).toHaveLength(2);
    expect(await room.share(ming, [hong])).toHaveLength(1);
  });

  it('are nothing to who was removed, whose database has everything up to then', async () => {
    const [ming, hong, li] = await threeFriends();
    const room = await TestRoom.of(ming, [hong, li]);
    for (const device of [ming, hong]) {
      const others = [ming, hong, li].filter((other) => other !== device);
      const written = await room.write(device, 'before', others);
      await only(li, written, others.indexOf(li));
    }
    expect(await room.texts(li)).toEqual(['before', 'before']);
    await room.act(ming, { kind: 'remove', account: li.person.account });
    await room.show(hong);

    const fromMing = await room.write(ming, 'secret', [hong], { receivers: [hong, li] });
    const fromHong = await room.write(hong, 'secret too', [ming], { receivers: [ming, li] });
    expect(await only(hong, fromMing, 0)).toMatchObject(nothing);
    for (const written of [fromMing, fromHong]) {
      expect(await only(li, written, 1)).toMatchObject({ unreadable: 1, messages: [] });
    }
    expect(await room.texts(li)).toEqual(['before', 'before']);

    // neither does asking help
    const { account } = li.person;
    const [first] = fromMing;
    const request = {
      account,
      device: li.id,
      conversation: room.id,
      ids: first ? [first.messageId] : [],
      numbers: [1, 2],
    };
    expect(await ming.store.run('answerResend', { request, now: 50 })).toEqual([]);
  });

  it('are nothing to who came later, and are not given again to them', async () => {
    const [ming, hong, li] = await threeFriends();
    const room = await TestRoom.of(ming, [hong]);
    const old = await room.write(ming, 'old', [hong], { receivers: [hong, li] });
    const { account, keys } = li.person;
    await room.act(ming, { kind: 'add', members: [{ account, identity: keys.publicKey.serialize() }] });
    await room.show(li);
    const fresh = await room.write(ming, 'new', [hong, li]);
    expect(await only(li, fresh, 1)).toMatchObject(nothing);
    expect(await only(li, old, 1)).toMatchObject({ messages: [] });
    expect(await room.texts(li)).toEqual(['new']);

    const ids = [old, fresh].flatMap((written) => written[0]?.messageId ?? []);
    const request = { account, device: li.id, conversation: room.id, ids, numbers: [] };
    const answers = await ming.store.run('answerResend', { request, now: 50 });
    expect(answers.map(({ content }) => content)).toEqual([
      expect.objectContaining({ kind: 'text', text: 'new' }),
      expect.objectContaining({ kind: 'gone', id: ids[0], reason: 'unknown' }),
    ]);
  });

  it('are not those of another room, nor by anybody else than their writer', async () => {
    const [ming, hong, li] = await threeFriends();
    const room = await TestRoom.of(ming, [hong, li]);
    const other = await TestRoom.of(ming, [hong, li], -2);
    const [written] = await room.write(ming, 'here', [hong, li]);
    await other.write(ming, 'there', [hong, li]);
    if (!written) throw new Error('nothing was written');
    expect(await hong.receive([{ ...written, to: other.id }])).toMatchObject({ unreadable: 1, messages: [] });
    const { account: from } = li.person;
    expect(await hong.receive([{ ...written, from, device: li.id }])).toMatchObject({ unreadable: 1, messages: [] });
    expect(await hong.receive([{ ...written, sentAt: written.sentAt + 1 }])).toMatchObject({ unreadable: 1 });
  });

  it('take as many requests as it takes to give the key to a large room, and one ciphertext each', async () => {
    const ming = await SignalDevice.signIn(person(1), 11);
    const crowd = await Promise.all(Array.from({ length: 70 }, (_, index) => acquaint(ming, 100 + index)));
    const room = await TestRoom.of(ming, []);
    for (const some of [crowd.slice(0, 50), crowd.slice(50)]) {
      await room.act(ming, { kind: 'add', members: some.map(({ account, identity }) => ({ account, identity })) });
    }
    const listed = [ming.address, ...crowd.map(({ account, bundle: { device } }) => ({ account, device }))];
    const digest = devicesDigest(listed.map(({ device }) => device));
    const request = { room: room.id, sentAt: 30, listed, digest, without: [] };
    const first = await ming.store.run('shareRoomKey', request);
    expect(first).toMatchObject({ kind: 'sharing', envelopes: [] });
    for (const { account, bundle } of crowd) await ming.store.run('establish', { account, bundles: [bundle], at: 5 });
    const given: number[] = [];
    for (;;) {
      const result = await ming.store.run('shareRoomKey', request);
      if (result.kind !== 'sharing') break;
      const devices = result.envelopes.map(({ device }) => device);
      given.push(devices.length);
      await ming.store.run('roomKeyShared', { room: room.id, distribution: result.distribution, devices });
    }
    expect(given).toEqual([64, 6]);
    const said = { room: room.id, messageId: newId(), sentAt: 40, content: { kind: 'text', text: 'hello' } } as const;
    const [sealed] = await ming.store.run('sealForRooms', [{ ...said, devices: digest }]);
    expect(sealed?.kind).toBe('sealed');
  });

  it('that never came are asked for again, of the device that wrote them', async () => {
    const [ming, hong, li] = await threeFriends();
    const room = await TestRoom.of(ming, [hong, li]);
    await room.write(ming, 'lost', [hong, li]);
    expect(await only(hong, await room.write(ming, 'came', [hong, li]), 0)).toMatchObject(nothing);
    const { requests } = await hong.store.run('dueResends', { now: 100 });
    expect(requests).toEqual([{ ...ming.address, conversation: room.id, ids: [], numbers: [1] }]);

    const request = { ...hong.address, conversation: room.id, ids: [], numbers: [1] };
    const answers = await ming.store.run('answerResend', { request, now: 101 });
    expect(await hong.receive(await ming.sealAll(answers, [hong]))).toMatchObject(nothing);
    expect(await room.texts(hong)).toEqual(['came', 'lost']);
    // Who lost a message may have lost the key.
    expect(await room.share(ming, [hong, li])).toHaveLength(1);
  });

  it('are not taken from keys that are not those of the log, whoever certified them', async () => {
    const [ming, hong, li] = await threeFriends();
    const room = await TestRoom.of(ming, [hong, li]);
    const impostor = await SignalDevice.signIn({ ...hong.person, keys: person(2).keys }, 29);
    await impostor.befriend(ming.person);
    await impostor.establish(ming);
    const said = { messageId: newId(), to: room.id, sentAt: 30, content: { kind: 'text', text: 'I am hong' } } as const;
    const [sealed] = await impostor.store.run('seal', [{ ...said, devices: [ming.address] }]);
    if (sealed?.kind !== 'sealed') throw new Error('not sealed');
    const { account: from } = hong.person;
    const envelope = { from, device: impostor.id, to: room.id, messageId: said.messageId, sentAt: 30, receivedAt: 30 };
    const deliveries = sealed.envelopes.map(({ body }) => ({ ...envelope, seq: ming.nextSeq(), body }));

    await ming.learn(impostor.person, { serial: 'CD' });
    expect(await ming.receive(deliveries)).toMatchObject({ done: 0, unknownRoom: room.id });
    expect(await ming.receive(deliveries, { ready: [room.id] })).toMatchObject({ done: 1, strangers: 1, messages: [] });
    expect(await room.share(ming, [li, impostor])).toHaveLength(1);
  });
});

describe('the log of a room', () => {
  it('is the same for all, or they see that it is not', async () => {
    const [ming, hong, li] = await threeFriends();
    const room = await TestRoom.of(ming, [hong, li]);
    const before = room.records.slice();
    const { account } = li.person;
    await room.act(ming, { kind: 'remove', account });

    // Hong is shown another record in its place, which li was made to believe would be the next.
    const instead = signed(await li.store.run('writeRecord', { room: room.id, action: card('Li'), at: 20 }));
    await room.show(hong, [...before, instead]);
    const written = await room.write(ming, 'he is out', [hong]);
    expect(await only(hong, written, 0)).toMatchObject({ strangers: 0, unreadable: 0, forkedRooms: [room.id] });
    const view = await hong.store.run('room', room.id);
    expect(view?.isForked).toBe(true);
    expect(await room.show(hong)).toMatchObject({ kind: 'bad' });
  });

  it('is waited for when somebody knows more of it, and not in vain', async () => {
    const [ming, hong, li] = await threeFriends();
    const room = await TestRoom.of(ming, [hong, li]);
    await room.act(ming, { kind: 'rename', name: 'quay' });
    const written = await room.write(ming, 'named anew', [hong, li]);
    expect(await only(hong, written, 0)).toMatchObject({ done: 0, unknownRoom: room.id, messages: [] });
    const [first] = written;
    if (!first) throw new Error('nothing was written');
    const withheld = await hong.store.run('receive', {
      batch: [{ kind: 'message', delivery: first }],
      ready: [room.id],
      at: 50,
      recallMs: 0,
      showsReads: true,
      fetchBudget: FETCH_BUDGET,
    });
    expect(withheld).toMatchObject({ done: 1, forkedRooms: [room.id], messages: [{ text: 'named anew' }] });
    await room.show(hong);
    expect((await hong.store.run('room', room.id))?.isForked).toBe(false);
  });

  it('takes records of members only, in their order', async () => {
    const [ming, hong, ...others] = await friends(5);
    if (!ming || !hong) throw new Error('nobody is there');
    const room = await TestRoom.of(ming, [hong, ...others]);
    const before = room.records.slice();
    const rename = { kind: 'rename', name: 'quay' } as const;
    const record = signed(await ming.store.run('writeRecord', { room: room.id, action: rename, at: 20 }));
    for (const [index, spoilt] of spoil(record).entries()) {
      const device = others[index];
      if (!device) throw new Error('too few');
      expect(await room.show(device, [...before, spoilt])).toMatchObject({ kind: 'bad' });
      expect(await device.store.run('room', room.id)).toMatchObject({ name: 'harbour', isForked: true });
    }
    expect(await room.show(hong, [record], 5)).toEqual({ kind: 'gap', from: 2 });
    expect(await room.show(hong, [...before, record])).toMatchObject({ kind: 'applied', length: 3 });
    expect(await room.show(hong, [...before, record])).toMatchObject({ kind: 'applied', length: 3, messages: [] });
    // the same again behind itself does not follow
    expect(await room.show(hong, [record], 3)).toMatchObject({ kind: 'bad' });
  });

  it('counts only where somebody known has put the person into it', async () => {
    const [ming, hong, wei] = await threeFriends();
    await wei.store.run('removeContact', ming.person.account);
    const room = await TestRoom.of(ming, [hong]);
    const { account, keys } = wei.person;
    const add: RoomAction = { kind: 'add', members: [{ account, identity: keys.publicKey.serialize() }] };
    await room.act(ming, add);
    expect(await room.show(wei)).toEqual({ kind: 'refused' });
    expect(await wei.store.run('room', room.id)).toBeUndefined();
    await wei.store.run('setAsked', { room: room.id, name: 'harbour' });
    expect(await room.show(wei)).toMatchObject({ kind: 'applied', hasAsked: true });
  });

  it('does not count because strangers say that it is old, or that the person was in it before', async () => {
    const [hong] = await friends(1);
    if (!hong) throw new Error('nobody is there');
    const stranger = await SignalDevice.signIn(person(8), 81);
    await hong.learn(stranger.person);
    const { account, keys } = hong.person;
    const own = { account, identity: keys.publicKey.serialize() };
    const old = await TestRoom.of(stranger, []);
    await old.act(stranger, { kind: 'add', members: [own] }, 0);
    expect(await old.show(hong)).toEqual({ kind: 'refused' });

    const renewed = await TestRoom.of(stranger, [], -2);
    const madeUp = { account, identity: person(2).keys.publicKey.serialize() };
    await renewed.act(stranger, { kind: 'add', members: [madeUp] });
    await renewed.act(stranger, { kind: 'rekey', member: own });
    expect(await renewed.show(hong)).toEqual({ kind: 'refused' });

    await hong.befriend(stranger.person);
    expect(await old.show(hong)).toMatchObject({ kind: 'applied' });
    expect(await renewed.show(hong)).toMatchObject({ kind: 'applied' });
  });

  it('goes on where a member who is no friend vouches for new keys in a room that is known', async () => {
    const [ming, hong, wei] = await threeFriends();
    const room = await TestRoom.of(ming, [hong, wei]);
    await wei.store.run('removeContact', ming.person.account);
    const { account, keys } = wei.person;
    await room.act(ming, { kind: 'rekey', member: { account, identity: keys.publicKey.serialize() } });
    expect(await room.show(wei)).toMatchObject({ kind: 'applied', length: 3 });
  });

  it('does not count where a friend has other keys than the one who signed', async () => {
    const [ming, hong] = await friends(2);
    if (!ming || !hong) throw new Error('nobody is there');
    const impostor = await SignalDevice.signIn({ ...ming.person, keys: person(1).keys }, 12);
    await impostor.befriend(hong.person);
    const room = await TestRoom.of(impostor, []);
    const { account, keys } = hong.person;
    await room.act(impostor, { kind: 'add', members: [{ account, identity: keys.publicKey.serialize() }] });
    expect(await room.show(hong)).toEqual({ kind: 'unknown-keys', account: ming.person.account });
    const request = { room: room.id, from: 0, records: room.records, ready: [ming.person.account] };
    expect(await hong.store.run('applyRecords', request)).toEqual({ kind: 'refused' });
  });
});

/** Somebody with a device whose keys are known, and who never answers. */
async function acquaint(device: SignalDevice, account: number) {
  const someone = person(account);
  await device.learn(someone);
  const { publicKey, privateKey } = someone.keys;
  const signed = PrivateKey.generate().getPublicKey().serialize();
  const kyber = kyberKey.serialize();
  const bundle: PreKeyBundle = {
    device: DeviceId.parse(account),
    registrationId: 77,
    signed: { id: 1, key: signed, signature: privateKey.sign(signed) },
    lastResort: { id: 1, key: kyber, signature: privateKey.sign(kyber) },
  };
  return { account: someone.account, identity: publicKey.serialize(), bundle };
}

const kyberKey = KEMKeyPair.generate().getPublicKey();

function card(name: string) {
  return { kind: 'card', name } as const;
}

/** The record with one thing wrong. */
function spoil({ record, signature }: SignedRecord): SignedRecord[] {
  const { privateKey } = person(1).keys;
  return [
    { record, signature: flipped(signature) },
    { record: flipped(record), signature },
    { record, signature: privateKey.sign(signedBytes(record)) },
  ];
}

function flipped(bytes: Uint8Array): Uint8Array {
  const changed = new Uint8Array(bytes);
  const middle = changed.length >> 1;
  changed[middle] = (changed[middle] ?? 0) ^ 1;
  return changed;
}
