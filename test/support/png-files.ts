import { crc32, deflateSync } from 'node:zlib';
import { decodePng } from '../../src-main/core/hidden-text/png.ts';

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');

export interface PngRecipe {
  width: number;
  height: number;
  colourType: number;
  depth: number;
  /** row by row, without filters; a pattern of its own when not given */
  samples?: Buffer;
  /** by row, over and over */
  filters?: readonly number[];
  interlace?: number;
  beforeData?: readonly Buffer[];
  afterData?: readonly Buffer[];
  trailing?: Buffer;
}

/** Those that a text can be hidden in: name, colour type and depth. */
export const pngSorts = [
  ['grey', 0, 8],
  ['grey', 0, 16],
  ['colour', 2, 8],
  ['colour', 2, 16],
  ['grey with alpha', 4, 8],
  ['grey with alpha', 4, 16],
  ['colour with alpha', 6, 8],
  ['colour with alpha', 6, 16],
] as const;

const samplesPerPixel: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

export function pngFile(recipe: PngRecipe): Buffer {
  const { beforeData = [], afterData = [], trailing = Buffer.alloc(0) } = recipe;
  return pngOf([
    ihdr(recipe),
    ...beforeData,
    chunk('IDAT', deflateSync(filtered(recipe))),
    ...afterData,
    IEND,
    trailing,
  ]);
}

/** A file of chunks as they come. */
export function pngOf(chunks: readonly Buffer[]): Buffer {
  return Buffer.concat([SIGNATURE, ...chunks]);
}

export function ihdr({ width, height, colourType, depth, interlace = 0 }: PngRecipe): Buffer {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  data.set([depth, colourType, 0, 0, interlace], 8);
  return chunk('IHDR', data);
}

export function chunk(type: string, data: Uint8Array | string): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), typeof data === 'string' ? Buffer.from(data) : data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(body.length - 4);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}

export const IEND = chunk('IEND', '');

export function rowLength({ width, colourType, depth }: PngRecipe): number {
  return Math.ceil((width * (samplesPerPixel[colourType] ?? 0) * depth) / 8);
}

/** Neither flat nor noise: what cameras make, roughly. Never 0, so that no pixel is transparent. */
export function pattern(recipe: PngRecipe): Buffer {
  const row = rowLength(recipe);
  const samples = Buffer.alloc(row * recipe.height);
  for (let at = 0; at < samples.length; at++)
    samples[at] =
      128 + Math.round(100 * Math.sin((at % row) / 17) * Math.cos(Math.floor(at / row) / 9) + ((at * 7919) % 11));
  return samples;
}

/** The samples of a file, row by row. */
export async function samplesOf(file: Uint8Array): Promise<Buffer> {
  const { header, rows } = await decodePng(file);
  const withoutFilters = [];
  for (let at = 0; at < rows.length; at += header.rowBytes)
    withoutFilters.push(rows.subarray(at + 1, at + header.rowBytes));
  return Buffer.concat(withoutFilters);
}

/** The rows of a picture as they are packed. */
export function filtered(recipe: PngRecipe): Buffer {
  const { samples = pattern(recipe), filters = [0], depth, colourType, height } = recipe;
  const row = rowLength(recipe);
  const step = Math.max(1, ((samplesPerPixel[colourType] ?? 0) * depth) / 8);
  const packed = Buffer.alloc(height * (row + 1));
  for (let y = 0; y < height; y++) {
    const filter = filters[y % filters.length] ?? 0;
    packed[y * (row + 1)] = filter;
    for (let x = 0; x < row; x++) {
      const a = x < step ? 0 : samples.readUInt8(y * row + x - step);
      const b = y === 0 ? 0 : samples.readUInt8((y - 1) * row + x);
      const c = x < step || y === 0 ? 0 : samples.readUInt8((y - 1) * row + x - step);
      packed[y * (row + 1) + 1 + x] = samples.readUInt8(y * row + x) - expected(filter, a, b, c);
    }
  }
  return packed;
}

/** As the specification puts it. */
function expected(filter: number, a: number, b: number, c: number): number {
  switch (filter) {
    case 1:
      return a;
    case 2:
      return b;
    case 3:
      return Math.floor((a + b) / 2);
    case 4: {
      const p = a + b - c;
      const nearest = Math.min(Math.abs(p - a), Math.abs(p - b), Math.abs(p - c));
      return [a, b, c].find((each) => Math.abs(p - each) === nearest) ?? 0;
    }
    default:
      return 0;
  }
}
