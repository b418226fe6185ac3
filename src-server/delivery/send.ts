import { type Channel, OperationError, type Reply } from '../../protocol/index.ts';
import type { Waiting } from './parcel.ts';

type SendName = 'message.send' | 'message.resend' | 'room.send' | 'room.share';

/** A `message.send` or the like that waits for its envelopes to be safe. */
export class Send<N extends SendName> implements Waiting {
  readonly #channel: Channel;
  readonly #name: N;
  readonly #requestId: number;
  readonly #reply: Reply<N>;
  /** envelopes that are not safe yet; below zero once answered with an error */
  #open: number;

  constructor(channel: Channel, { name, id, reply }: { name: N; id: number; reply: Reply<N> }, envelopes: number) {
    this.#channel = channel;
    this.#name = name;
    this.#requestId = id;
    this.#reply = reply;
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
    this.#channel.reply(this.#name, this.#requestId, this.#reply);
  }
}
