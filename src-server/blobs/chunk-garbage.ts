import { collectYoung } from '../memory.ts';

/** So much of chunks leaves three times as much behind: what was read, decrypted, encoded, encrypted. */
const COLLECT_AFTER_BYTES = 2 * 1024 * 1024;

/**
 * Has the memory of chunks freed while they go through. For V8 a buffer is a few bytes of its young generation, which is
 * collected when it is full; the 128 KiB outside of it would gather to a hundred MiB by then.
 */
export class ChunkGarbage {
  #bytes = 0;

  /** A chunk of so many bytes has come or gone. */
  count(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes < COLLECT_AFTER_BYTES) return;
    this.#bytes = 0;
    collectYoung();
  }
}
