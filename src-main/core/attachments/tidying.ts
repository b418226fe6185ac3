import { OperationError, removeFile } from '../../../protocol/index.ts';
import type { Timestamp } from '../../contract/model.ts';
import type { Changes } from '../changes.ts';
import { describeFailure } from '../describe-failure.ts';
import type { Log } from '../log.ts';
import type { LeftoverRow } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { sealedSize } from '../transfers/sealed-chunks.ts';
import { TurnBatch } from '../turn-batch.ts';
import type { OnlineGate } from './online-gate.ts';
import type { Running } from './running.ts';
import type { SealedCopies } from './sealed-copies.ts';

export interface TidyingParts {
  store: Pick<Store, 'run'>;
  changes: Pick<Changes, 'messages'>;
  files: Pick<SealedCopies, 'ids' | 'remove'>;
  gate: OnlineGate;
  running: Running[];
  /** bytes of encrypted copies that may stay */
  cacheLimit(): number;
  /** wall clock */
  now: () => Timestamp;
  log: Log;
}

/** Deletes what nobody needs any more, here and on the server, and keeps the encrypted copies within their limit. */
export class Tidying {
  readonly #parts: TidyingParts;
  readonly #here: TurnBatch<void>;
  /** apart: it waits for connections */
  readonly #onServer: TurnBatch<void>;
  readonly #closing = new AbortController();

  constructor(parts: TidyingParts) {
    this.#parts = parts;
    this.#here = new TurnBatch(() => this.#tidy());
    this.#onServer = new TurnBatch(() => this.#cleanServer());
  }

  /** Soon, once for all who ask. */
  tidy(): void {
    if (this.#closing.signal.aborted) return;
    for (const batch of [this.#here, this.#onServer]) {
      batch.add().catch((error) => this.#logUnlessClosing('not tidied', error));
    }
  }

  /** What cannot be deleted now: with the next tidying, or the one after that. */
  removeLater(path: string): void {
    this.#parts.store
      .run('leaveOverFile', path)
      .catch((error) => this.#parts.log(`left behind: ${describeFailure(error)}`));
  }

  /** Removes sealed files that no attachment names: they were staged when the program ended, or it ended before their row was there. */
  async sweep(): Promise<void> {
    const { store, files } = this.#parts;
    const inUse = new Set(await store.run('sealedInUse'));
    for (const id of await files.ids()) if (!inUse.has(id)) await this.#attempt(() => files.remove(id));
  }

  /** Deletes the copies here of all that the server still has. */
  async clearCache(): Promise<void> {
    await this.#evict({ limit: 0, onlyOnServer: true });
    await this.#here.add();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all([this.#here.idle(), this.#onServer.idle()]);
  }

  async #tidy(): Promise<void> {
    await this.#evict({ limit: this.#parts.cacheLimit() });
    await this.#clean();
  }

  /** What is under way for messages that have gone. */
  async #stopGone(running: Running): Promise<void> {
    const { ids } = running;
    if (ids.length === 0) return;
    const there = new Set((await this.#parts.store.run('attachments', ids)).map(({ message }) => message));
    for (const id of ids) if (!there.has(id)) await running.stop(id, 'gone');
  }

  async #evict(bounds: { limit: number; onlyOnServer?: boolean }): Promise<void> {
    const { store, changes, now } = this.#parts;
    changes.messages(await store.run('evict', { ...bounds, now: now() }));
  }

  /** What is to be deleted. Nothing is under way with it any more: an upload would begin anew what is deleted on the server. */
  async #abandoned(): Promise<LeftoverRow[]> {
    const leftovers = await this.#parts.store.run('leftovers');
    for (const running of this.#parts.running) await this.#stopGone(running);
    return leftovers;
  }

  async #clean(): Promise<void> {
    for (const leftover of await this.#abandoned()) {
      // whoever locks does not wait for the rest, which the next start deletes
      if (this.#closing.signal.aborted) return;
      if (leftover.ref === null) await this.#settle(leftover, () => this.#removeFiles(leftover));
    }
  }

  async #cleanServer(): Promise<void> {
    const { gate } = this.#parts;
    for (const leftover of await this.#abandoned()) {
      const { ref, size } = leftover;
      if (ref === null || size === null) continue;
      if (!gate.isOnline) return;
      await this.#settle(leftover, () => this.#deleteBlob(ref, sealedSize(size)));
    }
  }

  /**
   * One that cannot be deleted now, such as a document that is open on Windows, waits for the next time, and the others do not wait for
   * it. Each is forgotten at once: another file may be there soon.
   */
  async #settle({ place }: LeftoverRow, remove: () => Promise<void>): Promise<void> {
    if (await this.#attempt(remove)) await this.#parts.store.run('forgetLeftovers', [place]);
  }

  /** False when it failed. */
  async #attempt(remove: () => Promise<void>): Promise<boolean> {
    try {
      await remove();
      return true;
    } catch (error) {
      this.#logUnlessClosing('not deleted', error);
      return false;
    }
  }

  async #removeFiles({ sealed, path }: LeftoverRow): Promise<void> {
    if (sealed !== null) await this.#parts.files.remove(sealed);
    if (path !== null) await removeFile(path);
  }

  /** The upload's own name tells which one it is, whether it was finished or not. */
  async #deleteBlob(ref: Uint8Array, size: number): Promise<void> {
    const { gate } = this.#parts;
    const { signal } = this.#closing;
    try {
      const { blob } = await gate.ask((channel) => channel.request('blob.begin', { ref, size }), signal);
      await gate.ask((channel) => channel.request('blob.delete', { blob }), signal);
    } catch (error) {
      if (!(error instanceof OperationError)) throw error;
      this.#parts.log(`not deleted on the server: ${error.code}`);
    }
  }

  #logUnlessClosing(what: string, error: unknown): void {
    if (!this.#closing.signal.aborted) this.#parts.log(`${what}: ${describeFailure(error)}`);
  }
}
