import { type NoticeName, operations, type Rate, type RequestName } from '../protocol/index.ts';
import type { Config } from './config.ts';
import { TokenBucket } from './token-bucket.ts';

export type RatedName = RequestName | NoticeName;

/**
 * What is counted by itself: an operation, or all together that are none of this server's, with what keeps a connection
 * alive.
 */
export type Counted = RatedName | 'other';

/** A client pings twice a minute, and a newer one asks for something unknown now and then. */
const OTHER_RATE: Rate = { perSecond: 5, burst: 100 };

/** The buckets of one account or one address, made as they are needed. */
export type Buckets = Map<Counted, TokenBucket>;

/** How often each operation may be asked for. */
export class Rates {
  readonly #rates: Config['rates'];
  readonly #resolved = new Map<Counted, Rate>();
  readonly #now: () => number;
  /** of those who have not signed in */
  readonly #byAddress = new Map<string, Buckets>();

  constructor(rates: Config['rates'], now: () => number) {
    this.#rates = rates;
    this.#now = now;
  }

  /** @returns 0 when the operation may be done now, else the milliseconds to wait */
  take(buckets: Buckets, name: Counted): number {
    if (!this.#rates.enabled) return 0;
    const rate = this.#rateOf(name);
    let bucket = buckets.get(name);
    if (!bucket) {
      bucket = new TokenBucket(rate, this.#now());
      buckets.set(name, bucket);
    }
    return bucket.take(rate, this.#now());
  }

  ofAddress(address: string): Buckets {
    const known = this.#byAddress.get(address);
    if (known) return known;
    const buckets: Buckets = new Map();
    this.#byAddress.set(address, buckets);
    return buckets;
  }

  /** Forgets addresses that have been quiet. */
  sweep(): void {
    for (const [address, buckets] of this.#byAddress) {
      for (const [name, bucket] of buckets) {
        if (bucket.isFull(this.#rateOf(name), this.#now())) buckets.delete(name);
      }
      if (buckets.size === 0) this.#byAddress.delete(address);
    }
  }

  #rateOf(name: Counted): Rate {
    const known = this.#resolved.get(name);
    if (known) return known;
    const { perSecond, burst } = this.#configured(name);
    const rate = { perSecond: perSecond * this.#rates.scale, burst: Math.max(1, burst * this.#rates.scale) };
    this.#resolved.set(name, rate);
    return rate;
  }

  #configured(name: Counted): Rate {
    return name === 'other' ? OTHER_RATE : (this.#rates.overrides[name] ?? operations[name].rate);
  }
}
