import { IdentityKeyPair } from '@signalapp/libsignal-client';
import { describe, expect, it } from 'vitest';
import { SENDER_KEY_MESSAGE } from '../../protocol/index.ts';
import { deviceOf } from '../bench/pairs.ts';
import { befriendRaw, newMessageId, RawClient } from '../support/raw-client.ts';
import { firstRecord, IDENTITY, OPEN, RoomCopy, signed } from '../support/raw-rooms.ts';
import { startTestServer } from '../support/server.ts';

/** A room of ming's with hong in it, an admin. */
async function roomWithAdmin() {
  const { server } = await startTestServer();
  const [ming, hong] = await Promise.all([RawClient.signIn(server, 'ming'), RawClient.signIn(server, 'hong')]);
  const room = await RoomCopy.create(ming, 'physics', { ...OPEN, membersInvite: true });
  await room.join(hong);
  await room.append(ming, { kind: 'role', account: hong.account, role: 'admin' });
  return { server, ming, hong, room };
}

function newIdentity(): Uint8Array {
  return IdentityKeyPair.generate().publicKey.serialize();
}

it('takes nobody’s vouching for those above them, in rooms of old clients either', async () => {
  const { ming, hong, room } = await roomWithAdmin();
  const member = { account: ming.account, identity: IDENTITY };
  await expect(room.append(hong, { kind: 'rekey', member })).rejects.toMatchObject({ code: 'not-allowed' });
});

describe('keys that an account has not enrolled', () => {
  it('are vouched for by no admin, who would take the room out of its owner’s hands', async () => {
    const { ming, hong, room } = await roomWithAdmin();
    const member = { account: ming.account, identity: newIdentity() };
    await expect(room.append(hong, { kind: 'rekey', member })).rejects.toMatchObject({ code: 'not-allowed' });
    await room.append(ming, { kind: 'role', account: hong.account, role: 'member' });
  });

  it('are vouched for by no admin for a member either', async () => {
    const { server, hong, room } = await roomWithAdmin();
    const lei = await RawClient.signIn(server, 'lei');
    await room.join(lei);
    const member = { account: lei.account, identity: newIdentity() };
    await expect(room.append(hong, { kind: 'rekey', member })).rejects.toMatchObject({ code: 'malformed' });
  });

  it('put nobody into a room, which they could never leave', async () => {
    const { server, hong, room } = await roomWithAdmin();
    const lei = await RawClient.signIn(server, 'lei');
    await befriendRaw(hong, lei);
    const members = [{ account: lei.account, identity: newIdentity() }];
    await expect(room.append(hong, { kind: 'add', members })).rejects.toMatchObject({ code: 'malformed' });
    expect(await lei.channel.request('room.list', {})).toEqual({ rooms: [] });
    await room.add(hong, lei);
    await room.append(lei, { kind: 'leave' });
  });

  it('put nobody who has none yet into a room', async () => {
    const { server, hong, room } = await roomWithAdmin();
    const lei = await RawClient.signUp(server, 'lei');
    await befriendRaw(hong, lei);
    const members = [{ account: lei.account, identity: newIdentity() }];
    await expect(room.append(hong, { kind: 'add', members })).rejects.toMatchObject({ code: 'malformed' });
  });

  it('neither make a room nor come into one', async () => {
    const { server, room } = await roomWithAdmin();
    const lei = await RawClient.signIn(server, 'lei');
    const keys = IdentityKeyPair.generate();
    const identity = keys.publicKey.serialize();
    const action = { kind: 'create', name: 'chess', nonce: new Uint8Array(16), rules: OPEN, identity } as const;
    const first = signed({ v: 1, author: lei.account, at: 1, action }, keys.privateKey);
    await expect(lei.channel.request('room.create', { first })).rejects.toMatchObject({ code: 'malformed' });
    const joining = room.next(lei.account, { kind: 'join', identity }, undefined, keys.privateKey);
    const asked = { room: room.id, record: joining };
    await expect(lei.channel.request('room.append', asked)).rejects.toMatchObject({ code: 'malformed' });
    await lei.channel.request('room.create', { first: firstRecord(lei.account, 'chess') });
  });
});

it.each(['li\u2069\u202ehong', 'two\nlines', '\u200b'])('%j is nobody’s card', async (name) => {
  const { hong, room } = await roomWithAdmin();
  const fields = { card: 'format' };
  await expect(room.append(hong, { kind: 'card', name })).rejects.toMatchObject({
    code: 'invalid-fields',
    details: { fields },
  });
  await room.append(hong, { kind: 'card', name: 'Dr. Hong 🦉' });
  await room.append(hong, { kind: 'card', name: '' });
});

it('a question turns nothing around', async () => {
  const { ming, hong, room } = await roomWithAdmin();
  const rules = { ...OPEN, question: 'Who\u202e are you?' };
  const refused = { code: 'invalid-fields', details: { fields: { question: 'format' } } };
  await expect(room.append(hong, { kind: 'rules', rules })).rejects.toMatchObject(refused);
  const first = firstRecord(ming.account, 'chess', rules);
  await expect(ming.channel.request('room.create', { first })).rejects.toMatchObject(refused);
});

it('who does not lead a room does not fill its log; leaving is always possible', async () => {
  const { server } = await startTestServer({ rates: { enabled: true, scale: 100 } });
  const ming = await RawClient.signIn(server, 'ming');
  const hong = await RawClient.signIn(server, 'hong');
  const room = await RoomCopy.create(ming, 'physics');
  for (let times = 0; times < 9; times++) {
    await room.join(hong);
    await room.append(hong, { kind: 'leave' });
  }
  await room.join(hong);
  const tooOften = { code: 'rate-limited', details: { retryAfterMs: expect.any(Number) } };
  await expect(room.append(hong, { kind: 'card', name: 'again' })).rejects.toMatchObject(tooOften);
  await room.append(hong, { kind: 'leave' });
  await expect(room.join(hong)).rejects.toMatchObject(tooOften);
  for (let times = 0; times < 20; times++) await room.append(ming, { kind: 'card', name: `${times}` });
});

it('what is for the whole room goes to nobody singly: the muted would go on writing', async () => {
  const { ming, hong, room } = await roomWithAdmin();
  await room.append(ming, { kind: 'mute', account: hong.account, until: Date.now() + 60_000 });
  const message = { messageId: newMessageId(), sentAt: Date.now(), body: Buffer.of(SENDER_KEY_MESSAGE, 1) };
  const resend = { account: ming.account, device: deviceOf(ming), to: room.id, ...message };
  await expect(hong.channel.request('message.resend', resend)).rejects.toMatchObject({ code: 'malformed' });
  const { messageId, sentAt, body } = message;
  const share = { room: room.id, sentAt, envelopes: [{ device: deviceOf(ming), messageId, body }] };
  await expect(hong.channel.request('room.share', share)).rejects.toMatchObject({ code: 'malformed' });
});
