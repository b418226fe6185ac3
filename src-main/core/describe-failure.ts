import { describe } from './describe.ts';
import { DamagedError } from './transfers/sealed-chunks.ts';

/** A failure that may be the system's, in a word for the log: what the system says has names of files in it, its codes have none. */
export function describeFailure(error: unknown): string {
  if (error instanceof DamagedError) return 'damaged';
  return error instanceof Error && 'code' in error ? String(error.code) : describe(error);
}
