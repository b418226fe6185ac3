import { middleSquare } from '../../model/picture.ts';

/** Pixels of one side, and bytes, of a picture that stands for somebody. */
const SIDE = 256;
const BYTES_MAX = 32 * 1024;
/** From the best downwards, until the picture is small enough. */
const QUALITIES = [0.9, 0.8, 0.7, 0.5, 0.3];

/** A square of the size that the server takes; undefined when even the coarsest is too large. */
export async function scalePicture(picture: ImageBitmap): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const canvas = new OffscreenCanvas(SIDE, SIDE);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('this browser draws no pictures');
  const { x, y, side } = middleSquare(picture);
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, x, y, side, side, 0, 0, SIDE, SIDE);
  for (const quality of QUALITIES) {
    const blob = await canvas.convertToBlob({ type: 'image/webp', quality });
    if (blob.size <= BYTES_MAX) return new Uint8Array(await blob.arrayBuffer());
  }
  return undefined;
}
