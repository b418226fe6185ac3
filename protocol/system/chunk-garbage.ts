import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** So many bytes of chunks leave about three times as many behind: what was read, decrypted, encoded, encrypted. */
const COLLECT_AFTER_BYTES = 2 * 1024 * 1024;

/** undefined until V8 was asked for it, null where V8 does not give it away: then buffers are freed when V8 comes to it */
let collector: NodeJS.GCFunction | null | undefined;
let uncollected = 0;

/**
 * To be told of each chunk of a file that has been worked on. For V8 a buffer is a few bytes of its young generation, and 128 KiB outside
 * of it: left alone, a transfer lets a hundred MiB of dead buffers gather before V8 looks through the whole heap for them,
 * again and again. All of them died young, and collecting that generation alone takes less than a millisecond.
 */
export function countChunkGarbage(bytes: number): void {
  uncollected += bytes;
  if (uncollected < COLLECT_AFTER_BYTES) return;
  uncollected = 0;
  collect({ type: 'minor' });
}

/** Frees all that nobody needs, and gives it back to the system, for some ten milliseconds: when nobody waits. */
export function collectAllGarbage(): void {
  collect({ type: 'major', flavor: 'last-resort' });
}

function collect(options: NodeJS.GCOptions): void {
  if (collector === undefined) collector = exposeCollector();
  collector?.(options);
}

function exposeCollector(): NodeJS.GCFunction | null {
  // the flag holds for contexts that are made after it
  setFlagsFromString('--expose-gc');
  return runInNewContext('typeof gc === "function" ? gc : null');
}
