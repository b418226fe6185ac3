import type { Rate } from '../../protocol/index.ts';

/** Messages of one conversation that may be under way together. */
const WINDOW = 32;
/** A server refills its bucket a little later than we count. */
const CAUTION = 0.9;

/**
 * How many messages of one operation may be under way at once. A refused message would be overtaken by those sent after it, so
 * when the account's rate is nearly used up they go one at a time: slower, and in order whatever the server answers.
 */
export class SendPace {
  readonly #rate: Rate;
  readonly #now: () => number;
  #tokens: number;
  #countedAt: number;
  #isDoubtful = false;

  /** `now` in monotonic milliseconds. */
  constructor(rate: Rate, now: () => number) {
    this.#rate = { perSecond: rate.perSecond * CAUTION, burst: rate.burst * CAUTION };
    this.#now = now;
    this.#tokens = this.#rate.burst;
    this.#countedAt = now();
  }

  get window(): number {
    this.#refill();
    return this.#isDoubtful || this.#tokens < WINDOW ? 1 : WINDOW;
  }

  sent(): void {
    this.#tokens = Math.max(0, this.#tokens - 1);
  }

  /**
   * The server's bucket is empty, or smaller than we were told. Ours is believed again once it is full: a server whose rates are
   * all scaled down fills its own in the same time.
   */
  refused(): void {
    this.#refill();
    this.#tokens = 0;
    this.#isDoubtful = true;
  }

  #refill(): void {
    const now = this.#now();
    const gained = ((now - this.#countedAt) / 1000) * this.#rate.perSecond;
    this.#tokens = Math.min(this.#rate.burst, this.#tokens + gained);
    this.#countedAt = now;
    if (this.#tokens === this.#rate.burst) this.#isDoubtful = false;
  }
}
