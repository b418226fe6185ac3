import { ViolationError } from './errors.ts';

/** Bytes of each header field, in order. */
const LENGTH_SIZE = 4;
const PADDING_SIZE = 1;
export const IV_SIZE = 16;
export const MAC_SIZE = 32;

const PADDING_AT = LENGTH_SIZE;
const IV_AT = PADDING_AT + PADDING_SIZE;
const MAC_AT = IV_AT + IV_SIZE;
export const HEADER_SIZE = MAC_AT + MAC_SIZE;

/** AES works on blocks of so many bytes. */
export const BLOCK_SIZE = 16;

const EMPTY = Buffer.alloc(0);

/** Buffers of so many bytes are used again. Frames of the handshake, which are kept, are always smaller. */
const SPARE_FROM = 32 * 1024;

/** One frame as it travels. The parts are views of the received bytes. */
export interface Frame {
  /** 1 to 16: bytes to drop from the end of the decrypted body, each of this value */
  padding: number;
  iv: Buffer;
  mac: Buffer;
  body: Buffer;
}

/** The bytes of a frame. */
export function encodeFrame(frame: Frame): Buffer {
  const bytes = Buffer.allocUnsafe(HEADER_SIZE + frame.body.length);
  bytes.writeUInt32BE(frame.body.length, 0);
  bytes[PADDING_AT] = frame.padding;
  bytes.set(frame.iv, IV_AT);
  bytes.set(frame.mac, MAC_AT);
  bytes.set(frame.body, HEADER_SIZE);
  return bytes;
}

/** Turns a stream of bytes, cut anywhere, into frames. Nothing is kept for a frame whose length is refused. */
export class FrameDecoder {
  /** Largest encrypted body accepted, in bytes. */
  limit: number;
  #bytes: Buffer = EMPTY;
  #start = 0;
  #end = 0;
  /** false while #bytes is somebody else's chunk, which must not be written to */
  #owned = false;
  /** a large buffer of ours whose frames are handled: the next large frame needs no new one */
  #spare: Buffer = EMPTY;

  constructor(limit: number) {
    this.limit = limit;
  }

  /** Bytes received of a frame that is not complete yet. */
  get pendingBytes(): number {
    return this.#end - this.#start;
  }

  push(chunk: Buffer): void {
    if (this.#start === this.#end) {
      this.#bytes = chunk;
      this.#start = 0;
      this.#end = chunk.length;
      this.#owned = false;
      return;
    }
    if (!this.#owned || this.#end + chunk.length > this.#bytes.length) this.#makeRoom(chunk.length);
    this.#bytes.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  /** Doubles, so that a frame arriving byte by byte is copied a constant number of times per byte. */
  #makeRoom(more: number): void {
    const pending = this.pendingBytes;
    const size = Math.max(2 * pending, pending + more, HEADER_SIZE + BLOCK_SIZE);
    const grown = this.#spare.length >= size ? this.#spare : Buffer.allocUnsafe(size);
    this.#spare = EMPTY;
    this.#bytes.copy(grown, 0, this.#start, this.#end);
    this.#bytes = grown;
    this.#start = 0;
    this.#end = pending;
    this.#owned = true;
  }

  /** Frees what a quiet connection does not need. */
  rest(): void {
    this.#spare = EMPTY;
  }

  /**
   * The next complete frame, or undefined until more bytes come. One of more than 16 KiB is valid until the next `push`.
   * @throws ViolationError as soon as a length or padding is out of range
   */
  next(): Frame | undefined {
    const available = this.pendingBytes;
    if (available < LENGTH_SIZE) return undefined;
    const length = this.#bytes.readUInt32BE(this.#start);
    if (length < BLOCK_SIZE || length > this.limit || length % BLOCK_SIZE !== 0) {
      throw new ViolationError('frame length');
    }
    if (available < LENGTH_SIZE + PADDING_SIZE) return undefined;
    const padding = this.#bytes.readUInt8(this.#start + PADDING_AT);
    if (padding < 1 || padding > BLOCK_SIZE) throw new ViolationError('frame padding');
    if (available < HEADER_SIZE + length) return undefined;
    return this.#take(padding, length);
  }

  #take(padding: number, length: number): Frame {
    const frame = this.#bytes.subarray(this.#start, this.#start + HEADER_SIZE + length);
    this.#start += frame.length;
    if (this.#start === this.#end) {
      if (this.#owned && this.#bytes.length >= SPARE_FROM) this.#spare = this.#bytes;
      this.#bytes = EMPTY;
      this.#start = 0;
      this.#end = 0;
      this.#owned = false;
    }
    return {
      padding,
      iv: frame.subarray(IV_AT, MAC_AT),
      mac: frame.subarray(MAC_AT, HEADER_SIZE),
      body: frame.subarray(HEADER_SIZE),
    };
  }
}
