import { type Channel, ChannelError, OperationError } from '../../../protocol/index.ts';
import { ContractError } from '../../contract/errors.ts';
import { abortable, pause } from '../transfers/abortable.ts';

/** How long to leave a server alone that says it has trouble, in milliseconds. */
const TROUBLE_PAUSE_MS = 2_000;

/** Requests that must be made some time: what a lost connection leaves undone is done over the next. */
export class OnlineGate {
  readonly #channel: () => Channel;
  #opened = Promise.withResolvers<void>();
  #isOnline = false;

  constructor(channel: () => Channel) {
    this.#channel = channel;
  }

  get isOnline(): boolean {
    return this.#isOnline;
  }

  online(): void {
    this.#isOnline = true;
    this.#opened.resolve();
  }

  offline(): void {
    if (this.#isOnline) this.#opened = Promise.withResolvers();
    this.#isOnline = false;
  }

  /** Asks until there is an answer. @throws OperationError of a refusal for good; ContractError `cancelled` */
  async ask<R>(request: (channel: Channel) => Promise<R>, signal: AbortSignal): Promise<R> {
    for (;;) {
      await abortable(this.#opened.promise, signal);
      const channel = this.#channelNow();
      if (!channel) continue;
      try {
        return await abortable(request(channel), signal);
      } catch (error) {
        if (error instanceof ChannelError && !channel.isOpen) this.offline();
        else await pause(waitAfter(error), signal);
      }
    }
  }

  #channelNow(): Channel | undefined {
    try {
      return this.#channel();
    } catch (error) {
      if (!(error instanceof ContractError && error.code === 'offline')) throw error;
      this.offline();
      return undefined;
    }
  }
}

/** Milliseconds until it may be done after all. @throws the error when it will not */
function waitAfter(error: unknown): number {
  if (error instanceof ChannelError) return TROUBLE_PAUSE_MS;
  if (!(error instanceof OperationError)) throw error;
  if (error.is('rate-limited')) return error.details.retryAfterMs;
  if (error.is('unavailable') || error.is('internal')) return TROUBLE_PAUSE_MS;
  throw error;
}
