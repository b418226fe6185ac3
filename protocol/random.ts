import { randomFillSync } from 'node:crypto';

const POOL_SIZE = 4096;
const pool = Buffer.alloc(POOL_SIZE);
let used = POOL_SIZE;

/** Fills `target` (at most 4096 bytes) with fresh random bytes. Asks the system for many at once: a call costs more than the bytes. */
export function randomBytesInto(target: Buffer): void {
  if (used + target.length > POOL_SIZE) {
    randomFillSync(pool);
    used = 0;
  }
  pool.copy(target, 0, used, used + target.length);
  pool.fill(0, used, used + target.length);
  used += target.length;
}
