import type { HidingProblem } from '../../contract/attachment.ts';

/**
 * Why a picture is refused. `not-png`: another format. `broken`: cut off, damaged, or against the format. `too-large`: more
 * than this program unpacks. `interlaced`, `animated`: not read here. `palette`: a sample is the number of a colour, and
 * the next number is any other colour. `few-shades`: less than 8 bits for a sample, where the last one can be seen.
 */
export type PngProblem = HidingProblem;

export class PngError extends Error {
  override readonly name = 'PngError';
  readonly problem: PngProblem;

  constructor(problem: PngProblem) {
    super(problem);
    this.problem = problem;
  }
}
