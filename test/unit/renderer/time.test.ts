import { describe, expect, it } from 'vitest';
import { dayName, isSameMinute, secondsUntil, shortTime } from '../../../src-renderer/model/time.ts';

const at = (text: string) => new Date(text).getTime();
const now = at('2026-11-21T15:30:00');

describe('shortTime', () => {
  it.each([
    ['2026-11-21T00:00:00', '00:00', '00:00'],
    ['2026-11-21T15:29:59', '15:29', '15:29'],
    ['2026-11-20T23:59:59', '昨天', 'Yesterday'],
    ['2026-11-18T12:00:00', '周三', 'Wed'],
    ['2026-11-01T12:00:00', '11/1', '11/1'],
    ['2025-11-21T15:30:00', '2025/11/21', '11/21/2025'],
  ])('of %s', (time, chinese, english) => {
    expect(shortTime(at(time), now, 'zh-CN')).toBe(chinese);
    expect(shortTime(at(time), now, 'en')).toBe(english);
  });

  it('shows the time of a message from a clock that is ahead', () => {
    expect(shortTime(at('2026-11-22T01:00:00'), now, 'en')).toBe('01:00');
  });
});

describe('dayName', () => {
  it.each([
    ['2026-11-21T01:00:00', '今天', 'Today'],
    ['2026-11-20T01:00:00', '昨天', 'Yesterday'],
    ['2026-11-18T01:00:00', '11月18日周三', 'Wed, November 18'],
    ['2024-02-29T01:00:00', '2024年2月29日周四', 'Thu, February 29, 2024'],
  ])('of %s', (time, chinese, english) => {
    expect(dayName(at(time), now, 'zh-CN')).toBe(chinese);
    expect(dayName(at(time), now, 'en')).toBe(english);
  });
});

it('minutes are those of the clock, not sixty seconds', () => {
  expect(isSameMinute(at('2026-11-21T15:30:00'), at('2026-11-21T15:30:59'))).toBe(true);
  expect(isSameMinute(at('2026-11-21T15:30:59'), at('2026-11-21T15:31:00'))).toBe(false);
});

it('a countdown ends at zero', () => {
  expect(secondsUntil(1500, 0)).toBe(2);
  expect(secondsUntil(1000, 0)).toBe(1);
  expect(secondsUntil(0, 5000)).toBe(0);
});
