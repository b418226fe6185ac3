import { type BlobId, ChunkMap, chunkLength, OperationError } from '../../protocol/index.ts';
import { recordChunks } from '../store/blobs.ts';
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
  const none = new ChunkMap(size).bits();
  // before anything is written: a file that is long enough again must not prove the old records right
  await database.write((writer) => recordChunks(writer, id, none));
  return new Upload({ id, size, chunks: none, store, database });
}

/**
 * A blob that is put together. A chunk is there once it is written; now and then what is there is made durable and, only then,
 * recorded. After a crash the recorded chunks are there and the others are put again.
 */
export class Upload {
  readonly #parts: UploadParts;
  #chunks: ChunkMap;
  /** bits of the chunks that the database has */
  #recorded: Buffer;
  #hasUnrecorded = false;
  readonly #writing = new Set<Promise<void>>();
  #recording: Promise<void> | undefined;

  constructor(parts: UploadParts) {
    this.#parts = parts;
    this.#chunks = new ChunkMap(parts.size, parts.chunks);
    this.#recorded = parts.chunks;
  }

  /** Those that are there. */
  get chunks(): ChunkMap {
    return this.#chunks;
  }

  /** Nothing would be lost if this object were forgotten. */
  get isIdle(): boolean {
    return !this.#hasUnrecorded && this.#isSettled;
  }

  get #isSettled(): boolean {
    return this.#writing.size === 0 && !this.#recording;
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
    this.#hasUnrecorded = true;
  }

  /** Makes durable and records what is there; resolves when that is done. */
  async record(): Promise<void> {
    if (this.#recording) await this.#recording;
    if (!this.#hasUnrecorded) return;
    this.#recording = this.#record().finally(() => {
      this.#recording = undefined;
    });
    await this.#recording;
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
    this.#recording = this.#finish().finally(() => {
      this.#recording = undefined;
    });
    await this.#recording;
  }

  /** Resolves when nothing is written any more. */
  async settled(): Promise<void> {
    await Promise.allSettled([...this.#writing, this.#recording]);
  }

  async #write(index: number, data: Uint8Array): Promise<void> {
    const { store, id } = this.#parts;
    try {
      await store.write(id, index, data);
    } catch (error) {
      throw error instanceof StoreFullError ? new OperationError('quota-full', { whose: 'server' }) : error;
    }
  }

  async #finish(): Promise<void> {
    const { store, id, size } = this.#parts;
    try {
      await store.commit(id, size);
    } catch (error) {
      if (error instanceof MissingBytesError) return this.#beginAnew();
      this.#forgetUnrecorded();
      throw error;
    }
  }

  /** What was recorded is not there: somebody has been at the files. @throws OperationError `blob-incomplete` */
  async #beginAnew(): Promise<never> {
    const { database, id, size } = this.#parts;
    const none = new ChunkMap(size);
    this.#recorded = none.bits();
    this.#forgetUnrecorded();
    await database.write((writer) => recordChunks(writer, id, none.bits()));
    throw new OperationError('blob-incomplete', { missing: none.missing });
  }

  async #record(): Promise<void> {
    const { store, database, id } = this.#parts;
    const bits = this.#chunks.bits();
    this.#hasUnrecorded = false;
    try {
      await store.sync(id);
    } catch (error) {
      this.#forgetUnrecorded();
      throw error;
    }
    try {
      await database.write((writer) => recordChunks(writer, id, bits));
    } catch (error) {
      this.#hasUnrecorded = true;
      throw error;
    }
    this.#recorded = bits;
  }

  /** What the disk has failed to keep may be lost, even if it says otherwise the next time. */
  #forgetUnrecorded(): void {
    this.#chunks = new ChunkMap(this.#parts.size, this.#recorded);
    this.#hasUnrecorded = false;
  }
}
