import { type Channel, OperationError, type Timestamp } from '../../protocol/index.ts';
import type { Waiting } from './parcel.ts';

/** A `message.send` that waits for its envelopes to be safe. */
export class Send implements Waiting {
  readonly #channel: Channel;
  readonly #requestId: number;
  readonly #receivedAt: Timestamp;
  /** envelopes that are not safe yet; below zero once answered with an error */
  #open: number;

  constructor(channel: Channel, requestId: number, receivedAt: Timestamp, envelopes: number) {
    this.#channel = channel;
    this.#requestId = requestId;
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
    this.#channel.fail('message.send', this.#requestId, new OperationError('unavailable'));
  }

  #answer(): void {
    this.#channel.reply('message.send', this.#requestId, { receivedAt: this.#receivedAt });
  }
}
