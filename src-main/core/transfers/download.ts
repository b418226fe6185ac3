import { createHash } from 'node:crypto';
import { type BlobId, type Channel, countChunkGarbage, OperationError } from '../../../protocol/index.ts';
import { ContractError } from '../../contract/errors.ts';
import { abortable, throwIfAborted } from './abortable.ts';
import { inOrder } from './chunk-window.ts';
import type { DownloadTarget } from './download-target.ts';
import type { Progress } from './progress.ts';
import { DamagedError, openChunkOf, sealedCount } from './sealed-chunks.ts';

/** How long to wait for a reply, in milliseconds: chunks before it may have to get through a slow network. */
const CHUNK_TIMEOUT_MS = 120_000;

export interface DownloadParts {
  blob: BlobId;
  key: Uint8Array;
  /** bytes of the plaintext */
  size: number;
  /** SHA-256 of the plaintext */
  digest: Uint8Array;
  target: DownloadTarget;
  signal: AbortSignal;
  progress: Progress;
}

/** A blob on its way into a target, from beginning to end, over as many connections as it takes. */
export class Download {
  readonly #parts: DownloadParts;
  readonly #count: number;
  #hash = createHash('sha256');
  /** pieces that are kept and hashed */
  #kept = 0;

  constructor(parts: DownloadParts) {
    this.#parts = parts;
    this.#count = sealedCount(parts.size);
  }

  get hasAll(): boolean {
    return this.#kept === this.#count;
  }

  /**
   * Goes on from what the target has already.
   * @returns whether it has anything
   */
  async check(): Promise<boolean> {
    const { target, signal } = this.#parts;
    while (!this.hasAll) {
      throwIfAborted(signal);
      const plain = await target.read(this.#kept);
      if (!plain) break;
      this.#keep(plain, 'checking');
    }
    await target.cut(this.#kept);
    return this.#kept > 0;
  }

  /**
   * Gets what is missing.
   * @throws OperationError, ChannelError as requests do; ContractError `cancelled`, `file-expired`; DamagedError
   */
  async fetch(channel: Channel): Promise<void> {
    const { target } = this.#parts;
    this.#parts.progress.at('running');
    for await (const sealed of inOrder(this.#kept, this.#count, (index) => this.#get(channel, index))) {
      const plain = openChunkOf(this.#parts, this.#kept, sealed);
      await target.write(this.#kept, sealed, plain);
      this.#keep(plain, 'running');
    }
  }

  /** Whether all of it together is what the sender sent. To be asked once, at the end. */
  isRight(): boolean {
    return this.#hash.digest().equals(this.#parts.digest);
  }

  /** From the beginning. */
  async restart(): Promise<void> {
    const { target, progress } = this.#parts;
    this.#hash = createHash('sha256');
    this.#kept = 0;
    progress.at('running', 0);
    await target.cut(0);
  }

  async #get(channel: Channel, index: number): Promise<Uint8Array> {
    const { blob, signal } = this.#parts;
    try {
      return (await abortable(channel.request('blob.get', { blob, index }, CHUNK_TIMEOUT_MS), signal)).data;
    } catch (error) {
      throw meaningOf(error);
    }
  }

  #keep(plain: Buffer, stage: 'checking' | 'running'): void {
    const { progress } = this.#parts;
    this.#hash.update(plain);
    this.#kept += 1;
    countChunkGarbage(plain.length);
    progress.at(stage, progress.done + plain.length);
  }
}

function meaningOf(error: unknown): unknown {
  if (!(error instanceof OperationError)) return error;
  if (error.is('not-found')) return new ContractError('file-expired');
  // a blob with fewer chunks than the message says
  return error.is('malformed') ? new DamagedError('no such chunk') : error;
}
