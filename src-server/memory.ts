import { setFlagsFromString } from 'node:v8';

/** With 50 V8 still looks every two seconds during a download; with 100 a transfer needs 10 MiB more. */
const HEAP_GROWTH_PERCENT = 70;

/** How V8 treats the memory of buffers in this process; to be called before there are any. */
export function tuneMemory(): void {
  // Otherwise V8 takes buffers that come and go for growth of its old generation, and looks through all of that ten times a
  // second while chunks go through, which chat would notice.
  setFlagsFromString('--external-memory-accounted-in-global-limit');
  // After each of those looks the old generation may grow by so much until the next. V8's own limit is a few MiB away, as little of
  // it comes and goes: chunks under way reach that four times a second, and each look stops everything for up to 35 ms.
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWTH_PERCENT}`);
  // V8 leaves the freeing of buffers to another thread, which comes to it after a while only; new ones do not wait for that.
  setFlagsFromString('--no-concurrent-array-buffer-sweeping');
}
