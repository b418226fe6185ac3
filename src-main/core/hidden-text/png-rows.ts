import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createDeflate, createInflate } from 'node:zlib';
import { type FilteredRow, filter, filterNamed, unfilter } from './png-filters.ts';
import { type PngHeader, unpackedBytes } from './png-header.ts';
import { PngError } from './png-problem.ts';

/** Bytes that are unpacked or packed between two turns of the event loop; one row at least. */
const STRIP_BYTES = 64 * 1024;

/**
 * Unpacks the rows of a picture. Each keeps the byte that names its filter before its samples, to be packed again in the way its
 * first encoder chose. @throws PngError `broken` when they are fewer, more, or damaged
 */
export async function unpackRows(header: PngHeader, packed: readonly Uint8Array[]): Promise<Buffer> {
  const rows = Buffer.alloc(unpackedBytes(header));
  try {
    await pipeline(Readable.from(packed), createInflate({ chunkSize: STRIP_BYTES }), (unpacked) =>
      collect(header, unpacked, rows),
    );
  } catch (error) {
    throw isZlibError(error) ? new PngError('broken') : error;
  }
  return rows;
}

async function collect(header: PngHeader, unpacked: AsyncIterable<Uint8Array>, rows: Buffer): Promise<void> {
  let length = 0;
  let next = 0;
  for await (const piece of unpacked) {
    if (length + piece.length > rows.length) throw new PngError('broken');
    rows.set(piece, length);
    length += piece.length;
    for (; next + header.rowBytes <= length; next += header.rowBytes) unfilter(rowAt(header, rows, next));
  }
  if (length < rows.length) throw new PngError('broken');
}

/** Packs rows as `unpackRows` gives them. */
export async function packRows(header: PngHeader, rows: Buffer): Promise<Buffer> {
  const packed: Uint8Array[] = [];
  const deflate = createDeflate({ chunkSize: STRIP_BYTES });
  await pipeline(Readable.from(strips(header, rows)), deflate, async (pieces: AsyncIterable<Uint8Array>) => {
    for await (const piece of pieces) packed.push(piece);
  });
  return Buffer.concat(packed);
}

function* strips(header: PngHeader, rows: Buffer): Generator<Buffer> {
  const stripBytes = Math.max(1, Math.floor(STRIP_BYTES / header.rowBytes)) * header.rowBytes;
  for (let start = 0; start < rows.length; start += stripBytes) {
    const strip = Buffer.from(rows.subarray(start, start + stripBytes));
    for (let at = 0; at < strip.length; at += header.rowBytes)
      filter(rowAt(header, rows, start + at), strip.subarray(at + 1, at + header.rowBytes));
    yield strip;
  }
}

function rowAt({ rowBytes, pixelBytes }: PngHeader, rows: Buffer, start: number): FilteredRow {
  const predict = filterNamed(rows[start]);
  if (!predict) throw new PngError('broken');
  const row = rows.subarray(start + 1, start + rowBytes);
  const above = start === 0 ? new Uint8Array(row.length) : rows.subarray(start + 1 - rowBytes, start);
  return { row, above, pixelBytes, predict };
}

function isZlibError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^Z_/.test(String(error.code));
}
