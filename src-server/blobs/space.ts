import { OperationError } from '../../protocol/index.ts';
import { arrivedBlobBytes } from '../store/blobs.ts';
import type { Reader } from '../store/database.ts';

/** Where the bytes go. */
export interface Disk {
  hasRoomFor(bytes: number): boolean;
  took(bytes: number): void;
}

/** One that is nothing of ours: it says itself when it is full. */
export const otherDisk: Disk = { hasRoomFor: () => true, took: () => {} };

interface SpaceParts {
  database: { readonly read: Reader };
  /** bytes of everybody's blobs */
  limit: number;
  disk: Disk;
  /** bytes that are there and that the database does not know of */
  unrecorded: () => number;
}

/**
 * The server's quota for what really comes. It is measured when it seems to be used up. What was deleted since shows
 * only then, and what comes in between costs no query.
 */
export class Space {
  readonly #parts: SpaceParts;
  /** at least so much is left */
  #left = 0;
  /** being written */
  #coming = 0;
  #measuring: Promise<void> | undefined;

  constructor(parts: SpaceParts) {
    this.#parts = parts;
  }

  /** Has so many bytes written. @throws OperationError `quota-full` when there is no space for them */
  async fill(bytes: number, write: () => Promise<void>): Promise<void> {
    if (bytes > this.#left) await this.#measure();
    const { disk } = this.#parts;
    if (bytes > this.#left || !disk.hasRoomFor(bytes)) throw new OperationError('quota-full', { whose: 'server' });
    this.#left -= bytes;
    this.#coming += bytes;
    disk.took(bytes);
    try {
      await write();
    } finally {
      this.#coming -= bytes;
    }
  }

  /** Those who wait at the same time share one measurement. */
  #measure(): Promise<void> {
    this.#measuring ??= this.#measureOnce().finally(() => {
      this.#measuring = undefined;
    });
    return this.#measuring;
  }

  async #measureOnce(): Promise<void> {
    const { database, limit, unrecorded } = this.#parts;
    const arrived = await arrivedBlobBytes(database.read);
    this.#left = limit - arrived - unrecorded() - this.#coming;
  }
}
