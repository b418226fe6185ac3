import { type Channel, ChannelError } from '../../../protocol/index.ts';
import type { KnownServer } from '../../contract/model.ts';
import { retryDelay } from '../backoff.ts';
import { describe } from '../describe.ts';
import { dial, type Link } from '../link.ts';
import type { Log } from '../log.ts';
import { abortable, pause } from './abortable.ts';

/** A connection that nothing used for so long is ended. */
const IDLE_MS = 30_000;

export interface TransferConnectionParts {
  server: KnownServer;
  /** of the account's main connection. @throws ContractError `offline` */
  channel(): Channel;
  /** wall clock */
  now: () => number;
  log: Log;
}

/**
 * A connection for chunks beside the account's main one, which lends it the session. Opened when it is needed; when it
 * is lost while the main one lives, opened again and again, with a growing pause between.
 */
export class TransferConnection {
  readonly #parts: TransferConnectionParts;
  #users = 0;
  #idleTimer: NodeJS.Timeout | undefined;
  #link: Link | undefined;
  #opening: Promise<void> | undefined;
  /** losses and failures since the last chunk that got through */
  #failures = 0;
  #isOnline = false;
  /** ends what was begun under the main connection that is lost */
  #session = new AbortController();
  #cameOnline = Promise.withResolvers<void>();

  constructor(parts: TransferConnectionParts) {
    this.#parts = parts;
  }

  /** The main connection is signed in. */
  online(): void {
    if (this.#isOnline) return;
    this.#isOnline = true;
    this.#failures = 0;
    this.#session = new AbortController();
    this.#cameOnline.resolve();
  }

  /** The main connection is lost: what took it away has most likely taken this one, too. */
  offline(): void {
    if (!this.#isOnline) return;
    this.#isOnline = false;
    this.#cameOnline = Promise.withResolvers();
    this.#session.abort();
    this.#end();
  }

  /** For good; nobody uses it any more. */
  close(): void {
    this.offline();
    clearTimeout(this.#idleTimer);
  }

  /** Does work that needs the connection now and then: it is kept meanwhile. */
  async use<T>(work: () => Promise<T>): Promise<T> {
    this.#users += 1;
    clearTimeout(this.#idleTimer);
    try {
      return await work();
    } finally {
      this.#users -= 1;
      if (this.#users === 0) this.#idleTimer = setTimeout(() => this.#end(), IDLE_MS);
    }
  }

  get isOpen(): boolean {
    return this.#link?.channel.isOpen ?? false;
  }

  /**
   * The channel for chunks, for users only; waits until there is one, however long that takes.
   * @throws ContractError `cancelled`
   */
  async channel(signal: AbortSignal): Promise<Channel> {
    for (;;) {
      if (this.#link?.channel.isOpen) return this.#link.channel;
      await abortable(this.#cameOnline.promise, signal);
      await abortable(this.#open(), signal);
    }
  }

  /** It does not work as it should: a new one is needed. */
  drop(channel: Channel): void {
    channel.destroy('ended');
  }

  /** Chunks have got through since it was opened: the next loss is the first one. */
  worked(): void {
    this.#failures = Math.min(this.#failures, 1);
  }

  /** Tries once, for all who wait for it. */
  #open(): Promise<void> {
    this.#opening ??= this.#tryToOpen(this.#session.signal).finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  async #tryToOpen(session: AbortSignal): Promise<void> {
    try {
      if (this.#failures > 0) await pause(retryDelay(this.#failures, Math.random()), session);
      await this.#attach(session);
    } catch (error) {
      if (session.aborted) return;
      this.#failures += 1;
      this.#parts.log(`transfer connection failed: ${describe(error)}`);
    }
  }

  async #attach(session: AbortSignal): Promise<void> {
    const { ticket } = await this.#parts.channel().request('blob.ticket', {});
    const link = await dial(this.#parts.server, this.#parts.now);
    try {
      await link.channel.request('blob.attach', { ticket });
      if (session.aborted || this.#users === 0) throw new ChannelError('ended');
    } catch (error) {
      link.channel.close('ended');
      throw error;
    }
    link.channel.allowLargeFrames();
    this.#link = link;
    link.attach({ event: () => {}, closed: () => this.#lost(link) });
  }

  #lost(link: Link): void {
    if (this.#link !== link) return;
    this.#link = undefined;
    this.#failures += 1;
  }

  #end(): void {
    const link = this.#link;
    this.#link = undefined;
    link?.channel.close('ended');
  }
}
