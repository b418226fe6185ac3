import type { Metadata } from 'sharp';
import { PICTURE_PIXEL_LIMIT, PICTURE_SIZE_LIMIT } from '../../contract/attachment.ts';
import { pictureSize } from '../../contract/picture-size.ts';
import { ANIMATION_PIXEL_LIMIT, decoded, type OpenPicture } from './decoder.ts';
import { PICTURE_SIDE_LIMIT } from './media-type.ts';
import { PictureError } from './picture-error.ts';
import type { PictureFormat } from './picture-format.ts';

/** Pixels to which a picture is made smaller when nothing but reading it counts. */
const TRIAL_SIDE = 16;

export interface Examined {
  /** pixels, as it is to be shown */
  width: number;
  height: number;
  /** it is stored as it is to be shown, not turned or mirrored */
  isUpright: boolean;
  isAnimated: boolean;
  /** as the library knows it */
  metadata: Metadata;
}

/** Reads what a picture says of itself and holds it against the limits; decodes nothing. @throws PictureError */
export async function examine(open: OpenPicture, format: PictureFormat, bytes: Uint8Array): Promise<Examined> {
  if (format === 'heic') throw new PictureError('unsupported');
  if (bytes.length > PICTURE_SIZE_LIMIT) throw new PictureError('too-large');
  const claimed = format === 'png' || format === 'webp' || format === 'gif' ? pictureSize(bytes) : undefined;
  if (claimed) checkSides(claimed);
  // The limits are ours to tell.
  const isMoving = format === 'gif' || format === 'webp';
  const metadata = await decoded(open(bytes, { limitInputPixels: false, animated: isMoving }).metadata());
  if (metadata.compression === 'hevc') throw new PictureError('unsupported');
  const examined = examinedFrom(metadata, isMoving);
  checkLimits(examined);
  return examined;
}

function examinedFrom(metadata: Metadata, isMoving: boolean): Examined {
  const { pages = 1, pageHeight, orientation = 1, autoOrient } = metadata;
  // Nobody turns animations.
  if (isMoving && pages > 1)
    return {
      width: metadata.width,
      height: pageHeight ?? metadata.height,
      isUpright: true,
      isAnimated: true,
      metadata,
    };
  return { ...autoOrient, isUpright: orientation === 1, isAnimated: false, metadata };
}

function checkLimits(examined: Examined): void {
  checkSides(examined);
  const { width, height, isAnimated } = examined;
  const { pages = 1 } = examined.metadata;
  if (isAnimated && width * height * pages > ANIMATION_PIXEL_LIMIT) throw new PictureError('too-many-pixels');
}

function checkSides({ width, height }: Pick<Examined, 'width' | 'height'>): void {
  if (width > PICTURE_SIDE_LIMIT || height > PICTURE_SIDE_LIMIT || width * height > PICTURE_PIXEL_LIMIT)
    throw new PictureError('too-many-pixels');
}

/** Decodes a picture to its end, with all its frames. @throws PictureError `broken` */
export async function tryDecoding(open: OpenPicture, bytes: Uint8Array, { isAnimated }: Examined): Promise<void> {
  const trial = open(bytes, { animated: isAnimated }).resize(TRIAL_SIDE, TRIAL_SIDE, { fit: 'fill' });
  await decoded(trial.raw().toBuffer());
}
