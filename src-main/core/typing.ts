import type { AccountId } from '../../protocol/index.ts';

/** Others are told again that one is typing after so long. */
const AGAIN_AFTER_MS = 3_000;

/** Lets through one typing signal to each person in every three seconds. */
export class TypingThrottle {
  readonly #now: () => number;
  readonly #toldAt = new Map<AccountId, number>();

  constructor(now: () => number) {
    this.#now = now;
  }

  mayTell(account: AccountId): boolean {
    const now = this.#now();
    if (now - (this.#toldAt.get(account) ?? Number.NEGATIVE_INFINITY) < AGAIN_AFTER_MS) return false;
    this.#toldAt.set(account, now);
    return true;
  }

  /** A message went out, which ends the typing on the other side: what is typed next is told at once. */
  reset(account: AccountId): void {
    this.#toldAt.delete(account);
  }
}
