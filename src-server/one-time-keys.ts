import type { AccountId, DeviceId, Rate } from '../protocol/index.ts';
import type { Config } from './config.ts';
import { TokenBucket } from './token-bucket.ts';

/**
 * How many of a device's one-time keys one account may have: enough for sessions that must be begun anew, too few to
 * take them away from all others. Beyond that it gets the device's other keys only, with which a session begins as
 * well.
 */
export class OneTimeKeyShares {
  readonly #rate: Rate;
  readonly #isLimited: boolean;
  readonly #now: () => number;
  readonly #taken = new Map<string, TokenBucket>();

  constructor({ limits, rates }: Pick<Config, 'limits' | 'rates'>, now: () => number) {
    this.#rate = limits.oneTimeKeys;
    this.#isLimited = rates.enabled;
    this.#now = now;
  }

  /** Counts one. @returns whether that account may have one of that device now */
  take(asker: AccountId, device: DeviceId): boolean {
    if (!this.#isLimited) return true;
    const key = `${asker} ${device}`;
    const bucket = this.#taken.get(key) ?? new TokenBucket(this.#rate, this.#now());
    this.#taken.set(key, bucket);
    return bucket.take(this.#rate, this.#now()) === 0;
  }

  /** Forgets who may have all of theirs again. */
  sweep(): void {
    for (const [key, bucket] of this.#taken) {
      if (bucket.isFull(this.#rate, this.#now())) this.#taken.delete(key);
    }
  }
}
