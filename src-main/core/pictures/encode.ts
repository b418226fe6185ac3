import type { Sharp } from 'sharp';
import { THUMBNAIL_LIMIT } from '../content.ts';
import { decoded, type OpenPicture } from './decoder.ts';
import type { Examined } from './examine.ts';
import { PictureError } from './picture-error.ts';

const PICTURE_QUALITY = 90;
const THUMBNAIL_SIDE = 320;
const STICKER_SIDE = 512;
const STICKER_LIMIT = 256 * 1024;

/** What is tried, one after the other, until it is small enough. */
interface Attempt {
  side: number;
  quality: number;
}

const thumbnailAttempts: readonly Attempt[] = [
  { side: THUMBNAIL_SIDE, quality: 75 },
  { side: THUMBNAIL_SIDE, quality: 50 },
  { side: THUMBNAIL_SIDE, quality: 25 },
  { side: 200, quality: 25 },
  { side: 100, quality: 25 },
  { side: 50, quality: 10 },
];

const stickerAttempts: readonly Attempt[] = [
  { side: STICKER_SIDE, quality: 90 },
  { side: STICKER_SIDE, quality: 70 },
  { side: STICKER_SIDE, quality: 45 },
  { side: 320, quality: 45 },
  { side: 200, quality: 45 },
  { side: 128, quality: 30 },
];

export interface Encoded {
  bytes: Buffer;
  width: number;
  height: number;
}

/** Upright, in sRGB, without transparency and metadata. @throws PictureError `broken` */
export function asJpeg(open: OpenPicture, bytes: Uint8Array, { metadata }: Examined): Promise<Encoded> {
  const picture = open(bytes, { autoOrient: true }).flatten({ background: '#fff' });
  // Colours as fine as they were: screenshots have them at every pixel.
  const isFine = metadata.chromaSubsampling?.startsWith('4:4:4');
  return encoded(picture.jpeg({ quality: PICTURE_QUALITY, chromaSubsampling: isFine ? '4:4:4' : '4:2:0' }));
}

/** Upright, with the samples it had, without metadata. @throws PictureError `broken` */
export function asPng(open: OpenPicture, bytes: Uint8Array, { metadata }: Examined): Promise<Encoded> {
  const picture = open(bytes, { autoOrient: true });
  const isGrey = metadata.space === 'b-w' || metadata.space === 'grey16';
  const isDeep = metadata.depth === 'ushort';
  if (isDeep) picture.toColourspace(isGrey ? 'grey16' : 'rgb16');
  else if (isGrey) picture.toColourspace('b-w');
  return encoded(picture.png());
}

/** Upright, without metadata. @throws PictureError `broken` */
export function asWebp(open: OpenPicture, bytes: Uint8Array): Promise<Encoded> {
  return encoded(open(bytes, { autoOrient: true }).webp({ quality: PICTURE_QUALITY }));
}

/** A still WebP of at most `THUMBNAIL_LIMIT` bytes. @throws PictureError `broken` */
export async function asThumbnail(open: OpenPicture, bytes: Uint8Array): Promise<Encoded> {
  const small = within(open(bytes, { autoOrient: true }), THUMBNAIL_SIDE);
  const { data, info } = await decoded(small.raw().toBuffer({ resolveWithObject: true }));
  const { width, height, channels } = info;
  const reopen = () => open(data, { raw: { width, height, channels } });
  return firstWithin(THUMBNAIL_LIMIT, thumbnailAttempts, reopen);
}

/** A WebP of at most 512 pixels and 256 KiB; animations stay such. @throws PictureError `broken`, `too-large` */
export function asSticker(open: OpenPicture, bytes: Uint8Array, { isAnimated }: Examined): Promise<Encoded> {
  const reopen = () => open(bytes, isAnimated ? { animated: true } : { autoOrient: true });
  return firstWithin(STICKER_LIMIT, stickerAttempts, reopen);
}

export function isSmallAsSticker(bytes: Uint8Array, { width, height, isUpright }: Examined): boolean {
  return bytes.length <= STICKER_LIMIT && width <= STICKER_SIDE && height <= STICKER_SIDE && isUpright;
}

async function firstWithin(limit: number, attempts: readonly Attempt[], open: () => Sharp): Promise<Encoded> {
  for (const { side, quality } of attempts) {
    const result = await encoded(within(open(), side).webp({ quality }));
    if (result.bytes.length <= limit) return result;
  }
  throw new PictureError('too-large');
}

function within(picture: Sharp, side: number): Sharp {
  return picture.resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true });
}

async function encoded(picture: Sharp): Promise<Encoded> {
  const { data, info } = await decoded(picture.toBuffer({ resolveWithObject: true }));
  return { bytes: data, width: info.width, height: info.pageHeight ?? info.height };
}
