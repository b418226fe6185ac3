import { describe, expect, it } from 'vitest';
import { OperationError } from '../../../protocol/index.ts';
import { patiently, severalAtOnce } from '../../../src-main/core/patience.ts';

describe('patiently', () => {
  it('asks again as long as it is too often, and no longer', async () => {
    const errors = [
      new OperationError('rate-limited', { retryAfterMs: 0 }),
      new OperationError('rate-limited', { retryAfterMs: 1 }),
    ];
    const answer = await patiently(async () => {
      const error = errors.shift();
      if (error) throw error;
      return 'done';
    });
    expect(answer).toBe('done');
    await expect(patiently(() => Promise.reject(new OperationError('not-found')))).rejects.toThrow('not-found');
  });
});

describe('severalAtOnce', () => {
  it('works on all, never on more than it may', async () => {
    const done: number[] = [];
    let [underWay, most] = [0, 0];
    await severalAtOnce([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise(setImmediate);
      underWay -= 1;
      done.push(item);
    });
    expect(done.toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(most).toBe(3);
  });

  it('fails with the first failure, when nothing is under way any more', async () => {
    let underWay = 0;
    const working = severalAtOnce([1, 2, 3], 2, async (item) => {
      underWay += 1;
      await new Promise(setImmediate);
      underWay -= 1;
      if (item === 1) throw new Error('one');
    });
    await expect(working).rejects.toThrow('one');
    expect(underWay).toBe(0);
  });
});
