import { type Channel, OperationError, type Timestamp } from '../../protocol/index.ts';
import type { Waiting } from './parcel.ts';

/** A `message.send` or the like that waits for its envelopes to be safe. */
export class Send implements Waiting {
  readonly #channel: Channel;
  readonly #name: 'message.send' | 'message.resend';
  readonly #requestId: number;
  readonly #receivedAt: Timestamp;
  /** envelopes that are not safe yet; below zero once answered with an error */
  #open: number;

  constructor(
    channel: Channel,
    { name, id, receivedAt }: { name: 'message.send' | 'message.resend'; id: number; receivedAt: Timestamp },
    envelopes: number,
  ) {
    this.#channel = channel;
    this.#name = name;
    this.#requestId = id;
    this.#receivedAt = receivedAt;
    this.#open = envelopes;
    if (envelopes === 0) this.#answer();
  }

  /** One more envelope is committed or acknowledged; after the last the sender is answered. */
  safe(): void {
    this.#open -= 1;
    if (this.#open === 0) this.#answer();
  }

  /** An envelope could not be stored: the sender is to try again. */
  failed(): void {
    if (this.#open <= 0) return;
    this.#open = -1;
    this.#channel.fail(this.#name, this.#requestId, new OperationError('unavailable'));
  }

  #answer(): void {
    this.#channel.reply(this.#name, this.#requestId, { receivedAt: this.#receivedAt });
  }
}
