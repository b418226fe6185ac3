import type { Chunk } from './png-chunks.ts';
import { PngError } from './png-problem.ts';

const HEADER_BYTES = 13;
const LONGEST_SIDE = 2 ** 31 - 1;
/** Bytes of an unpacked picture: 44 million pixels of 8-bit RGB. */
const LARGEST = 128 * 1024 * 1024;
/** Deflate packs no tighter: 258 bytes in two bits. */
const DEFLATE_RATIO = 1032;

const PALETTE = 3;
/** by colour type: samples for a colour, whether one for transparency follows, and the depths that exist */
const colourTypes = new Map([
  [0, { colours: 1, hasAlpha: false, depths: [1, 2, 4, 8, 16] }],
  [2, { colours: 3, hasAlpha: false, depths: [8, 16] }],
  [PALETTE, { colours: 1, hasAlpha: false, depths: [1, 2, 4, 8] }],
  [4, { colours: 1, hasAlpha: true, depths: [8, 16] }],
  [6, { colours: 3, hasAlpha: true, depths: [8, 16] }],
]);

/** How the samples of a picture lie in memory. */
export interface PngHeader {
  width: number;
  height: number;
  /** of each pixel: 1 for grey, 3 for red, green and blue */
  colours: number;
  hasAlpha: boolean;
  /** 1, or 2 with the higher byte first */
  sampleBytes: number;
  pixelBytes: number;
  /** from one row to the next: the byte that names the filter, and the pixels */
  rowBytes: number;
}

/** Reads IHDR and refuses what this program does not unpack, before anything is unpacked. @throws PngError */
export function readHeader({ type, data }: Chunk): PngHeader {
  if (type !== 'IHDR' || data.length !== HEADER_BYTES) throw new PngError('broken');
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const [depth, colourType, compression, filtering, interlace] = data.subarray(8);
  const kind = colourTypes.get(colourType ?? -1);
  if (!isSide(width) || !isSide(height) || !kind?.depths.includes(depth ?? 0)) throw new PngError('broken');
  if (compression !== 0 || filtering !== 0 || (interlace !== 0 && interlace !== 1)) throw new PngError('broken');
  if (colourType === PALETTE) throw new PngError('palette');
  if (depth !== 8 && depth !== 16) throw new PngError('few-shades');
  if (interlace === 1) throw new PngError('interlaced');
  const { colours, hasAlpha } = kind;
  const sampleBytes = depth / 8;
  const pixelBytes = (colours + (hasAlpha ? 1 : 0)) * sampleBytes;
  const header = { width, height, colours, hasAlpha, sampleBytes, pixelBytes, rowBytes: 1 + width * pixelBytes };
  if (unpackedBytes(header) > LARGEST) throw new PngError('too-large');
  return header;
}

export function unpackedBytes({ height, rowBytes }: PngHeader): number {
  return height * rowBytes;
}

/** Whether so many packed bytes can be a picture of that size at all. */
export function canUnpackTo(header: PngHeader, packedBytes: number): boolean {
  return unpackedBytes(header) <= packedBytes * DEFLATE_RATIO;
}

function isSide(length: number): boolean {
  return length >= 1 && length <= LONGEST_SIDE;
}
