import {
  type AccountId,
  ChannelError,
  type ConversationId,
  type DeviceId,
  isRoom,
  type MessageId,
  OperationError,
  type Request,
  type RoomId,
  type Timestamp,
} from '../../protocol/index.ts';
import { ContractError } from '../contract/errors.ts';
import type { SendProblem } from '../contract/model.ts';
import type { Content } from './content.ts';
import type { DeviceAddress, SealRequest } from './e2ee/exchange.ts';
import { DevicesGoneError, type Envelope, SealError } from './e2ee/sealing.ts';
import type { Log } from './log.ts';
import type { RoomCiphertext, RoomSealing } from './rooms/room-sealing.ts';
import type { SendPace } from './send-pace.ts';

/** Something to be sent until the server has it or refuses it for good. It is stored before it comes here. */
export interface Parcel {
  to: ConversationId;
  messageId: MessageId;
  sentAt: Timestamp;
  content: Content;
  /** the one device it is for; absent when it is for all devices of the recipient and for one's own others */
  only?: DeviceAddress;
  sent(): void;
  failed(problem: SendProblem): void;
}

export interface OutboxOptions {
  /** each operation has a rate of its own at the server */
  paces: Record<Way, SendPace>;
  /** the devices to write for: the recipient's and one's own others */
  devicesFor(to: AccountId): DeviceAddress[];
  /** Rejects as a request does. */
  correctDevices(to: AccountId, correction: { missing: DeviceId[]; stale: DeviceId[] }): Promise<void>;
  /** Encrypts for these devices; what is asked for in one turn is done at once. Rejects as `Sealing.seal` does. */
  seal(request: SealRequest): Promise<Envelope[]>;
  /** encrypts once for all members */
  sealForRoom(request: Parameters<RoomSealing['seal']>[0]): Promise<RoomCiphertext>;
  /** Gets what is new in a room, and who is in it. Rejects as a request does. */
  refreshRoom(room: RoomId): Promise<void>;
  /** the connection does not work as it should: a new one is needed */
  broken(): void;
  log: Log;
}

/** How messages leave over the present connection. All resolve when the server has the message safe. */
export interface Post {
  send(params: Request<'message.send'>): Promise<unknown>;
  sendToRoom(params: Request<'room.send'>): Promise<unknown>;
  resend(params: Request<'message.resend'>): Promise<unknown>;
}

type Way = keyof Post;

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

/**
 * Parcels that must arrive in order, all sent in the same way. The entries under way are not always the first: replies
 * may overtake.
 */
interface Lane {
  way: Way;
  entries: Entry[];
  /** taken to be encrypted and sent, and not answered */
  underWay: number;
  /** those taken last are being encrypted: the next would overtake them */
  isSealing: boolean;
  /** a parcel was refused: nothing more is sent until all that are under way have been answered */
  isStalled: boolean;
  corrections: number;
}

/** Sends what has been encrypted. */
type Hand = (post: Post) => Promise<unknown>;
type Sealed = PromiseSettledResult<Hand>;

/** The chat's lane: texts and what is said about them leave in the order they were written. */
export function chatLane(conversation: ConversationId): string {
  return `chat ${conversation}`;
}

/**
 * Brings parcels to the server, in order within each lane, several at a time, over as many connections as it takes.
 * A parcel that got no answer is encrypted and sent again with the same message id, which the server recognises.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #lanes = new Map<string, Lane>();
  #post: Post | undefined;
  /** in which ways nothing leaves for a while */
  readonly #pauses = new Map<Way, NodeJS.Timeout>();

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /**
   * How many more parcels of a lane to a person would leave at once. What is encrypted earlier than what it follows
   * would arrive ahead of it in the ratchet, and the other side keeps keys for 2,000 skipped messages only.
   */
  room(lane: string): number {
    if (!this.#post || this.#pauses.has('send')) return 0;
    const { window } = this.#options.paces.send;
    const found = this.#lanes.get(lane);
    if (!found) return window;
    const isWaiting = found.isStalled || found.isSealing || found.entries.some(({ isUnderWay }) => !isUnderWay);
    return isWaiting ? 0 : Math.max(0, window - found.underWay);
  }

  /** The devices a message would be encrypted for now; none when there are none that could read it. */
  devicesNow(to: ConversationId): DeviceAddress[] {
    if (isRoom(to)) return [];
    try {
      return this.#options.devicesFor(to);
    } catch (error) {
      // told when the message is sent
      if (error instanceof SealError) return [];
      throw error;
    }
  }

  /**
   * Adds a parcel behind the others of its lane. `sealed`: it has been encrypted, for `devicesNow`, with `room` for it.
   */
  add(lane: string, parcel: Parcel, sealed?: Envelope[]): void {
    const found = this.#lanes.get(lane) ?? newLane(wayOf(parcel));
    this.#lanes.set(lane, found);
    found.entries.push({ parcel, sealed, isUnderWay: false, isWithoutSome: false });
    this.#sendMore(found);
  }

  /** Forgets what waits in a lane. What is under way may still arrive. */
  drop(lane: string): void {
    this.#lanes.get(lane)?.entries.splice(0);
    this.#lanes.delete(lane);
  }

  /** Forgets one parcel. Under way it may still arrive. */
  remove(lane: string, id: MessageId): void {
    const found = this.#lanes.get(lane);
    const entry = found?.entries.find(({ parcel }) => parcel.messageId === id);
    if (found && entry) finish(found, entry);
  }

  /** Signed in, with the devices of all friends known. */
  open(post: Post): void {
    this.#post = post;
    this.#sendAll();
  }

  /** The connection is gone. */
  close(): void {
    this.#post = undefined;
    for (const pause of this.#pauses.values()) clearTimeout(pause);
    this.#pauses.clear();
  }

  #sendAll(): void {
    for (const lane of this.#lanes.values()) this.#sendMore(lane);
  }

  #sendMore(lane: Lane): void {
    if (!this.#post || this.#pauses.has(lane.way) || lane.isStalled || lane.isSealing) return;
    if (this.#hasNext(lane)) void this.#sealAndSend(this.#post, lane);
  }

  #hasNext({ way, entries, underWay }: Lane): boolean {
    return underWay < this.#options.paces[way].window && entries.some(({ isUnderWay }) => !isUnderWay);
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
    const pace = this.#options.paces[lane.way];
    for (const entry of lane.entries) {
      if (lane.underWay >= pace.window) break;
      if (entry.isUnderWay) continue;
      entry.isUnderWay = true;
      lane.underWay += 1;
      pace.sent();
      taken.push(entry);
    }
    return taken;
  }

  #seal(entry: Entry): Promise<Hand> {
    const { parcel } = entry;
    const { to, only } = parcel;
    if (only) return this.#sealForOne(parcel, only);
    return isRoom(to) ? this.#sealForRoom(parcel, to) : this.#sealForPerson(entry, to);
  }

  async #sealForPerson(entry: Entry, to: AccountId): Promise<Hand> {
    const { messageId, sentAt, content } = entry.parcel;
    const devices = this.#options.devicesFor(to);
    const before = entry.sealed;
    entry.sealed = undefined;
    const isSealed = before && isFor(before, devices);
    const envelopes = isSealed ? before : await this.#options.seal({ messageId, to, sentAt, content, devices });
    return (post) => post.send({ to, messageId, sentAt, envelopes });
  }

  async #sealForRoom({ messageId, sentAt, content }: Parcel, room: RoomId): Promise<Hand> {
    const ciphertext = await this.#options.sealForRoom({ room, messageId, sentAt, content });
    return (post) => post.sendToRoom({ room, messageId, sentAt, ...ciphertext });
  }

  async #sealForOne({ to, messageId, sentAt, content }: Parcel, only: DeviceAddress): Promise<Hand> {
    const [envelope] = await this.#options.seal({ messageId, to, sentAt, content, devices: [only], again: true });
    if (!envelope) throw new DevicesGoneError([only.device]);
    return (post) => post.resend({ ...only, to, messageId, sentAt, body: envelope.body });
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
      await sealed.value(post);
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
    if (error.is('room-changed')) return this.#correct(lane, entry, { missing: [], stale: [] });
    if (error.is('rate-limited')) {
      this.#options.paces[lane.way].refused();
      return this.#waitFor(lane, error.details.retryAfterMs);
    }
    if (error.is('unavailable') || error.is('internal')) return this.#waitFor(lane, TROUBLE_PAUSE_MS);
    if (error.is('not-signed-in')) return this.#options.broken();
    this.#giveUp(lane, entry, problemOf(entry.parcel, error), error.code);
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
      const { to } = entry.parcel;
      if (isRoom(to)) await this.#options.refreshRoom(to);
      else await this.#options.correctDevices(to, correction);
    } catch (error) {
      await this.#refused(lane, entry, error);
    }
  }

  #waitFor(lane: Lane, delay: number): void {
    lane.isStalled = true;
    if (!this.#post) return;
    const { way } = lane;
    clearTimeout(this.#pauses.get(way));
    const goOn = () => {
      this.#pauses.delete(way);
      this.#sendAll();
    };
    this.#pauses.set(way, setTimeout(goOn, delay));
  }
}

function newLane(way: Way): Lane {
  return { way, entries: [], underWay: 0, isSealing: false, isStalled: false, corrections: 0 };
}

function wayOf({ to, only }: Parcel): Way {
  if (only) return 'resend';
  return isRoom(to) ? 'sendToRoom' : 'send';
}

function isFor(envelopes: Envelope[], devices: DeviceAddress[]): boolean {
  const ids = new Set(envelopes.map(({ device }) => device));
  return ids.size === devices.length && devices.every(({ device }) => ids.has(device));
}

function finish(lane: Lane, entry: Entry): void {
  const index = lane.entries.indexOf(entry);
  if (index >= 0) lane.entries.splice(index, 1);
}

function problemOf({ to }: Parcel, error: OperationError): SendProblem {
  if (error.is('not-friends') || error.is('queue-full') || error.is('muted')) return error.code;
  return isRoom(to) && error.is('not-found') ? 'not-member' : 'refused';
}
