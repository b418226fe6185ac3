import type { BlobId } from '../../protocol/index.ts';

/** There is no space left where blobs are kept. */
export class StoreFullError extends Error {
  override readonly name = 'StoreFullError';
}

/** The place where blobs are kept does not answer; later it may. */
export class StoreUnavailableError extends Error {
  override readonly name = 'StoreUnavailableError';
}

/** What should be there of a blob is not. */
export class MissingBytesError extends Error {
  override readonly name = 'MissingBytesError';
}

/**
 * Where the bytes of blobs are kept. It knows nothing of who may have them, nor which chunks are there: that is in the
 * database. A chunk is all that is written or read at once. All of it may fail with StoreUnavailableError.
 */
export interface BlobStore {
  /**
   * Writes one chunk, which may be lost in a power cut until `sync`.
   * @throws StoreFullError
   */
  write(blob: BlobId, index: number, data: Uint8Array): Promise<void>;
  /**
   * Makes all that was written before durable.
   * @throws MissingBytesError when nothing was
   */
  sync(blob: BlobId): Promise<void>;
  /**
   * The same, and makes durable that the blob exists.
   * @throws MissingBytesError when its size is another
   */
  commit(blob: BlobId, size: number): Promise<void>;
  /**
   * Fills `target` with the first bytes of a chunk.
   * @throws MissingBytesError when so many are not there
   */
  read(blob: BlobId, index: number, target: Buffer): Promise<void>;
  /** How many bytes there are at most, counted with gaps; 0 when it does not exist. */
  extent(blob: BlobId): Promise<number>;
  /** Harmless when it does not exist. */
  remove(blob: BlobId): Promise<void>;
  /** Every blob of which there is something. */
  list(): AsyncIterable<BlobId>;
  /** Frees what was not needed of late. */
  rest(): Promise<void>;
  close(): Promise<void>;
}
