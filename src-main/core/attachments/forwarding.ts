import { ContractError } from '../../contract/errors.ts';
import type { MessageId, Timestamp } from '../../contract/model.ts';
import { copyOf, type NewAttachment, type StoredAttachment, sealedWhole } from '../store/attachment-rows.ts';
import type { Store } from '../store/store.ts';
import type { SealedCopies } from './sealed-copies.ts';
import type { SealingAnew } from './sealing-anew.ts';

export interface ForwardingParts {
  store: Pick<Store, 'run'>;
  copies: Pick<SealedCopies, 'keeping' | 'remove'>;
  anew: Pick<SealingAnew, 'seal'>;
  /** the account is: nothing is sealed any more */
  closing: AbortSignal;
  /** wall clock */
  now: () => Timestamp;
}

/** The same files for other messages. */
export class Forwarding {
  readonly #parts: ForwardingParts;

  constructor(parts: ForwardingParts) {
    this.#parts = parts;
  }

  /**
   * Copies of what the messages carry, for those that the work stores; when it fails, nothing stays of them. What the server has is shared;
   * what it has forgotten, or does not have yet, is put there from here.
   * @throws ContractError `file-expired`, `disk-full`, `no-session`; whatever the work throws
   */
  carrying<R>(ids: MessageId[], work: (carried: Map<MessageId, NewAttachment>) => Promise<R>): Promise<R> {
    return this.#parts.copies.keeping(() => this.#carrying(ids, work));
  }

  async #carrying<R>(ids: MessageId[], work: (carried: Map<MessageId, NewAttachment>) => Promise<R>): Promise<R> {
    const { store, copies } = this.#parts;
    const carried = new Map<MessageId, NewAttachment>();
    const made: string[] = [];
    try {
      for (const stored of await store.run('attachments', ids)) {
        const copy = this.#shared(stored) ?? (await this.#anew(stored));
        if (copy.sealed !== null && copy.sealed !== stored.sealed) made.push(copy.sealed);
        carried.set(stored.message, copy);
      }
      return await work(carried);
    } catch (error) {
      for (const sealed of made) await copies.remove(sealed);
      throw error;
    }
  }

  /** With the blob, or with the sealed copy here. */
  #shared(stored: StoredAttachment): NewAttachment | undefined {
    const { blob, expires_at: expiresAt } = stored;
    const sealed = sealedWhole(stored);
    const copy: NewAttachment = { ...copyOf(stored), problem: null, ref: null, sealed, path: null };
    if (blob !== null && expiresAt !== null && expiresAt > this.#parts.now()) {
      return { ...copy, state: sealed === null ? 'remote' : 'here' };
    }
    return sealed === null ? undefined : { ...copy, state: 'uploading', blob: null, expires_at: null };
  }

  async #anew(stored: StoredAttachment): Promise<NewAttachment> {
    const { anew, closing } = this.#parts;
    const file = await anew.seal(stored, closing);
    if (!file) throw new ContractError('file-expired');
    const place = { state: 'uploading', blob: null, expires_at: null, ref: null, sealed: file.id, path: null } as const;
    return { ...copyOf(stored), problem: null, ...place, key: new Uint8Array(file.key) };
  }
}
