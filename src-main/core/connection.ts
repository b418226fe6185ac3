import {
  ChannelError,
  type EndedBy,
  type Event,
  type EventName,
  OperationError,
  type Profile,
} from '../../protocol/index.ts';
import { ContractError, type WrongClock, wrongClockIn } from '../contract/errors.ts';
import type { Connection as ConnectionState, KnownServer } from '../contract/model.ts';
import { retryDelay } from './backoff.ts';
import { describe } from './describe.ts';
import type { DeviceKey } from './device-key.ts';
import { dial, type Link } from './link.ts';
import type { Log } from './log.ts';

const TICK_MS = 1_000;
/** A clock that jumps this far between two ticks has been asleep. */
const SLEPT_MS = 15_000;

export interface ConnectionOptions {
  server: KnownServer;
  token: string;
  deviceKey: DeviceKey;
  /** wall clock */
  now: () => number;
  random: () => number;
  log: Log;
}

/** Hears what becomes of the connection. */
export interface ConnectionListener {
  /** Signed in over this link, with the profile as the server has it. Resolves when all is up to date. */
  online(link: Link, profile: Profile): Promise<void>;
  event<N extends EventName>(name: N, params: Event<N>): void;
  offline(): void;
  changed(state: ConnectionState): void;
}

/** Keeps one account connected: signs in again after each loss, until the server ends the session or it is closed. */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #listener: ConnectionListener;
  #token: string;
  #state: ConnectionState = { state: 'connecting', attempt: 1 };
  #link: Link | undefined;
  #attempt = 0;
  #retryTimer: NodeJS.Timeout | undefined;
  #ticker: NodeJS.Timeout;
  #lastTick: number;
  /** why the last attempt failed, when a clock was the reason */
  #clock: WrongClock | undefined;
  #isClosed = false;

  constructor(options: ConnectionOptions, listener: ConnectionListener) {
    this.#options = options;
    this.#listener = listener;
    this.#token = options.token;
    this.#lastTick = options.now();
    this.#ticker = setInterval(() => this.#tick(), TICK_MS);
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** The link while signed in. */
  get link(): Link | undefined {
    return this.#link;
  }

  /** The session goes on under a new token. */
  setToken(token: string): void {
    this.#token = token;
  }

  /** Takes over a link that has just logged in. Resolves when all is up to date, or the link is lost again. */
  adopt(link: Link, profile: Profile): Promise<void> {
    return this.#goOnline(link, profile);
  }

  /** Begins, or tries again at once instead of at `retryAt`. Nothing happens while online, connecting or ended. */
  connect(): void {
    const isTrying = this.#attempt > 0 && this.#state.state === 'connecting';
    if (this.#isClosed || this.#link || isTrying || this.#state.state === 'ended') return;
    clearTimeout(this.#retryTimer);
    void this.#try();
  }

  /** Drops the present link; what it left unfinished is done over the next. */
  restart(): void {
    this.#link?.channel.destroy('ended');
  }

  /** The server said that a later login takes over. */
  kicked(endedBy: EndedBy): void {
    this.#end({ state: 'ended', why: 'kicked', endedBy });
  }

  close(): void {
    this.#isClosed = true;
    clearInterval(this.#ticker);
    clearTimeout(this.#retryTimer);
    this.#link?.channel.close('ended');
  }

  async #try(): Promise<void> {
    this.#attempt += 1;
    this.#clock = undefined;
    this.#change({ state: 'connecting', attempt: this.#attempt });
    try {
      await this.#resume(await dial(this.#options.server, this.#options.now));
    } catch (error) {
      if (!this.#isClosed) this.#failed(error);
    }
  }

  async #resume(link: Link): Promise<void> {
    const signature = this.#options.deviceKey.signResume(link.channel.exporter);
    try {
      if (this.#isClosed) throw new ChannelError('ended');
      const { profile } = await link.channel.request('account.resume', { token: this.#token, signature });
      if (this.#isClosed) throw new ChannelError('ended');
      await this.#goOnline(link, profile);
    } catch (error) {
      link.channel.close('ended');
      throw error;
    }
  }

  async #goOnline(link: Link, profile: Profile): Promise<void> {
    link.channel.allowLargeFrames();
    this.#link = link;
    const ready = this.#listener.online(link, profile);
    link.attach({ event: (name, params) => this.#listener.event(name, params), closed: () => this.#lost() });
    try {
      await ready;
    } catch (error) {
      if (!this.#isClosed) this.#options.log(`lists not fetched: ${describe(error)}`);
      this.#clock = wrongClockIn(error);
      link.channel.destroy('ended');
    }
    if (this.#link !== link || this.#state.state === 'ended') return;
    this.#attempt = 0;
    this.#change({ state: 'online' });
  }

  #lost(): void {
    this.#link = undefined;
    this.#listener.offline();
    if (!this.#isClosed && this.#state.state !== 'ended') this.#retryAfter(this.#nextDelay());
  }

  #failed(error: unknown) {
    this.#clock = wrongClockIn(error);
    const ended = endedState(error);
    if (ended) return this.#end(ended);
    this.#options.log(`connecting failed: ${describe(error)}`);
    this.#retryAfter(Math.max(this.#nextDelay(), retryAfter(error)));
  }

  #nextDelay(): number {
    return retryDelay(Math.max(1, this.#attempt), this.#options.random());
  }

  #retryAfter(delay: number): void {
    const clock = this.#clock && { clock: this.#clock };
    this.#change({ state: 'offline', retryAt: this.#options.now() + delay, ...clock });
    this.#retryTimer = setTimeout(() => this.connect(), delay);
  }

  #end(state: ConnectionState): void {
    clearTimeout(this.#retryTimer);
    this.#change(state);
  }

  #change(state: ConnectionState): void {
    this.#state = state;
    this.#listener.changed(state);
  }

  #tick(): void {
    const now = this.#options.now();
    const passed = now - this.#lastTick;
    this.#lastTick = now;
    if (passed > TICK_MS + SLEPT_MS) this.#wake();
    // set back by somebody: what failed for the clock's sake may do now
    else if (passed < 0 && this.#clock) this.connect();
  }

  /** After sleep the old connection is as good as dead, though the socket may not know for a minute. */
  #wake(): void {
    this.restart();
    this.connect();
  }
}

/** The state that an answer to resuming puts an end to the session with; undefined when trying again can help. */
function endedState(error: unknown): ConnectionState | undefined {
  if (error instanceof ContractError && (error.code === 'server-changed' || error.code === 'version')) {
    return { state: 'ended', why: error.code };
  }
  if (!(error instanceof OperationError)) return undefined;
  if (error.is('session-ended') && error.details.endedBy) {
    return { state: 'ended', why: 'kicked', endedBy: error.details.endedBy };
  }
  return error.is('session-ended') || error.is('bad-token') ? { state: 'ended', why: 'signed-out' } : undefined;
}

function retryAfter(error: unknown): number {
  return error instanceof OperationError && error.is('rate-limited') ? error.details.retryAfterMs : 0;
}
