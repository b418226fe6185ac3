import { expect, it } from 'vitest';
import { retryDelay } from '../../../src-main/core/backoff.ts';

it('doubles from half a second to half a minute', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 8, 50].map((attempt) => retryDelay(attempt, 1))).toEqual([
    500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000,
  ]);
});

it('spreads over the second half', () => {
  expect(retryDelay(3, 0)).toBe(1_000);
  expect(retryDelay(3, 0.5)).toBe(1_500);
});
