import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { IdleLock } from '../../../src-main/core/idle-lock.ts';

const MINUTE_MS = 60_000;
const SECOND_MS = 1000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A lock after 15 minutes, with both of its clocks in the hands of the test. */
function idleLock() {
  const clocks = { wall: 1_800_000_000_000, monotonic: 5000 };
  let locked = 0;
  const lock = new IdleLock({
    after: () => 15,
    now: () => clocks.wall,
    monotonic: () => clocks.monotonic,
    lock: () => {
      locked += 1;
    },
  });
  const locksAfter = (change: Partial<typeof clocks>) => {
    clocks.wall += change.wall ?? 0;
    clocks.monotonic += change.monotonic ?? 0;
    vi.advanceTimersByTime(SECOND_MS);
    return locked;
  };
  return { lock, locksAfter };
}

it('locks after the time without activity, and counts anew then', () => {
  const { lock, locksAfter } = idleLock();
  expect(locksAfter({ wall: 14 * MINUTE_MS, monotonic: 14 * MINUTE_MS })).toBe(0);
  lock.active();
  expect(locksAfter({ wall: 14 * MINUTE_MS, monotonic: 14 * MINUTE_MS })).toBe(0);
  expect(locksAfter({ wall: MINUTE_MS, monotonic: MINUTE_MS })).toBe(1);
  expect(locksAfter({ wall: MINUTE_MS, monotonic: MINUTE_MS })).toBe(1);
  lock.close();
});

it('locks though the wall clock is set back', () => {
  const { lock, locksAfter } = idleLock();
  expect(locksAfter({ wall: -3 * 24 * 60 * MINUTE_MS, monotonic: 15 * MINUTE_MS })).toBe(1);
  lock.close();
});

it('counts the time that the machine slept', () => {
  const { lock, locksAfter } = idleLock();
  expect(locksAfter({ wall: 8 * 60 * MINUTE_MS })).toBe(1);
  lock.close();
});
