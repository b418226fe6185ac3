import type { AccountId } from '../../protocol/index.ts';

/** Nobody shakes the window more often. */
const PAUSE_MS = 10_000;

/** Nudges of others: each has its line in the chat, but not each shakes the window. */
export class Nudges {
  readonly #heardAt = new Map<AccountId, number>();
  readonly #now: () => number;
  readonly #shake: (account: AccountId) => void;

  constructor(now: () => number, shake: (account: AccountId) => void) {
    this.#now = now;
    this.#shake = shake;
  }

  heard(accounts: AccountId[]): void {
    for (const account of new Set(accounts)) {
      const now = this.#now();
      if (Math.abs(now - (this.#heardAt.get(account) ?? Number.NEGATIVE_INFINITY)) < PAUSE_MS) continue;
      this.#heardAt.set(account, now);
      this.#shake(account);
    }
  }
}
