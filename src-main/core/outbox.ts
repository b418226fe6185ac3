import {
  type AccountId,
  ChannelError,
  type DeviceId,
  type MessageId,
  OperationError,
  type Reply,
  type Request,
  type Timestamp,
} from '../../protocol/index.ts';
import type { SendProblem } from '../contract/model.ts';
import type { Log } from './log.ts';
import type { SendPace } from './send-pace.ts';

/** Something to be sent until the server has it or refuses it for good. It is stored before it comes here. */
export interface Parcel {
  to: AccountId;
  messageId: MessageId;
  sentAt: Timestamp;
  /** the content for one of the recipient's or one's own other devices */
  seal(device: DeviceId): Uint8Array;
  sent(): void;
  failed(problem: SendProblem): void;
}

export interface OutboxOptions {
  pace: SendPace;
  /** the devices to write for: the recipient's and one's own others */
  devicesFor(to: AccountId): DeviceId[];
  correctDevices(to: AccountId, correction: { missing: DeviceId[]; stale: DeviceId[] }): void;
  /** the connection does not work as it should: a new one is needed */
  broken(): void;
  log: Log;
}

/** Sends one message over the present connection. */
export type SendMessage = (params: Request<'message.send'>) => Promise<Reply<'message.send'>>;

/** How long to leave a server alone that says it has trouble, in milliseconds. */
const TROUBLE_PAUSE_MS = 2_000;
/** A recipient whose devices never fit is asked for no more often than this. */
const CORRECTIONS_IN_A_ROW = 5;

interface Entry {
  parcel: Parcel;
  isUnderWay: boolean;
}

/** Parcels that must arrive in order. The entries under way are not always the first: replies may overtake. */
interface Lane {
  entries: Entry[];
  underWay: number;
  /** a parcel was refused: nothing more is sent until all that are under way have been answered */
  isStalled: boolean;
  corrections: number;
}

/**
 * Brings parcels to the server, in order within each lane, several at a time, over as many connections as it takes.
 * A parcel that got no answer is sent again with the same message id, which the server recognises.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #lanes = new Map<string, Lane>();
  #send: SendMessage | undefined;
  #pause: NodeJS.Timeout | undefined;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** Adds a parcel behind the others of its lane. */
  add(lane: string, parcel: Parcel): void {
    const found = this.#lanes.get(lane) ?? { entries: [], underWay: 0, isStalled: false, corrections: 0 };
    this.#lanes.set(lane, found);
    found.entries.push({ parcel, isUnderWay: false });
    this.#sendMore(found);
  }

  /** Forgets what waits in a lane. What is under way may still arrive. */
  drop(lane: string): void {
    this.#lanes.get(lane)?.entries.splice(0);
    this.#lanes.delete(lane);
  }

  /** Signed in, with the devices of all friends known. */
  open(send: SendMessage): void {
    this.#send = send;
    this.#sendAll();
  }

  /** The connection is gone. */
  close(): void {
    this.#send = undefined;
    clearTimeout(this.#pause);
    this.#pause = undefined;
  }

  #sendAll(): void {
    for (const lane of this.#lanes.values()) this.#sendMore(lane);
  }

  #sendMore(lane: Lane): void {
    while (this.#send && !this.#pause && !lane.isStalled && lane.underWay < this.#options.pace.window) {
      const next = lane.entries.find((entry) => !entry.isUnderWay);
      if (!next) return;
      void this.#sendOne(this.#send, lane, next);
    }
  }

  async #sendOne(send: SendMessage, lane: Lane, entry: Entry): Promise<void> {
    entry.isUnderWay = true;
    lane.underWay += 1;
    this.#options.pace.sent();
    try {
      await send(this.#message(entry.parcel));
      this.#finish(lane, entry);
      lane.corrections = 0;
      entry.parcel.sent();
    } catch (error) {
      this.#refused(lane, entry, error);
    }
    lane.underWay -= 1;
    entry.isUnderWay = false;
    if (lane.underWay === 0) lane.isStalled = false;
    this.#sendMore(lane);
  }

  #message({ to, messageId, sentAt, seal }: Parcel): Request<'message.send'> {
    const envelopes = this.#options.devicesFor(to).map((device) => ({ device, body: seal(device) }));
    return { to, messageId, sentAt, envelopes };
  }

  #finish(lane: Lane, entry: Entry): void {
    lane.entries.splice(lane.entries.indexOf(entry), 1);
  }

  #refused(lane: Lane, entry: Entry, error: unknown) {
    if (error instanceof OperationError) return this.#answered(lane, entry, error);
    if (!(error instanceof ChannelError)) return this.#giveUp(lane, entry, 'refused', String(error));
    lane.isStalled = true;
    // A cut connection is noticed by all; a server that answers nothing, only here.
    if (error.reason === 'timeout') this.#options.broken();
  }

  #giveUp(lane: Lane, entry: Entry, problem: SendProblem, why: string): void {
    this.#options.log(`message not sent: ${why}`);
    this.#finish(lane, entry);
    entry.parcel.failed(problem);
  }

  #answered(lane: Lane, entry: Entry, error: OperationError) {
    if (error.is('devices-changed')) return this.#correct(lane, entry.parcel, error.details);
    if (error.is('rate-limited')) {
      this.#options.pace.refused();
      return this.#waitFor(lane, error.details.retryAfterMs);
    }
    if (error.is('unavailable') || error.is('internal')) return this.#waitFor(lane, TROUBLE_PAUSE_MS);
    if (error.is('not-signed-in')) return this.#options.broken();
    const isKnown = error.is('not-friends') || error.is('queue-full');
    this.#giveUp(lane, entry, isKnown ? error.code : 'refused', error.code);
  }

  #correct(lane: Lane, parcel: Parcel, correction: { missing: DeviceId[]; stale: DeviceId[] }): void {
    lane.isStalled = true;
    this.#options.correctDevices(parcel.to, correction);
    lane.corrections += 1;
    if (lane.corrections % CORRECTIONS_IN_A_ROW === 0) this.#waitFor(lane, TROUBLE_PAUSE_MS);
  }

  #waitFor(lane: Lane, delay: number): void {
    lane.isStalled = true;
    if (!this.#send) return;
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => {
      this.#pause = undefined;
      this.#sendAll();
    }, delay);
  }
}
