import { describe, expect, it } from 'vitest';
import { barsOf, levelOf, seekStep, waveformOf } from '../../../src-renderer/model/waveform.ts';

describe('a waveform', () => {
  it('has the loudest moment of each step, the loudest of all at the top', () => {
    const levels = Array.from({ length: 128 }, (_, index) => ({
      at: index * 50,
      level: index % 2 === 0 ? 0.1 : index / 254,
    }));
    const waveform = waveformOf(levels, 6400);
    expect(waveform).toHaveLength(64);
    expect(Math.max(...waveform)).toBe(255);
    expect(waveform.at(-1)).toBe(255);
    expect(waveform[0]).toBe(51);
  });

  it('has no more steps than were heard', () => {
    expect(
      waveformOf(
        [
          { at: 0, level: 0.5 },
          { at: 50, level: 0.25 },
        ],
        100,
      ),
    ).toEqual([255, 128]);
    expect(waveformOf([], 1000)).toEqual([]);
  });

  it('does not make silence loud', () => {
    expect(waveformOf([{ at: 0, level: 0.001 }], 50)).toEqual([5]);
  });

  it('takes what came at the very end into its last step', () => {
    expect(
      waveformOf(
        [
          { at: 0, level: 0.2 },
          { at: 1000, level: 0.4 },
        ],
        1000,
      ),
    ).toEqual([128, 255]);
  });
});

describe('the level of samples', () => {
  it('is their root mean square', () => {
    expect(levelOf(new Float32Array([0.5, -0.5, 0.5, -0.5]))).toBeCloseTo(0.5);
    expect(levelOf(new Float32Array(8))).toBe(0);
    expect(levelOf(new Float32Array())).toBe(0);
  });
});

describe('the bars', () => {
  it('are as many as wanted, whatever the waveform has', () => {
    expect(barsOf([0, 255], 4)).toEqual([0, 0, 1, 1]);
    expect(barsOf([51, 255, 0, 102], 2)).toEqual([1, 0.4]);
    expect(barsOf([], 3)).toEqual([0, 0, 0]);
  });
});

it('an arrow key moves on by a second at least', () => {
  expect(seekStep(3000)).toBe(1000);
  expect(seekStep(600_000)).toBe(30_000);
});
