import type { Rate } from '../protocol/index.ts';

/** Adding up fractions of a token may end a hair below one. */
const ALMOST_ONE = 1 - 1e-6;

/** Lets `burst` through at once and `perSecond` in the long run. */
export class TokenBucket {
  #tokens: number;
  #refilledAt: number;

  constructor(rate: Rate, now: number) {
    this.#tokens = rate.burst;
    this.#refilledAt = now;
  }

  /** Takes a token. @returns 0, or the milliseconds until there is one */
  take(rate: Rate, now: number): number {
    this.#refill(rate, now);
    if (this.#tokens >= ALMOST_ONE) {
      this.#tokens -= 1;
      return 0;
    }
    return Math.ceil(((1 - this.#tokens) / rate.perSecond) * 1000);
  }

  /** A full one need not be remembered. */
  isFull(rate: Rate, now: number): boolean {
    this.#refill(rate, now);
    return this.#tokens >= rate.burst;
  }

  #refill(rate: Rate, now: number): void {
    this.#tokens = Math.min(rate.burst, this.#tokens + ((now - this.#refilledAt) / 1000) * rate.perSecond);
    this.#refilledAt = now;
  }
}
