import { type BlobId, ChunkMap, chunkLength, OperationError } from '../../protocol/index.ts';
import { type Arrived, recordChunks } from '../store/blobs.ts';
import type { Database } from '../store/database.ts';
import { type BlobStore, MissingBytesError, StoreFullError } from './store.ts';

export interface UploadParts {
  id: BlobId;
  /** in bytes */
  size: number;
  /** the chunks that are recorded */
  chunks: Buffer;
  store: BlobStore;
  database: Database;
}

/** Goes on with an upload as the database has it, or begins it anew when its bytes have gone. */
export async function openUpload({ id, size, chunks, store, database }: UploadParts): Promise<Upload> {
  const { last } = new ChunkMap(size, chunks);
  const expected = last < 0 ? 0 : last * chunkLength(size, 0) + chunkLength(size, last);
  if ((await store.extent(id)) >= expected) return new Upload({ id, size, chunks, store, database });
  const none = arrivedOf(new ChunkMap(size));
  // before anything is written: a file that is long enough again must not prove the old records right
  await database.write((writer) => recordChunks(writer, id, none));
  return new Upload({ id, size, chunks: none.bits, store, database });
}

function arrivedOf(chunks: ChunkMap): Arrived {
  return { bits: chunks.bits(), bytes: chunks.bytes };
}

/**
 * A blob that is put together. A chunk is there once it is written; now and then what is there is made durable and,
 * only then, recorded. After a crash the recorded chunks are there and the others are put again.
 */
export class Upload {
  readonly #parts: UploadParts;
  #chunks: ChunkMap;
  /** the chunks that a power cut does not take */
  #durable: Arrived;
  /** those that the database has; the same object when it has all that are durable */
  #recorded: Arrived;
  #hasUnsynced = false;
  readonly #writing = new Set<Promise<void>>();
  #syncing: Promise<void> | undefined;

  constructor(parts: UploadParts) {
    this.#parts = parts;
    this.#chunks = new ChunkMap(parts.size, parts.chunks);
    this.#durable = arrivedOf(this.#chunks);
    this.#recorded = this.#durable;
  }

  get id(): BlobId {
    return this.#parts.id;
  }

  /** in bytes */
  get size(): number {
    return this.#parts.size;
  }

  /** Those that are there. */
  get chunks(): ChunkMap {
    return this.#chunks;
  }

  /** Bytes that are there and that the database does not know of. */
  get unrecordedBytes(): number {
    return Math.max(0, this.#chunks.bytes - this.#recorded.bytes);
  }

  /** The chunks that are durable, when the database does not have them. */
  get unrecorded(): Arrived | undefined {
    return this.#durable === this.#recorded ? undefined : this.#durable;
  }

  /** The database has all that is there. */
  get isRecorded(): boolean {
    return !this.#hasUnsynced && !this.unrecorded;
  }

  /** Nothing would be lost if this object were forgotten. */
  get isIdle(): boolean {
    return this.isRecorded && this.#isSettled;
  }

  get #isSettled(): boolean {
    return this.#writing.size === 0 && !this.#syncing;
  }

  /** Writes a chunk, unless it is there. @throws OperationError `quota-full` when the disk is full */
  async put(index: number, data: Uint8Array): Promise<void> {
    const chunks = this.#chunks;
    if (chunks.has(index)) return;
    const writing = this.#write(index, data);
    this.#writing.add(writing);
    try {
      await writing;
    } finally {
      this.#writing.delete(writing);
    }
    // the disk has failed meanwhile: who knows what of this it has
    if (chunks !== this.#chunks) throw new OperationError('unavailable');
    chunks.add(index);
    this.#hasUnsynced = true;
  }

  /** Makes durable what is there, to be recorded then. */
  async sync(): Promise<void> {
    while (this.#syncing) await Promise.allSettled([this.#syncing]);
    if (this.#hasUnsynced) await this.#alone(() => this.#sync());
  }

  /** The database has these. */
  recorded(arrived: Arrived): void {
    if (arrived === this.#durable) this.#recorded = arrived;
  }

  /**
   * Makes all of it durable.
   * @throws OperationError `blob-incomplete`
   */
  async finish(): Promise<void> {
    // also what begins meanwhile: a chunk may be on its way twice, and nothing may be written once it is complete
    while (!this.#isSettled) await this.settled();
    const { missing } = this.#chunks;
    if (missing > 0) throw new OperationError('blob-incomplete', { missing });
    await this.#alone(() => this.#finish());
  }

  /** Resolves when nothing is written any more. */
  async settled(): Promise<void> {
    await Promise.allSettled([...this.#writing, this.#syncing]);
  }

  /** A disk tells once that it has failed: two that ask at the same time would not both hear it. */
  async #alone(sync: () => Promise<void>): Promise<void> {
    this.#syncing = sync().finally(() => {
      this.#syncing = undefined;
    });
    await this.#syncing;
  }

  async #write(index: number, data: Uint8Array): Promise<void> {
    const { store, id } = this.#parts;
    try {
      await store.write(id, index, data);
    } catch (error) {
      throw error instanceof StoreFullError ? new OperationError('quota-full', { whose: 'server' }) : error;
    }
  }

  async #sync(): Promise<void> {
    const { store, id } = this.#parts;
    const arrived = arrivedOf(this.#chunks);
    this.#hasUnsynced = false;
    try {
      await store.sync(id);
    } catch (error) {
      this.#forgetUnsynced();
      throw error;
    }
    this.#durable = arrived;
  }

  async #finish(): Promise<void> {
    const { store, id, size } = this.#parts;
    try {
      await store.commit(id, size);
    } catch (error) {
      if (error instanceof MissingBytesError) return this.#beginAnew();
      this.#forgetUnsynced();
      throw error;
    }
  }

  /** What was recorded is not there: somebody has been at the files. @throws OperationError `blob-incomplete` */
  async #beginAnew(): Promise<never> {
    const { database, id, size } = this.#parts;
    const none = new ChunkMap(size);
    this.#durable = arrivedOf(none);
    this.#recorded = this.#durable;
    this.#forgetUnsynced();
    await database.write((writer) => recordChunks(writer, id, arrivedOf(none)));
    throw new OperationError('blob-incomplete', { missing: none.missing });
  }

  /** What the disk has failed to keep may be lost, even if it says otherwise the next time. */
  #forgetUnsynced(): void {
    this.#chunks = new ChunkMap(this.#parts.size, this.#durable.bits);
    this.#hasUnsynced = false;
  }
}
