import type { Config } from './config.ts';
import { Fifo } from './delivery/fifo.ts';
import { TokenBucket } from './token-bucket.ts';

interface Waiting {
  isGone(): boolean;
  begin(): void;
}

/**
 * A handshake costs a signature: there are so many a second for all together. While more are wanted, addresses take
 * turns, so that who knocks a thousand times gets no more of them than who knocks once.
 */
export class HandshakeTurns {
  readonly #rate: Config['limits']['signatures'];
  readonly #now: () => number;
  readonly #bucket: TokenBucket;
  /** by address; the one whose turn is next comes first */
  readonly #waiting = new Map<string, Fifo<Waiting>>();
  #timer: NodeJS.Timeout | undefined;

  constructor(rate: Config['limits']['signatures'], now: () => number) {
    this.#rate = rate;
    this.#now = now;
    this.#bucket = new TokenBucket(rate, now());
  }

  /**
   * Resolves when it is this handshake's turn.
   * @param address or the group of addresses that counts as one
   * @param isGone a handshake that nobody is there for any more is left out, and never resolves
   */
  take(address: string, isGone: () => boolean): Promise<void> {
    if (this.#waiting.size === 0 && this.#bucket.take(this.#rate, this.#now()) === 0) return Promise.resolve();
    return new Promise((begin) => {
      const line = this.#waiting.get(address) ?? new Fifo<Waiting>();
      this.#waiting.set(address, line);
      line.push({ isGone, begin });
      this.#timer ??= setTimeout(() => this.#serve(), 1);
    });
  }

  /** Nobody's turn comes any more. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#waiting.clear();
  }

  #serve(): void {
    this.#timer = undefined;
    for (let next = this.#first(); next; next = this.#first()) {
      const waitMs = this.#bucket.take(this.#rate, this.#now());
      if (waitMs > 0) {
        this.#timer = setTimeout(() => this.#serve(), waitMs);
        return;
      }
      const [address, line] = next;
      line.shift()?.begin();
      // its turn comes again after everybody else's
      this.#waiting.delete(address);
      if (line.length > 0) this.#waiting.set(address, line);
    }
  }

  /** The line whose turn it is; those in it who have gone are left out. */
  #first(): [string, Fifo<Waiting>] | undefined {
    for (const [address, line] of this.#waiting) {
      while (line.first?.isGone()) line.shift();
      if (line.length > 0) return [address, line];
      this.#waiting.delete(address);
    }
    return undefined;
  }
}
