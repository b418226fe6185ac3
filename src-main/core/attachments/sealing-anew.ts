import { createReadStream } from 'node:fs';
import { ContractError } from '../../contract/errors.ts';
import type { Timestamp } from '../../contract/model.ts';
import type { Changes } from '../changes.ts';
import type { StoredAttachment } from '../store/attachment-rows.ts';
import type { Store } from '../store/store.ts';
import { isSystemFailure } from '../transfers/disk.ts';
import { DamagedError } from '../transfers/sealed-chunks.ts';
import type { SealedFile, SealedFiles } from '../transfers/sealed-files.ts';
import { sizeOfFile } from './received-folder.ts';
import { whileOpen } from './while-open.ts';

export interface SealingAnewParts {
  store: Pick<Store, 'run'>;
  changes: Pick<Changes, 'messages'>;
  files: SealedFiles;
  /** wall clock */
  now: () => Timestamp;
}

/** What the server has forgotten is sealed once more, if its content lies here with any message. */
export class SealingAnew {
  readonly #parts: SealingAnewParts;

  constructor(parts: SealingAnewParts) {
    this.#parts = parts;
  }

  /**
   * A new sealed file with the same content, under a key of its own. Undefined when the content is not here: what lies in the folder of
   * received files may have been moved, deleted or changed.
   * @throws ContractError `disk-full`; `no-session` once the signal aborts
   */
  async seal(stored: StoredAttachment, signal: AbortSignal): Promise<SealedFile | undefined> {
    for (const copy of await this.#parts.store.run('copiesHere', stored)) {
      const file = await this.#sealCopy(copy, signal);
      if (file) return file;
    }
    return undefined;
  }

  /** Of a received file that has vanished, the message tells that it is not here. */
  async #isThere({ message, path, size }: StoredAttachment): Promise<boolean> {
    if (path === null) return true;
    const { store, changes, now } = this.#parts;
    const found = await sizeOfFile(path).catch(failReading);
    if (found === undefined) changes.messages(await store.run('noteGone', { id: message, path, now: now() }));
    return found === size;
  }

  async #sealCopy(copy: StoredAttachment, signal: AbortSignal): Promise<SealedFile | undefined> {
    const { files } = this.#parts;
    try {
      if (!(await this.#isThere(copy))) return undefined;
      const file = await files.create(whileOpen(this.#contentOf(copy), signal), copy.size);
      if (Buffer.from(copy.digest).equals(file.digest)) return file;
      await files.remove(file.id);
    } catch (error) {
      if (!isOtherContent(error)) throw error;
    }
    return undefined;
  }

  #contentOf({ path, sealed, key, size }: StoredAttachment): AsyncIterable<Uint8Array> {
    if (path !== null) return readReceived(path);
    if (sealed !== null) return this.#parts.files.read({ id: sealed, key, size }, 0, size);
    throw new ContractError('file-gone');
  }
}

async function* readReceived(path: string): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* createReadStream(path);
  } catch (error) {
    failReading(error);
  }
}

/** @throws ContractError `file-gone` for whatever the system says: a file of the person's may be locked, or on a share that is away */
function failReading(error: unknown): never {
  throw isSystemFailure(error) ? new ContractError('file-gone') : error;
}

/** It is gone, damaged, or another file by now. */
function isOtherContent(error: unknown): boolean {
  if (error instanceof DamagedError) return true;
  return error instanceof ContractError && ['file-gone', 'too-large', 'empty-file'].includes(error.code);
}
