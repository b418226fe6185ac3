import {
  type AccountId,
  type ConversationId,
  type Delivery,
  type Event,
  isRoom,
  OperationError,
  type RoomId,
} from '../../protocol/index.ts';
import { ContractError } from '../contract/errors.ts';
import { describe } from './describe.ts';
import type { Expired, Incoming, Received } from './e2ee/exchange.ts';
import type { Log } from './log.ts';
import type { Store } from './store/store.ts';
import { TurnBatch } from './turn-batch.ts';

export interface InboxOptions {
  store: Pick<Store, 'run'>;
  /** the list of friends is up to date: only then is it certain who is a stranger */
  ready: Promise<void>;
  /** Learns the present keys of that account, as Identities.refresh does. */
  refreshKeys(account: AccountId): Promise<void>;
  /** Fetches what is new in that room's log, as Rooms.lookAt does. */
  refreshRoom(room: RoomId): Promise<void>;
  /** Before a message is stored as expired: that it was sent must be. */
  expires(): void;
  acknowledge(upTo: number): void;
  received(received: Received): void;
  /** how long after it was sent others may recall a message, in milliseconds */
  recallMs(): number;
  /** whether the person is to hear of what others have read */
  showsReads(): boolean;
  /** bytes that are fetched by themselves from one author within 24 hours */
  fetchBudget: number;
  /** the stream has a gap or cannot be stored: it must begin anew, over a new connection */
  broken(why: string): void;
  /** wall clock */
  now: () => number;
  log: Log;
}

/** One thing that came, and its position in the stream. */
interface Arrival {
  seq: number;
  item: Incoming | Expired;
}

/** What one commit takes: ten thousand messages that waited show their progress, and are not lost together. */
const BATCH_SIZE = 200;
/** Whoever sends messages by one foreign key after the other does not make us look for more often than this. */
const LOOK_AGAIN_AFTER_MS = 10_000;

/**
 * The deliveries of one connection: decrypted and committed in order, those that came together in one transaction, and
 * acknowledged only then.
 */
export class Inbox {
  readonly #options: InboxOptions;
  readonly #arrivals: TurnBatch<Arrival>;
  readonly #lookedAt = new Map<AccountId, number>();
  #lastSeq = 0;
  #isBroken = false;

  constructor(options: InboxOptions) {
    this.#options = options;
    this.#arrivals = new TurnBatch((arrivals) => this.#commit(arrivals));
  }

  deliver(delivery: Delivery): void {
    this.#take({ seq: delivery.seq, item: { kind: 'message', delivery } });
  }

  expire({ seq, to, messageId, device }: Event<'message.expire'>): void {
    this.#take({ seq, item: { kind: 'expired', to, messageId, device } });
  }

  #take(arrival: Arrival) {
    if (this.#isBroken) return;
    if (arrival.seq !== this.#lastSeq + 1) return this.#break(`gap: ${this.#lastSeq} then ${arrival.seq}`);
    this.#lastSeq = arrival.seq;
    this.#arrivals.add(arrival).catch((error) => this.#break(`not stored: ${describe(error)}`));
  }

  async #commit(arrivals: Arrival[]): Promise<void> {
    await this.#options.ready;
    for (let start = 0; start < arrivals.length; start += BATCH_SIZE) {
      await this.#store(arrivals.slice(start, start + BATCH_SIZE));
    }
  }

  /** One transaction, or more when somebody's keys must be looked at on the way. */
  async #store(arrivals: Arrival[]): Promise<void> {
    const ready: ConversationId[] = this.#lookedAtLately();
    let left = arrivals;
    while (left.length > 0 && !this.#isBroken) {
      const received = await this.#receive(left, ready);
      left = left.slice(received.done);
      const unknown = received.unknownKeys ?? received.unknownRoom;
      if (unknown === undefined) return;
      await this.#lookAt(unknown);
      ready.push(unknown);
    }
  }

  #lookedAtLately(): AccountId[] {
    const now = this.#options.now();
    for (const [account, time] of this.#lookedAt) {
      if (Math.abs(now - time) > LOOK_AGAIN_AFTER_MS) this.#lookedAt.delete(account);
    }
    return [...this.#lookedAt.keys()];
  }

  async #receive(arrivals: Arrival[], ready: ConversationId[]): Promise<Received> {
    const { store, expires, acknowledge, recallMs, showsReads, fetchBudget, now } = this.#options;
    const batch = arrivals.map(({ item }) => item);
    if (batch.some(({ kind }) => kind === 'expired')) expires();
    const received = await store.run('receive', {
      batch,
      ready,
      at: now(),
      recallMs: recallMs(),
      showsReads: showsReads(),
      fetchBudget,
    });
    const last = arrivals[received.done - 1];
    if (last) acknowledge(last.seq);
    this.#logSkipped(received);
    this.#options.received(received);
    return received;
  }

  async #lookAt(unknown: ConversationId): Promise<void> {
    const { refreshKeys, refreshRoom, now } = this.#options;
    // A room changes more often than keys do: it is looked at whenever somebody knows more of it.
    if (isRoom(unknown)) return refreshRoom(unknown);
    this.#lookedAt.set(unknown, now());
    try {
      await refreshKeys(unknown);
    } catch (error) {
      if (!isFinal(error)) throw error;
      this.#options.log(`keys not learned: ${error.code}`);
    }
  }

  #logSkipped({ strangers, unreadable }: Received): void {
    if (strangers > 0) this.#options.log(`${strangers} messages from strangers left out`);
    if (unreadable > 0) this.#options.log(`${unreadable} messages could not be read`);
  }

  #break(why: string): void {
    if (this.#isBroken) return;
    this.#isBroken = true;
    this.#options.broken(why);
  }
}

/** Asking again will not help: what came with those keys stays unreadable. */
function isFinal(error: unknown): error is ContractError | OperationError {
  if (error instanceof ContractError) return error.code === 'bad-keys';
  return error instanceof OperationError && (error.is('not-found') || error.is('not-friends'));
}
