import { hash } from 'node:crypto';
import { STICKERS_LIMIT, type Sticker, type StickerId } from '../contract/attachment.ts';
import { ContractError } from '../contract/errors.ts';
import type { Emit } from './changes.ts';
import type { Pictures } from './pictures/pictures.ts';
import type { StoredSticker } from './store/stickers.ts';
import type { Store } from './store/store.ts';

export interface StickersParts {
  store: Pick<Store, 'run'>;
  pictures: Pick<Pictures, 'sticker'>;
  emit: Emit;
}

/** Pictures that the person keeps to send them again and again. They lie in the history, whole: they are small. */
export class Stickers {
  readonly #parts: StickersParts;

  constructor(parts: StickersParts) {
    this.#parts = parts;
  }

  /** The last added first. */
  list(): Promise<Sticker[]> {
    return this.#parts.store.run('stickers');
  }

  /** One with its picture; undefined when it is not here. */
  find(id: StickerId): Promise<StoredSticker | undefined> {
    return this.#parts.store.run('sticker', id);
  }

  /** Keeps a small copy of a picture; one that is kept already comes first again. @throws ContractError `not-picture`, `too-many` */
  async add(picture: Uint8Array): Promise<Sticker> {
    const { bytes, type, width, height } = await this.#parts.pictures.sticker(picture);
    const sticker = { id: stickerIdOf(bytes), width, height };
    const isAdded = await this.#parts.store.run('addSticker', { ...sticker, type, picture: bytes });
    if (!isAdded) throw new ContractError('too-many', { limit: STICKERS_LIMIT });
    await this.#tell();
    return sticker;
  }

  async remove(id: StickerId): Promise<void> {
    await this.#parts.store.run('removeSticker', id);
    await this.#tell();
  }

  async #tell(): Promise<void> {
    this.#parts.emit('stickers', await this.list());
  }
}

function stickerIdOf(picture: Uint8Array): StickerId {
  return hash('sha256', picture, 'base64url') as StickerId;
}
