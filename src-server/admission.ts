import type { Config } from './config.ts';
import { TokenBucket } from './token-bucket.ts';

/** A guest's place; given back once, at the login or at the end of the connection. */
export type Place = () => void;

/** Guards the door: how many may be inside without having signed in, and how often one address may knock. */
export class Admission {
  readonly #limits: Config['limits'];
  readonly #now: () => number;
  readonly #guests = new Map<string, number>();
  readonly #handshakes = new Map<string, TokenBucket>();
  #total = 0;

  constructor(limits: Config['limits'], now: () => number) {
    this.#limits = limits;
    this.#now = now;
  }

  /** Guests now. */
  get total(): number {
    return this.#total;
  }

  /** Whether there are so many guests that a new one must prove its address. */
  get wantsCookies(): boolean {
    return this.#total > this.#limits.cookiesAbove;
  }

  /** A place for a new connection, or undefined: turn it away. */
  enter(address: string): Place | undefined {
    const mine = this.#guests.get(address) ?? 0;
    if (this.#total >= this.#limits.guests || mine >= this.#limits.guestsPerAddress) return undefined;
    if (this.#bucketOf(address).take(this.#limits.handshakes, this.#now()) > 0) return undefined;
    this.#guests.set(address, mine + 1);
    this.#total += 1;
    return () => this.#leave(address);
  }

  /** Forgets addresses that have been quiet. */
  sweep(): void {
    for (const [address, bucket] of this.#handshakes) {
      if (bucket.isFull(this.#limits.handshakes, this.#now())) this.#handshakes.delete(address);
    }
  }

  #bucketOf(address: string): TokenBucket {
    const known = this.#handshakes.get(address);
    if (known) return known;
    const bucket = new TokenBucket(this.#limits.handshakes, this.#now());
    this.#handshakes.set(address, bucket);
    return bucket;
  }

  #leave(address: string): void {
    const mine = this.#guests.get(address) ?? 0;
    if (mine > 1) this.#guests.set(address, mine - 1);
    else this.#guests.delete(address);
    this.#total -= 1;
  }
}
