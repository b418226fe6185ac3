import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  type AccountId,
  BlobId,
  type DeviceId,
  devicesDigest,
  operationNames,
  operations,
  type Request,
  type RequestName,
  type RoomHead,
  type RoomId,
} from '../../protocol/index.ts';
import { deviceOf } from '../bench/pairs.ts';
import { storeBlob } from '../support/raw-blobs.ts';
import { befriendRaw, newMessageId, RawClient } from '../support/raw-client.ts';
import { IDENTITY, OPEN, RoomCopy, signed } from '../support/raw-rooms.ts';
import { startTestServer } from '../support/server.ts';

/** What an operation can be asked about. */
interface Ids {
  account: AccountId;
  device: DeviceId;
  room: RoomId;
  blob: BlobId;
  /** where the room's log ends, or would */
  head: RoomHead;
}

type Asked<N extends RequestName> = (ids: Ids, own: Ids) => Request<N>[];

/** Fields that name somebody or something. */
const NAMING = ['account', 'device', 'devices', 'to', 'room', 'envelopes', 'blob'];

/** Guests name nobody but themselves; `keys.publish` calls keys what others call a device. */
const asksAboutOthers = operationNames.filter((name): name is RequestName => {
  const operation = operations[name];
  if (operation.kind !== 'request' || operation.needs === 'guest' || name === 'keys.publish') return false;
  const { request } = operation;
  return request instanceof z.ZodObject && Object.keys(request.shape).some((field) => NAMING.includes(field));
});

const body = Buffer.from('x');
const said = () => ({ messageId: newMessageId(), sentAt: 1 });

/**
 * For each operation that names somebody or something, what an outsider may try with it: everything is another's, or some of it
 * is the outsider's own. A new operation needs its lines here.
 */
const attempts: { [N in RequestName]?: Asked<N> } = {
  'account.profile.get': ({ account }) => [{ account }],
  'account.avatar.get': ({ account }) => [{ account }],
  'account.device.remove': ({ device }) => [{ device }],
  'keys.bundle': ({ account, device }, own) => [
    { account, devices: [device] },
    { account: own.account, devices: [device] },
  ],
  'keys.certificate': ({ account }) => [{ account }],
  'contact.request': ({ account }) => [{ account, greeting: '' }],
  'contact.answer': ({ account }) => [
    { account, answer: 'accept' },
    { account, answer: 'refuse' },
  ],
  'contact.remove': ({ account }) => [{ account }],
  'contact.block': ({ account }) => [{ account, blocked: true }],
  'contact.address': ({ account }) => [{ account }],
  'message.send': ({ account, device }) => [
    { to: account, ...said(), envelopes: [{ device, body }] },
    { to: account, ...said(), envelopes: [] },
  ],
  'message.resend': ({ account, device, room }, own) => [
    { account, device, to: account, ...said(), body },
    { account, device, to: room, ...said(), body },
    { account, device, to: own.room, ...said(), body },
    { account: own.account, device, to: account, ...said(), body },
    { account: own.account, device: own.device, to: room, ...said(), body },
  ],
  'room.append': ({ account, room, head }, own) => [
    appended(room, head, own, { kind: 'rename', name: 'taken over' }),
    appended(room, head, own, { kind: 'leave' }),
    appended(room, head, own, { kind: 'remove', account }),
    appended(room, head, own, { kind: 'add', members: [{ account: own.account, identity: IDENTITY }] }),
    appended(own.room, own.head, own, { kind: 'add', members: [{ account, identity: IDENTITY }] }),
    appended(own.room, own.head, own, { kind: 'remove', account }),
  ],
  'room.log': ({ room }) => [{ room, from: 0 }],
  'room.members': ({ room }) => [{ room }],
  'room.ask': ({ room }) => [{ room, answer: '' }],
  'room.refuse': ({ room, account }, own) => [
    { room, account },
    { room: own.room, account },
  ],
  'room.avatar': ({ room }) => [{ room }],
  'room.send': ({ room, device }, own) => [
    { room, ...said(), devices: devicesDigest([device]), body },
    { room, ...said(), devices: devicesDigest([own.device]), body },
  ],
  'blob.put': ({ blob }) => [{ blob, index: 0, data: body }],
  'blob.commit': ({ blob }) => [{ blob }],
  'blob.have': ({ blob }) => [{ blob }],
  'blob.get': ({ blob }) => [{ blob, index: 0 }],
  'blob.share': ({ blob, account, room }, own) => [
    { blob, to: own.account },
    { blob, to: own.room },
    { blob: own.blob, to: account },
    { blob: own.blob, to: room },
  ],
  'blob.delete': ({ blob }) => [{ blob }],
  'room.share': ({ room, device }) => [{ room, sentAt: 1, envelopes: [{ device, messageId: newMessageId(), body }] }],
};

/** What everybody may know whose number they have. */
const known: { [N in RequestName]?: string } = {
  'account.profile.get': 'done',
  'account.avatar.get': 'done',
  'contact.request': 'done',
  'contact.block': 'done',
  'room.ask': 'done',
};

function appended(room: RoomId, follows: RoomHead, { account }: Ids, action: Parameters<RoomCopy['next']>[1]) {
  return { room, record: signed({ v: 1, room, author: account, at: 1, follows, action }) };
}

const PNG = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), randomBytes(100)]);

/** Hong and lei with a room that lacks nothing, and ming, who has a room of her own and is in none of theirs. */
async function outsider() {
  const { server } = await startTestServer();
  const signIn = (name: string) => RawClient.signIn(server, name);
  const [ming, hong, lei, asker] = await Promise.all(['ming', 'hong', 'lei', 'asker'].map(signIn));
  if (!ming || !hong || !lei || !asker) throw new Error('nobody is there');
  await befriendRaw(hong, lei);
  await hong.channel.request('account.avatar.set', { picture: PNG });
  const room = await RoomCopy.create(hong, 'theirs', { ...OPEN, entry: 'approval' });
  await room.add(hong, lei);
  await room.append(hong, { kind: 'avatar', hash: createHash('sha256').update(PNG).digest() }, PNG);
  await asker.channel.request('room.ask', { room: room.id, answer: '' });
  const ownRoom = await RoomCopy.create(ming, 'own');
  const blob = await storeBlob(await RawClient.attached(server, hong), body);
  await hong.channel.request('blob.share', { blob, to: room.id });
  const transfer = await RawClient.attached(server, ming);
  const ownBlob = await storeBlob(transfer, body);
  const idsOf = (client: RawClient, { id, state }: RoomCopy, blob: BlobId): Ids => ({
    blob,
    account: client.account,
    device: deviceOf(client),
    room: id,
    head: { seq: state.hashes.length - 1, hash: state.hashes.at(-1) ?? Buffer.alloc(32) },
  });
  const missing: Ids = {
    account: 99_999 as AccountId,
    device: 99_999 as DeviceId,
    room: -99_999 as RoomId,
    blob: BlobId.parse('AAAAAAAAAAAAAAAAAAAAAA'),
    head: { seq: 0, hash: Buffer.alloc(32) },
  };
  const before = { room: await RoomCopy.fetch(hong, room.id), own: await RoomCopy.fetch(ming, ownRoom.id) };
  return {
    ming,
    transfer,
    hong,
    lei,
    own: idsOf(ming, ownRoom, ownBlob),
    theirs: idsOf(hong, room, blob),
    missing,
    before,
  };
}

/** 'done', or the error's code and details. */
function outcomeOf(asking: Promise<object>): Promise<unknown> {
  return asking.then(
    () => 'done',
    ({ code, details }) => (details === undefined ? code : { code, details }),
  );
}

async function tryAll<N extends RequestName>(client: RawClient, name: N, ids: Ids, own: Ids): Promise<unknown[]> {
  const outcomes: unknown[] = [];
  const asked: Asked<N> | undefined = attempts[name];
  for (const params of asked?.(ids, own) ?? []) outcomes.push(await outcomeOf(client.channel.request(name, params)));
  return outcomes;
}

describe('an outsider', () => {
  it('is tried with every operation that names somebody or something', () => {
    expect(Object.keys(attempts).toSorted()).toEqual([...asksAboutOthers].toSorted());
  });

  it.each(asksAboutOthers)('learns nothing from %s, and changes nothing', async (name) => {
    const { ming, transfer, hong, lei, own, theirs, missing, before } = await outsider();
    const client = operations[name].needs === 'transfer' ? transfer : ming;
    const ofNobody = await tryAll(client, name, missing, own);
    const ofOthers = await tryAll(client, name, theirs, own);
    expect(ofOthers).toEqual(known[name] ? ofOthers.map(() => known[name]) : ofNobody);
    expect(ofNobody).not.toContain('malformed');
    expect(await RoomCopy.fetch(hong, theirs.room)).toEqual(before.room);
    expect(await RoomCopy.fetch(ming, own.room)).toEqual(before.own);
    expect(await lei.channel.request('blob.have', { blob: theirs.blob })).toMatchObject({ isComplete: true });
    const heard = lei.heard.filter(({ name }) => name === 'message.deliver' || name === 'message.signal');
    expect(heard).toEqual([]);
  });
});
