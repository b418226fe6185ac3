import {
  type AccountId,
  BLOB_CHUNK_SIZE,
  type BlobId,
  chunkLength,
  countChunkGarbage,
  OperationError,
  type Timestamp,
} from '../../protocol/index.ts';
import type { Config } from '../config.ts';
import {
  type BlobGrant,
  completeBlob,
  deleteBlobs,
  deleteExpiredBlobs,
  findBlob,
  findGrants,
  insertGrant,
  type StoredBlob,
} from '../store/blobs.ts';
import type { Database } from '../store/database.ts';
import { Blob } from './blob.ts';
import { Recorder } from './recorder.ts';
import { removeBytes } from './removal.ts';
import { reserve } from './reservation.ts';
import { type Disk, Space } from './space.ts';
import { type BlobStore, MissingBytesError } from './store.ts';
import { openUpload, type Upload } from './upload.ts';

export interface BlobsContext {
  database: Database;
  store: BlobStore;
  disk: Disk;
  limits: Config['limits'];
  /** milliseconds since 1970 */
  wallClock: () => number;
  /** monotonic milliseconds */
  now: () => number;
  reportFailure(error: unknown): void;
}

/** A blob that is read from the database. */
interface Loading {
  blob: Promise<Blob | undefined>;
  /** what was deleted since that began: the row may have been read before */
  deleted: Set<BlobId | AccountId>;
}

/** Buffers for chunks that are kept for the next ones. */
const BUFFERS_KEPT = 16;
const DAY_MS = 24 * 3600_000;
const FORGET_AFTER_MS = 60_000;
/** Conversations that one blob is shared with: so many are looked through for each chunk. */
const GRANTS_PER_BLOB = 500;

/**
 * The blobs in use, in memory, and what can be done with them. Who may do it is checked before, in access.ts. Rows come
 * before files and go before them, so that a file without a row is garbage.
 */
export class Blobs {
  readonly #context: BlobsContext;
  readonly #blobs = new Map<BlobId, Blob>();
  readonly #loading = new Map<BlobId, Loading>();
  readonly #recorder: Recorder;
  readonly #space: Space;
  /** for chunks, not in use */
  readonly #buffers: Buffer[] = [];

  constructor(context: BlobsContext) {
    this.#context = context;
    this.#recorder = new Recorder(context);
    const unrecorded = () => this.#sumOfUploads((upload) => upload.unrecordedBytes);
    this.#space = new Space({
      database: context.database,
      disk: context.disk,
      limit: context.limits.blobServerBytes,
      unrecorded,
    });
  }

  /** The blob, from the database when necessary; undefined when there is none, or its time is over. */
  async load(id: BlobId): Promise<Blob | undefined> {
    const blob = this.#blobs.get(id) ?? (await (this.#loading.get(id) ?? this.#startLoading(id)).blob);
    if (!blob || blob.isGone || blob.expiresAt <= this.#context.wallClock()) return undefined;
    blob.usedAt = this.#context.now();
    return blob;
  }

  /**
   * Makes a place for a blob, or finds the one that was begun under that name.
   * @throws OperationError `malformed` when that one has another size; `quota-full`, `too-many`
   */
  async begin(owner: AccountId, ref: Uint8Array, size: number): Promise<Pick<StoredBlob, 'id' | 'expiresAt'>> {
    const { database, disk, limits, wallClock } = this.#context;
    const now = wallClock();
    const expiresAt = Math.min(this.#expiry(now), now + Math.ceil(limits.blobStart * 1000));
    const spokenFor = this.#sumOfUploads(spokenForBy);
    const wanted = { owner, ref, size, now, expiresAt, spokenFor, disk, limits };
    const { blob, replaced } = await database.write((writer) => reserve(writer, wanted));
    if (replaced) await this.#discard(replaced);
    return blob;
  }

  /** @throws OperationError `malformed` when there is no such chunk of that length; `blob-complete`, `quota-full` */
  async put(blob: Blob, index: number, data: Uint8Array): Promise<void> {
    if (blob.isGone) throw new OperationError('not-found');
    if (data.length !== chunkLength(blob.size, index)) throw new OperationError('malformed');
    const { upload } = blob;
    if (!upload) throw new OperationError('blob-complete');
    if (!upload.chunks.has(index)) await this.#space.fill(data.length, () => upload.put(index, data));
    // what has begun has its full time, so that it can go on after days
    blob.expiresAt = Math.max(blob.expiresAt, this.#expiry(blob.createdAt));
    this.#recorder.note(blob);
    countChunkGarbage(data.length);
  }

  /**
   * Makes it one that others may get, for its full time from now on.
   * @throws OperationError `blob-incomplete`, `not-found`
   */
  async commit(blob: Blob): Promise<void> {
    const { upload, id } = blob;
    if (!upload) return;
    try {
      await upload.finish();
    } catch (error) {
      throw blob.isGone ? new OperationError('not-found') : error;
    }
    if (blob.isGone) throw new OperationError('not-found');
    // a disk may have taken long: until the row says that it is complete, nobody may read the row anew
    blob.usedAt = this.#context.now();
    const completedAt = this.#context.wallClock();
    const expiresAt = this.#expiry(completedAt);
    const isThere = await this.#context.database.write((writer) =>
      completeBlob(writer, id, { completedAt, expiresAt }),
    );
    if (!isThere) throw new OperationError('not-found');
    blob.expiresAt = expiresAt;
    blob.upload = undefined;
  }

  /**
   * Reads a chunk of a complete blob.
   * @param use gets it; it is valid during that call only
   * @throws OperationError `malformed` when there is no such chunk; `not-found`
   */
  async read({ id, size }: Blob, index: number, use: (data: Buffer) => void): Promise<void> {
    const length = chunkLength(size, index);
    if (length === 0) throw new OperationError('malformed');
    // memory that is used again needs no collecting
    const buffer = this.#buffers.pop() ?? Buffer.allocUnsafeSlow(BLOB_CHUNK_SIZE);
    try {
      const data = buffer.subarray(0, length);
      await this.#context.store.read(id, index, data);
      use(data);
    } catch (error) {
      if (!(error instanceof MissingBytesError)) throw error;
      this.#context.reportFailure(error);
      throw new OperationError('not-found');
    } finally {
      if (this.#buffers.length < BUFFERS_KEPT) this.#buffers.push(buffer);
      countChunkGarbage(length);
    }
  }

  /** @throws OperationError `too-many` */
  async grant(blob: Blob, grant: BlobGrant): Promise<void> {
    const isSame = ({ grantor, conversation }: BlobGrant) =>
      grantor === grant.grantor && conversation === grant.conversation;
    if (blob.grants.some(isSame)) return;
    if (blob.grants.length >= GRANTS_PER_BLOB) throw new OperationError('too-many', { limit: GRANTS_PER_BLOB });
    await this.#context.database.write((writer) => insertGrant(writer, blob.id, grant));
    blob.grants = [...blob.grants, grant];
  }

  async remove(id: BlobId): Promise<void> {
    await this.#context.database.write((writer) => deleteBlobs(writer, [id]));
    await this.#discard(id);
  }

  /**
   * Removes those of them that have expired. Bytes that are left when the signal aborts are found at the next start.
   * @returns how many
   */
  async expire(ids: readonly BlobId[], now: Timestamp, signal?: AbortSignal): Promise<number> {
    if (ids.some((id) => this.#isAlive(id, now))) await this.#recorder.recordAll();
    const expired = await this.#context.database.write((writer) => deleteExpiredBlobs(writer, ids, now));
    for (const id of expired) {
      if (signal?.aborted) break;
      await this.#discard(id);
    }
    return expired.length;
  }

  /** The account's blobs are void in the database, as is what it has shared: nobody gets them from memory either. */
  forgetAccount(account: AccountId): void {
    for (const { deleted } of this.#loading.values()) deleted.add(account);
    for (const blob of this.#blobs.values()) blob.forget(account);
  }

  /** Records what was put, of so many uploads; when there are more, they are the next. */
  record(): Promise<void> {
    return this.#recorder.record();
  }

  /** Records all that was put. */
  recordAll(): Promise<void> {
    return this.#recorder.recordAll();
  }

  /** Forgets blobs that nobody has needed for a while. */
  sweep(): void {
    const before = this.#context.now() - FORGET_AFTER_MS;
    for (const [id, { usedAt, upload }] of this.#blobs) {
      if (usedAt < before && upload?.isIdle !== false) this.#blobs.delete(id);
    }
  }

  /** To be called when the database has forgotten it. */
  async #discard(id: BlobId): Promise<void> {
    const { store, reportFailure } = this.#context;
    const blob = this.#blobs.get(id);
    this.#blobs.delete(id);
    this.#loading.get(id)?.deleted.add(id);
    if (blob) {
      blob.isGone = true;
      await blob.upload?.settled();
    }
    await removeBytes(store, id, reportFailure);
  }

  /** Something of it has come, and its row may not say so yet. */
  #isAlive(id: BlobId, now: Timestamp): boolean {
    const blob = this.#blobs.get(id);
    return blob !== undefined && !blob.isGone && blob.expiresAt > now;
  }

  /** Of those in use. */
  #sumOfUploads(bytesOf: (upload: Upload) => number): number {
    let sum = 0;
    for (const { upload, isGone } of this.#blobs.values()) if (upload && !isGone) sum += bytesOf(upload);
    return sum;
  }

  #expiry(from: number): number {
    return from + Math.ceil(this.#context.limits.blobDays * DAY_MS);
  }

  #startLoading(id: BlobId): Loading {
    const deleted: Loading['deleted'] = new Set();
    const blob = this.#read(id, deleted).finally(() => this.#loading.delete(id));
    const loading = { blob, deleted };
    this.#loading.set(id, loading);
    return loading;
  }

  async #read(id: BlobId, deleted: Loading['deleted']): Promise<Blob | undefined> {
    const { database, store, now } = this.#context;
    const [stored, grants] = await Promise.all([findBlob(database.read, id), findGrants(database.read, id)]);
    if (!stored) return undefined;
    const { size, chunks } = stored;
    const upload = chunks && (await openUpload({ id, size, chunks, store, database }));
    if (deleted.has(id) || deleted.has(stored.owner)) return undefined;
    const valid = grants.filter(({ grantor }) => !deleted.has(grantor));
    const blob = new Blob(stored, valid, upload);
    blob.usedAt = now();
    this.#blobs.set(id, blob);
    return blob;
  }
}

/**
 * What of the server's space is not for others who begin: what has come and is not recorded, and as much again as has
 * come, for an upload in the middle to go on. One of which nothing has come speaks for nothing.
 */
function spokenForBy(upload: Upload): number {
  const { bytes } = upload.chunks;
  return upload.unrecordedBytes + Math.min(bytes, upload.size - bytes);
}
