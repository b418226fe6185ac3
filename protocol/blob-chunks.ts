import { BLOB_CHUNK_SIZE } from './limits.ts';

/** How many chunks a blob of so many bytes has. */
export function chunkCount(size: number): number {
  return Math.ceil(size / BLOB_CHUNK_SIZE);
}

/** Bytes of one of its chunks: all are full but the last. 0 when there is no such chunk. */
export function chunkLength(size: number, index: number): number {
  return Math.max(0, Math.min(BLOB_CHUNK_SIZE, size - index * BLOB_CHUNK_SIZE));
}

/** Which chunks of a blob are there: a bit for each, the first one being the highest of the first byte. */
export class ChunkMap {
  readonly count: number;
  readonly #size: number;
  readonly #bits: Buffer;
  #missing: number;

  /**
   * @param size of the blob in bytes
   * @param bits as `bits` gave them; none are there when it is left out
   * @throws RangeError when they are those of another size
   */
  constructor(size: number, bits?: Uint8Array) {
    this.count = chunkCount(size);
    this.#size = size;
    this.#bits = Buffer.alloc(Math.ceil(this.count / 8));
    this.#missing = this.count;
    if (!bits) return;
    if (bits.length !== this.#bits.length) throw new RangeError('the chunks of a blob of another size');
    for (let index = 0; index < this.count; index++) if (isSet(bits, index)) this.add(index);
  }

  /** How many are not there. */
  get missing(): number {
    return this.#missing;
  }

  /** How many bytes those have that are there. */
  get bytes(): number {
    const end = this.count - 1;
    const shorter = this.has(end) ? BLOB_CHUNK_SIZE - chunkLength(this.#size, end) : 0;
    return (this.count - this.#missing) * BLOB_CHUNK_SIZE - shorter;
  }

  /** The last one that is there, or -1. */
  get last(): number {
    let index = this.count - 1;
    while (index >= 0 && !this.has(index)) index -= 1;
    return index;
  }

  has(index: number): boolean {
    return isSet(this.#bits, index);
  }

  add(index: number): void {
    if (index < 0 || index >= this.count) throw new RangeError('no such chunk');
    if (this.has(index)) return;
    this.#bits[index >> 3] = (this.#bits[index >> 3] ?? 0) | (0x80 >> (index & 7));
    this.#missing -= 1;
  }

  /** A copy of what is there now. */
  bits(): Buffer {
    return Buffer.from(this.#bits);
  }
}

function isSet(bits: Uint8Array, index: number): boolean {
  return ((bits[index >> 3] ?? 0) & (0x80 >> (index & 7))) !== 0;
}
