import { PICTURE_SIZE_LIMIT, type PictureProblem, type Staged } from '../../contract/attachment.ts';
import { ContractError } from '../../contract/errors.ts';
import type { Hider } from '../hidden-text/hider.ts';
import type { Decoder, OpenPicture } from './decoder.ts';
import { asJpeg, asPng, asSticker, asThumbnail, asWebp, type Encoded, isSmallAsSticker } from './encode.ts';
import { type Examined, examine, tryDecoding } from './examine.ts';
import { withoutGifMetadata } from './gif-metadata.ts';
import { isSafePicture, mediaTypeOf } from './media-type.ts';
import { PictureError } from './picture-error.ts';
import { isShown, type PictureFormat, pictureFormatOf } from './picture-format.ts';
import { withoutPngMetadata } from './png-metadata.ts';
import { withoutWebpMetadata } from './webp-metadata.ts';

/** What a file is, as far as that matters for being sent as a picture. */
export interface Looked extends Pick<Staged, 'picture' | 'pictureProblem' | 'hiding'> {
  /** media type; `application/octet-stream` when it is neither picture nor sound */
  type: string;
}

/** A picture as it is sent. */
export interface Prepared {
  bytes: Uint8Array;
  type: string;
  width: number;
  height: number;
}

export interface PicturesParts {
  decoder: Decoder;
  hider: Pick<Hider, 'capacity'>;
}

/** Reads and makes pictures: what is sent, what comes with the message, and stickers. All bytes may come from anywhere. */
export class Pictures {
  readonly #decoder: Decoder;
  readonly #hider: Pick<Hider, 'capacity'>;

  constructor({ decoder, hider }: PicturesParts) {
    this.#decoder = decoder;
    this.#hider = hider;
  }

  /** What it is, by its content, and whether it can be a picture: it has been decoded to its end then. */
  async look(bytes: Uint8Array): Promise<Looked> {
    const format = pictureFormatOf(bytes);
    if (!format) return { type: mediaTypeOf(bytes) ?? 'application/octet-stream' };
    const type = `image/${format}`;
    try {
      const { width, height } = await this.#decoder.run((open) => demandWhole(open, format, bytes));
      return { type, picture: { width, height }, hiding: await this.#hidingIn(format, bytes) };
    } catch (error) {
      if (error instanceof PictureError) return { type, pictureProblem: error.problem };
      throw error;
    }
  }

  /**
   * What is sent of it: upright and without metadata; PNG, WebP and GIF with the samples they have, unless they must be turned.
   * @throws ContractError `not-picture`
   */
  prepare(bytes: Uint8Array): Promise<Prepared> {
    return this.#work(bytes, async (open, format, examined) => {
      const prepared = await prepare(open, format, { bytes, examined });
      if (prepared.bytes.length > PICTURE_SIZE_LIMIT) throw new PictureError('too-large');
      demandSafe(prepared.bytes);
      return { ...prepared, type: `image/${isShown(format) ? format : 'jpeg'}` };
    });
  }

  /** A small still one to go with the message: WebP of at most 320 pixels and `THUMBNAIL_LIMIT` bytes. @throws ContractError `not-picture` */
  async thumbnail(bytes: Uint8Array): Promise<Uint8Array> {
    return (await this.#work(bytes, (open) => asThumbnail(open, bytes))).bytes;
  }

  /** WebP of at most 512 pixels and 256 KiB; animated GIF and WebP stay so, and what is one already stays as it is. @throws ContractError `not-picture` */
  async sticker(bytes: Uint8Array): Promise<Prepared> {
    const made = await this.#work(bytes, (open, format, examined) => {
      const isOne = format === 'webp' && isSmallAsSticker(bytes, examined);
      return isOne ? prepare(open, format, { bytes, examined }) : asSticker(open, bytes, examined);
    });
    return { ...made, type: 'image/webp' };
  }

  async #work<R>(
    bytes: Uint8Array,
    work: (open: OpenPicture, format: PictureFormat, examined: Examined) => Promise<R>,
  ): Promise<R> {
    const format = pictureFormatOf(bytes);
    if (!format) throw notPicture('broken');
    try {
      return await this.#decoder.run(async (open) => work(open, format, await examine(open, format, bytes)));
    } catch (error) {
      throw error instanceof PictureError ? notPicture(error.problem) : error;
    }
  }

  async #hidingIn(format: PictureFormat, bytes: Uint8Array): Promise<Staged['hiding']> {
    return format === 'png' ? this.#hider.capacity(bytes) : { problem: 'not-png' };
  }
}

async function demandWhole(open: OpenPicture, format: PictureFormat, bytes: Uint8Array): Promise<Examined> {
  const examined = await examine(open, format, bytes);
  if (isShown(format) && format !== 'jpeg') demandSafe(withoutMetadata(format, bytes));
  await tryDecoding(open, bytes, examined);
  return examined;
}

async function prepare(
  open: OpenPicture,
  format: PictureFormat,
  { bytes, examined }: { bytes: Uint8Array; examined: Examined },
): Promise<Encoded> {
  if (!isShown(format) || format === 'jpeg') return asJpeg(open, bytes, examined);
  if (examined.isUpright) return { bytes: withoutMetadata(format, bytes), ...sizeOf(examined) };
  return format === 'png' ? asPng(open, bytes, examined) : asWebp(open, bytes);
}

function withoutMetadata(format: 'png' | 'webp' | 'gif', bytes: Uint8Array): Buffer {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  switch (format) {
    case 'png':
      return withoutPngMetadata(file);
    case 'webp':
      return withoutWebpMetadata(file);
    case 'gif':
      return withoutGifMetadata(file);
  }
}

/** Who gets it looks at it in the same way. */
function demandSafe(sent: Uint8Array): void {
  if (!isSafePicture(sent)) throw new PictureError('broken');
}

function sizeOf({ width, height }: Examined) {
  return { width, height };
}

function notPicture(problem: PictureProblem): ContractError {
  return new ContractError('not-picture', { problem });
}
