import type { AttachmentProblem } from '../../contract/attachment.ts';
import { ContractError } from '../../contract/errors.ts';
import type { Message, MessageId, Timestamp } from '../../contract/model.ts';
import type { Changes } from '../changes.ts';
import { describeFailure } from '../describe-failure.ts';
import type { Log } from '../log.ts';
import type { StoredAttachment } from '../store/attachment-rows.ts';
import type { AttachmentChange } from '../store/attachments.ts';
import type { Remains } from '../store/leftovers.ts';
import type { Store } from '../store/store.ts';
import { isSystemFailure } from '../transfers/disk.ts';
import { DamagedError } from '../transfers/sealed-chunks.ts';
import { newSealedId } from '../transfers/sealed-files.ts';
import type { DownloadJob, Transfers } from '../transfers/transfers.ts';
import { isPart } from './part-name.ts';
import type { ReceivedFolder } from './received-folder.ts';
import { type Running, stopReason } from './running.ts';
import type { TransferBoard } from './transfer-board.ts';

export interface DownloadsParts {
  store: Pick<Store, 'run'>;
  changes: Pick<Changes, 'messages'>;
  transfers: Pick<Transfers, 'download'>;
  received: ReceivedFolder;
  running: Running;
  board: TransferBoard;
  /** whether what lies sealed under that id may be shown for what it says it is */
  isAsSaid(stored: StoredAttachment): Promise<boolean>;
  /** something is left over, or there is more here than should be */
  tidy(): void;
  /** wall clock */
  now: () => Timestamp;
  log: Log;
}

/** Gets what others' messages carry: files into the folder of received files, the rest sealed. */
export class Downloads {
  readonly #parts: DownloadsParts;

  constructor(parts: DownloadsParts) {
    this.#parts = parts;
  }

  /** Goes on with what is downloading. */
  fetch(id: MessageId): void {
    this.#parts.running.start(id, (signal) => this.#fetch(id, signal));
  }

  /** The person wants it, or wants it after all. @throws ContractError `file-expired` */
  async start({ message: id, state, expires_at: expiresAt }: StoredAttachment): Promise<void> {
    if (state === 'here') return;
    // of what is on its way, the server says so
    const hasExpired = state !== 'downloading' && (expiresAt ?? 0) <= this.#parts.now();
    if (state === 'expired' || hasExpired) {
      await this.#expire(id);
      throw new ContractError('file-expired');
    }
    await this.#change(id, { state: 'downloading', problem: null });
    this.fetch(id);
  }

  /** What there is of a download goes; it is as if it had never been begun. */
  async forget(id: MessageId): Promise<void> {
    const change = { state: 'remote', problem: null, sealed: null, path: null } as const;
    await this.#change(id, change, ['sealed', 'part']);
  }

  async #fetch(id: MessageId, signal: AbortSignal): Promise<void> {
    try {
      const stored = await this.#parts.store.run('attachment', id);
      if (stored?.state === 'downloading') await this.#fetchStored(stored, signal);
    } catch (error) {
      await this.#ended(id, error, signal).catch((failure) =>
        this.#parts.log(`download not kept: ${describeFailure(failure)}`),
      );
    }
  }

  async #fetchStored(stored: StoredAttachment, signal: AbortSignal): Promise<void> {
    const { board, transfers } = this.#parts;
    const { message: id, blob, key, size, digest } = stored;
    if (await this.#wasFinished(stored, signal)) return;
    if (blob === null) throw new ContractError('file-expired');
    const into = await this.#place(stored);
    const progress = board.begin(id, 'down', size);
    try {
      await transfers.download({ blob, key, size, digest, into }, { signal, progress });
    } finally {
      board.end(id);
    }
    if ('path' in into) await this.#keepReceived(stored, into.path);
    else await this.#keepSealed({ ...stored, sealed: into.sealed });
  }

  /** True when the program ended between giving the file its name and telling of it. */
  async #wasFinished(stored: StoredAttachment, signal: AbortSignal): Promise<boolean> {
    const part = partOfFile(stored);
    if (part === null) return false;
    const path = await this.#parts.received.findFinished(part, stored, signal);
    if (path !== undefined) await this.#isReceived(stored.message, path);
    return path !== undefined;
  }

  /** Where it was begun, or a new place. */
  async #place(stored: StoredAttachment): Promise<DownloadJob['into']> {
    const { message: id, kind, sealed } = stored;
    if (kind !== 'file') {
      const into = sealed ?? newSealedId();
      if (sealed === null) await this.#change(id, { sealed: into });
      return { sealed: into };
    }
    return { path: partOfFile(stored) ?? (await this.#beginPart(stored)) };
  }

  async #beginPart({ message: id, name }: StoredAttachment): Promise<string> {
    const part = await this.#parts.received.begin(name);
    const [message] = await this.#change(id, { path: part });
    if (message) return part;
    // it has gone meanwhile: nobody else knows of the part
    await this.#parts.received.discard(part);
    throw new ContractError('not-found');
  }

  async #keepReceived({ message: id, name }: StoredAttachment, part: string): Promise<void> {
    await this.#isReceived(id, await this.#parts.received.finish(part, name));
  }

  async #isReceived(id: MessageId, path: string): Promise<void> {
    await this.#change(id, { state: 'here', problem: null, path });
  }

  async #keepSealed(stored: StoredAttachment): Promise<void> {
    const { isAsSaid, tidy, now } = this.#parts;
    const { message: id, sealed } = stored;
    if (!(await isAsSaid(stored))) return this.#fail(id, 'not-picture');
    await this.#change(id, { state: 'here', problem: null, sealed, used_at: now() });
    tidy();
  }

  async #ended(id: MessageId, error: unknown, signal: AbortSignal): Promise<void> {
    switch (stopReason(signal)) {
      case 'pause':
        await this.#change(id, { state: 'paused' });
        return;
      case 'cancel':
        return this.forget(id);
      case 'gone':
      case 'closing':
        return;
      case undefined:
        return this.#failed(id, error);
    }
  }

  async #failed(id: MessageId, error: unknown): Promise<void> {
    this.#parts.log(`download failed: ${describeFailure(error)}`);
    if (error instanceof DamagedError) return this.#fail(id, 'damaged');
    if (error instanceof ContractError && error.code === 'file-expired') return this.#expire(id);
    // what has come stays, to go on from
    await this.#change(id, { state: 'failed', problem: problemOf(error) });
  }

  /** Nobody has the rest of it. */
  async #expire(id: MessageId): Promise<void> {
    await this.#change(id, { state: 'expired', problem: null, sealed: null, path: null }, ['sealed', 'part']);
  }

  /** What came is good for nothing. There is no part any more: what is called so now is another's. */
  async #fail(id: MessageId, problem: AttachmentProblem): Promise<void> {
    await this.#change(id, { state: 'failed', problem, sealed: null, path: null }, ['sealed']);
  }

  /** The message as it is then; none when it has gone. */
  async #change(id: MessageId, change: AttachmentChange, leaving: Remains[] = []): Promise<Message[]> {
    const { store, changes, tidy } = this.#parts;
    const messages = await store.run('changeAttachment', { id, change, leaving });
    changes.messages(messages);
    if (leaving.length > 0) tidy();
    return messages;
  }
}

/** What there is of a received file that is not whole. */
function partOfFile({ kind, path }: StoredAttachment): string | null {
  return kind === 'file' && path !== null && isPart(path) ? path : null;
}

/** What the server does not give, or this machine's disk does not take. */
function problemOf(error: unknown): AttachmentProblem {
  if (error instanceof ContractError && error.code === 'disk-full') return 'disk-full';
  return isSystemFailure(error) ? 'disk-full' : 'refused';
}
