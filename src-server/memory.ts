import { setFlagsFromString } from 'node:v8';

/** How V8 treats the memory of buffers in this process; to be called before there are any. */
export function tuneMemory(): void {
  // Otherwise V8 takes buffers that come and go for growth of its old generation, and looks through all of that ten times a
  // second while chunks go through, which chat would notice.
  setFlagsFromString('--external-memory-accounted-in-global-limit');
  // V8 leaves the freeing of buffers to another thread, which comes to it after a while only; new ones do not wait for that.
  setFlagsFromString('--no-concurrent-array-buffer-sweeping');
}
