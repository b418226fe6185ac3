import type { AccountId, Channel, DeviceId } from '../../protocol/index.ts';
import type { Config } from '../config.ts';
import type { Reader } from '../store/database.ts';
import { type Envelope, readQueue } from '../store/queue.ts';
import { Fifo } from './fifo.ts';
import { KnownParcels } from './known-parcels.ts';
import { Parcel, type ParcelOwner, type Waiting } from './parcel.ts';
import type { QueueWriter } from './queue-writer.ts';
import { Quota, type QuotaParts } from './quota.ts';

/** What a lane needs of a device's connection. */
export type Outlet = Pick<Channel, 'event' | 'queuedBytes'>;

export interface LaneContext {
  limits: Config['limits'];
  /** milliseconds to wait for a device's acknowledgement before storing */
  ackWaitMs: number;
  writer: QueueWriter;
  database: { readonly read: Reader };
  /** monotonic milliseconds */
  now: () => number;
  /** lanes with something in flight, to be swept */
  active: Set<Lane>;
  reportFailure(error: unknown): void;
}

/** Bodies have up to 64 KiB, so a page is at most 4 MiB in memory. */
const PAGE = 64;

/**
 * The way to one device, in strict order. Three states:
 * - away: everything is stored;
 * - behind: everything is stored and then pushed, from the queue's pages or, at their end, while being stored;
 * - live: everything stored has been pushed; new parcels are pushed from memory and stored only when the device does
 * not
 *   acknowledge in time, takes too little, or goes away.
 *
 * What is in flight is always first those that have a place in the queue, then those in memory only.
 */
export class Lane implements ParcelOwner {
  readonly device: DeviceId;
  /** raw Ed25519 public key of the device */
  key: Uint8Array;
  readonly #context: LaneContext;
  readonly #quota: Quota;
  #channel: Outlet | undefined;
  #isLive = false;
  #isReading = false;
  #lastSeq = 0;
  /** pushed on this connection, not acknowledged */
  readonly #inFlight = new Fifo<Parcel>();
  #inFlightBytes = 0;
  #acknowledgedAt = 0;
  /** with the writer, neither committed nor pushed on this connection */
  #unpushed = new Fifo<Parcel>();
  readonly #known = new KnownParcels();
  /** place of the last queued parcel that was pushed on this connection */
  #cursor = 0;
  /** place of the last parcel known to be committed */
  #committedId: number;
  /** place of the last queued parcel the device acknowledged; its row may still wait for its deletion */
  #acknowledgedId = 0;

  constructor(device: DeviceId, key: Uint8Array, queue: Omit<QuotaParts, 'limits'>, context: LaneContext) {
    this.device = device;
    this.key = key;
    this.#context = context;
    this.#quota = new Quota({ ...queue, limits: context.limits });
    this.#committedId = Math.max(0, ...queue.shares.map((share) => share.lastId));
  }

  /** Nothing would be lost if this object were forgotten. */
  get isIdle(): boolean {
    return !this.#channel && this.#known.size === 0 && this.#unpushed.length === 0;
  }

  get isAttached(): boolean {
    return this.#channel !== undefined;
  }

  /** Whether the queue takes one more of that sender. */
  fits(envelope: Envelope): boolean {
    return this.#quota.fits(envelope.from, envelope.body.length);
  }

  /** The device is there: it gets what is stored, then what comes. */
  attach(channel: Outlet): void {
    this.#channel = channel;
    this.#lastSeq = 0;
    this.#cursor = this.#quota.isEmpty ? this.#committedId : this.#acknowledgedId;
    this.#context.active.add(this);
    this.#pump();
  }

  /** The device is gone: what it has not acknowledged is stored, in order. */
  detach(): void {
    this.#storeInFlight();
    this.#channel = undefined;
    this.#isLive = false;
    const unpushed = new Fifo<Parcel>();
    for (const parcel of this.#inFlight) {
      if (parcel.isCommitted || parcel.isGivenUp) this.#forget(parcel);
      else unpushed.push(parcel);
    }
    for (const parcel of this.#unpushed) unpushed.push(parcel);
    this.#unpushed = unpushed;
    this.#inFlight.clear();
    this.#inFlightBytes = 0;
  }

  /**
   * Takes an envelope. One that is on its way already is not taken twice.
   * @param waiting told when the envelope is safe
   */
  offer(envelope: Envelope, waiting: Waiting): void {
    const known = this.#known.find(envelope);
    if (known) {
      known.await(waiting);
      return;
    }
    const parcel = new Parcel(this, envelope);
    parcel.await(waiting);
    this.#known.set(parcel);
    if (this.#isLive && !this.#hasRoom()) this.#fallBehind();
    if (this.#isLive) this.#push(parcel);
    else this.#store(parcel);
    if (!this.#isLive) this.#pump();
  }

  /** The device has committed everything up to that place in its stream. */
  acknowledge(upTo: number): void {
    this.#acknowledgedAt = this.#context.now();
    let lastQueued = 0;
    for (let first = this.#inFlight.first; first && first.seq <= upTo; first = this.#inFlight.first) {
      this.#inFlight.shift();
      this.#inFlightBytes -= first.envelope.body.length;
      this.#forget(first);
      if (first.id > 0 && !first.isGivenUp) {
        lastQueued = first.id;
        this.#quota.remove(first.envelope.from, first.envelope.body.length);
      }
      first.acknowledged();
    }
    if (lastQueued > 0) {
      this.#acknowledgedId = lastQueued;
      this.#context.writer.acknowledge(this.device, lastQueued);
    }
    if (!this.#isLive) this.#pump();
  }

  /** Whether the device has as much in flight as it may, and has acknowledged nothing for so long. */
  isStuck(ms: number): boolean {
    const first = this.#inFlight.first;
    if (!first || this.#hasRoom()) return false;
    return this.#context.now() - Math.max(first.pushedAt, this.#acknowledgedAt) >= ms;
  }

  /** So much of that sender was removed from the queue unread. */
  expired(from: AccountId, bytes: number): void {
    this.#quota.remove(from, bytes);
  }

  /** Called a few times a second while there is something to watch. @returns false when there is not any more */
  sweep(): boolean {
    if (this.#isLive && this.#isOverdue()) this.#fallBehind();
    if (!this.#isLive) this.#pump();
    return this.#channel !== undefined && (!this.#isLive || this.#inFlight.length > 0);
  }

  /** Stores what is in memory only, as before a stop. */
  secure(): void {
    if (this.#isLive) this.#fallBehind();
  }

  parcelCommitted(parcel: Parcel): void {
    this.#committedId = parcel.id;
    if (this.#unpushed.first !== parcel) return;
    this.#unpushed.shift();
    this.#forget(parcel);
  }

  parcelFailed(parcel: Parcel): void {
    if (this.#unpushed.first === parcel) this.#unpushed.shift();
    if (!parcel.isAcknowledged) this.#quota.remove(parcel.envelope.from, parcel.envelope.body.length);
    this.#forget(parcel);
  }

  commitSettled(): void {
    if (!this.#isLive) this.#pump();
  }

  #forget(parcel: Parcel): void {
    this.#known.delete(parcel);
  }

  #hasRoom(): boolean {
    const { window, slowReaderBytes } = this.#context.limits;
    return (
      this.#inFlight.length < window &&
      this.#inFlightBytes < slowReaderBytes &&
      this.#channel !== undefined &&
      this.#channel.queuedBytes < slowReaderBytes
    );
  }

  #isOverdue(): boolean {
    const first = this.#inFlight.first;
    return first !== undefined && this.#context.now() - first.pushedAt >= this.#context.ackWaitMs;
  }

  #store(parcel: Parcel): void {
    this.#quota.add(parcel.envelope.from, parcel.envelope.body.length);
    this.#context.writer.add(parcel);
    if (parcel.seq === 0) this.#unpushed.push(parcel);
  }

  /** From live to behind. What is in flight counts as pushed from the queue. */
  #fallBehind(): void {
    this.#storeInFlight();
    this.#isLive = false;
  }

  #storeInFlight(): void {
    for (const parcel of this.#inFlight) {
      if (parcel.id > 0 || parcel.isGivenUp) continue;
      this.#store(parcel);
      this.#cursor = parcel.id;
    }
  }

  /** Pushes as much as the device takes; ends live when nothing is left and the device keeps up. */
  #pump(): void {
    while (this.#channel && !this.#isReading && this.#hasRoom()) {
      if (this.#cursor < this.#committedId) {
        this.#readPage();
        return;
      }
      const parcel = this.#unpushed.shift();
      if (!parcel) {
        this.#goLive();
        return;
      }
      this.#cursor = parcel.id;
      this.#push(parcel);
    }
  }

  #goLive(): void {
    if (this.#isOverdue()) return;
    this.#isLive = true;
    // all that was stored is acknowledged: whatever the counts say now came from messages that were sent twice
    if (this.#inFlight.length === 0) this.#quota.clear();
  }

  #readPage(): void {
    const channel = this.#channel;
    const upTo = this.#committedId;
    this.#isReading = true;
    readQueue(this.#context.database.read, this.device, this.#cursor, PAGE)
      .then((page) => {
        if (this.#channel !== channel) return;
        for (const { id, ...envelope } of page) {
          if (!this.#hasRoom()) return;
          this.#pushQueued(id, envelope);
        }
        if (page.length < PAGE) this.#cursor = Math.max(this.#cursor, upTo);
      })
      .catch(this.#context.reportFailure)
      .finally(() => {
        this.#isReading = false;
        this.#pump();
      });
  }

  #pushQueued(id: number, envelope: Envelope): void {
    this.#cursor = id;
    // the disk may have it a moment before the writer says so
    const unpushed = this.#unpushed.first?.id === id ? this.#unpushed.shift() : undefined;
    const parcel = unpushed ?? new Parcel(this, envelope, id);
    this.#known.set(parcel);
    this.#push(parcel);
  }

  #push(parcel: Parcel): void {
    const { envelope } = parcel;
    this.#lastSeq += 1;
    parcel.seq = this.#lastSeq;
    parcel.pushedAt = this.#context.now();
    this.#inFlight.push(parcel);
    this.#inFlightBytes += envelope.body.length;
    if (this.#inFlight.length === 1) this.#context.active.add(this);
    if (this.#channel) emit(this.#channel, parcel.seq, envelope);
  }
}

function emit(channel: Outlet, seq: number, envelope: Envelope): void {
  const { from, fromDevice: device, to, messageId, sentAt, receivedAt, body } = envelope;
  switch (envelope.kind) {
    case 'message':
      channel.event('message.deliver', { seq, from, device, to, messageId, sentAt, receivedAt, body });
      break;
    case 'expiry':
      channel.event('message.expire', { seq, to, messageId, device });
      break;
  }
}
