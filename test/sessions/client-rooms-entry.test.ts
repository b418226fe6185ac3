import { describe, expect, it } from 'vitest';
import type { Core } from '../../src-main/core/core.ts';
import { accountOf, befriend, nextEvent, registerAndLogin, reopen, say, startCore, waitFor } from '../support/core.ts';
import { eventsIn, heard, isIn, peopleAround, settled, summary, textsIn, whenRoom } from '../support/rooms.ts';
import { startTestServer } from '../support/server.ts';

const usual = { question: '', membersInvite: true };

/** Somebody with a room, and a stranger to them. */
async function hostAndStranger() {
  const { server } = await startTestServer();
  const [ming, hong] = await peopleAround(server, ['ming', 'hong']);
  const wei = await startCore();
  await registerAndLogin(wei, server, 'wei');
  if (!ming || !hong) throw new Error('nobody is there');
  return { ming, hong, wei };
}

const asksToComeIn = (core: Core, who: Core) =>
  waitFor(core, async () => {
    const requests = await core.call('rooms.requests', {});
    return requests.find(({ profile }) => profile.account === accountOf(who));
  });

describe('coming into a room by its number', () => {
  it('goes at once where it is open; what was said before stays unknown', async () => {
    const { ming, wei } = await hostAndStranger();
    const room = await ming.call('rooms.create', { name: 'harbour', members: [], rules: { ...usual, entry: 'open' } });
    await settled(ming, await say(ming, room, 'before'));

    expect(await wei.call('rooms.find', { query: 'HARBOUR' })).toMatchObject({
      room,
      name: 'harbour',
      relation: 'none',
    });
    expect(await wei.call('rooms.find', { query: String(-room) })).toEqual({
      room,
      name: 'harbour',
      members: 1,
      entry: 'open',
      question: '',
      relation: 'none',
    });
    expect(await wei.call('rooms.join', { room, answer: '' })).toEqual({ state: 'joined' });
    await isIn(wei, room);
    await settled(wei, await say(wei, room, 'I am new'));
    await heard(ming, room, 'I am new');
    await settled(ming, await say(ming, room, 'after'));
    await heard(wei, room, 'after');
    expect(await textsIn(wei, room)).toEqual(['I am new', 'after']);
    expect(await eventsIn(wei, room)).toEqual(['joined']);
    await expect(wei.call('rooms.join', { room, answer: '' })).rejects.toMatchObject({ code: 'already-member' });
  });

  it('is refused for a number that is not there, and where it is closed', async () => {
    const { ming, wei } = await hostAndStranger();
    const closed = { ...usual, entry: 'closed' } as const;
    const room = await ming.call('rooms.create', { name: 'harbour', members: [], rules: closed });
    await expect(wei.call('rooms.find', { query: 'harbour' })).rejects.toMatchObject({ code: 'not-found' });
    await expect(wei.call('rooms.join', { room, answer: '' })).rejects.toMatchObject({ code: 'not-found' });
    await expect(wei.call('rooms.find', { query: '99999999' })).rejects.toMatchObject({ code: 'not-found' });
    await expect(wei.call('rooms.get', { room })).rejects.toMatchObject({ code: 'not-found' });
  });

  it('takes an answer and an admin where it needs approval', async () => {
    const { ming, wei } = await hostAndStranger();
    const rules = { entry: 'approval', question: 'Which ship?', membersInvite: true } as const;
    const room = await ming.call('rooms.create', { name: 'harbour', members: [], rules });
    expect(await wei.call('rooms.find', { query: 'harbour' })).toMatchObject({ question: 'Which ship?' });

    expect(await wei.call('rooms.join', { room, answer: 'the old one' })).toEqual({ state: 'requested' });
    expect(await asksToComeIn(ming, wei)).toMatchObject({ room, answer: 'the old one' });
    await expect(wei.call('rooms.join', { room, answer: 'again' })).rejects.toMatchObject({
      code: 'already-requested',
    });
    const refused = nextEvent(wei, 'roomRefused');
    await ming.call('rooms.answer', { room, account: accountOf(wei), accept: false });
    expect(await refused).toEqual({ name: 'harbour' });
    expect(await ming.call('rooms.requests', {})).toEqual([]);

    await wei.call('rooms.join', { room, answer: 'please' });
    await asksToComeIn(ming, wei);
    await ming.call('rooms.answer', { room, account: accountOf(wei), accept: true });
    await isIn(wei, room);
    await settled(ming, await say(ming, room, 'welcome'));
    await heard(wei, room, 'welcome');
    expect(await ming.call('rooms.requests', {})).toEqual([]);
  });
});

describe('who asks to come into a room', () => {
  it('hears of a refusal that came while they were away', async () => {
    const { ming, wei } = await hostAndStranger();
    const room = await ming.call('rooms.create', { name: 'harbour', members: [] });
    await wei.call('rooms.join', { room, answer: 'please' });
    await asksToComeIn(ming, wei);
    const account = accountOf(wei);
    await wei.call('account.lock', {});
    await ming.call('rooms.answer', { room, account, accept: false });
    const refused = nextEvent(wei, 'roomRefused');
    await reopen(wei);
    expect(await refused).toEqual({ name: 'harbour' });
  });

  it('is off the list of all who lead it when one of them has let them in', async () => {
    const { ming, hong, wei } = await hostAndStranger();
    const room = await ming.call('rooms.create', { name: 'harbour', members: [accountOf(hong)] });
    await isIn(hong, room);
    await ming.call('rooms.setRole', { room, account: accountOf(hong), role: 'admin' });
    await whenRoom(hong, room, ({ role }) => role === 'admin');
    await wei.call('rooms.join', { room, answer: 'please' });
    await Promise.all([asksToComeIn(ming, wei), asksToComeIn(hong, wei)]);
    await ming.call('rooms.answer', { room, account: accountOf(wei), accept: true });
    await waitFor(hong, async () => ((await hong.call('rooms.requests', {})).length === 0 ? true : undefined));
  });

  it('is off the list, too, when somebody else has refused them, with the first answer', async () => {
    const { ming, hong, wei } = await hostAndStranger();
    const room = await ming.call('rooms.create', { name: 'harbour', members: [accountOf(hong)] });
    await isIn(hong, room);
    await ming.call('rooms.setRole', { room, account: accountOf(hong), role: 'admin' });
    await whenRoom(hong, room, ({ role }) => role === 'admin');
    await wei.call('rooms.join', { room, answer: 'please' });
    await Promise.all([asksToComeIn(ming, wei), asksToComeIn(hong, wei)]);
    const answer = { room, account: accountOf(wei), accept: false };
    await ming.call('rooms.answer', answer);
    await expect(hong.call('rooms.answer', answer)).rejects.toMatchObject({ code: 'not-found' });
    expect(await hong.call('rooms.requests', {})).toEqual([]);
  });
});

describe('adding to a room', () => {
  it('is for friends, by members where they may', async () => {
    const { ming, hong, wei } = await hostAndStranger();
    const room = await ming.call('rooms.create', { name: 'harbour', members: [accountOf(hong)] });
    await isIn(hong, room);
    await expect(ming.call('rooms.add', { room, accounts: [accountOf(wei)] })).rejects.toMatchObject({
      code: 'not-friends',
    });
    await expect(ming.call('rooms.add', { room, accounts: [accountOf(hong)] })).rejects.toMatchObject({
      code: 'already-member',
    });
    await befriend(hong, wei);
    await ming.call('rooms.setRules', { room, rules: { entry: 'closed', question: '', membersInvite: false } });
    await waitFor(hong, async () => ((await eventsIn(hong, room)).includes('rules') ? true : undefined));
    await expect(hong.call('rooms.add', { room, accounts: [accountOf(wei)] })).rejects.toMatchObject({
      code: 'not-allowed',
    });
    expect(await summary(wei, room)).toBeUndefined();
    await ming.call('rooms.setRules', { room, rules: { entry: 'closed', question: '', membersInvite: true } });
    await whenRoom(hong, room, ({ rules }) => rules.membersInvite);
    await hong.call('rooms.add', { room, accounts: [accountOf(wei)] });
    await isIn(wei, room);
    await settled(ming, await say(ming, room, 'welcome'));
    await heard(wei, room, 'welcome');
  });
});
