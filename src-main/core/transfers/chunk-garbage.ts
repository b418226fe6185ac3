import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** So many bytes of chunks leave about three times as many behind: what was read, decrypted, encoded, encrypted. */
const COLLECT_AFTER_BYTES = 3 * 1024 * 1024;

let collect: NodeJS.GCFunction | undefined;
let uncollected = 0;

/**
 * To be told of each chunk that has been worked on. A buffer is a few bytes in V8's young generation, and 128 KiB outside of it: left
 * alone, a transfer lets 60 MiB of dead buffers gather before V8 looks through the whole heap for them, again and again. All of
 * them died young, and collecting that generation alone takes about a millisecond.
 */
export function countGarbage(bytes: number): void {
  uncollected += bytes;
  if (uncollected < COLLECT_AFTER_BYTES) return;
  uncollected = 0;
  collect ??= exposeCollector();
  collect({ type: 'minor' });
}

function exposeCollector(): NodeJS.GCFunction {
  // the flag holds for contexts that are made after it
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc');
}
