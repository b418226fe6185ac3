import { describe, expect, it } from 'vitest';
import {
  accountOf,
  logIn,
  messagesWith,
  reopen,
  say,
  startCore,
  texts,
  trustServer,
  waitFor,
} from '../support/core.ts';
import { resetPassword } from '../support/reset.ts';
import {
  eventsIn,
  heard,
  isIn,
  isOut,
  memberIn,
  peopleAround,
  roomOf,
  settled,
  textsIn,
  whenRoom,
} from '../support/rooms.ts';
import { startTestServer } from '../support/server.ts';

async function three() {
  const { server } = await startTestServer();
  const [ming, hong, li] = await peopleAround(server, ['ming', 'hong', 'li']);
  if (!ming || !hong || !li) throw new Error('nobody is there');
  return { server, ming, hong, li };
}

describe('a room', () => {
  it('is made with friends in it, who talk', async () => {
    const { ming, hong, li } = await three();
    const room = await roomOf(ming, [hong, li]);
    expect(room).toBeLessThan(0);
    const sent = await settled(ming, await say(ming, room, 'welcome'));
    expect(sent).toMatchObject({ state: 'sent', own: true });
    await heard(hong, room, 'welcome');
    await heard(li, room, 'welcome');
    await say(hong, room, 'hello');
    await say(li, room, 'good morning');
    for (const core of [ming, hong, li]) {
      await heard(core, room, 'hello');
      await heard(core, room, 'good morning');
      expect((await textsIn(core, room)).toSorted()).toEqual(['good morning', 'hello', 'welcome']);
    }
    expect(await heard(li, room, 'hello')).toMatchObject({ author: accountOf(hong), own: false, state: 'received' });
    expect(await eventsIn(ming, room)).toEqual(['created', 'added']);
    expect(await eventsIn(hong, room)).toEqual(['added']);
    const seen = await whenRoom(li, room, ({ memberList }) => memberList.length === 3);
    expect(memberIn(seen, accountOf(ming))).toMatchObject({ role: 'owner', presence: 'online', hasOtherKeys: false });
    expect(memberIn(seen, accountOf(hong))).toMatchObject({ role: 'member' });
  });
});

describe('a member', () => {
  it('who was away gets what was said, in order', async () => {
    const { ming, hong, li } = await three();
    const room = await roomOf(ming, [hong, li]);
    await settled(ming, await say(ming, room, 'first'));
    await heard(li, room, 'first');
    await li.call('account.lock', {});
    for (const text of ['one', 'two', 'three']) await settled(ming, await say(ming, room, text));
    await ming.call('rooms.rename', { room, name: 'quay' });
    await settled(hong, await say(hong, room, 'four'));
    await reopen(li);
    await heard(li, room, 'four');
    expect(await textsIn(li, room)).toEqual(['first', 'one', 'two', 'three', 'four']);
    await whenRoom(li, room, ({ name }) => name === 'quay');
  });

  it('reads and writes on a second machine too', async () => {
    const { server, ming, hong, li } = await three();
    const room = await roomOf(ming, [hong, li]);
    await settled(ming, await say(ming, room, 'before'));
    await heard(hong, room, 'before');

    const laptop = await startCore({ deviceName: 'laptop' });
    await trustServer(laptop, server);
    await logIn(laptop, 'hong');
    await isIn(laptop, room);
    await settled(ming, await say(ming, room, 'for both'));
    await heard(laptop, room, 'for both');
    await settled(laptop, await say(laptop, room, 'from the laptop'));
    await heard(li, room, 'from the laptop');
    expect(await textsIn(laptop, room)).toEqual(['for both', 'from the laptop']);

    await logIn(hong, 'hong');
    await heard(hong, room, 'from the laptop');
    expect(await textsIn(hong, room)).toEqual(['before', 'for both', 'from the laptop']);
    expect(await heard(hong, room, 'from the laptop')).toMatchObject({ own: true, state: 'sent' });
    await settled(hong, await say(hong, room, 'from the desk'));
    await heard(ming, room, 'from the desk');
  });

  it('who leaves keeps what was said, and hears no more', async () => {
    const { ming, hong, li } = await three();
    const room = await roomOf(ming, [hong, li]);
    await settled(ming, await say(ming, room, 'stay'));
    await heard(hong, room, 'stay');
    await hong.call('rooms.leave', { room });
    await isOut(hong, room);
    await waitFor(li, async () => ((await eventsIn(li, room)).includes('left') ? true : undefined));
    await settled(ming, await say(ming, room, 'gone'));
    await heard(li, room, 'gone');
    await settled(ming, await say(ming, accountOf(hong), 'by the way'));
    await texts(hong, accountOf(ming), 1);
    expect(await textsIn(hong, room)).toEqual(['stay']);
    await expect(say(hong, room, 'wait')).rejects.toMatchObject({ code: 'not-found' });
    expect(await eventsIn(hong, room)).toEqual(['added', 'left']);
  });

  it('who was removed, and came back, knows nothing of the time between', async () => {
    const { ming, hong, li } = await three();
    const room = await roomOf(ming, [hong, li]);
    await settled(hong, await say(hong, room, 'here'));
    await heard(li, room, 'here');
    await ming.call('rooms.remove', { room, account: accountOf(hong) });
    await isOut(hong, room);
    await settled(ming, await say(ming, room, 'between ourselves'));
    await heard(li, room, 'between ourselves');
    await ming.call('rooms.add', { room, accounts: [accountOf(hong)] });
    await isIn(hong, room);
    await settled(ming, await say(ming, room, 'welcome back'));
    await heard(hong, room, 'welcome back');
    await settled(hong, await say(hong, room, 'thanks'));
    await heard(li, room, 'thanks');
    expect(await textsIn(hong, room)).toEqual(['here', 'welcome back', 'thanks']);
    expect((await messagesWith(hong, room)).filter(({ kind }) => kind === 'missing')).toEqual([]);
  });
});

it('leaves out a member who has new keys, until an admin vouches for them', async () => {
  const running = await startTestServer();
  const [ming, hong, li] = await peopleAround(running.server, ['ming', 'hong', 'li'], { isDisturbed: true });
  if (!ming || !hong || !li) throw new Error('nobody is there');
  const room = await roomOf(ming, [hong, li]);
  await settled(ming, await say(ming, room, 'before'));
  await heard(hong, room, 'before');
  const code = await resetPassword(running.folder, 'hong');
  await hong.call('account.reset', { name: 'hong', code, password: 'harbour-9-kettle' });
  const anew = await startCore();
  await trustServer(anew, running.server);
  await logIn(anew, 'hong', { password: 'harbour-9-kettle', newKeys: true });
  const account = accountOf(anew);

  await whenRoom(ming, room, (found) => memberIn(found, account)?.hasOtherKeys === true);
  await settled(ming, await say(ming, room, 'for those we know'));
  await heard(li, room, 'for those we know');
  expect(await textsIn(anew, room)).toEqual([]);

  await ming.call('rooms.acceptKeys', { room, account });
  await isIn(anew, room);
  await whenRoom(ming, room, (found) => memberIn(found, account)?.hasOtherKeys === false);
  await settled(li, await say(li, room, 'hello again'));
  await heard(anew, room, 'hello again');
  await settled(anew, await say(anew, room, 'it is me'));
  await heard(li, room, 'it is me');
  await heard(ming, room, 'it is me');
  expect(await textsIn(anew, room)).toEqual(['hello again', 'it is me']);
});
