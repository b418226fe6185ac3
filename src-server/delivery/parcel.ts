import type { DeviceId } from '../../protocol/index.ts';
import type { Envelope } from '../store/queue.ts';
import type { Queueable } from './queue-writer.ts';

/** Who waits for a parcel to be safe: committed, or acknowledged by its device. */
export interface Waiting {
  safe(): void;
  /** it could not be stored */
  failed(): void;
}

/** Who is told what becomes of a parcel. */
export interface ParcelOwner {
  readonly device: DeviceId;
  parcelCommitted(parcel: Parcel): void;
  parcelFailed(parcel: Parcel): void;
  commitSettled(): void;
}

/** An envelope on its way to one device, while it is in memory. */
export class Parcel implements Queueable {
  readonly envelope: Envelope;
  /** its place in the queue; 0 as long as it is in memory only */
  id: number;
  /** its place in the stream of the connection it was pushed on; 0 before that */
  seq = 0;
  pushedAt = 0;
  isCommitted: boolean;
  isAcknowledged = false;
  /** the commit failed and the sender knows: not to be stored any more */
  isGivenUp = false;
  readonly #owner: ParcelOwner;
  #waiting: Waiting[] | undefined;

  constructor(owner: ParcelOwner, envelope: Envelope, committedAs = 0) {
    this.#owner = owner;
    this.envelope = envelope;
    this.id = committedAs;
    this.isCommitted = committedAs > 0;
  }

  get device(): DeviceId {
    return this.#owner.device;
  }

  /** Safe: nothing can lose it any more. */
  get isSafe(): boolean {
    return this.isCommitted || this.isAcknowledged;
  }

  await(waiting: Waiting): void {
    if (this.isSafe) waiting.safe();
    else if (this.#waiting) this.#waiting.push(waiting);
    else this.#waiting = [waiting];
  }

  acknowledged(): void {
    this.isAcknowledged = true;
    this.#tellSafe();
  }

  committed(): void {
    this.isCommitted = true;
    this.#tellSafe();
    this.#owner.parcelCommitted(this);
  }

  failed(): void {
    for (const waiting of this.#takeWaiting()) waiting.failed();
    this.isGivenUp = true;
    this.#owner.parcelFailed(this);
  }

  settled(): void {
    this.#owner.commitSettled();
  }

  #tellSafe(): void {
    for (const waiting of this.#takeWaiting()) waiting.safe();
  }

  #takeWaiting(): Waiting[] {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    return waiting;
  }
}
