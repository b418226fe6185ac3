import { type MediaRef, PICTURE_SIZE_LIMIT, type StickerId } from '../../contract/attachment.ts';
import type { Media } from '../../contract/core.ts';
import { ContractError } from '../../contract/errors.ts';
import type { MessageId, Timestamp } from '../../contract/model.ts';
import type { Changes } from '../changes.ts';
import { isSafePicture, isSafeSmall, mediaTypeOf } from '../pictures/media-type.ts';
import { type StoredAttachment, sealedWhole } from '../store/attachment-rows.ts';
import type { Store } from '../store/store.ts';
import type { SealedFile, SealedFiles } from '../transfers/sealed-files.ts';
import { beginningOf } from './beginning.ts';
import type { Staging } from './staging.ts';
import { whileOpen } from './while-open.ts';

/** Bytes in which a picture has said how large it is: before that there may be profiles and notes. */
const LONG_HEAD_BYTES = 2 * 1024 * 1024;
/** When a picture was last shown is kept no more exactly, in milliseconds. */
const USE_STEP_MS = 3600_000;

export interface MediaSourceParts {
  store: Pick<Store, 'run'>;
  changes: Pick<Changes, 'messages'>;
  files: SealedFiles;
  staging: Staging;
  stickerBytes(id: StickerId): Promise<Uint8Array | undefined>;
  /** the account is: nothing is given any more */
  closing: AbortSignal;
  /** wall clock */
  now: () => Timestamp;
}

type Sealed = Pick<SealedFile, 'id' | 'key' | 'size'>;

/** What a page may show: pictures and sounds, told by their bytes whoever they are from. */
export class MediaSource {
  readonly #parts: MediaSourceParts;

  constructor(parts: MediaSourceParts) {
    this.#parts = parts;
  }

  /** Undefined when there is nothing there, or nothing that may be shown. */
  async find(ref: MediaRef): Promise<Media | undefined> {
    switch (ref.of) {
      case 'message':
        return ref.part === 'full' ? this.#ofMessage(ref.id) : this.#thumbnailOf(ref.id);
      case 'staged':
        return ref.part === 'full' ? this.#ofStaged(ref.id) : this.#smallStaged(ref.id);
      case 'sticker': {
        const bytes = await this.#parts.stickerBytes(ref.id);
        return bytes && isSafePicture(bytes) ? inMemory(bytes) : undefined;
      }
    }
  }

  /** Whether what lies here sealed may be shown for what it says it is. */
  async isAsSaid(stored: StoredAttachment): Promise<boolean> {
    return (await this.#carried(stored)) !== undefined;
  }

  async #ofMessage(id: MessageId): Promise<Media | undefined> {
    const { store, now } = this.#parts;
    const stored = await store.run('attachment', id);
    if (!stored || stored.kind === 'file' || sealedWhole(stored) === null) return undefined;
    const media = await this.#stillHere(stored);
    if (!media) return undefined;
    if (now() - stored.used_at > USE_STEP_MS) await store.run('touchAttachment', { id, at: now() });
    return media;
  }

  /** Of what is not here after all, the message tells so: it can be fetched again, if the server has it. */
  async #stillHere(stored: StoredAttachment): Promise<Media | undefined> {
    const { store, changes, now } = this.#parts;
    try {
      return await this.#carried(stored);
    } catch (error) {
      if (!(error instanceof ContractError && error.code === 'file-gone')) throw error;
      changes.messages(await store.run('noteGone', { id: stored.message, now: now() }));
      return undefined;
    }
  }

  async #carried(stored: StoredAttachment): Promise<Media | undefined> {
    const { kind } = stored;
    const sealed = sealedOf(stored);
    const media = sealed && (await this.#sealed(sealed, kind === 'sticker' ? isSafeSmall : isSafePicture));
    return media && isSound(media) === (kind === 'voice') ? media : undefined;
  }

  async #thumbnailOf(id: MessageId): Promise<Media | undefined> {
    const thumbnail = (await this.#parts.store.run('attachment', id))?.thumbnail;
    return thumbnail && isSafeSmall(thumbnail) ? inMemory(thumbnail) : undefined;
  }

  async #ofStaged(id: Parameters<Staging['find']>[0]): Promise<Media | undefined> {
    const file = this.#parts.staging.find(id)?.file;
    return file && this.#sealed(file);
  }

  async #smallStaged(id: Parameters<Staging['find']>[0]): Promise<Media | undefined> {
    const thumbnail = await this.#parts.staging.thumbnail(id);
    return thumbnail && inMemory(thumbnail);
  }

  async #sealed(file: Sealed, isSafe = isSafePicture): Promise<Media | undefined> {
    const { files, closing } = this.#parts;
    const type = mediaTypeOf(await beginningOf(files, file));
    if (!type) return undefined;
    const read = (from: number, to: number) => whileOpen(files.read(file, from, to), closing);
    const media = { type, size: file.size, read };
    return isSound(media) || (await this.#isSafe(file, isSafe)) ? media : undefined;
  }

  /** Most pictures say at once how large they are. */
  async #isSafe(file: Sealed, isSafe: (head: Uint8Array) => boolean): Promise<boolean> {
    const { files } = this.#parts;
    if (file.size > PICTURE_SIZE_LIMIT) return false;
    return isSafe(await beginningOf(files, file)) || isSafe(await beginningOf(files, file, LONG_HEAD_BYTES));
  }
}

function sealedOf({ sealed, key, size }: StoredAttachment): Sealed | undefined {
  return sealed === null ? undefined : { id: sealed, key, size };
}

function isSound({ type }: Pick<Media, 'type'>): boolean {
  return type.startsWith('audio/');
}

function inMemory(bytes: Uint8Array): Media | undefined {
  const type = mediaTypeOf(bytes);
  const read = async function* (from: number, to: number) {
    yield bytes.subarray(from, to);
  };
  return type && { type, size: bytes.length, read };
}
