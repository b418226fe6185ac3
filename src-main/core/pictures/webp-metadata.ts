import { PictureError } from './picture-error.ts';

const RIFF_HEADER_BYTES = 12;
const CHUNK_HEADER_BYTES = 8;
const FRAME_HEADER_BYTES = 16;
const EXTENDED_BYTES = 10;
/** Bits of the first byte of VP8X: there is EXIF, there is XMP. */
const METADATA_FLAGS = 0x0c;

const keptTypes: ReadonlySet<string> = new Set(['VP8X', 'ICCP', 'ANIM', 'ANMF', 'ALPH', 'VP8 ', 'VP8L']);

interface Chunk {
  type: string;
  data: Buffer;
}

/**
 * The same picture or animation, packed as it was, without EXIF, XMP, unknown chunks, and what lies behind the end.
 * @throws PictureError `broken` when a chunk is cut off
 */
export function withoutWebpMetadata(file: Buffer): Buffer {
  if (file.length < RIFF_HEADER_BYTES) throw new PictureError('broken');
  const end = CHUNK_HEADER_BYTES + file.readUInt32LE(4);
  if (end > file.length) throw new PictureError('broken');
  const body = Buffer.concat(kept(file.subarray(RIFF_HEADER_BYTES, end)).map(encode));
  const header = Buffer.from(file.subarray(0, RIFF_HEADER_BYTES));
  header.writeUInt32LE(RIFF_HEADER_BYTES - CHUNK_HEADER_BYTES + body.length, 4);
  return Buffer.concat([header, body]);
}

function kept(chunks: Buffer): Chunk[] {
  return [...readChunks(chunks)].filter(({ type }) => keptTypes.has(type)).map(cleaned);
}

function cleaned({ type, data }: Chunk): Chunk {
  if (type === 'VP8X') {
    if (data.length < EXTENDED_BYTES) throw new PictureError('broken');
    const header = Buffer.from(data.subarray(0, EXTENDED_BYTES));
    header.writeUInt8((header[0] ?? 0) & ~METADATA_FLAGS);
    return { type, data: header };
  }
  if (type !== 'ANMF') return { type, data };
  const frame = kept(data.subarray(FRAME_HEADER_BYTES)).map(encode);
  return { type, data: Buffer.concat([data.subarray(0, FRAME_HEADER_BYTES), ...frame]) };
}

function* readChunks(chunks: Buffer): Generator<Chunk> {
  for (let at = 0; at < chunks.length; ) {
    const dataAt = at + CHUNK_HEADER_BYTES;
    if (dataAt > chunks.length) throw new PictureError('broken');
    const end = dataAt + chunks.readUInt32LE(at + 4);
    if (end > chunks.length) throw new PictureError('broken');
    yield { type: chunks.toString('latin1', at, at + 4), data: chunks.subarray(dataAt, end) };
    at = end + (end % 2);
  }
}

function encode({ type, data }: Chunk): Buffer {
  const header = Buffer.alloc(CHUNK_HEADER_BYTES);
  header.write(type, 'latin1');
  header.writeUInt32LE(data.length, 4);
  return Buffer.concat([header, data, Buffer.alloc(data.length % 2)]);
}
