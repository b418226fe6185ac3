import type { AccountId } from '../../protocol/index.ts';
import type { Config } from '../config.ts';
import type { QueueShare } from '../store/queue.ts';

interface Share extends Pick<QueueShare, 'count' | 'bytes'> {
  /** when it wrote last: friendships change, and what they were is close enough */
  isFriend: boolean;
}

export interface QuotaParts {
  limits: Config['limits'];
  /** what is stored already */
  shares: readonly QueueShare[];
  /** of the device's owner, and the owner itself */
  isFriend: (account: AccountId) => boolean;
}

/** Strangers, who write in rooms only, have so much of a queue together: anybody can make many accounts. */
const SHARE_OF_STRANGERS = 0.5;

/**
 * What is stored for one device, by sender, and how much may be: nobody alone fills it, so that others still get
 * through. Half of it is kept for friends. In the other half each stranger may have as much as is left there. The
 * fuller it gets, the less one may have, and a sender who has nothing there yet still finds room.
 */
export class Quota {
  readonly #limits: Config['limits'];
  readonly #isFriend: QuotaParts['isFriend'];
  readonly #shares = new Map<AccountId, Share>();
  #bytes = 0;
  #strangersBytes = 0;

  constructor({ limits, shares, isFriend }: QuotaParts) {
    this.#limits = limits;
    this.#isFriend = isFriend;
    for (const { from, count, bytes } of shares) this.#set(from, { count, bytes, isFriend: isFriend(from) });
  }

  get isEmpty(): boolean {
    return this.#shares.size === 0;
  }

  fits(from: AccountId, bytes: number): boolean {
    const { queueBytes, queuePerPair, queueBytesPerPair } = this.#limits;
    const share = this.#shares.get(from);
    const after = (share?.bytes ?? 0) + bytes;
    if ((share?.count ?? 0) >= queuePerPair || after > queueBytesPerPair) return false;
    if (this.#bytes + bytes > queueBytes) return false;
    return this.#isFriend(from) || after <= queueBytes * SHARE_OF_STRANGERS - this.#strangersBytes;
  }

  add(from: AccountId, bytes: number): void {
    const share = this.#shares.get(from);
    this.#set(from, {
      count: (share?.count ?? 0) + 1,
      bytes: (share?.bytes ?? 0) + bytes,
      isFriend: this.#isFriend(from),
    });
  }

  remove(from: AccountId, bytes: number): void {
    const share = this.#shares.get(from);
    if (!share) return;
    const isLast = share.count <= 1;
    this.#set(from, isLast ? undefined : { ...share, count: share.count - 1, bytes: Math.max(0, share.bytes - bytes) });
  }

  clear(): void {
    this.#shares.clear();
    this.#bytes = 0;
    this.#strangersBytes = 0;
  }

  #set(from: AccountId, share: Share | undefined): void {
    const before = this.#shares.get(from);
    if (share) this.#shares.set(from, share);
    else this.#shares.delete(from);
    this.#bytes += (share?.bytes ?? 0) - (before?.bytes ?? 0);
    this.#strangersBytes += bytesOfStranger(share) - bytesOfStranger(before);
  }
}

function bytesOfStranger(share: Share | undefined): number {
  return !share || share.isFriend ? 0 : share.bytes;
}
