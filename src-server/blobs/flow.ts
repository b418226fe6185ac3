import type { Client } from '../member.ts';
import { Turns } from './turns.ts';

/** Chunks of one connection that are read or written at once. */
const AT_ONCE = 4;
/** With more than so many chunks waiting the peer is not read from until there are few again. */
const MANY_WAITING = 16;
const FEW_WAITING = 4;

/** Unsent bytes of a transfer connection from which on no more chunks are read for it. */
export const UNSENT_BYTES = 1024 * 1024;

/** Keeps what one transfer connection has in memory small, however fast its peer sends and however slowly it reads. */
export class Flow {
  readonly #client: Client;
  readonly #turns = new Turns(AT_ONCE);
  #isPaused = false;

  constructor(client: Client) {
    this.#client = client;
  }

  /** Does the work when it is its turn. */
  async take<T>(work: () => Promise<T>): Promise<T> {
    const taking = this.#turns.take(work);
    if (!this.#isPaused && this.#turns.waiting > MANY_WAITING) {
      this.#isPaused = true;
      this.#client.pause();
    }
    try {
      return await taking;
    } finally {
      if (this.#isPaused && this.#turns.waiting <= FEW_WAITING) {
        this.#isPaused = false;
        this.#client.resume();
      }
    }
  }
}
