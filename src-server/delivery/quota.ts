import type { AccountId } from '../../protocol/index.ts';
import type { Config } from '../config.ts';
import type { QueueShare } from '../store/queue.ts';

/** What is stored for one device, by sender, and how much may be. */
export class Quota {
  readonly #limits: Config['limits'];
  readonly #counts = new Map<AccountId, number>();
  #bytes = 0;

  constructor(limits: Config['limits'], shares: readonly QueueShare[]) {
    this.#limits = limits;
    for (const share of shares) {
      this.#counts.set(share.from, share.count);
      this.#bytes += share.bytes;
    }
  }

  get isEmpty(): boolean {
    return this.#counts.size === 0;
  }

  fits(from: AccountId, bytes: number): boolean {
    return this.#bytes + bytes <= this.#limits.queueBytes && (this.#counts.get(from) ?? 0) < this.#limits.queuePerPair;
  }

  add(from: AccountId, bytes: number): void {
    this.#counts.set(from, (this.#counts.get(from) ?? 0) + 1);
    this.#bytes += bytes;
  }

  remove(from: AccountId, bytes: number): void {
    const left = (this.#counts.get(from) ?? 0) - 1;
    if (left > 0) this.#counts.set(from, left);
    else this.#counts.delete(from);
    this.#bytes = Math.max(0, this.#bytes - bytes);
  }

  clear(): void {
    this.#counts.clear();
    this.#bytes = 0;
  }
}
