import { BLOB_CHUNK_SIZE, BlobId, chunkCount, chunkLength } from '../../protocol/index.ts';
import type { Config } from '../config.ts';
import { S3Bucket, S3Error } from './s3-bucket.ts';
import { type BlobStore, MissingBytesError, StoreFullError, StoreUnavailableError } from './store.ts';

/** The bucket cannot be used; the message says why, for who runs the server. */
export class BucketError extends Error {
  override readonly name = 'BucketError';
}

const FOLDER_NAME = /^[0-9a-f]{32}\/$/;
const INDEX_DIGITS = 5;
const PROBE = 'probe';
const OWNER = 'owner';

const reasons: Readonly<Record<string, string>> = {
  NoSuchBucket: 'there is no such bucket',
  AccessDenied: 'the access key may not read, write, list and delete there',
  InvalidAccessKeyId: 'there is no such access key',
  SignatureDoesNotMatch: 'the secret key is another',
  RequestTimeTooSkewed: "the clocks of this machine and the store's differ too much",
  AuthorizationHeaderMalformed: 'the region is another',
  PermanentRedirect: 'the bucket is at another endpoint',
};

/**
 * Blobs in a bucket, an object for each chunk, `prefix/hexadecimal id/hexadecimal index`: an object is there as a whole and
 * durable, or not at all. So nothing is gathered in memory, any chunk can be put again, and a crash leaves nothing half
 * done; the price is eight requests for each MiB.
 */
export class S3Store implements BlobStore {
  readonly #bucket: S3Bucket;
  readonly #prefix: string;

  private constructor(bucket: S3Bucket, prefix: string) {
    this.#bucket = bucket;
    this.#prefix = prefix;
  }

  /**
   * Sees that objects can be listed, written, read and deleted, and that no other server has blobs there: each would take the
   * other's for garbage.
   * @param owner what tells this server from others
   * @param wait for tests: resolves after so many milliseconds
   * @throws BucketError
   */
  static async open(target: Config['s3'], owner: string, wait?: (ms: number) => Promise<unknown>): Promise<S3Store> {
    const bucket = new S3Bucket(target, wait);
    try {
      await probe(bucket, target.prefix);
      await take(bucket, target.prefix + OWNER, Buffer.from(owner));
    } catch (error) {
      throw new BucketError(`s3: ${target.bucket} at ${target.endpoint} cannot be used: ${explain(error)}`, {
        cause: error,
      });
    }
    return new S3Store(bucket, target.prefix);
  }

  write(blob: BlobId, index: number, data: Uint8Array): Promise<void> {
    return this.#bucket.put(this.#keyOf(blob, index), data);
  }

  /** Every chunk that was written is durable already. */
  async sync(blob: BlobId): Promise<void> {
    const { objects } = await this.#bucket.list({ prefix: this.#folderOf(blob), 'max-keys': '1' });
    if (objects.length === 0) throw new MissingBytesError('nothing of a blob is there');
  }

  async commit(blob: BlobId, size: number): Promise<void> {
    let index = 0;
    for await (const object of this.#bucket.objects(this.#folderOf(blob))) {
      const isNext = object.key === this.#keyOf(blob, index) && object.size === chunkLength(size, index);
      if (!isNext) throw new MissingBytesError('a chunk of a blob is missing, or has another size');
      index += 1;
    }
    if (index !== chunkCount(size)) throw new MissingBytesError('a blob of another size');
  }

  read(blob: BlobId, index: number, target: Buffer): Promise<void> {
    return this.#bucket.get(this.#keyOf(blob, index), target);
  }

  async extent(blob: BlobId): Promise<number> {
    const folder = this.#folderOf(blob);
    let extent = 0;
    for await (const { key, size } of this.#bucket.objects(folder)) {
      extent = Number.parseInt(key.slice(folder.length), 16) * BLOB_CHUNK_SIZE + size;
    }
    return extent;
  }

  async remove(blob: BlobId): Promise<void> {
    for await (const { objects } of this.#bucket.pages({ prefix: this.#folderOf(blob) })) {
      if (objects.length > 0) await this.#bucket.remove(objects.map(({ key }) => key));
    }
  }

  async *list(): AsyncGenerator<BlobId> {
    for await (const { prefixes } of this.#bucket.pages({ prefix: this.#prefix, delimiter: '/' })) {
      for (const name of prefixes.map((prefix) => prefix.slice(this.#prefix.length))) {
        // what others have put there is theirs
        if (FOLDER_NAME.test(name)) yield BlobId.parse(Buffer.from(name.slice(0, -1), 'hex').toString('base64url'));
      }
    }
  }

  /** Connections end by themselves. */
  async rest(): Promise<void> {}

  async close(): Promise<void> {}

  #folderOf(blob: BlobId): string {
    return `${this.#prefix}${Buffer.from(blob, 'base64url').toString('hex')}/`;
  }

  /** Ordered by name they are ordered by index. */
  #keyOf(blob: BlobId, index: number): string {
    return this.#folderOf(blob) + index.toString(16).padStart(INDEX_DIGITS, '0');
  }
}

async function probe(bucket: S3Bucket, prefix: string): Promise<void> {
  const key = prefix + PROBE;
  const content = Buffer.from('Miyu can write here.');
  await bucket.list({ prefix, 'max-keys': '1' });
  await bucket.put(key, content);
  await bucket.get(key, Buffer.alloc(content.length));
  await bucket.remove([key]);
}

/** @throws OwnedError */
async function take(bucket: S3Bucket, key: string, owner: Buffer): Promise<void> {
  const { objects } = await bucket.list({ prefix: key, 'max-keys': '1' });
  const [found] = objects.filter((object) => object.key === key);
  if (!found) return bucket.put(key, owner);
  const known = Buffer.alloc(found.size);
  await bucket.get(key, known);
  if (!known.equals(owner)) throw new OwnedError(`another server keeps its files there (its mark is ${key})`);
}

class OwnedError extends Error {}

function explain(error: unknown): string {
  if (error instanceof S3Error) return reasons[error.code] ?? error.message;
  if (error instanceof StoreFullError || error instanceof OwnedError) return error.message;
  if (error instanceof StoreUnavailableError) return `${error.message}${networkCode(error.cause)}`;
  throw error;
}

/** As in ` (ECONNREFUSED)`; Node's fetch has it in the cause of its error. */
function networkCode(error: unknown): string {
  const found = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(found instanceof Error)) return '';
  return ` (${'code' in found ? found.code : found.message})`;
}
