import type { BlobId, Channel } from '../../../protocol/index.ts';
import type { Transfer } from '../../contract/attachment.ts';
import type { KnownServer } from '../../contract/model.ts';
import type { Log } from '../log.ts';
import { diskError } from './disk.ts';
import { Download } from './download.ts';
import { type DownloadTarget, openPlain, openSealed } from './download-target.ts';
import { Progress, type Report } from './progress.ts';
import { type RideOptions, ride } from './ride.ts';
import { DamagedError } from './sealed-chunks.ts';
import type { SealedFile, SealedFiles } from './sealed-files.ts';
import { TransferConnection } from './transfer-connection.ts';
import { Turns } from './turns.ts';
import { type Uploaded, upload } from './upload.ts';

export interface UploadJob {
  /** the uploader's own name for the blob, 16 random bytes: with the same one an upload goes on */
  ref: Uint8Array;
  file: Pick<SealedFile, 'id' | 'size'>;
}

export interface DownloadJob {
  blob: BlobId;
  key: Uint8Array;
  /** bytes of the plaintext */
  size: number;
  /** SHA-256 of the plaintext */
  digest: Uint8Array;
  /** a sealed file, or the path of a plain one. What is there already is checked and gone on from. */
  into: { sealed: string } | { path: string };
}

export interface TransferOptions {
  /** pauses or gives up: what is done by then is not done again the next time */
  signal: AbortSignal;
  /** Hears how many bytes of the file are done: at once, then at most four times a second, and exactly at the end. */
  progress: Report;
}

export interface TransfersParts {
  files: SealedFiles;
  server: KnownServer;
  /** of the main connection. @throws ContractError `offline` */
  channel(): Channel;
  /** wall clock */
  now: () => number;
  log: Log;
}

/**
 * Brings sealed files to the server and gets them from there, whatever becomes of the connections. Both directions have
 * a connection of their own, so that neither waits behind the other's chunks.
 */
export class Transfers {
  readonly #parts: TransfersParts;
  readonly #turns = { up: new Turns(), down: new Turns() };
  readonly #connections: { up: TransferConnection; down: TransferConnection };
  readonly #closing = new AbortController();
  readonly #underWay = new Set<Promise<unknown>>();

  constructor(parts: TransfersParts) {
    this.#parts = parts;
    this.#connections = { up: new TransferConnection(parts), down: new TransferConnection(parts) };
  }

  /** The main connection is signed in. */
  online(): void {
    for (const connection of Object.values(this.#connections)) connection.online();
  }

  /** The main connection is lost. */
  offline(): void {
    for (const connection of Object.values(this.#connections)) connection.offline();
  }

  /** Ends what is under way, as if it were paused; resolves when no file is used any more. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.allSettled(this.#underWay);
    for (const connection of Object.values(this.#connections)) connection.close();
  }

  /**
   * Resolves when the server has all of it.
   * @throws OperationError when the server does not take it; ContractError `cancelled`, `file-gone`
   */
  upload({ ref, file }: UploadJob, options: TransferOptions): Promise<Uploaded> {
    return this.#run('up', { size: file.size }, options, async (connection, rideOptions) => {
      const handle = await this.#parts.files.open(file.id);
      try {
        const parts = { ref, handle, size: file.size, ...rideOptions };
        return await ride(connection, rideOptions, (channel) => upload(channel, parts));
      } finally {
        await handle.close();
      }
    });
  }

  /**
   * Resolves when all of it is there, durable and what the sender sent. Of what is damaged nothing stays.
   * @throws OperationError when the server does not give it; DamagedError; ContractError `cancelled`, `disk-full`,
   * `file-expired`
   */
  download(job: DownloadJob, options: TransferOptions): Promise<void> {
    // Nobody chose what is fetched by itself, and others decide how much of it there is.
    const isWanted = 'path' in job.into;
    return this.#run('down', { size: job.size, isWanted }, options, async (connection, rideOptions) => {
      const target = await this.#open(job);
      try {
        await this.#fetchAll(new Download({ ...job, target, ...rideOptions }), connection, rideOptions);
        await target.finish();
      } catch (error) {
        if (error instanceof DamagedError) await target.remove();
        throw diskError(error);
      } finally {
        await target.close();
      }
    });
  }

  async #fetchAll(download: Download, connection: TransferConnection, options: RideOptions): Promise<void> {
    const hasSome = await download.check();
    if (!download.hasAll) await ride(connection, options, (channel) => download.fetch(channel));
    if (download.isRight()) return;
    // what was there before may be to blame
    if (!hasSome) throw new DamagedError('digest');
    await download.restart();
    await ride(connection, options, (channel) => download.fetch(channel));
    if (!download.isRight()) throw new DamagedError('digest');
  }

  #open({ into, key, size }: DownloadJob): Promise<DownloadTarget> {
    if ('path' in into) return openPlain(into.path, size);
    return openSealed(this.#parts.files, into.sealed, { key, size });
  }

  async #run<T>(
    direction: Transfer['direction'],
    what: { size: number; isWanted?: boolean },
    options: TransferOptions,
    work: (connection: TransferConnection, options: RideOptions) => Promise<T>,
  ): Promise<T> {
    const signal = AbortSignal.any([options.signal, this.#closing.signal]);
    const progress = new Progress(options.progress);
    const connection = this.#connections[direction];
    const use = () => connection.use(() => work(connection, { signal, progress }));
    const running = this.#turns[direction].take(what, signal, use);
    this.#underWay.add(running);
    try {
      return await running;
    } finally {
      this.#underWay.delete(running);
      progress.end();
    }
  }
}
