import { rm } from 'node:fs/promises';
import { OperationError } from '../../../protocol/index.ts';
import type { Timestamp } from '../../contract/model.ts';
import type { Changes } from '../changes.ts';
import { describe } from '../describe.ts';
import type { Log } from '../log.ts';
import type { LeftoverRow } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { sealedSize } from '../transfers/sealed-chunks.ts';
import type { SealedFiles } from '../transfers/sealed-files.ts';
import { TurnBatch } from '../turn-batch.ts';
import type { OnlineGate } from './online-gate.ts';
import type { Running } from './running.ts';

export interface TidyingParts {
  store: Pick<Store, 'run'>;
  changes: Pick<Changes, 'messages'>;
  files: SealedFiles;
  gate: OnlineGate;
  running: Running;
  /** bytes of encrypted copies that may stay */
  cacheLimit(): number;
  /** wall clock */
  now: () => Timestamp;
  log: Log;
}

/** Deletes what nobody needs any more, here and on the server, and keeps the encrypted copies within their limit. */
export class Tidying {
  readonly #parts: TidyingParts;
  readonly #batch: TurnBatch<void>;
  readonly #closing = new AbortController();

  constructor(parts: TidyingParts) {
    this.#parts = parts;
    this.#batch = new TurnBatch(() => this.#tidy());
  }

  /** Soon, once for all who ask. */
  tidy(): void {
    if (this.#closing.signal.aborted) return;
    this.#batch.add().catch((error) => {
      if (!this.#closing.signal.aborted) this.#parts.log(`not tidied: ${describeFailure(error)}`);
    });
  }

  /** Removes sealed files that no attachment names: they were staged when the program ended, or it ended before their row was there. */
  async sweep(): Promise<void> {
    const { store, files } = this.#parts;
    const inUse = new Set(await store.run('sealedInUse'));
    for (const id of await files.ids()) if (!inUse.has(id)) await files.remove(id);
  }

  /** Deletes the copies here of all that the server still has. */
  async clearCache(): Promise<void> {
    await this.#evict({ limit: 0, onlyOnServer: true });
    await this.#clean();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#batch.idle();
  }

  async #tidy(): Promise<void> {
    await this.#stopGone();
    await this.#evict({ limit: this.#parts.cacheLimit() });
    await this.#clean();
  }

  /** What is under way for messages that have gone. */
  async #stopGone(): Promise<void> {
    const { store, running } = this.#parts;
    const { ids } = running;
    if (ids.length === 0) return;
    const there = new Set((await store.run('attachments', ids)).map(({ message }) => message));
    for (const id of ids) if (!there.has(id)) await running.stop(id, 'gone');
  }

  async #evict(bounds: { limit: number; onlyOnServer?: boolean }): Promise<void> {
    const { store, changes, now } = this.#parts;
    changes.messages(await store.run('evict', { ...bounds, now: now() }));
  }

  async #clean(): Promise<void> {
    const { store } = this.#parts;
    const leftovers = await store.run('leftovers');
    const gone: number[] = [];
    for (const leftover of leftovers) if (await this.#remove(leftover)) gone.push(leftover.place);
    if (gone.length > 0) await store.run('forgetLeftovers', gone);
  }

  /** False when it is to be tried again. */
  async #remove({ sealed, path, ref, size }: LeftoverRow): Promise<boolean> {
    if (sealed !== null) await this.#parts.files.remove(sealed);
    if (path !== null) await rm(path, { force: true });
    if (ref === null || size === null) return true;
    return this.#parts.gate.isOnline && this.#deleteBlob(ref, sealedSize(size));
  }

  /** The upload's own name tells which one it is, whether it was finished or not. */
  async #deleteBlob(ref: Uint8Array, size: number): Promise<boolean> {
    const { gate } = this.#parts;
    const { signal } = this.#closing;
    try {
      const { blob } = await gate.ask((channel) => channel.request('blob.begin', { ref, size }), signal);
      await gate.ask((channel) => channel.request('blob.delete', { blob }), signal);
    } catch (error) {
      if (!(error instanceof OperationError)) throw error;
      this.#parts.log(`not deleted on the server: ${error.code}`);
    }
    return true;
  }
}

/** What the system says has names of files in it. */
function describeFailure(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : describe(error);
}
