import type { Logger } from 'pino';
import type { DeviceId } from '../../protocol/index.ts';
import type { Database } from '../store/database.ts';
import { deleteQueued, deleteQueuesOf, deleteUpTo, type Envelope, insertEnvelopes } from '../store/queue.ts';

/** Something to be queued, which wants to know how that went. */
export interface Queueable {
  readonly envelope: Envelope;
  readonly device: DeviceId;
  /** its place in the queue, given by the writer */
  id: number;
  /** true when its device has it already: then it need not be stored */
  readonly isAcknowledged: boolean;
  committed(): void;
  failed(): void;
  /** called once for each of a batch after `committed` was called for all of it */
  settled(): void;
}

interface Batch {
  items: Queueable[];
  /** device to the place up to which its queue is acknowledged */
  acknowledged: Map<DeviceId, number>;
  expired: number[];
  /** devices that are gone */
  discarded: Set<DeviceId>;
}

/** After a failed commit, so long until the next: a full disk is not helped by haste. */
const RETRY_MS = 1000;

interface QueueWriterOptions {
  delayMs: number;
  /** the greatest place in use */
  lastId: number;
  /** whether the disk is to take no more; what makes space is written all the same */
  isDiskFull: () => boolean;
}

/** So many at once keep a commit short enough. */
const BATCH_ITEMS = 4000;

/**
 * The queue's only writer. What arrives within some milliseconds, or while the commit before is waiting for the disk,
 * goes into one transaction: what devices have acknowledged goes first, as one message may take the place of another
 * with the same id; then additions in their order; then what is to go whether it was read or not.
 */
export class QueueWriter {
  readonly #database: Database;
  readonly #log: Logger;
  readonly #delayMs: number;
  readonly #isDiskFull: () => boolean;
  #lastId: number;
  #next: Batch = emptyBatch();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #hasFailed = false;
  #isClosed = false;

  constructor(database: Database, log: Logger, { delayMs, lastId, isDiskFull }: QueueWriterOptions) {
    this.#database = database;
    this.#log = log;
    this.#delayMs = delayMs;
    this.#lastId = lastId;
    this.#isDiskFull = isDiskFull;
  }

  add(item: Queueable): void {
    this.#lastId += 1;
    item.id = this.#lastId;
    this.#next.items.push(item);
    this.#schedule();
  }

  /** The device has everything up to that place. */
  acknowledge(device: DeviceId, upTo: number): void {
    this.#next.acknowledged.set(device, upTo);
    this.#schedule();
  }

  /** Removes these, not before everything added so far is stored. */
  expire(ids: readonly number[]): void {
    this.#next.expired.push(...ids);
    this.#schedule();
  }

  /** Removes what waits for the device, and what was added for it so far. */
  discard(device: DeviceId): void {
    this.#next.discarded.add(device);
    this.#schedule();
  }

  /** Writes everything; resolves when there is nothing left to write, or it cannot be written. */
  async drain(): Promise<void> {
    while (this.#running || !isEmpty(this.#next)) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      await (this.#running ?? this.#start());
      if (this.#hasFailed) return;
    }
  }

  /** Writes everything and nothing after that. */
  async close(): Promise<void> {
    await this.drain();
    this.#isClosed = true;
  }

  #schedule(): void {
    if (this.#timer || this.#running || this.#isClosed) return;
    const delayMs = this.#hasFailed ? RETRY_MS : this.#delayMs;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#start();
    }, delayMs);
  }

  #start(): Promise<void> {
    this.#running = this.#writeBatch(this.#takeBatch()).finally(() => {
      this.#running = undefined;
      if (!isEmpty(this.#next)) this.#schedule();
    });
    return this.#running;
  }

  #takeBatch(): Batch {
    const batch = this.#next;
    this.#next = emptyBatch();
    if (batch.items.length <= BATCH_ITEMS) return batch;
    // deletions may refer to any of the items, so they go with the last
    this.#next = { ...batch, items: batch.items.slice(BATCH_ITEMS) };
    return { ...emptyBatch(), items: batch.items.slice(0, BATCH_ITEMS) };
  }

  async #writeBatch(batch: Batch): Promise<void> {
    const isDiskFull = this.#isDiskFull();
    const [kept, refused] = isDiskFull ? [[], batch.items] : [batch.items, []];
    try {
      await this.#commit({ ...batch, items: kept });
      this.#hasFailed = false;
    } catch (error) {
      this.#hasFailed = true;
      this.#log.error({ err: error, items: batch.items.length }, 'queue commit failed');
      for (const item of batch.items) item.failed();
      this.#keepDeletions(batch);
      return;
    }
    for (const item of refused) item.failed();
    for (const item of kept) item.committed();
    for (const item of kept) item.settled();
  }

  async #commit({ items, acknowledged, expired, discarded }: Batch): Promise<void> {
    const rows = items
      .filter((item) => !item.isAcknowledged)
      .map((item) => ({ ...item.envelope, id: item.id, device: item.device }));
    const deletions = acknowledged.size + expired.length + discarded.size;
    if (rows.length === 0 && deletions === 0) return;
    await this.#database.write(async (writer) => {
      for (const [device, upTo] of acknowledged) await deleteUpTo(writer, device, upTo);
      if (rows.length > 0) await insertEnvelopes(writer, rows);
      if (expired.length > 0) await deleteQueued(writer, expired);
      if (discarded.size > 0) await deleteQueuesOf(writer, [...discarded]);
    });
  }

  /** A deletion that failed is only late: until it is done, the device gets the message again and recognises it. */
  #keepDeletions(batch: Batch): void {
    for (const [device, upTo] of batch.acknowledged) {
      if (!this.#next.acknowledged.has(device)) this.#next.acknowledged.set(device, upTo);
    }
    this.#next.expired.push(...batch.expired);
    for (const device of batch.discarded) this.#next.discarded.add(device);
  }
}

function emptyBatch(): Batch {
  return { items: [], acknowledged: new Map(), expired: [], discarded: new Set() };
}

function isEmpty(batch: Batch): boolean {
  return batch.items.length + batch.acknowledged.size + batch.expired.length + batch.discarded.size === 0;
}
