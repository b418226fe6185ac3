import { PICTURE_PIXEL_LIMIT } from '../../contract/attachment.ts';
import type { Media } from '../../contract/core.ts';
import { pictureSize } from '../../contract/picture-size.ts';
import { isShown, pictureFormatOf } from './picture-format.ts';

/** Bytes in which a WebM file has said that it is one. */
const EBML_HEADER_BYTES = 64;
/** Pixels; as far as a message can say. */
export const PICTURE_SIDE_LIMIT = 2 ** 15;
/** Pixels of the small picture that comes with a message, and of stickers. */
const SMALL_SIDE_LIMIT = 512;

const soundBrands: ReadonlySet<string> = new Set([
  'M4A ',
  'M4B ',
  'mp41',
  'mp42',
  'isom',
  'iso2',
  'iso4',
  'iso5',
  'iso6',
  'dash',
]);

/**
 * What a page may show or play, told by the bytes that a file begins with; never decodes. Undefined for everything else. Whether there is a
 * film in a container is not looked at: it is played as a sound.
 */
export function mediaTypeOf(head: Uint8Array): Media['type'] | undefined {
  const format = pictureFormatOf(head);
  if (format) return isShown(format) ? `image/${format}` : undefined;
  const text = Buffer.from(head.subarray(0, EBML_HEADER_BYTES)).toString('latin1');
  if (text.startsWith('OggS')) return 'audio/ogg';
  if (text.startsWith('\x1a\x45\xdf\xa3') && text.includes('webm')) return 'audio/webm';
  const [, brand = ''] = /^.{4}ftyp(.{4})/s.exec(text) ?? [];
  return soundBrands.has(brand) ? 'audio/mp4' : undefined;
}

/** Whether a page may draw these bytes: a format that it knows, and no more pixels than it should have to hold. Never decodes. */
export function isSafePicture(bytes: Uint8Array): boolean {
  return isDrawable(bytes, PICTURE_SIDE_LIMIT);
}

/** The same of the small picture that comes with a message, and of a sticker: a chat shows many at once. */
export function isSafeSmall(bytes: Uint8Array): boolean {
  return isDrawable(bytes, SMALL_SIDE_LIMIT);
}

function isDrawable(bytes: Uint8Array, sideLimit: number): boolean {
  const format = pictureFormatOf(bytes);
  const { width, height } = pictureSize(bytes) ?? { width: 0, height: 0 };
  if (!format || !isShown(format) || width === 0 || height === 0) return false;
  return width <= sideLimit && height <= sideLimit && width * height <= PICTURE_PIXEL_LIMIT;
}
