import { randomBytes } from 'node:crypto';
import { OperationError } from '../../../protocol/index.ts';
import type { AttachmentProblem } from '../../contract/attachment.ts';
import { ContractError } from '../../contract/errors.ts';
import type { Message, MessageId } from '../../contract/model.ts';
import type { Changes } from '../changes.ts';
import type { AttachmentContent } from '../content.ts';
import { describe } from '../describe.ts';
import type { Log } from '../log.ts';
import { type StoredAttachment, toAttachmentContent } from '../store/attachment-rows.ts';
import type { AttachmentChange } from '../store/attachments.ts';
import type { Remains } from '../store/leftovers.ts';
import type { Store } from '../store/store.ts';
import type { SealedFiles } from '../transfers/sealed-files.ts';
import type { Transfers } from '../transfers/transfers.ts';
import type { OnlineGate } from './online-gate.ts';
import { type Running, stopReason } from './running.ts';
import type { SealingAnew } from './sealing-anew.ts';
import type { TransferBoard } from './transfer-board.ts';

export interface UploadsParts {
  store: Pick<Store, 'run'>;
  changes: Pick<Changes, 'messages'>;
  transfers: Pick<Transfers, 'upload'>;
  files: Pick<SealedFiles, 'remove'>;
  anew: Pick<SealingAnew, 'seal'>;
  gate: OnlineGate;
  running: Running;
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

  constructor(parts: UploadsParts) {
    this.#parts = parts;
  }

  /** Begins or goes on, unless the person has paused it. */
  carry(id: MessageId): void {
    this.#parts.running.start(id, (signal) => this.#carry(id, signal));
  }

  /** The person goes on with it. */
  async resume(id: MessageId): Promise<void> {
    await this.#change(id, { state: 'uploading', problem: null });
    this.carry(id);
  }

  async #carry(id: MessageId, signal: AbortSignal): Promise<void> {
    try {
      const stored = await this.#parts.store.run('attachment', id);
      if (!stored || stored.state === 'upload-paused') return;
      await this.#shareAndLeave(await this.#withBlob(stored, signal), signal);
    } catch (error) {
      await this.#ended(id, error, signal).catch((failure) => this.#parts.log(`upload not kept: ${describe(failure)}`));
    }
  }

  /** Puts it on the server unless it is there. */
  async #withBlob(stored: StoredAttachment, signal: AbortSignal): Promise<StoredAttachment> {
    if (stored.state !== 'uploading' && stored.state !== 'upload-failed' && this.#isThere(stored)) return stored;
    return this.#upload(stored, signal);
  }

  #isThere({ blob, expires_at: expiresAt }: StoredAttachment): boolean {
    return blob !== null && expiresAt !== null && expiresAt > this.#parts.now();
  }

  async #upload(stored: StoredAttachment, signal: AbortSignal): Promise<StoredAttachment> {
    const { sealed } = stored;
    if (sealed !== null) return this.#uploadSealed({ ...stored, sealed }, signal);
    return this.#uploadSealed(await this.#sealedAnew(stored, signal), signal);
  }

  /** What was forwarded without a copy here: the message from which it was may still have the content. */
  async #sealedAnew(stored: StoredAttachment, signal: AbortSignal): Promise<StoredAttachment & { sealed: string }> {
    const { anew, files } = this.#parts;
    const file = await anew.seal(stored, signal);
    if (!file) throw new ContractError('file-gone');
    const key = new Uint8Array(file.key);
    const place = { state: 'uploading', problem: null, ref: newRef(), blob: null, expires_at: null } as const;
    const change = { ...place, key, sealed: file.id };
    const [message] = await this.#change(stored.message, change);
    if (message) return { ...stored, ...change };
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
    if (!isSame || state !== 'uploading') {
      await this.#change(id, { state: 'uploading', problem: null, ref: kept, blob: null, expires_at: null });
    }
    return kept;
  }

  async #shareAndLeave(there: StoredAttachment, signal: AbortSignal): Promise<void> {
    if (await this.#share(there, signal)) return this.#leave(there);
    // The server has lost what it had: once more from the copy here.
    const again = await this.#upload(there, signal);
    await this.#share(again, signal);
    await this.#leave(again);
  }

  /** False when the server does not have it any more. Where one is not in the conversation, the message itself is refused. */
  async #share({ blob, conversation: to }: StoredAttachment, signal: AbortSignal): Promise<boolean> {
    const { gate } = this.#parts;
    if (blob === null) return false;
    try {
      await gate.ask((channel) => channel.request('blob.share', { blob, to }), signal);
      return true;
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
    try {
      return (await gate.ask((channel) => channel.request('blob.have', { blob }), signal)).isComplete;
    } catch (error) {
      if (isNotFound(error)) return false;
      throw error;
    }
  }

  /** Of a file that was sent no copy stays: the person has it where they took it from. */
  async #leave(there: StoredAttachment): Promise<void> {
    const { ready, tidy } = this.#parts;
    const { message: id, kind, ref, blob, expires_at, sealed } = there;
    const isKept = kind !== 'file' && sealed !== null;
    const state = isKept ? 'here' : 'remote';
    const place = { ref, blob, expires_at, ...(isKept ? { used_at: this.#parts.now() } : { sealed: null }) };
    const [message] = await this.#change(id, { state, problem: null, ...place }, isKept ? [] : ['sealed']);
    tidy();
    const carried = toAttachmentContent(there);
    if (message?.state === 'sending' && carried) ready(message, carried);
  }

  async #ended(id: MessageId, error: unknown, signal: AbortSignal): Promise<void> {
    const { store, changes, log } = this.#parts;
    switch (stopReason(signal)) {
      case 'pause':
        await this.#change(id, { state: 'upload-paused' });
        return;
      case 'cancel':
      case 'gone':
      case 'closing':
        return;
      case undefined:
        log(`upload failed: ${describe(error)}`);
        changes.messages(await store.run('uploadFailed', { id, problem: problemOf(error) }));
    }
  }

  async #change(id: MessageId, change: AttachmentChange, leaving: Remains[] = []): Promise<Message[]> {
    const { store, changes } = this.#parts;
    const messages = await store.run('changeAttachment', { id, change, leaving });
    changes.messages(messages);
    return messages;
  }
}

function newRef(): Uint8Array<ArrayBuffer> {
  return new Uint8Array(randomBytes(16));
}

function isNotFound(error: unknown): boolean {
  return error instanceof OperationError && error.is('not-found');
}

function problemOf(error: unknown): AttachmentProblem {
  if (error instanceof ContractError && error.code === 'file-gone') return 'lost';
  if (error instanceof ContractError && error.code === 'disk-full') return 'disk-full';
  if (!(error instanceof OperationError && error.is('quota-full'))) return 'refused';
  return error.details.whose === 'server' ? 'server-full' : 'quota-full';
}
