import { WAVEFORM_LIMIT } from '../../src-main/contract/attachment.ts';

const FULL = 255;
/** Below this nothing but the room was heard: it is not made as loud as speech. */
const LOUDEST_AT_LEAST = 0.05;

/** How loud it was for how long; levels are 0 to 1. */
export interface LevelAt {
  /** milliseconds from the beginning */
  at: number;
  level: number;
}

/** Brings what was heard into so many equal steps of time, each as loud as its loudest moment, the loudest at the top. */
export function waveformOf(levels: readonly LevelAt[], durationMs: number): number[] {
  const count = Math.min(WAVEFORM_LIMIT, levels.length);
  const steps = new Array<number>(count).fill(0);
  for (const { at, level } of levels) {
    const step = Math.min(count - 1, Math.floor((at / durationMs) * count));
    steps[step] = Math.max(steps[step] ?? 0, level);
  }
  const loudest = Math.max(LOUDEST_AT_LEAST, ...steps);
  return steps.map((level) => Math.round((level / loudest) * FULL));
}

/** Loudness of some samples, 0 to 1: their root mean square. */
export function levelOf(samples: Float32Array): number {
  const sum = samples.reduce((total, sample) => total + sample * sample, 0);
  return Math.min(1, Math.sqrt(sum / Math.max(1, samples.length)));
}

/** A waveform of exactly so many bars, 0 to 1; without any, of bars that are all low. */
export function barsOf(waveform: readonly number[], count: number): number[] {
  return Array.from({ length: count }, (_, bar) => {
    const first = Math.floor((bar * waveform.length) / count);
    const last = Math.max(first + 1, Math.floor(((bar + 1) * waveform.length) / count));
    return Math.max(0, ...waveform.slice(first, last)) / FULL;
  });
}

/** Milliseconds that an arrow key moves on in a sound of that length. */
export function seekStep(durationMs: number): number {
  return Math.max(1000, durationMs / 20);
}
