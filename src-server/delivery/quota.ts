import type { AccountId } from '../../protocol/index.ts';
import type { Config } from '../config.ts';
import type { QueueShare } from '../store/queue.ts';

type Share = Pick<QueueShare, 'count' | 'bytes'>;

const NOTHING: Share = { count: 0, bytes: 0 };

/** What is stored for one device, by sender, and how much may be: nobody alone fills it, so that others still get through. */
export class Quota {
  readonly #limits: Config['limits'];
  readonly #shares = new Map<AccountId, Share>();
  #bytes = 0;

  constructor(limits: Config['limits'], shares: readonly QueueShare[]) {
    this.#limits = limits;
    for (const { from, count, bytes } of shares) {
      this.#shares.set(from, { count, bytes });
      this.#bytes += bytes;
    }
  }

  get isEmpty(): boolean {
    return this.#shares.size === 0;
  }

  fits(from: AccountId, bytes: number): boolean {
    const { queueBytes, queuePerPair, queueBytesPerPair } = this.#limits;
    const share = this.#shares.get(from) ?? NOTHING;
    if (share.count >= queuePerPair || share.bytes + bytes > queueBytesPerPair) return false;
    return this.#bytes + bytes <= queueBytes;
  }

  add(from: AccountId, bytes: number): void {
    const share = this.#shares.get(from) ?? NOTHING;
    this.#shares.set(from, { count: share.count + 1, bytes: share.bytes + bytes });
    this.#bytes += bytes;
  }

  remove(from: AccountId, bytes: number): void {
    const share = this.#shares.get(from) ?? NOTHING;
    if (share.count > 1) this.#shares.set(from, { count: share.count - 1, bytes: Math.max(0, share.bytes - bytes) });
    else this.#shares.delete(from);
    this.#bytes = Math.max(0, this.#bytes - bytes);
  }

  clear(): void {
    this.#shares.clear();
    this.#bytes = 0;
  }
}
