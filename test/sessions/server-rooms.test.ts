import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';

import { withDatabase } from '../../src-server/store/database.ts';
import { befriendRaw, RawClient } from '../support/raw-client.ts';
import { firstRecord, IDENTITY, OPEN, RoomCopy } from '../support/raw-rooms.ts';
import { startTestServer } from '../support/server.ts';

const PNG = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), randomBytes(100)]);
const APPROVAL = { ...OPEN, entry: 'approval', question: 'Which class?' } as const;
const CLOSED = { ...OPEN, entry: 'closed' } as const;

/** Ming, who makes rooms; hong, a friend of ming's; lei, whom nobody knows. */
async function threePeople(...options: Parameters<typeof startTestServer>) {
  const running = await startTestServer(...options);
  const [ming, hong, lei] = await Promise.all([
    RawClient.signIn(running.server, 'ming'),
    RawClient.signIn(running.server, 'hong'),
    RawClient.signIn(running.server, 'lei'),
  ]);
  await befriendRaw(ming, hong);
  return { running, server: running.server, ming, hong, lei };
}

function find(client: RawClient, query: string) {
  return client.channel.request('room.find', { query });
}

async function requestsOf(client: RawClient) {
  return (await client.channel.request('room.requests', {})).requests;
}

describe('a new room', () => {
  it('has a number, counted downwards, and its name is found in any case', async () => {
    const { ming, lei } = await threePeople();
    const one = await RoomCopy.create(ming, 'Physics 101');
    const two = await RoomCopy.create(ming, '物理', APPROVAL);
    expect([one.id, two.id]).toEqual([-20001, -20002]);
    const sighting = { room: one.id, name: 'Physics 101', members: 1, entry: 'open', question: '' };
    expect(await find(ming, 'physics 101')).toMatchObject({ ...sighting, relation: 'member' });
    expect(await find(lei, ' 20001 ')).toEqual({
      ...sighting,
      relation: 'none',
      head: { seq: 0, hash: Buffer.from(one.state.hashes[0] ?? []) },
    });
    expect(await find(lei, '-20002')).toEqual({
      room: two.id,
      name: '物理',
      members: 1,
      entry: 'approval',
      question: 'Which class?',
      relation: 'none',
    });
    await expect(find(lei, '20003')).rejects.toMatchObject({ code: 'not-found' });
    await expect(find(lei, "' or 1=1 --")).rejects.toMatchObject({ code: 'not-found' });
    expect(await ming.channel.request('room.list', {})).toEqual({
      rooms: [
        { room: one.id, last: 0 },
        { room: two.id, last: 0 },
      ],
    });
  });

  it.each([
    ['  ', 'empty'],
    ['x', 'too-short'],
    ['x'.repeat(33), 'too-long'],
    ['12345', 'format'],
    ['a\u202eb', 'format'],
    ['\u200b\u200b', 'format'],
    ['physics', 'taken'],
    ['PHYSICS', 'taken'],
    ['physicṣ', 'taken'],
    ['ρhysics', 'format'],
    ['phys\u0456cs', 'format'],
    ['phy\u200bsics', 'format'],
  ])('named %j is refused: %s', async (name, problem) => {
    const { ming, hong } = await threePeople();
    await RoomCopy.create(ming, 'physics');
    const making = hong.channel.request('room.create', { first: firstRecord(hong.account, name) });
    await expect(making).rejects.toMatchObject({ code: 'invalid-fields', details: { fields: { name: problem } } });
  });

  it('is the same when its first record is sent again', async () => {
    const { ming } = await threePeople();
    const first = firstRecord(ming.account, 'physics');
    const made = await ming.channel.request('room.create', { first });
    expect(await ming.channel.request('room.create', { first })).toEqual(made);
  });

  it("takes a record of one's own that begins a room, and nothing else", async () => {
    const { ming, hong } = await threePeople();
    const room = await RoomCopy.create(ming, 'physics');
    const wrong = [
      firstRecord(hong.account, 'chemistry'),
      { ...firstRecord(ming.account, 'chemistry'), signature: randomBytes(64) },
      room.next(ming.account, { kind: 'leave' }),
      { record: randomBytes(20), signature: randomBytes(64) },
    ];
    for (const first of wrong) {
      await expect(ming.channel.request('room.create', { first })).rejects.toMatchObject({ code: 'malformed' });
    }
  });

  it('is one of as many as an account may be in', async () => {
    const { ming, hong, lei } = await threePeople({ limits: { rooms: 2 } });
    await RoomCopy.create(ming, 'one');
    await RoomCopy.create(ming, 'two');
    const tooMany = { code: 'too-many', details: { limit: 2 } };
    await expect(RoomCopy.create(ming, 'three')).rejects.toMatchObject(tooMany);
    const third = await RoomCopy.create(hong, 'three');
    await expect(third.add(hong, ming)).rejects.toMatchObject(tooMany);
    const fourth = await RoomCopy.create(lei, 'four');
    await expect(fourth.join(ming)).rejects.toMatchObject(tooMany);
  });
});

describe('coming in', () => {
  it('by number is open to all where the room is; everybody is told', async () => {
    const { ming, lei } = await threePeople();
    const room = await RoomCopy.create(ming, 'physics');
    expect(await room.join(lei)).toBe(1);
    const grown = await ming.next('room.records');
    expect(grown).toMatchObject({ room: room.id, from: 1 });
    expect(await lei.next('room.records')).toEqual(grown);
    expect(await find(lei, 'physics')).toMatchObject({ members: 2, relation: 'member' });
    const copy = await RoomCopy.fetch(lei, room.id);
    expect(copy.state).toEqual(room.state);
    const again = lei.channel.request('room.append', {
      room: room.id,
      record: room.next(lei.account, { kind: 'join', identity: IDENTITY }),
    });
    await expect(again).rejects.toMatchObject({ code: 'already-member' });
  });

  it('by a record that follows an older one works: nobody waits for others who come in', async () => {
    const { ming, hong, lei } = await threePeople();
    const room = await RoomCopy.create(ming, 'physics');
    const join = (client: RawClient) => ({
      room: room.id,
      record: room.next(client.account, { kind: 'join', identity: IDENTITY }),
    });
    const records = [join(hong), join(lei)] as const;
    const replies = await Promise.all([
      hong.channel.request('room.append', records[0]),
      lei.channel.request('room.append', records[1]),
    ]);
    expect(replies.map(({ seq }) => seq).toSorted()).toEqual([1, 2]);
  });

  it('is closed to those who come by number where the room is closed, or asks', async () => {
    const { ming, lei } = await threePeople();
    const room = await RoomCopy.create(ming, 'room approval', APPROVAL);
    await expect(room.join(lei)).rejects.toMatchObject({ code: 'room-closed' });
  });

  it('is nowhere to be found where it is closed, but for members and who had asked', async () => {
    const { ming, hong, lei } = await threePeople();
    const room = await RoomCopy.create(ming, 'physics', APPROVAL);
    await hong.channel.request('room.ask', { room: room.id, answer: 'B' });
    await room.append(ming, { kind: 'rules', rules: CLOSED });
    const notFound = { code: 'not-found' };
    for (const query of ['physics', '20001', '-20001']) await expect(find(lei, query)).rejects.toMatchObject(notFound);
    await expect(room.join(lei)).rejects.toMatchObject(notFound);
    await expect(lei.channel.request('room.ask', { room: room.id, answer: '' })).rejects.toMatchObject(notFound);
    expect(await find(ming, 'physics')).toMatchObject({ relation: 'member', entry: 'closed' });
    expect(await find(hong, 'physics')).toMatchObject({ relation: 'requested', entry: 'closed' });
  });

  it.each([
    ['Physics 1', 'Рhysics 1'], // Cyrillic Р
    ['Physics 1', 'PhysicsI'],
    ['力学', 'カ学'],
    ['port', 'роrt'],
    ['ming', 'mi\u200bng'],
    ['ming', 'ming\u3164'],
    ['ming', 'ᴍɪɴɢ'],
  ])('is not %s beside %s', async (name, other) => {
    const { ming } = await threePeople();
    await RoomCopy.create(ming, name);
    await expect(RoomCopy.create(ming, other)).rejects.toMatchObject({ code: 'invalid-fields' });
  });

  it('may have words of more than one script, pictures and joiners in its name', async () => {
    const { ming } = await threePeople();
    for (const name of ['Физика для class 7', '👨‍👩‍👧‍👦 家 ❤️', 'می‌خواهم']) await RoomCopy.create(ming, name);
  });

  it('is for friends of a member who may add them, and for nobody else', async () => {
    const { ming, hong, lei } = await threePeople();
    const room = await RoomCopy.create(ming, 'physics', CLOSED);
    await expect(room.add(ming, hong, lei)).rejects.toMatchObject({ code: 'not-friends' });
    expect(await room.add(ming, hong)).toBe(1);
    expect(await hong.next('room.records')).toMatchObject({ room: room.id, from: 1 });
    await expect(room.add(ming, hong)).rejects.toMatchObject({ code: 'already-member' });
    await befriendRaw(hong, lei);
    await expect(room.add(hong, lei)).rejects.toMatchObject({ code: 'not-allowed' });
    await room.append(ming, { kind: 'rules', rules: { ...CLOSED, membersInvite: true } });
    expect(await room.add(hong, lei)).toBe(3);
  });

  it('by asking: those who lead the room are told, and let in or refuse', async () => {
    const { ming, hong, lei } = await threePeople();
    const room = await RoomCopy.create(ming, 'physics', APPROVAL);
    await room.add(ming, hong);
    const ask = (client: RawClient) => client.channel.request('room.ask', { room: room.id, answer: '3B\n' });
    await ask(lei);
    const requested = await ming.next('room.requested');
    expect(requested).toMatchObject({ room: room.id, profile: lei.profile, answer: '3B' });
    expect(await requestsOf(ming)).toEqual([requested]);
    expect(await requestsOf(hong)).toEqual([]);
    expect(hong.heard.filter(({ name }) => name === 'room.requested')).toEqual([]);
    expect(await find(lei, 'physics')).toMatchObject({ relation: 'requested' });
    await expect(ask(lei)).rejects.toMatchObject({ code: 'already-requested' });
    await expect(ask(hong)).rejects.toMatchObject({ code: 'already-member' });

    const refuse = (client: RawClient) =>
      client.channel.request('room.refuse', { room: room.id, account: lei.account });
    await expect(refuse(hong)).rejects.toMatchObject({ code: 'not-allowed' });
    await refuse(ming);
    expect(await lei.next('room.refused')).toEqual({ room: room.id });
    await expect(refuse(ming)).rejects.toMatchObject({ code: 'not-found' });
    await expect(room.add(ming, lei)).rejects.toMatchObject({ code: 'not-friends' });

    await ask(lei);
    await room.add(ming, lei);
    expect(await lei.next('room.records')).toMatchObject({ room: room.id, from: 2 });
    expect(await requestsOf(ming)).toEqual([]);
  });

  it('with an answer that hides something is refused; so are too many who wait', async () => {
    const { ming, hong, lei } = await threePeople({ limits: { requests: 1 } });
    const room = await RoomCopy.create(ming, 'physics', APPROVAL);
    const ask = (client: RawClient, answer: string) => client.channel.request('room.ask', { room: room.id, answer });
    await expect(ask(lei, 'x\u202e')).rejects.toMatchObject({ details: { fields: { answer: 'format' } } });
    await ask(lei, '');
    await expect(ask(hong, '')).rejects.toMatchObject({ code: 'too-many', details: { limit: 1 } });
  });

  it('ends where the room is full', async () => {
    const { ming, hong, lei } = await threePeople({ limits: { roomMembers: 2 } });
    const room = await RoomCopy.create(ming, 'physics');
    await room.add(ming, hong);
    await expect(room.join(lei)).rejects.toMatchObject({ code: 'too-many', details: { limit: 2 } });
  });
});

describe('the log', () => {
  it('takes what follows its last record; others are told to fetch', async () => {
    const { ming, hong } = await threePeople();
    const room = await RoomCopy.create(ming, 'physics');
    await room.add(ming, hong);
    const late = room.next(ming.account, { kind: 'mute-all', on: true });
    await room.append(ming, { kind: 'rename', name: 'chemistry' });
    const adding = ming.channel.request('room.append', { room: room.id, record: late });
    await expect(adding).rejects.toMatchObject({ code: 'room-changed' });
  });

  it("takes records of one's own only, for the room they name", async () => {
    const { ming, hong } = await threePeople();
    const room = await RoomCopy.create(ming, 'physics');
    await room.add(ming, hong);
    const append = (client: RawClient, record: ReturnType<RoomCopy['next']>, id = room.id) =>
      client.channel.request('room.append', { room: id, record });
    const forged = room.next(ming.account, { kind: 'mute-all', on: true });
    await expect(append(hong, forged)).rejects.toMatchObject({ code: 'malformed' });
    const junk = { record: randomBytes(30), signature: randomBytes(64) };
    await expect(append(ming, junk)).rejects.toMatchObject({ code: 'malformed' });
    const other = await RoomCopy.create(ming, 'chemistry');
    await expect(append(ming, forged, other.id)).rejects.toMatchObject({ code: 'malformed' });
    const unsigned = { ...room.next(ming.account, { kind: 'mute-all', on: true }), signature: randomBytes(64) };
    await expect(append(ming, unsigned)).rejects.toMatchObject({ code: 'malformed' });
    await expect(append(hong, room.next(hong.account, { kind: 'mute-all', on: true }))).rejects.toMatchObject({
      code: 'not-allowed',
    });
  });

  it('orders what many add at once; a restart changes nothing', async () => {
    const { running, ming, hong } = await threePeople();
    const room = await RoomCopy.create(ming, 'physics');
    await room.add(ming, hong);
    const card = room.next(hong.account, { kind: 'card', name: 'H' });
    const rename = room.next(ming.account, { kind: 'rename', name: 'chemistry' });
    const muteAll = room.next(ming.account, { kind: 'mute-all', on: true });
    const outcomes = await Promise.allSettled([
      ming.channel.request('room.append', { room: room.id, record: rename }),
      ming.channel.request('room.append', { room: room.id, record: muteAll }),
      hong.channel.request('room.append', { room: room.id, record: card }),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    const before = await RoomCopy.fetch(ming, room.id);
    await running.restart();
    const again = await RawClient.resumed(running.server, ming);
    const after = await RoomCopy.fetch(again, room.id);
    expect(after.state).toEqual(before.state);
    expect(await find(again, 'chemistry')).toMatchObject({ room: room.id });
    await after.append(again, { kind: 'mute-all', on: true });
  });

  it('is as before when the disk takes no record', async () => {
    const { running, ming, hong } = await threePeople();
    const room = await RoomCopy.create(ming, 'physics');
    await room.add(ming, hong);
    const change = (statement: string) =>
      withDatabase(join(running.folder, 'miyu.db'), (database) =>
        database.write(async (writer) => void (await sql.raw(statement).execute(writer))),
      );
    await change("create trigger refuse before insert on room_records begin select raise(abort, 'disk full'); end");
    const removing = room.append(ming, { kind: 'remove', account: hong.account });
    await expect(removing).rejects.toMatchObject({ code: 'unavailable' });
    expect((await RoomCopy.fetch(hong, room.id)).state).toEqual(room.state);
    await change('drop trigger refuse');
    await room.append(ming, { kind: 'remove', account: hong.account });
    expect((await RoomCopy.fetch(ming, room.id)).state).toEqual(room.state);
    expect(hong.heard.filter(({ name }) => name === 'room.records')).toHaveLength(2);
  });

  it('comes in pages that fit a frame', async () => {
    const { ming } = await threePeople();
    const room = await RoomCopy.create(ming, 'physics');
    const question = '文'.repeat(256);
    for (let i = 0; i < 150; i++) await room.append(ming, { kind: 'rules', rules: { ...OPEN, question } });
    const page = await ming.channel.request('room.log', { room: room.id, from: 0 });
    expect(page).toMatchObject({ more: true });
    expect(page.records.length).toBeLessThanOrEqual(64);
    expect((await RoomCopy.fetch(ming, room.id)).state).toEqual(room.state);
    expect(await ming.channel.request('room.log', { room: room.id, from: 151 })).toEqual({ records: [], more: false });
  });
});

describe('names and pictures', () => {
  it('of a room change with its log; the old name is free', async () => {
    const { ming, hong } = await threePeople();
    const room = await RoomCopy.create(ming, 'physics');
    await room.append(ming, { kind: 'rename', name: 'Physics' });
    await room.append(ming, { kind: 'rename', name: 'chemistry' });
    const other = await RoomCopy.create(hong, 'physics');
    await expect(other.append(hong, { kind: 'rename', name: 'CHEMISTRY' })).rejects.toMatchObject({
      details: { fields: { name: 'taken' } },
    });
    await expect(other.append(hong, { kind: 'rename', name: '7' })).rejects.toMatchObject({ code: 'invalid-fields' });
    await expect(find(ming, 'Physics')).resolves.toMatchObject({ room: other.id });
  });

  it('that a record names are kept, for members', async () => {
    const { ming, hong, lei } = await threePeople();
    const room = await RoomCopy.create(ming, 'physics');
    await room.add(ming, hong);
    const get = (client: RawClient) => client.channel.request('room.avatar', { room: room.id });
    await expect(get(ming)).rejects.toMatchObject({ code: 'not-found' });
    const hash = createHash('sha256').update(PNG).digest();
    await expect(room.append(ming, { kind: 'avatar', hash })).rejects.toMatchObject({ code: 'malformed' });
    await expect(room.append(ming, { kind: 'avatar', hash: randomBytes(32) }, PNG)).rejects.toMatchObject({
      code: 'malformed',
    });
    const text = Buffer.from('this is no picture');
    const textHash = createHash('sha256').update(text).digest();
    await expect(room.append(ming, { kind: 'avatar', hash: textHash }, text)).rejects.toMatchObject({
      code: 'invalid-fields',
      details: { fields: { picture: 'format' } },
    });
    await room.append(ming, { kind: 'avatar', hash }, PNG);
    expect(Buffer.from((await get(hong)).picture)).toEqual(PNG);
    expect(await find(lei, 'physics')).toMatchObject({ avatar: hash.toString('base64url') });
    await expect(get(lei)).rejects.toMatchObject({ code: 'not-found' });
    await room.append(ming, { kind: 'avatar' });
    await expect(get(hong)).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('members', () => {
  it('see each other with presence and devices, in pages', async () => {
    const { running, server, ming, hong, lei } = await threePeople();
    const room = await RoomCopy.create(ming, 'physics');
    await room.add(ming, hong);
    await room.join(lei);
    const phone = await RawClient.onNewDevice(server, 'hong');
    await lei.close();
    const list = (client: RawClient, after?: RawClient) =>
      client.channel.request('room.members', { room: room.id, ...(after ? { after: after.account } : {}) });
    const devicesOf = { ming: [ming.device], hong: [hong.device, phone.device], lei: [lei.device] };
    const expected = (['ming', 'hong', 'lei'] as const).map((name) => ({
      profile: expect.objectContaining({ name }),
      presence: name === 'lei' ? 'offline' : 'online',
      devices: devicesOf[name],
    }));
    const { members, more } = await list(ming);
    expect(more).toBe(false);
    expect(members).toHaveLength(3);
    expect(members).toEqual(expect.arrayContaining(expected));
    const [first] = [ming, hong, lei].toSorted((one, other) => one.account - other.account);
    expect((await list(phone, first)).members).toEqual(members.slice(1));
    await expect(list(await RawClient.signIn(running.server, 'stranger'))).rejects.toMatchObject({ code: 'not-found' });
  });

  it('who leave or are removed keep the log up to there, and nothing more', async () => {
    const { ming, hong, lei } = await threePeople();
    const room = await RoomCopy.create(ming, 'physics');
    await room.add(ming, hong);
    await room.join(lei);
    await room.append(ming, { kind: 'remove', account: lei.account });
    expect(await lei.next('room.records', ({ from }) => from === 3)).toMatchObject({ room: room.id });
    await room.append(hong, { kind: 'leave' });
    await expect(room.append(ming, { kind: 'leave' })).rejects.toMatchObject({ code: 'not-allowed' });
    await room.append(ming, { kind: 'mute-all', on: true });
    const page = await lei.channel.request('room.log', { room: room.id, from: 0 });
    expect(page).toMatchObject({ more: false });
    expect(page.records).toHaveLength(4);
    const own = await hong.channel.request('room.log', { room: room.id, from: 4 });
    expect(own.records).toHaveLength(1);
    expect(lei.heard.filter(({ name }) => name === 'room.records')).toHaveLength(1);
    expect(await lei.channel.request('room.list', {})).toEqual({ rooms: [] });
    const members = hong.channel.request('room.members', { room: room.id });
    await expect(members).rejects.toMatchObject({ code: 'not-found' });
  });

  it('who come back have the whole log again', async () => {
    const { ming, lei } = await threePeople();
    const room = await RoomCopy.create(ming, 'physics');
    await room.join(lei);
    const first = room.next(lei.account, { kind: 'leave' });
    await lei.channel.request('room.append', { room: room.id, record: first });
    room.follow(first);
    await room.append(ming, { kind: 'mute-all', on: true });
    await room.join(lei);
    expect((await RoomCopy.fetch(lei, room.id)).state).toEqual(room.state);
    // what they said before they left says nothing now
    const replay = lei.channel.request('room.append', { room: room.id, record: first });
    await expect(replay).rejects.toMatchObject({ code: 'room-changed' });
  });

  it("get each other's certificates and bundles; those who lead get those of people who ask", async () => {
    const { ming, hong, lei } = await threePeople();
    const room = await RoomCopy.create(ming, 'physics', APPROVAL);
    await room.add(ming, hong);
    const knows = (viewer: RawClient, other: RawClient) =>
      viewer.channel.request('keys.certificate', { account: other.account }).then(
        () => true,
        ({ code }) => code !== 'not-found',
      );
    expect(await knows(ming, lei)).toBe(false);
    await lei.channel.request('room.ask', { room: room.id, answer: '' });
    expect([await knows(ming, lei), await knows(hong, lei), await knows(lei, ming)]).toEqual([true, false, false]);
    await room.add(ming, lei);
    expect([await knows(hong, lei), await knows(lei, hong)]).toEqual([true, true]);
    const devices = lei.device === undefined ? [] : [lei.device];
    const { bundles } = await hong.channel.request('keys.bundle', { account: lei.account, devices });
    expect(bundles).toHaveLength(1);
    await room.append(ming, { kind: 'remove', account: lei.account });
    expect([await knows(hong, lei), await knows(lei, ming)]).toEqual([false, false]);
  });
});

describe('the end of a room', () => {
  it("is the owner's to decide; its name is free, its number is not", async () => {
    const { ming, hong, lei } = await threePeople();
    const room = await RoomCopy.create(ming, 'physics', APPROVAL);
    await room.add(ming, hong);
    await lei.channel.request('room.ask', { room: room.id, answer: '' });
    await expect(room.append(hong, { kind: 'disband' })).rejects.toMatchObject({ code: 'not-allowed' });
    await room.append(ming, { kind: 'transfer', account: hong.account });
    await room.append(hong, { kind: 'disband' });
    expect(await ming.next('room.records', ({ from }) => from === 3)).toMatchObject({ room: room.id });
    for (const query of ['physics', '20001']) {
      await expect(find(ming, query)).rejects.toMatchObject({ code: 'not-found' });
    }
    expect(await ming.channel.request('room.list', {})).toEqual({ rooms: [] });
    expect((await RoomCopy.fetch(ming, room.id)).state.isDisbanded).toBe(true);
    expect(await requestsOf(hong)).toEqual([]);
    const late = ming.channel.request('room.append', {
      room: room.id,
      record: room.next(ming.account, { kind: 'mute-all', on: true }),
    });
    await expect(late).rejects.toMatchObject({ code: 'not-found' });
    await expect(room.join(lei)).rejects.toMatchObject({ code: 'not-found' });
    expect((await RoomCopy.create(lei, 'Physics')).id).toBe(-20002);
  });
});
