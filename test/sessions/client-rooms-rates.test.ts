import { expect, it } from 'vitest';
import { accountOf, say, texts } from '../support/core.ts';
import { heard, peopleAround, roomOf, settled, textsIn } from '../support/rooms.ts';
import { startTestServer } from '../support/server.ts';

/** Two friends in a room of a server that has rates, by default as many as any. */
async function twoInRoom(overrides = {}) {
  const { server } = await startTestServer({ rates: { enabled: true, overrides } });
  const [ming, hong] = await peopleAround(server, ['ming', 'hong']);
  if (!ming || !hong) throw new Error('nobody is there');
  const room = await roomOf(ming, [hong]);
  await settled(ming, await say(ming, room, 'welcome'));
  return { ming, hong, room };
}

const numbered = (what: string, count: number) => Array.from({ length: count }, (_, index) => `${what} ${index}`);

it('brings more to a room than it takes at once, in order', async () => {
  const { ming, hong, room } = await twoInRoom();
  const lines = numbered('line', 400);
  await Promise.all(lines.map((line) => say(ming, room, line)));
  await heard(hong, room, 'line 399');
  expect(await textsIn(hong, room)).toEqual(['welcome', ...lines]);
}, 30_000);

it('lets what is said to people by while a room takes no more', async () => {
  const { ming, hong, room } = await twoInRoom({ 'room.send': { perSecond: 2, burst: 40 } });
  const lines = numbered('line', 60);
  await Promise.all(lines.map((line) => say(ming, room, line)));
  await heard(hong, room, 'line 40');
  const asides = numbered('aside', 60);
  await Promise.all(asides.map((aside) => say(ming, accountOf(hong), aside)));
  expect(await texts(hong, accountOf(ming), asides.length)).toEqual(asides);
  const arrived = await textsIn(hong, room);
  expect(arrived).toEqual(['welcome', ...lines].slice(0, arrived.length));
  expect(arrived).not.toContain('line 59');
}, 60_000);
