import { expect, it } from 'vitest';
import { accountOf, say, texts } from '../support/core.ts';
import { heard, peopleAround, roomOf, settled, textsIn } from '../support/rooms.ts';
import { startTestServer } from '../support/server.ts';

it('brings more than a room takes at once, in order, and lets what is said to people by', async () => {
  const { server } = await startTestServer({ rates: { enabled: true } });
  const [ming, hong] = await peopleAround(server, ['ming', 'hong']);
  if (!ming || !hong) throw new Error('nobody is there');
  const room = await roomOf(ming, [hong]);
  await settled(ming, await say(ming, room, 'welcome'));

  const lines = Array.from({ length: 400 }, (_, index) => `line ${index}`);
  await Promise.all(lines.map((line) => say(ming, room, line)));
  await heard(hong, room, 'line 300');
  const asides = Array.from({ length: 20 }, (_, index) => `aside ${index}`);
  await Promise.all(asides.map((aside) => say(ming, accountOf(hong), aside)));
  expect(await texts(hong, accountOf(ming), asides.length)).toEqual(asides);
  expect(await textsIn(hong, room)).not.toContain('line 399');

  await heard(hong, room, 'line 399');
  expect(await textsIn(hong, room)).toEqual(['welcome', ...lines]);
}, 30_000);
