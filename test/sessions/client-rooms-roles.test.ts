import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { accountOf, messagesWith, nextEvent, say, waitFor } from '../support/core.ts';
import { heard, isOut, memberIn, peopleAround, roomOf, settled, summary, whenRoom } from '../support/rooms.ts';
import { startTestServer } from '../support/server.ts';

const HOUR = 3_600_000;
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

async function ownerAndTwo() {
  const { server } = await startTestServer();
  const [ming, hong, li] = await peopleAround(server, ['ming', 'hong', 'li']);
  if (!ming || !hong || !li) throw new Error('nobody is there');
  return { ming, hong, li, room: await roomOf(ming, [hong, li]) };
}

describe('who leads a room', () => {
  it('makes admins and hands it over; others may not', async () => {
    const { ming, hong, li, room } = await ownerAndTwo();
    const [owner, admin, member] = [accountOf(ming), accountOf(hong), accountOf(li)];
    await expect(hong.call('rooms.rename', { room, name: 'mine' })).rejects.toMatchObject({ code: 'not-allowed' });
    await expect(hong.call('rooms.remove', { room, account: member })).rejects.toMatchObject({ code: 'not-allowed' });
    await expect(ming.call('rooms.leave', { room })).rejects.toMatchObject({ code: 'not-allowed' });

    await ming.call('rooms.setRole', { room, account: admin, role: 'admin' });
    await whenRoom(hong, room, ({ role }) => role === 'admin');
    await hong.call('rooms.rename', { room, name: 'quay' });
    await whenRoom(li, room, ({ name }) => name === 'quay');
    await expect(hong.call('rooms.remove', { room, account: owner })).rejects.toMatchObject({ code: 'not-allowed' });

    await ming.call('rooms.transfer', { room, account: admin });
    const seen = await whenRoom(hong, room, ({ role }) => role === 'owner');
    expect(memberIn(seen, owner)).toMatchObject({ role: 'admin' });
    await hong.call('rooms.disband', { room });
    await Promise.all([isOut(ming, room), isOut(li, room)]);
    expect(await summary(li, room)).toMatchObject({ isDisbanded: true });
    await expect(say(li, room, 'anybody?')).rejects.toMatchObject({
      code: expect.stringMatching(/not-member|not-found/),
    });
  });

  it('gives it a name that nobody else has, a picture, and everybody a card', async () => {
    const { ming, hong, li, room } = await ownerAndTwo();
    await hong.call('rooms.create', { name: 'quay', members: [] });
    await expect(ming.call('rooms.create', { name: 'Quay ', members: [] })).rejects.toMatchObject({
      code: 'invalid-fields',
      details: { fields: { name: 'taken' } },
    });
    await expect(ming.call('rooms.rename', { room, name: 'QUAY' })).rejects.toMatchObject({ code: 'invalid-fields' });
    await expect(ming.call('rooms.create', { name: 'x', members: [] })).rejects.toMatchObject({
      details: { fields: { name: 'too-short' } },
    });

    const hash = createHash('sha256').update(PICTURE).digest('base64url');
    await ming.call('rooms.setAvatar', { room, picture: PICTURE });
    await whenRoom(li, room, ({ avatar }) => avatar === hash);
    expect(Buffer.from((await li.call('avatar.get', { of: room, avatar: hash })) ?? [])).toEqual(PICTURE);
    await ming.call('rooms.setAvatar', { room });
    await whenRoom(li, room, ({ avatar }) => avatar === undefined);

    await ming.call('rooms.get', { room });
    const told = nextEvent(ming, 'room', (found) => memberIn(found, accountOf(li))?.card === 'Captain Li');
    await li.call('rooms.setCard', { room, card: 'Captain Li' });
    await told;
    const hongId = accountOf(hong);
    const gone = nextEvent(ming, 'room', (found) => memberIn(found, hongId)?.presence === 'offline');
    await hong.call('account.lock', {});
    await gone;
    const seen = await whenRoom(ming, room, (found) => memberIn(found, accountOf(li))?.card === 'Captain Li');
    expect(memberIn(seen, hongId)).toMatchObject({ card: '' });
  });

  it('mutes one, or all but the admins', async () => {
    const { ming, hong, li, room } = await ownerAndTwo();
    await ming.call('rooms.mute', { room, account: accountOf(hong), ms: HOUR });
    const { mutedUntil = 0 } = await whenRoom(hong, room, (found) => found.mutedUntil !== undefined);
    expect(mutedUntil - Date.now()).toBeGreaterThan(HOUR - 60_000);
    expect(await tryToSay(hong, room, 'let me')).toBe('muted');
    await settled(li, await say(li, room, 'I may'));

    await ming.call('rooms.mute', { room, account: accountOf(hong), ms: 0 });
    await whenRoom(hong, room, (found) => found.mutedUntil === undefined);
    await settled(hong, await say(hong, room, 'now I may'));
    await heard(li, room, 'now I may');

    await ming.call('rooms.muteAll', { room, on: true });
    await whenRoom(li, room, ({ isMutedForAll }) => isMutedForAll);
    expect(await tryToSay(li, room, 'and I?')).toBe('muted');
    await settled(ming, await say(ming, room, 'silence'));
    await heard(li, room, 'silence');
    await ming.call('rooms.muteAll', { room, on: false });
    await whenRoom(li, room, ({ isMutedForAll }) => !isMutedForAll);
    await settled(li, await say(li, room, 'thanks'));
    await heard(ming, room, 'thanks');
  });
});

describe('a notice', () => {
  it('stands above the room, and tells who has confirmed it', async () => {
    const { ming, hong, li, room } = await ownerAndTwo();
    await expect(hong.call('rooms.setNotice', { room, text: 'mine' })).rejects.toMatchObject({ code: 'not-allowed' });
    const { id } = await ming.call('rooms.setNotice', { room, text: 'ship at nine' });
    const seen = await whenRoom(hong, room, ({ notice }) => notice?.text === 'ship at nine');
    expect(seen.notice).toMatchObject({ id, author: accountOf(ming), isConfirmed: false, confirmed: [] });
    expect((await messagesWith(li, room)).at(-1)).toMatchObject({ kind: 'notice', text: 'ship at nine' });
    await expect(ming.call('rooms.confirmNotice', { room, id })).rejects.toMatchObject({ code: 'not-allowed' });
    await hong.call('rooms.confirmNotice', { room, id });
    expect((await hong.call('rooms.get', { room })).notice).toMatchObject({ isConfirmed: true });
    const told = await whenRoom(ming, room, ({ notice }) => (notice?.confirmed.length ?? 0) > 0);
    expect(told.notice?.confirmed).toEqual([accountOf(hong)]);
    await whenRoom(li, room, ({ notice }) => notice?.confirmed.length === 1);
  });

  it('is taken away for its author, too, when it is taken back', async () => {
    const { ming, hong, room } = await ownerAndTwo();
    const { id } = await ming.call('rooms.setNotice', { room, text: 'ship at ten' });
    await whenRoom(hong, room, ({ notice }) => notice?.id === id);
    await whenRoom(ming, room, ({ notice }) => notice?.id === id);
    const told = [ming, hong].map((core) => nextEvent(core, 'room', ({ notice }) => notice === undefined));
    await ming.call('messages.recall', { id });
    await Promise.all(told);
  });

  it('is a text like others when a member says it is one; a mention of all counts from admins only', async () => {
    const { ming, hong, li, room } = await ownerAndTwo();
    await expect(
      li.call('messages.send', { conversation: room, text: 'all hands', mentions: 'all' }),
    ).rejects.toMatchObject({ code: 'not-allowed' });
    await ming.call('messages.send', { conversation: room, text: 'all hands', mentions: 'all' });
    await heard(hong, room, 'all hands');
    const mentioned = await waitFor(hong, async () => {
      const chat = (await hong.call('conversations.list', {})).find(({ id }) => id === room);
      return chat?.isMentioned ? chat : undefined;
    });
    expect(mentioned.unread).toBe(1);
    await ming.call('messages.send', { conversation: room, text: 'you too', mentions: [accountOf(li)] });
    await heard(hong, room, 'you too');
    expect((await heard(li, room, 'you too')).mentions).toEqual([accountOf(li)]);
  });
});

/** Why it did not go out, told at once or by the message. */
async function tryToSay(core: Parameters<typeof say>[0], room: Parameters<typeof say>[1], text: string) {
  try {
    return (await settled(core, await say(core, room, text))).problem;
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : undefined;
  }
}
