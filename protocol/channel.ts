import { z } from 'zod';
import { type ArrivedOperation, scanOperations, unpack } from './codec.ts';
import { ChannelError, type CloseReason, closeReasons, OperationError, ViolationError } from './errors.ts';
import type { Frame, FrameDecoder } from './frame.ts';
import { DEAD_AFTER_MS, FRAME_LIMIT, FRAME_LIMIT_BEFORE_LOGIN, PING_AFTER_MS, REPLY_TIMEOUT_MS } from './limits.ts';
import { ChannelCode } from './operations/channel.ts';
import { REPLY_BIT } from './operations/operation.ts';
import {
  type Event,
  type EventName,
  type Notice,
  type NoticeName,
  operationByCode,
  operations,
  type Reply,
  type Request,
  type RequestName,
} from './operations/table.ts';
import { Outbound } from './outbound.ts';
import { PendingRequests, RequestId } from './pending-requests.ts';
import type { Opener, Sealer } from './record.ts';
import type { Wire } from './wire.ts';

/** Who uses a channel: gets every operation parsed by its schema. */
export interface ChannelHandlers {
  /**
   * server: asked between operations; true keeps what has come until `proceed` is called. The wire should bring
   * no more meanwhile.
   */
  mustWait?(): boolean;
  /**
   * server: told of each operation before anything of it is read, with no name for unknown ones and for what keeps the
   * connection alive. @returns 0, or the milliseconds after which it may be asked for again: then it is not done
   */
  charge?(name: RequestName | NoticeName | undefined): number;
  /** server: answer with `reply` or `fail` */
  request?<N extends RequestName>(name: N, id: number, params: Request<N>): void;
  /** server */
  notice?<N extends NoticeName>(name: N, params: Notice<N>): void;
  /** client */
  event?<N extends EventName>(name: N, params: Event<N>): void;
  /** exactly once; nothing comes after it */
  closed(reason: CloseReason): void;
}

export interface ChannelParts {
  role: 'client' | 'server';
  wire: Wire;
  decoder: FrameDecoder;
  sealer: Sealer;
  opener: Opener;
  exporter: Buffer;
  /** monotonic milliseconds */
  now: () => number;
}

const CloseParams = z.object({ reason: z.string().max(64) });

/** A server pings later than a client, so that a connection normally carries the client's pings only. */
const SERVER_PING_AFTER_MS = 1.5 * PING_AFTER_MS;

/** Operations of a batch that are handled before it is asked again whether the rest must wait. */
const ASKED_EVERY = 4;

const NOTHING: readonly ArrivedOperation[] = [];

/** Cipher objects of a channel that was quiet for so long are freed. */
const REST_AFTER_MS = 2_000;

/**
 * Channels with something to send. All of them are flushed together after the event loop has read every socket that was
 * ready, so that what one turn brought about leaves in one frame and one write per connection.
 */
const unflushed: Channel[] = [];

function flushAll(): void {
  for (const channel of unflushed.splice(0)) channel.flush();
}

/**
 * One authenticated, encrypted connection after its handshake: requests with replies, notices, events, keepalive and
 * rekeying. Knows no sockets and no timers: bytes come from the wire, time from `tick`.
 */
export class Channel {
  readonly #role: 'client' | 'server';
  readonly #wire: Wire;
  readonly #decoder: FrameDecoder;
  readonly #sealer: Sealer;
  readonly #opener: Opener;
  readonly #now: () => number;
  #exporter: Buffer | undefined;
  #handlers: ChannelHandlers | undefined;
  /** of the last frame that was opened; from `#handled` on they are still to be handled */
  #arrived: readonly ArrivedOperation[] = NOTHING;
  #handled = 0;
  #isWaiting = false;
  #ended: CloseReason | undefined;
  readonly #outbound: Outbound;
  #requests: PendingRequests | undefined;
  #lastReceivedAt: number;
  #lastSentAt: number;
  #pinged = false;
  #resting = false;

  constructor(parts: ChannelParts) {
    this.#exporter = parts.exporter;
    this.#role = parts.role;
    this.#wire = parts.wire;
    this.#decoder = parts.decoder;
    this.#sealer = parts.sealer;
    this.#opener = parts.opener;
    this.#now = parts.now;
    this.#lastReceivedAt = parts.now();
    this.#lastSentAt = this.#lastReceivedAt;
    this.#outbound = new Outbound(parts.sealer, parts.role);
    // the client takes large frames at once, as its server has proved itself
    this.#decoder.limit = parts.role === 'client' ? FRAME_LIMIT : FRAME_LIMIT_BEFORE_LOGIN;
    parts.wire.onData = (chunk) => this.#receive(chunk);
    parts.wire.onClose = () => this.#finish('cut-off');
  }

  /** From now on operations are handled, first those that have come already. */
  start(handlers: ChannelHandlers): void {
    this.#handlers = handlers;
    if (this.#ended) handlers.closed(this.#ended);
    else this.#handleArrived();
  }

  /** Goes on with what had to wait. */
  proceed(): void {
    this.#isWaiting = false;
    this.#handleArrived();
  }

  /**
   * 32 bytes that both sides and nobody else have, different for each connection: what a login proof signs.
   * @throws OperationError `already-signed-in` once somebody has: it is needed no more, and gone
   */
  get exporter(): Buffer {
    if (!this.#exporter) throw new OperationError('already-signed-in');
    return this.#exporter;
  }

  get isOpen(): boolean {
    return this.#ended === undefined;
  }

  /** On the clock given at construction. */
  get lastReceivedAt(): number {
    return this.#lastReceivedAt;
  }

  /** Bytes on their way out that the network has not taken yet. */
  get queuedBytes(): number {
    return this.#outbound.bytes + this.#wire.bufferedBytes;
  }

  /** Bytes received of a frame that is not complete yet. */
  get pendingFrameBytes(): number {
    return this.#decoder.pendingBytes;
  }

  /** Called by both sides once signed in: frames may have up to 256 KiB instead of 4 KiB. */
  allowLargeFrames(): void {
    this.#exporter?.fill(0);
    this.#exporter = undefined;
    this.#decoder.limit = FRAME_LIMIT;
    this.#outbound.allowLargeFrames();
  }

  /**
   * Asks, as the client.
   * @param timeoutMs how long to wait for the reply; the connection stays when it does not come
   * @throws OperationError as the server answered it; ChannelError when the connection ended or the reply did not come
   */
  async request<N extends RequestName>(name: N, params: Request<N>, timeoutMs = REPLY_TIMEOUT_MS): Promise<Reply<N>> {
    if (this.#ended) throw new ChannelError(this.#ended);
    this.#requests ??= new PendingRequests();
    const id = this.#requests.nextId();
    this.#enqueue(operations[name].code, { id, ...params });
    return this.#requests.wait(name, id, this.#now() + timeoutMs);
  }

  /** Tells the server. Lost without notice when the connection has ended. */
  notice<N extends NoticeName>(name: N, params: Notice<N>): void {
    this.#enqueue(operations[name].code, params as object);
  }

  /** Tells the client. Lost without notice when the connection has ended. */
  event<N extends EventName>(name: N, params: Event<N>): void {
    this.#enqueue(operations[name].code, params as object);
  }

  reply<N extends RequestName>(name: N, id: number, result: Reply<N>): void {
    this.#enqueue(operations[name].code | REPLY_BIT, { id, ...result });
  }

  fail(name: RequestName, id: number, error: OperationError): void {
    this.#refuse(operations[name].code, id, error);
  }

  /** Sends what is queued, tells the peer why and ends. */
  close(reason: CloseReason): void {
    if (this.#ended) return;
    this.#enqueue(ChannelCode.close, { reason });
    this.flush();
    this.#wire.end();
    this.#finish(reason);
  }

  /** Ends at once; the peer is not told why. */
  destroy(reason: CloseReason): void {
    this.#wire.destroy();
    this.#finish(reason);
  }

  /** To be called about once a second: keepalive, requests without a reply, rest for quiet connections. */
  tick(): void {
    if (this.#ended) return;
    const now = this.#now();
    const silence = now - this.#lastReceivedAt;
    if (silence >= DEAD_AFTER_MS) return this.destroy('timeout');
    const pingAfter = this.#role === 'client' ? PING_AFTER_MS : SERVER_PING_AFTER_MS;
    if (silence >= pingAfter && !this.#pinged) {
      this.#pinged = true;
      this.#enqueue(ChannelCode.ping, {});
    }
    this.#requests?.expire(now);
    this.#restWhenQuiet(now);
  }

  #restWhenQuiet(now: number): void {
    if (this.#resting || now - Math.max(this.#lastReceivedAt, this.#lastSentAt) < REST_AFTER_MS) return;
    this.#resting = true;
    this.#sealer.rest();
    this.#opener.rest();
    this.#decoder.rest();
  }

  #enqueue(code: number, params: object): void {
    if (this.#ended) return;
    const wasEmpty = this.#outbound.isEmpty;
    this.#outbound.add(code, params);
    if (!wasEmpty) return;
    if (unflushed.length === 0) setImmediate(flushAll);
    unflushed.push(this);
  }

  /** Sends what is queued now. Happens by itself at the end of the event loop's turn. */
  flush(): void {
    if (this.#ended || this.#outbound.isEmpty) return;
    this.#lastSentAt = this.#now();
    this.#resting = false;
    const frames = this.#outbound.takeFrames(this.#lastSentAt);
    const [first] = frames;
    this.#wire.write(first && frames.length === 1 ? first : Buffer.concat(frames));
  }

  #receive(chunk: Buffer): void {
    if (this.#ended) return;
    this.#decoder.push(chunk);
    if (this.#handlers) this.#handleArrived();
  }

  #handleArrived(): void {
    try {
      for (let more = true; more && !this.#ended && !this.#isWaiting; ) more = this.#handleNext();
    } catch (error) {
      if (!(error instanceof ViolationError)) throw error;
      this.destroy('violation');
    }
  }

  /** The next operation or, when none is left, the next frame. @returns false when there is nothing, or it must wait */
  #handleNext(): boolean {
    const operation = this.#arrived[this.#handled];
    if (!operation && this.#decoder.pendingBytes === 0) return false;
    // for each of many small ones the question would cost more than it is worth
    if (this.#handled % ASKED_EVERY === 0 && this.#handlers?.mustWait?.()) {
      this.#isWaiting = true;
      return false;
    }
    if (operation) {
      this.#handled += 1;
      if (this.#handled === this.#arrived.length) this.#forgetArrived();
      this.#handleOperation(operation);
      return true;
    }
    const frame = this.#decoder.next();
    if (frame) this.#open(frame);
    return frame !== undefined;
  }

  #forgetArrived(): void {
    this.#arrived = NOTHING;
    this.#handled = 0;
  }

  #open(frame: Frame): void {
    const { code, payload } = this.#opener.open(frame);
    this.#lastReceivedAt = this.#now();
    this.#resting = false;
    this.#pinged = false;
    this.#arrived = scanOperations(code, payload);
    this.#handled = 0;
  }

  #handleOperation(operation: ArrivedOperation): void {
    switch (operation.code) {
      case ChannelCode.ping:
        this.#chargeKeepalive();
        return this.#enqueue(ChannelCode.ping | REPLY_BIT, {});
      case ChannelCode.ping | REPLY_BIT:
        return this.#chargeKeepalive();
      case ChannelCode.rekey:
        return this.#handleRekey();
      case ChannelCode.close:
        return this.#handleClose(unpack(operation.map));
      default:
        return this.#role === 'server' ? this.#handleFromClient(operation) : this.#handleFromServer(operation);
    }
  }

  #chargeKeepalive(): void {
    if (this.#handlers?.charge?.(undefined)) throw new ViolationError('too many pings');
  }

  #handleRekey(): void {
    const now = this.#now();
    if (!this.#opener.isWorthRekey(now)) throw new ViolationError('rekey too early');
    this.#opener.rekey(now);
  }

  #handleClose(params: Record<string, unknown>): void {
    const reason = CloseParams.safeParse(params).data?.reason;
    // the peer's "I ended it" is our "it was closed"; unknown reasons of a newer peer count as that too
    const known = reason === 'ended' ? 'closed' : closeReasons.find((each) => each === reason);
    this.#wire.end();
    this.#finish(known ?? 'closed');
  }

  #handleFromClient({ code, map }: ArrivedOperation): void {
    const name = operationByCode(code);
    const kind = name && operations[name].kind;
    const asked = kind === 'event' ? undefined : (name as RequestName | NoticeName | undefined);
    const retryAfterMs = this.#handlers?.charge?.(asked) ?? 0;
    // A notice beyond the rate is dropped: notices have no answer in which the sender could be told.
    if (kind === 'notice') return retryAfterMs > 0 ? undefined : this.#handleNotice(name as NoticeName, unpack(map));
    const params = unpack(map);
    const id = RequestId.safeParse(params.id);
    if (!id.success) throw new ViolationError('request without an id');
    if (retryAfterMs > 0) return this.#refuse(code, id.data, new OperationError('rate-limited', { retryAfterMs }));
    if (kind === 'request') return this.#handleRequest(name as RequestName, id.data, params);
    this.#refuse(code, id.data, new OperationError('unknown-operation'));
  }

  #refuse(code: number, id: number, error: OperationError): void {
    this.#enqueue(code | REPLY_BIT, { id, error: error.toReply() });
  }

  #handleRequest(name: RequestName, id: number, params: Record<string, unknown>): void {
    const parsed = operations[name].request.safeParse(params);
    if (!parsed.success) return this.fail(name, id, new OperationError('malformed'));
    this.#handlers?.request?.(name, id, parsed.data as Request<typeof name>);
  }

  #handleNotice(name: NoticeName, params: Record<string, unknown>): void {
    const parsed = operations[name].event.safeParse(params);
    if (!parsed.success) throw new ViolationError(name);
    this.#handlers?.notice?.(name, parsed.data as Notice<typeof name>);
  }

  #handleFromServer({ code, map }: ArrivedOperation): void {
    if (code & REPLY_BIT) return this.#requests?.settle(unpack(map));
    const name = operationByCode(code);
    // an event of a newer server: not for us
    if (!name || operations[name].kind !== 'event') return;
    const parsed = operations[name as EventName].event.safeParse(unpack(map));
    if (!parsed.success) throw new ViolationError(name);
    this.#handlers?.event?.(name as EventName, parsed.data as Event<EventName>);
  }

  #finish(reason: CloseReason): void {
    if (this.#ended) return;
    this.#ended = reason;
    this.#outbound.clear();
    this.#forgetArrived();
    this.#requests?.rejectAll(reason);
    this.#handlers?.closed(reason);
  }
}
