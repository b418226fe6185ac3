import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Progress } from '../../../src-main/core/transfers/progress.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function setUp() {
  const told: [string, number, number][] = [];
  const start = Date.now();
  const progress = new Progress((stage, done) => told.push([stage, done, Date.now() - start]));
  return { progress, told };
}

describe('progress', () => {
  it('is told at once, then four times a second, and exactly at the end', () => {
    const { progress, told } = setUp();
    for (let chunk = 0; chunk < 100; chunk++) {
      progress.add(10);
      vi.advanceTimersByTime(7);
    }
    progress.end();
    expect(told).toEqual([
      ['waiting', 0, 0],
      ['running', 360, 250],
      ['running', 720, 500],
      ['running', 1000, 700],
    ]);
  });

  it('is not told again when nothing happens, and at once when something does', () => {
    const { progress, told } = setUp();
    vi.advanceTimersByTime(10_000);
    progress.at('checking', 5);
    progress.at('checking', 5);
    vi.advanceTimersByTime(10_000);
    progress.end();
    expect(told).toEqual([
      ['waiting', 0, 0],
      ['checking', 5, 10_000],
    ]);
  });

  it('is over at the end', () => {
    const { progress, told } = setUp();
    progress.end();
    vi.advanceTimersByTime(1000);
    expect(told).toEqual([['waiting', 0, 0]]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
