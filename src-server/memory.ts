import { setFlagsFromString } from 'node:v8';

/** With 50 V8 still looks every two seconds during a download; with 100 a transfer needs 10 MiB more. */
const HEAP_GROWTH_PERCENT = 70;

/** V8 complains on standard error of a flag that it does not know, and tells its caller nothing. */
const NODE_WITH_ACCOUNTING = 24;

/**
 * How V8 treats the memory of buffers in this process; to be called before there are any.
 * @param node the version that runs this, such as `24.1.0`
 */
export function tuneMemory(node: string = process.versions.node, setFlag = setFlagsFromString): void {
  // Otherwise V8 takes buffers that come and go for growth of its old generation, and looks through all of that ten times a
  // second while chunks go through, which chat would notice.
  if (Number.parseInt(node, 10) >= NODE_WITH_ACCOUNTING) setFlag('--external-memory-accounted-in-global-limit');
  // After each of those looks the old generation may grow by so much until the next. V8's own limit is a few MiB away, as little of
  // it comes and goes: chunks under way reach that four times a second, and each look stops everything for up to 35 ms.
  setFlag(`--heap-growing-percent=${HEAP_GROWTH_PERCENT}`);
  // V8 leaves the freeing of buffers to another thread, which comes to it after a while only; new ones do not wait for that.
  setFlag('--no-concurrent-array-buffer-sweeping');
}
