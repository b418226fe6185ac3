import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

// Otherwise V8 takes buffers that come and go for growth of its old generation, and looks through all of that ten times a
// second while chunks go through, which chat would notice.
setFlagsFromString('--external-memory-accounted-in-global-limit');
// V8 leaves the freeing of buffers to another thread, which comes to it after a while only; new ones do not wait for that.
setFlagsFromString('--no-concurrent-array-buffer-sweeping');
// holds for contexts that are made after it
setFlagsFromString('--expose-gc');
const collect: NodeJS.GCFunction = runInNewContext('gc');

/** Frees what has died young: less than a millisecond. */
export function collectYoung(): void {
  collect({ type: 'minor' });
}

/** Frees all that nobody needs, and gives it back to the system, for some ten milliseconds: when nobody waits. */
export function collectAll(): void {
  collect({ type: 'major', flavor: 'last-resort' });
}
