import type { Socket } from 'node:net';
import type {
  Channel,
  ChannelHandlers,
  CloseReason,
  Notice,
  NoticeName,
  Request,
  RequestName,
  Wire,
} from '../protocol/index.ts';
import { addressKey, plainAddress } from './address.ts';
import type { Guest, Place } from './admission.ts';
import { UNSENT_BYTES } from './blobs/flow.ts';
import type { Config } from './config.ts';
import type { Dispatcher } from './dispatch.ts';
import type { Client, SignedIn, Transfer } from './member.ts';
import type { RatedName } from './rates.ts';
import type { Share, Turns } from './turns.ts';

export interface ConnectionContext {
  config: Config;
  dispatcher: Dispatcher;
  turns: Turns;
  /** monotonic milliseconds */
  now: () => number;
  /** called once, after the end */
  onEnd(connection: Connection, reason: CloseReason): void;
}

/** So long a connection is not listened to for each operation that comes too often. */
const HOLD_MS = 10;
const GUEST_HOLD_MS = 100;

const SLOWEST_FRAME_BYTES_PER_MS = 1024 / 1000;

/** A client's socket: the only place that touches it. Timeouts and back-pressure are its business. */
export class Connection implements Client, Guest, Wire, ChannelHandlers {
  readonly address: string;
  readonly port: number;
  readonly peer: string;
  session: SignedIn | undefined;
  transfer: Transfer | undefined;
  onData: (chunk: Buffer) => void = () => {};
  onClose: () => void = () => {};
  readonly #socket: Socket;
  readonly #context: ConnectionContext;
  /** when it came, or its handshake was begun */
  #openedAt: number;
  #lastHeardAt: number;
  #isHandshakeWaiting = false;
  /** received before the handshake was done */
  #earlyBytes = 0;
  readonly #share: Share;
  /** undefined until the handshake is done */
  #channel: Channel | undefined;
  /** undefined once signed in or ended */
  #place: Place | undefined;
  #isPaused = false;
  /** bytes the network had taken when it last took some, and when that was; while the peer is slow */
  #slowSince: { taken: number; at: number } | undefined;
  #endedAt: number | undefined;
  /** called when the network has taken all it was given, and at the end */
  #onDrained: (() => void)[] = [];
  /** when a frame was first seen incomplete, and when the one before had ended */
  #frameSince: { after: number; at: number } | undefined;

  constructor(socket: Socket, place: Place, context: ConnectionContext) {
    this.address = plainAddress(socket.remoteAddress);
    // a socket that is closed already has none
    this.port = socket.remotePort ?? 0;
    this.peer = addressKey(this.address);
    this.#socket = socket;
    this.#place = place;
    place.guest = this;
    this.#context = context;
    this.#openedAt = context.now();
    this.#lastHeardAt = this.#openedAt;
    this.#share = context.turns.join(() => this.#proceed());
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('drain', () => this.#releaseWaiting());
    socket.on('end', () => this.onClose());
    socket.on('error', () => this.onClose());
    socket.on('close', () => this.#ended());
  }

  get signedIn(): SignedIn | undefined {
    return this.session ?? this.transfer;
  }

  /** Only after `start`. */
  get channel(): Channel {
    if (!this.#channel) throw new Error('no channel before the end of the handshake');
    return this.#channel;
  }

  get silentSince(): number | undefined {
    const isAnswerDue = this.#isHandshakeWaiting || this.#isPaused || this.#share.isWaiting;
    return isAnswerDue ? undefined : this.#lastHeardAt;
  }

  evict(): void {
    this.#socket.destroy();
  }

  /** Waits until the server has time for the handshake; the client's time begins then. */
  async waitForTurn(turn: (isGone: () => boolean) => Promise<void>): Promise<void> {
    this.#isHandshakeWaiting = true;
    await turn(() => this.#socket.destroyed);
    this.#isHandshakeWaiting = false;
    this.#openedAt = this.#context.now();
    this.#lastHeardAt = this.#openedAt;
  }

  /** The handshake is done: operations are served. */
  start(channel: Channel): void {
    this.#channel = channel;
    this.#earlyBytes = 0;
    channel.start(this);
  }

  mustWait(): boolean {
    if (!this.#share.mustWait()) return false;
    this.#readOrNot();
    return true;
  }

  charge(name: RatedName | undefined): number {
    const retryAfterMs = this.#context.dispatcher.charge(this, name);
    if (retryAfterMs > 0) this.#share.hold(this.#place ? GUEST_HOLD_MS : HOLD_MS);
    return retryAfterMs;
  }

  request<N extends RequestName>(name: N, id: number, params: Request<N>): void {
    this.#context.dispatcher.request(this, name, id, params);
  }

  notice<N extends NoticeName>(name: N, params: Notice<N>): void {
    this.#context.dispatcher.notice(this, name, params);
  }

  closed(reason: CloseReason): void {
    this.#endedAt = this.#context.now();
    this.#leavePlace();
    this.#context.onEnd(this, reason);
    this.#releaseWaiting();
  }

  async drained(below: number): Promise<void> {
    while (this.channel.isOpen && this.channel.queuedBytes >= below) {
      await new Promise<void>((resolve) => this.#onDrained.push(resolve));
    }
  }

  promote(): void {
    this.#leavePlace();
  }

  pause(): void {
    this.#isPaused = true;
    this.#readOrNot();
  }

  resume(): void {
    this.#isPaused = false;
    this.#readOrNot();
  }

  /** Nothing more is taken in while something keeps what has come from being done. */
  #readOrNot(): void {
    const isSlow = this.#slowSince !== undefined && !this.transfer;
    if (this.#isPaused || this.#share.isWaiting || isSlow) this.#socket.pause();
    else this.#socket.resume();
  }

  #proceed(): void {
    this.#channel?.proceed();
    // the goodbye has been said: the socket is read to its end
    if (this.#endedAt === undefined) this.#readOrNot();
  }

  get bufferedBytes(): number {
    return this.#socket.writableLength;
  }

  write(bytes: Buffer): void {
    this.#socket.write(bytes);
  }

  end(): void {
    this.#socket.end();
    // to see the peer's FIN; destroying now could overtake our goodbye
    this.#socket.resume();
  }

  /** Says goodbye because the server stops. */
  dismiss(): void {
    if (this.#channel) this.#channel.close('shutdown');
    else this.#socket.destroy();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** To be called about once a second. */
  tick(): void {
    const { timeouts } = this.#context.config;
    const now = this.#context.now();
    const age = now - this.#openedAt;
    if (!this.#channel) {
      const limit = this.#isHandshakeWaiting ? timeouts.login : timeouts.handshake;
      if (age >= limit * 1000) this.#socket.destroy();
      return;
    }
    if (this.#endedAt !== undefined) {
      if (now - this.#endedAt >= timeouts.shutdown * 1000) this.#socket.destroy();
      return;
    }
    if (this.#place && age >= timeouts.login * 1000) this.#channel.close('timeout');
    else if (this.#isFrameTooSlow(this.#channel)) this.#channel.destroy('timeout');
    else if (this.session?.lane.isStuck(timeouts.slowReader * 1000)) this.#channel.destroy('slow-reader');
    else this.#watchSlowReader(this.#channel);
    this.#channel.tick();
  }

  #receive(chunk: Buffer): void {
    if (!this.#channel) this.#earlyBytes += chunk.length;
    // an honest guest waits for answers, and has never so much under way
    if (this.#place && Math.max(chunk.length, this.#earlyBytes) > this.#context.config.limits.guestBytes) {
      this.#socket.destroy();
      return;
    }
    this.#lastHeardAt = this.#context.now();
    this.#share.work(() => this.onData(chunk));
  }

  #ended(): void {
    this.onClose();
    this.#leavePlace();
  }

  #releaseWaiting(): void {
    for (const release of this.#onDrained.splice(0)) release();
  }

  #leavePlace(): void {
    this.#place?.leave();
    this.#place = undefined;
  }

  /** A started frame must be done in some seconds or come with 1 KiB/s. */
  #isFrameTooSlow(channel: Channel): boolean {
    if (channel.pendingFrameBytes === 0 || this.#isPaused || this.#share.isWaiting || this.#slowSince) {
      this.#frameSince = undefined;
      return false;
    }
    const now = this.#context.now();
    // another frame was completed since: this one is new
    if (this.#frameSince?.after !== channel.lastReceivedAt)
      this.#frameSince = { after: channel.lastReceivedAt, at: now };
    const age = now - this.#frameSince.at;
    const isLate = age >= this.#context.config.timeouts.frame * 1000;
    return isLate && channel.pendingFrameBytes < age * SLOWEST_FRAME_BYTES_PER_MS;
  }

  /**
   * A peer that does not take its data is not read from, so that it causes no more; after a while it is dropped. What a
   * transfer connection causes is kept small by its flow.
   */
  #watchSlowReader(channel: Channel): void {
    const slowFrom = this.transfer ? UNSENT_BYTES : this.#context.config.limits.slowReaderBytes;
    if (channel.queuedBytes < slowFrom) {
      const wasSlow = this.#slowSince !== undefined;
      this.#slowSince = undefined;
      if (wasSlow) this.#readOrNot();
      return;
    }
    const now = this.#context.now();
    const taken = this.#socket.bytesWritten - this.#socket.writableLength;
    if (this.#slowSince?.taken !== taken) this.#slowSince = { taken, at: now };
    this.#readOrNot();
    if (now - this.#slowSince.at >= this.#context.config.timeouts.slowReader * 1000) channel.destroy('slow-reader');
  }
}
