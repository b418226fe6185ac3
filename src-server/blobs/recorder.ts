import { type Arrived, recordChunks } from '../store/blobs.ts';
import type { Database, Writer } from '../store/database.ts';
import type { Blob } from './blob.ts';
import { Turns } from './turns.ts';
import type { Upload } from './upload.ts';

interface RecorderContext {
  database: Database;
  reportFailure(error: unknown): void;
}

/** Uploads in one share: the messages that are stored meanwhile wait for its commit. */
const SHARE = 100;
/** Uploads that are synchronised at once: chunks that are read and written wait for no more of them. */
const SYNCED_AT_ONCE = 8;

/** Records which chunks of uploads are there: a share of the uploads in one commit, however little was put of each. */
export class Recorder {
  readonly #context: RecorderContext;
  /** the one that waits longest comes first */
  readonly #waiting = new Set<Blob>();
  readonly #turns = new Turns(SYNCED_AT_ONCE);
  #recording: Promise<void> | undefined;

  constructor(context: RecorderContext) {
    this.#context = context;
  }

  /** Something was put of the blob. */
  note(blob: Blob): void {
    this.#waiting.add(blob);
  }

  /** Records the next share; when one is under way, no other is begun. */
  record(): Promise<void> {
    this.#recording ??= this.#record().finally(() => {
      this.#recording = undefined;
    });
    return this.#recording;
  }

  /** Records all that waits now. */
  async recordAll(): Promise<void> {
    await this.#recording;
    // what fails waits again: it is tried once
    for (let left = this.#waiting.size; left > 0; left -= SHARE) await this.record();
  }

  async #record(): Promise<void> {
    const share = this.#takeShare();
    await Promise.all([...share.values()].map((upload) => this.#turns.take(() => this.#sync(upload))));
    try {
      await this.#save(share);
    } catch (error) {
      for (const blob of share.keys()) this.note(blob);
      this.#context.reportFailure(error);
    }
  }

  #takeShare(): Map<Blob, Upload> {
    const share = new Map<Blob, Upload>();
    for (const blob of this.#waiting) {
      if (share.size === SHARE) break;
      this.#waiting.delete(blob);
      const { upload, isGone } = blob;
      if (upload && !isGone && !upload.isRecorded) share.set(blob, upload);
    }
    return share;
  }

  async #sync(upload: Upload): Promise<void> {
    try {
      await upload.sync();
    } catch (error) {
      this.#context.reportFailure(error);
    }
  }

  async #save(share: ReadonlyMap<Blob, Upload>): Promise<void> {
    const unrecorded = [...share].filter(([, upload]) => upload.unrecorded);
    if (unrecorded.length === 0) return;
    const saved = await this.#context.database.write((writer) => save(writer, unrecorded));
    for (const [upload, arrived] of saved) upload.recorded(arrived);
  }
}

/** @returns what was saved of each */
async function save(writer: Writer, share: readonly (readonly [Blob, Upload])[]): Promise<Map<Upload, Arrived>> {
  const saved = new Map<Upload, Arrived>();
  for (const [{ expiresAt }, upload] of share) {
    // as it is by now: it may have begun anew while the database was busy
    const arrived = upload.unrecorded;
    if (!arrived) continue;
    await recordChunks(writer, upload.id, arrived, expiresAt);
    saved.set(upload, arrived);
  }
  return saved;
}
