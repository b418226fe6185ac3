import { expect, it } from 'vitest';
import { Timestamp } from '../../../protocol/index.ts';

it('a time from others is one that a Date can be, wherever the reader lives', () => {
  const last = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
  expect(Timestamp.parse(last)).toBe(last);
  expect(new Date(Timestamp.parse(last)).toISOString()).toBe('9999-12-31T23:59:59.999Z');
  for (const time of [last + 1, 8_640_000_000_000_001, Number.MAX_SAFE_INTEGER, -1, 0.5, Number.NaN]) {
    expect(Timestamp.safeParse(time).success).toBe(false);
  }
});
