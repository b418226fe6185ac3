import type { AccountId } from '../../protocol/index.ts';
import type { HeardNudge } from './e2ee/exchange.ts';

/** Nobody shakes the window more often. */
const PAUSE_MS = 10_000;
/** One that waited longer on its way shakes nothing any more. Wide, for it is the other's clock that it was sent by. */
const FRESH_MS = 5 * 60_000;

/** Nudges of others: each has its line in the chat, but not each shakes the window. */
export class Nudges {
  readonly #heardAt = new Map<AccountId, number>();
  readonly #now: () => number;
  readonly #shake: (account: AccountId) => void;

  constructor(now: () => number, shake: (account: AccountId) => void) {
    this.#now = now;
    this.#shake = shake;
  }

  heard(nudges: HeardNudge[]): void {
    const now = this.#now();
    for (const { by: account, sentAt } of nudges) {
      if (now - sentAt > FRESH_MS) continue;
      if (Math.abs(now - (this.#heardAt.get(account) ?? Number.NEGATIVE_INFINITY)) < PAUSE_MS) continue;
      this.#heardAt.set(account, now);
      this.#shake(account);
    }
  }
}
