import { randomBytes } from 'node:crypto';
import { type ErrorCode, OperationError } from '../../../protocol/index.ts';
import { ContractError } from '../../contract/errors.ts';
import type { Message, MessageId } from '../../contract/model.ts';
import type { Changes } from '../changes.ts';
import type { AttachmentContent } from '../content.ts';
import { describeFailure } from '../describe-failure.ts';
import type { Log } from '../log.ts';
import { type StoredAttachment, sealedWhole, toAttachmentContent } from '../store/attachment-rows.ts';
import type { Store } from '../store/store.ts';
import type { SealedFiles } from '../transfers/sealed-files.ts';
import type { Transfers } from '../transfers/transfers.ts';
import { LeavingOrder, type Place } from './leaving-order.ts';
import type { OnlineGate } from './online-gate.ts';
import { type Running, stopReason } from './running.ts';
import type { SealingAnew } from './sealing-anew.ts';
import type { TransferBoard } from './transfer-board.ts';
import { uploadProblem } from './upload-problem.ts';

export interface UploadsParts {
  store: Pick<Store, 'run'>;
  changes: Pick<Changes, 'messages'>;
  transfers: Pick<Transfers, 'upload'>;
  files: Pick<SealedFiles, 'has' | 'remove'>;
  anew: Pick<SealingAnew, 'seal'>;
  gate: OnlineGate;
  running: Running;
  /** ends what is coming from the server of what the message carries */
  stopComing(id: MessageId): Promise<void>;
  board: TransferBoard;
  /** the server has it, and those it is for may get it */
  ready(message: Message, carried: AttachmentContent): void;
  /** something is left over, or there is more here than should be */
  tidy(): void;
  /** wall clock */
  now: () => number;
  log: Log;
}

/** Gets what one's own messages carry to the server; only then they leave. */
export class Uploads {
  readonly #parts: UploadsParts;
  readonly #order = new LeavingOrder();

  constructor(parts: UploadsParts) {
    this.#parts = parts;
  }

  /** Begins or goes on, unless the person has paused it. */
  carry(id: MessageId): void {
    this.#parts.running.start(id, (signal) => this.#carry(id, signal));
  }

  /** The person goes on with it. */
  async resume(id: MessageId): Promise<void> {
    await this.#setState(id, 'uploading');
    this.carry(id);
  }

  async #carry(id: MessageId, signal: AbortSignal): Promise<void> {
    try {
      const stored = await this.#parts.store.run('attachment', id);
      if (stored && stored.state !== 'upload-paused') await this.#carryStored(stored, signal);
    } catch (error) {
      this.#parts.log(`upload not kept: ${describeFailure(error)}`);
    }
  }

  async #carryStored(stored: StoredAttachment, signal: AbortSignal): Promise<void> {
    const place = this.#order.enter(stored);
    try {
      await this.#shareAndLeave(await this.#withBlob(stored, signal), place, signal);
    } catch (error) {
      await this.#ended(stored, error, signal);
    } finally {
      place.leave();
    }
  }

  /** Puts it on the server unless it is there. */
  async #withBlob(stored: StoredAttachment, signal: AbortSignal): Promise<StoredAttachment> {
    const isLeaving = stored.state === 'uploading' || stored.state === 'upload-failed';
    const isShared = stored.sealed === null || !isLeaving;
    return isShared && this.#isThere(stored) ? stored : this.#upload(stored, signal);
  }

  #isThere({ blob, expires_at: expiresAt }: StoredAttachment): boolean {
    return blob !== null && expiresAt !== null && expiresAt > this.#parts.now();
  }

  async #upload(stored: StoredAttachment, signal: AbortSignal): Promise<StoredAttachment> {
    await this.#parts.stopComing(stored.message);
    const sealed = sealedWhole(stored);
    if (sealed !== null && (await this.#parts.files.has(sealed))) {
      return this.#uploadSealed({ ...stored, sealed }, signal);
    }
    return this.#uploadSealed(await this.#sealedAnew(stored, signal), signal);
  }

  /** What was forwarded without a copy here: the message from which it was may still have the content. */
  async #sealedAnew(stored: StoredAttachment, signal: AbortSignal): Promise<StoredAttachment & { sealed: string }> {
    const { store, anew, files } = this.#parts;
    const file = await anew.seal(stored, signal);
    if (!file) throw new ContractError('file-gone');
    // the person may have asked for it while it was being sealed
    await this.#parts.stopComing(stored.message);
    const sealing = { key: new Uint8Array(file.key), sealed: file.id };
    const begun = { id: stored.message, ref: newRef(), anew: sealing };
    const [message] = this.#tell(await store.run('beginUpload', begun));
    if (message) return { ...stored, ...sealing, ref: begun.ref, blob: null, state: 'uploading' };
    // it has gone meanwhile: nobody else knows of the file
    await files.remove(file.id);
    throw new ContractError('not-found');
  }

  async #uploadSealed(stored: StoredAttachment & { sealed: string }, signal: AbortSignal): Promise<StoredAttachment> {
    const { transfers, board } = this.#parts;
    const { message: id, sealed, size } = stored;
    const ref = await this.#begin(stored);
    const progress = board.begin(id, 'up', size);
    try {
      const { blob, expiresAt } = await transfers.upload({ ref, file: { id: sealed, size } }, { signal, progress });
      return { ...stored, ref, blob, expires_at: expiresAt };
    } finally {
      board.end(id);
    }
  }

  /** Under the name that it was begun with; what the server has forgotten begins under another. */
  async #begin({ message: id, state, ref, blob }: StoredAttachment): Promise<Uint8Array<ArrayBuffer>> {
    const isSame = ref !== null && blob === null;
    const kept = isSame ? ref : newRef();
    if (!isSame || state !== 'uploading') this.#tell(await this.#parts.store.run('beginUpload', { id, ref: kept }));
    return kept;
  }

  async #shareAndLeave(stored: StoredAttachment, place: Place, signal: AbortSignal): Promise<void> {
    const shared = await this.#shared(stored, signal);
    await place.turn(signal);
    await this.#leave(shared);
  }

  async #shared(there: StoredAttachment, signal: AbortSignal): Promise<StoredAttachment> {
    if (await this.#share(there, signal)) return there;
    // The server has lost what it had: once more from the copy here.
    const again = await this.#upload(there, signal);
    await this.#share(again, signal);
    return again;
  }

  /**
   * False when the server does not have it any more. Where one is not in the conversation, the message itself is
   * refused.
   */
  async #share({ blob, conversation: to }: StoredAttachment, signal: AbortSignal): Promise<boolean> {
    const { gate } = this.#parts;
    if (blob === null) return false;
    try {
      await gate.ask((channel) => channel.request('blob.share', { blob, to }), signal);
      return true;
    } catch (error) {
      // so many may get it that it takes another for more
      if (isCode(error, 'too-many')) return false;
      if (!isCode(error, 'not-found')) throw error;
    }
    try {
      return (await gate.ask((channel) => channel.request('blob.have', { blob }), signal)).isComplete;
    } catch (error) {
      if (isCode(error, 'not-found')) return false;
      throw error;
    }
  }

  async #leave(there: StoredAttachment): Promise<void> {
    const { store, ready, tidy, now } = this.#parts;
    const { message: id, ref, blob, expires_at } = there;
    const [message] = this.#tell(await store.run('endUpload', { id, ref, blob, expires_at, now: now() }));
    tidy();
    const carried = toAttachmentContent(there);
    if (message?.state === 'sending' && carried) ready(message, carried);
  }

  async #ended({ message: id, size }: StoredAttachment, error: unknown, signal: AbortSignal): Promise<void> {
    const { store, log } = this.#parts;
    switch (stopReason(signal)) {
      case 'pause':
        return this.#setState(id, 'upload-paused');
      case 'cancel':
      case 'gone':
      case 'closing':
        return;
      case undefined:
        log(`upload failed: ${describeFailure(error)}`);
        this.#tell(await store.run('failUpload', { id, problem: uploadProblem(error, size) }));
    }
  }

  async #setState(id: MessageId, state: 'uploading' | 'upload-paused'): Promise<void> {
    this.#tell(await this.#parts.store.run('changeAttachment', { id, change: { state, problem: null } }));
  }

  #tell(messages: Message[]): Message[] {
    this.#parts.changes.messages(messages);
    return messages;
  }
}

function newRef(): Uint8Array<ArrayBuffer> {
  return new Uint8Array(randomBytes(16));
}

function isCode(error: unknown, code: ErrorCode): boolean {
  return error instanceof OperationError && error.is(code);
}
