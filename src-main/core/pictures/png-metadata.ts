import { type Chunk, encodeChunks, isCritical, readChunks } from '../hidden-text/png-chunks.ts';
import { PngError } from '../hidden-text/png-problem.ts';
import { PictureError } from './picture-error.ts';

/** What says how the samples are to be shown, and the frames of an animation. */
const keptTypes: ReadonlySet<string> = new Set([
  'IHDR',
  'PLTE',
  'IDAT',
  'IEND',
  'tRNS',
  'cHRM',
  'gAMA',
  'iCCP',
  'sBIT',
  'sRGB',
  'cICP',
  'mDCV',
  'cLLI',
  'pHYs',
  'acTL',
  'fcTL',
  'fdAT',
]);

/**
 * The same picture, its samples packed as they were, without place, time, device, comments, private chunks and what lies behind the end.
 * @throws PictureError `broken` when a chunk is cut off, damaged, unknown and critical, or in the wrong place
 */
export function withoutPngMetadata(file: Buffer): Buffer {
  const chunks = readAll(file);
  const isInOrder = chunks[0]?.type === 'IHDR' && chunks.some(({ type }) => type === 'IDAT');
  if (!isInOrder || chunks.some((chunk) => isCritical(chunk) && !keptTypes.has(chunk.type)))
    throw new PictureError('broken');
  return encodeChunks(chunks.filter(({ type }) => keptTypes.has(type)));
}

function readAll(file: Buffer): Chunk[] {
  try {
    return [...readChunks(file)];
  } catch (error) {
    throw error instanceof PngError ? new PictureError('broken', { cause: error }) : error;
  }
}
