import {
  type AccountId,
  ChannelError,
  type DeviceId,
  type MessageId,
  OperationError,
  type Request,
  type Timestamp,
} from '../../protocol/index.ts';
import { ContractError } from '../contract/errors.ts';
import type { SendProblem } from '../contract/model.ts';
import type { Content } from './content.ts';
import type { DeviceAddress, SealRequest } from './e2ee/exchange.ts';
import { DevicesGoneError, type Envelope, SealError } from './e2ee/sealing.ts';
import type { Log } from './log.ts';
import type { SendPace } from './send-pace.ts';

/** Something to be sent until the server has it or refuses it for good. It is stored before it comes here. */
export interface Parcel {
  to: AccountId;
  messageId: MessageId;
  sentAt: Timestamp;
  content: Content;
  /** the one device it is for; absent when it is for all devices of the recipient and for one's own others */
  only?: DeviceAddress;
  sent(): void;
  failed(problem: SendProblem): void;
}

export interface OutboxOptions {
  pace: SendPace;
  /** the devices to write for: the recipient's and one's own others */
  devicesFor(to: AccountId): DeviceAddress[];
  /** Rejects as a request does. */
  correctDevices(to: AccountId, correction: { missing: DeviceId[]; stale: DeviceId[] }): Promise<void>;
  /** Encrypts for these devices; what is asked for in one turn is done at once. Rejects as `Sealing.seal` does. */
  seal(request: SealRequest): Promise<Envelope[]>;
  /** the connection does not work as it should: a new one is needed */
  broken(): void;
  log: Log;
}

/** How messages leave over the present connection. Both resolve when the server has the message safe. */
export interface Post {
  send(params: Request<'message.send'>): Promise<unknown>;
  resend(params: Request<'message.resend'>): Promise<unknown>;
}

/** How long to leave a server alone that says it has trouble, in milliseconds. */
const TROUBLE_PAUSE_MS = 2_000;
/** A recipient whose devices never fit is asked for no more often than this. */
const CORRECTIONS_IN_A_ROW = 5;

interface Entry {
  parcel: Parcel;
  /** encrypted already, when it was written; good for the first try */
  sealed: Envelope[] | undefined;
  isUnderWay: boolean;
  /** some of the devices had no keys to be found: they may be gone, so it went without them */
  isWithoutSome: boolean;
}

/** Parcels that must arrive in order. The entries under way are not always the first: replies may overtake. */
interface Lane {
  entries: Entry[];
  /** taken to be encrypted and sent, and not answered */
  underWay: number;
  /** those taken last are being encrypted: the next would overtake them */
  isSealing: boolean;
  /** a parcel was refused: nothing more is sent until all that are under way have been answered */
  isStalled: boolean;
  corrections: number;
}

type Sealed = PromiseSettledResult<Envelope[]>;

/**
 * Brings parcels to the server, in order within each lane, several at a time, over as many connections as it takes.
 * A parcel that got no answer is encrypted and sent again with the same message id, which the server recognises.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #lanes = new Map<string, Lane>();
  #post: Post | undefined;
  #pause: NodeJS.Timeout | undefined;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /**
   * How many more parcels of a lane would leave at once. What is encrypted earlier than what it follows would arrive ahead of
   * it in the ratchet, and the other side keeps keys for 2,000 skipped messages only.
   */
  room(lane: string): number {
    if (!this.#post || this.#pause) return 0;
    const { window } = this.#options.pace;
    const found = this.#lanes.get(lane);
    if (!found) return window;
    const isWaiting = found.isStalled || found.isSealing || found.entries.some(({ isUnderWay }) => !isUnderWay);
    return isWaiting ? 0 : Math.max(0, window - found.underWay);
  }

  /** The devices a message would be encrypted for now; none when there are none that could read it. */
  devicesNow(to: AccountId): DeviceAddress[] {
    try {
      return this.#options.devicesFor(to);
    } catch (error) {
      // told when the message is sent
      if (error instanceof SealError) return [];
      throw error;
    }
  }

  /** Adds a parcel behind the others of its lane. `sealed`: it has been encrypted, for `devicesNow`, with `room` for it. */
  add(lane: string, parcel: Parcel, sealed?: Envelope[]): void {
    const found = this.#lanes.get(lane) ?? newLane();
    this.#lanes.set(lane, found);
    found.entries.push({ parcel, sealed, isUnderWay: false, isWithoutSome: false });
    this.#sendMore(found);
  }

  /** Forgets what waits in a lane. What is under way may still arrive. */
  drop(lane: string): void {
    this.#lanes.get(lane)?.entries.splice(0);
    this.#lanes.delete(lane);
  }

  /** Signed in, with the devices of all friends known. */
  open(post: Post): void {
    this.#post = post;
    this.#sendAll();
  }

  /** The connection is gone. */
  close(): void {
    this.#post = undefined;
    clearTimeout(this.#pause);
    this.#pause = undefined;
  }

  #sendAll(): void {
    for (const lane of this.#lanes.values()) this.#sendMore(lane);
  }

  #sendMore(lane: Lane): void {
    if (!this.#post || this.#pause || lane.isStalled || lane.isSealing) return;
    if (this.#hasNext(lane)) void this.#sealAndSend(this.#post, lane);
  }

  #hasNext({ entries, underWay }: Lane): boolean {
    return underWay < this.#options.pace.window && entries.some(({ isUnderWay }) => !isUnderWay);
  }

  async #sealAndSend(post: Post, lane: Lane): Promise<void> {
    lane.isSealing = true;
    // What is added in the same turn goes along.
    await Promise.resolve();
    const entries = this.#take(lane);
    const sealed = await Promise.allSettled(entries.map((entry) => this.#seal(entry)));
    lane.isSealing = false;
    if (post !== this.#post) lane.isStalled = lane.underWay > 0;
    for (const [index, entry] of entries.entries()) void this.#sendOne(post, lane, entry, sealed[index]);
    this.#sendMore(lane);
  }

  #take(lane: Lane): Entry[] {
    const taken: Entry[] = [];
    for (const entry of lane.entries) {
      if (lane.underWay >= this.#options.pace.window) break;
      if (entry.isUnderWay) continue;
      entry.isUnderWay = true;
      lane.underWay += 1;
      this.#options.pace.sent();
      taken.push(entry);
    }
    return taken;
  }

  async #seal(entry: Entry): Promise<Envelope[]> {
    const { to, messageId, sentAt, content, only } = entry.parcel;
    const devices = only ? [only] : this.#options.devicesFor(to);
    const { sealed } = entry;
    entry.sealed = undefined;
    if (sealed && isFor(sealed, devices)) return sealed;
    return this.#options.seal({ messageId, to, sentAt, content, devices });
  }

  async #sendOne(post: Post, lane: Lane, entry: Entry, sealed: Sealed | undefined): Promise<void> {
    const isDropped = !lane.entries.includes(entry);
    if (!lane.isStalled && !isDropped && sealed) await this.#tryOne(post, lane, entry, sealed);
    lane.underWay -= 1;
    entry.isUnderWay = false;
    if (lane.underWay === 0) lane.isStalled = false;
    this.#sendMore(lane);
  }

  async #tryOne(post: Post, lane: Lane, entry: Entry, sealed: Sealed): Promise<void> {
    try {
      if (sealed.status === 'rejected') throw sealed.reason;
      await hand(post, entry.parcel, sealed.value);
      finish(lane, entry);
      lane.corrections = 0;
      entry.parcel.sent();
    } catch (error) {
      // Nothing more goes over this connection, whether its end has been noticed already or not.
      if (error instanceof ChannelError && post === this.#post) this.close();
      await this.#refused(lane, entry, error);
    }
  }

  #refused(lane: Lane, entry: Entry, error: unknown): void | Promise<void> {
    if (error instanceof OperationError) return this.#answered(lane, entry, error);
    if (error instanceof SealError) return this.#giveUp(lane, entry, error.problem, error.problem);
    if (error instanceof DevicesGoneError) return this.#goWithout(lane, entry, error.devices);
    if (error instanceof ContractError) return this.#notSealed(lane, error);
    if (!(error instanceof ChannelError)) return this.#giveUp(lane, entry, 'refused', String(error));
    lane.isStalled = true;
    // A cut connection is noticed by all; a server that answers nothing, only here.
    if (error.reason === 'timeout') this.#options.broken();
  }

  /** The history refuses: the parcel lies in it, and can wait. */
  #notSealed(lane: Lane, { code }: ContractError): void {
    this.#options.log(`message not encrypted: ${code}`);
    this.#waitFor(lane, TROUBLE_PAUSE_MS);
  }

  #giveUp(lane: Lane, entry: Entry, problem: SendProblem, why: string): void {
    this.#options.log(`message not sent: ${why}`);
    finish(lane, entry);
    entry.parcel.failed(problem);
  }

  #answered(lane: Lane, entry: Entry, error: OperationError): void | Promise<void> {
    if (error.is('devices-changed')) return this.#correct(lane, entry, error.details);
    if (error.is('rate-limited')) {
      this.#options.pace.refused();
      return this.#waitFor(lane, error.details.retryAfterMs);
    }
    if (error.is('unavailable') || error.is('internal')) return this.#waitFor(lane, TROUBLE_PAUSE_MS);
    if (error.is('not-signed-in')) return this.#options.broken();
    const isKnown = error.is('not-friends') || error.is('queue-full');
    this.#giveUp(lane, entry, isKnown ? error.code : 'refused', error.code);
  }

  /** The server decides whether these devices are gone: when it still wants them, the second try fails for good. */
  #goWithout(lane: Lane, entry: Entry, devices: DeviceId[]): void | Promise<void> {
    if (entry.isWithoutSome || entry.parcel.only) {
      return this.#giveUp(lane, entry, 'untrusted-device', 'a device has no keys');
    }
    entry.isWithoutSome = true;
    return this.#correct(lane, entry, { missing: [], stale: devices });
  }

  async #correct(lane: Lane, entry: Entry, correction: { missing: DeviceId[]; stale: DeviceId[] }): Promise<void> {
    lane.isStalled = true;
    lane.corrections += 1;
    if (lane.corrections % CORRECTIONS_IN_A_ROW === 0) this.#waitFor(lane, TROUBLE_PAUSE_MS);
    try {
      await this.#options.correctDevices(entry.parcel.to, correction);
    } catch (error) {
      await this.#refused(lane, entry, error);
    }
  }

  #waitFor(lane: Lane, delay: number): void {
    lane.isStalled = true;
    if (!this.#post) return;
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => {
      this.#pause = undefined;
      this.#sendAll();
    }, delay);
  }
}

function newLane(): Lane {
  return { entries: [], underWay: 0, isSealing: false, isStalled: false, corrections: 0 };
}

function isFor(envelopes: Envelope[], devices: DeviceAddress[]): boolean {
  const ids = new Set(envelopes.map(({ device }) => device));
  return ids.size === devices.length && devices.every(({ device }) => ids.has(device));
}

function finish(lane: Lane, entry: Entry): void {
  const index = lane.entries.indexOf(entry);
  if (index >= 0) lane.entries.splice(index, 1);
}

function hand(post: Post, { to, messageId, sentAt, only }: Parcel, envelopes: Envelope[]): Promise<unknown> {
  if (!only) return post.send({ to, messageId, sentAt, envelopes });
  const [envelope] = envelopes;
  if (!envelope) throw new DevicesGoneError([only.device]);
  return post.resend({ ...only, to, messageId, sentAt, body: envelope.body });
}
