import { hash } from 'node:crypto';
import { MAC_SIZE } from './frame.ts';
import { FRAME_LIMIT } from './limits.ts';

const HASH_BLOCK = 64;
/** Room for what a frame's HMAC covers beside the body. */
const HEADROOM = 128;

// Scratch space for one message at a time, shared by all connections: JavaScript runs one of them at once.
const inner = Buffer.alloc(HASH_BLOCK + HEADROOM + FRAME_LIMIT);
const outer = Buffer.alloc(HASH_BLOCK + MAC_SIZE);

/** Where the message of the next `digest` is written. */
export const hmacMessage = inner.subarray(HASH_BLOCK);

/**
 * HMAC-SHA-256 (RFC 2104) with one-shot hashes over precomputed pads: creating an Hmac object costs several times the
 * hashing of a short message.
 */
export class Hmac {
  readonly #innerPad = Buffer.alloc(HASH_BLOCK, 0x36);
  readonly #outerPad = Buffer.alloc(HASH_BLOCK, 0x5c);

  constructor(key: Buffer) {
    const padded = key.length > HASH_BLOCK ? hash('sha256', key, 'buffer') : key;
    for (const [index, byte] of padded.entries()) {
      this.#innerPad[index] = byte ^ 0x36;
      this.#outerPad[index] = byte ^ 0x5c;
    }
  }

  /** It is not used any more. */
  wipe(): void {
    this.#innerPad.fill(0);
    this.#outerPad.fill(0);
  }

  /** Of the first `length` bytes of `hmacMessage`. */
  digest(length: number): Buffer {
    inner.set(this.#innerPad, 0);
    outer.set(this.#outerPad, 0);
    outer.set(hash('sha256', inner.subarray(0, HASH_BLOCK + length), 'buffer'), HASH_BLOCK);
    return hash('sha256', outer, 'buffer');
  }
}
