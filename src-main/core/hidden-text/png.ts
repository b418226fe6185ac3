import { type Chunk, encodeChunks, isCritical, readChunks } from './png-chunks.ts';
import { canUnpackTo, type PngHeader, readHeader } from './png-header.ts';
import { PngError } from './png-problem.ts';
import { packRows, unpackRows } from './png-rows.ts';

/** Bytes of a file. */
const LARGEST_FILE = 64 * 1024 * 1024;

/**
 * What says how the samples are to be shown stays. Everything else goes when a picture is written: place, time, device,
 * comments, thumbnails, what private chunks hold, and what lies behind the end.
 */
const keptTypes: ReadonlySet<string> = new Set([
  'tRNS',
  'cHRM',
  'gAMA',
  'iCCP',
  'sRGB',
  'cICP',
  'mDCV',
  'cLLI',
  'pHYs',
]);

export interface Png {
  header: PngHeader;
  /** see `unpackRows` */
  rows: Buffer;
  /** the colour that stands for "transparent": its samples, as they lie in the rows */
  transparent: Uint8Array | undefined;
  ihdr: Chunk;
  /** what is kept beside the samples, at most one of a type */
  kept: ReadonlyMap<string, Chunk>;
}

interface Parts {
  ihdr: Chunk;
  header: PngHeader;
  kept: Map<string, Chunk>;
  packed: Uint8Array[];
}

/** Reads a picture whole. Up to 128 MiB of samples and the file are in memory then. @throws PngError */
export async function decodePng(file: Uint8Array): Promise<Png> {
  if (file.length > LARGEST_FILE) throw new PngError('too-large');
  const { ihdr, header, kept, packed } = readParts(Buffer.from(file.buffer, file.byteOffset, file.length));
  const transparent = transparentColour(header, kept.get('tRNS'));
  const packedBytes = packed.reduce((sum, { length }) => sum + length, 0);
  if (!canUnpackTo(header, packedBytes)) throw new PngError('broken');
  return { ihdr, header, kept, transparent, rows: await unpackRows(header, packed) };
}

/** Writes a picture whole. */
export async function encodePng({ ihdr, header, kept, rows }: Png): Promise<Buffer> {
  const data = { type: 'IDAT', data: await packRows(header, rows) };
  return encodeChunks([ihdr, ...kept.values(), data, { type: 'IEND', data: new Uint8Array() }]);
}

function readParts(file: Buffer): Parts {
  const [ihdr, ...rest] = readChunks(file);
  if (!ihdr) throw new PngError('broken');
  const header = readHeader(ihdr);
  const begin = rest.findIndex(isData);
  const end = rest.findLastIndex(isData) + 1;
  const data = rest.slice(begin, end);
  if (begin < 0 || !data.every(isData)) throw new PngError('broken');
  const before = rest.slice(0, begin);
  checkOthers([...before, ...rest.slice(end)]);
  return { ihdr, header, kept: keptOf(before), packed: data.map(({ data }) => data) };
}

function isData({ type }: Chunk): boolean {
  return type === 'IDAT';
}

function checkOthers(chunks: readonly Chunk[]): void {
  if (chunks.some(({ type }) => type === 'acTL')) throw new PngError('animated');
  // A palette is a suggestion only, where samples are colours.
  const unknown = chunks.filter((chunk) => isCritical(chunk) && chunk.type !== 'PLTE' && chunk.type !== 'IEND');
  if (unknown.length > 0) throw new PngError('broken');
}

function keptOf(chunks: readonly Chunk[]): Map<string, Chunk> {
  const kept = new Map<string, Chunk>();
  for (const chunk of chunks) {
    if (!keptTypes.has(chunk.type)) continue;
    if (kept.has(chunk.type)) throw new PngError('broken');
    kept.set(chunk.type, chunk);
  }
  return kept;
}

function transparentColour({ colours, hasAlpha, sampleBytes }: PngHeader, tRNS: Chunk | undefined) {
  if (!tRNS) return undefined;
  // Two bytes for each sample, whatever the depth.
  if (hasAlpha || tRNS.data.length !== colours * 2) throw new PngError('broken');
  return sampleBytes === 2 ? tRNS.data : tRNS.data.filter((_, index) => index % 2 === 1);
}
