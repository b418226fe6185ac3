import { type AccountId, type Delivery, type Event, OperationError } from '../../protocol/index.ts';
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
  acknowledge(upTo: number): void;
  received(received: Received): void;
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

  expire({ seq, to, messageId }: Event<'message.expire'>): void {
    this.#take({ seq, item: { kind: 'expired', to, messageId } });
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
    const ready = this.#lookedAtLately();
    let left = arrivals;
    while (left.length > 0 && !this.#isBroken) {
      const received = await this.#receive(left, ready);
      left = left.slice(received.done);
      if (received.unknownKeys === undefined) return;
      await this.#lookAt(received.unknownKeys);
      ready.push(received.unknownKeys);
    }
  }

  #lookedAtLately(): AccountId[] {
    const now = this.#options.now();
    for (const [account, time] of this.#lookedAt) {
      if (Math.abs(now - time) > LOOK_AGAIN_AFTER_MS) this.#lookedAt.delete(account);
    }
    return [...this.#lookedAt.keys()];
  }

  async #receive(arrivals: Arrival[], ready: AccountId[]): Promise<Received> {
    const { store, acknowledge, now } = this.#options;
    const batch = arrivals.map(({ item }) => item);
    const received = await store.run('receive', { batch, ready, at: now() });
    const last = arrivals[received.done - 1];
    if (last) acknowledge(last.seq);
    this.#logSkipped(received);
    this.#options.received(received);
    return received;
  }

  async #lookAt(account: AccountId): Promise<void> {
    this.#lookedAt.set(account, this.#options.now());
    try {
      await this.#options.refreshKeys(account);
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
