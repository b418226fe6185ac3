import { crc32 } from 'node:zlib';
import { PngError } from './png-problem.ts';

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
const LENGTH_BYTES = 4;
const TYPE_BYTES = 4;
const CRC_BYTES = 4;
const FRAME_BYTES = LENGTH_BYTES + TYPE_BYTES + CRC_BYTES;
/** Encoders make some thousands at most; each costs time here, however short it is. */
const MOST_CHUNKS = 2 ** 16;

export interface Chunk {
  /** four letters; the first is a capital when nobody may skip the chunk */
  type: string;
  data: Uint8Array;
}

/** The chunks up to the closing one; what follows it is not part of the picture. @throws PngError `not-png`, `broken`, `too-large` */
export function* readChunks(file: Buffer): Generator<Chunk, void> {
  if (!file.subarray(0, SIGNATURE.length).equals(SIGNATURE)) throw new PngError('not-png');
  let at = SIGNATURE.length;
  for (let count = 0; count < MOST_CHUNKS; count++) {
    const chunk = chunkAt(file, at);
    yield chunk;
    if (chunk.type === 'IEND') return;
    at += FRAME_BYTES + chunk.data.length;
  }
  throw new PngError('too-large');
}

function chunkAt(file: Buffer, at: number): Chunk {
  if (at + FRAME_BYTES > file.length) throw new PngError('broken');
  const length = file.readUInt32BE(at);
  if (at + FRAME_BYTES + length > file.length) throw new PngError('broken');
  const typeAt = at + LENGTH_BYTES;
  const dataAt = typeAt + TYPE_BYTES;
  const end = dataAt + length;
  if (crc32(file.subarray(typeAt, end)) !== file.readUInt32BE(end)) throw new PngError('broken');
  const type = file.toString('latin1', typeAt, dataAt);
  // The third letter is a capital in every version of PNG so far.
  if (!/^[A-Za-z]{2}[A-Z][A-Za-z]$/.test(type)) throw new PngError('broken');
  return { type, data: file.subarray(dataAt, end) };
}

export function isCritical({ type }: Chunk): boolean {
  return /^[A-Z]/.test(type);
}

export function encodeChunks(chunks: readonly Chunk[]): Buffer {
  return Buffer.concat([SIGNATURE, ...chunks.flatMap(encodeChunk)]);
}

function encodeChunk({ type, data }: Chunk): Uint8Array[] {
  const head = Buffer.alloc(LENGTH_BYTES + TYPE_BYTES);
  head.writeUInt32BE(data.length);
  head.write(type, LENGTH_BYTES, 'latin1');
  const crc = Buffer.alloc(CRC_BYTES);
  crc.writeUInt32BE(crc32(data, crc32(head.subarray(LENGTH_BYTES))));
  return [head, data, crc];
}
