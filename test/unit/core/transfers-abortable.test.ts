import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { pause } from '../../../src-main/core/transfers/abortable.ts';

it('a pause that is longer than timers know does not end at once', async () => {
  const stop = new AbortController();
  const paused = pause(Number.MAX_SAFE_INTEGER, stop.signal);
  // an overlong timer ends after one millisecond, before this one
  const first = await Promise.race([paused.then(() => 'pause'), delay(5, 'timer')]);
  expect(first).toBe('timer');
  stop.abort();
  await expect(paused).rejects.toMatchObject({ code: 'cancelled' });
});
