import { PictureError } from './picture-error.ts';

const HEADER_BYTES = 13;
const EXTENSION = 0x21;
const IMAGE = 0x2c;
const TRAILER = 0x3b;
/** an extension that says how, and how long, the next picture is shown */
const GRAPHIC_CONTROL = 0xf9;
const APPLICATION = 0xff;

/** The two applications whose data every decoder reads: how often the animation runs. */
const loops: ReadonlySet<string> = new Set(['\x0bNETSCAPE2.0\x03\x01', '\x0bANIMEXTS1.0\x03\x01']);
const LOOP_NAME_BYTES = 14;
const LOOP_BYTES = LOOP_NAME_BYTES + 2;

/**
 * The same picture or animation, packed as it was, without comments, data of programs (XMP among them), and what lies behind the end.
 * @throws PictureError `broken` when it is cut off
 */
export function withoutGifMetadata(file: Buffer): Buffer {
  const reader = new Reader(file);
  const header = reader.take(HEADER_BYTES);
  const parts = [header, reader.take(colourTableBytes(header.readUInt8(10)))];
  // Some programs leave the trailer out.
  while (!reader.isAtEnd) {
    const [introducer] = reader.take(1);
    if (introducer === TRAILER) break;
    if (introducer === IMAGE) parts.push(Buffer.of(IMAGE), ...image(reader));
    else if (introducer === EXTENSION) parts.push(...extension(reader));
    else throw new PictureError('broken');
  }
  return Buffer.concat([...parts, Buffer.of(TRAILER)]);
}

function image(reader: Reader): Buffer[] {
  const descriptor = reader.take(9);
  return [descriptor, reader.take(colourTableBytes(descriptor.readUInt8(8))), reader.take(1), reader.subBlocks()];
}

function extension(reader: Reader): Buffer[] {
  const [label = 0] = reader.take(1);
  const blocks = reader.subBlocks();
  if (label === GRAPHIC_CONTROL) return [Buffer.of(EXTENSION, label), blocks];
  if (label !== APPLICATION || !loops.has(blocks.toString('latin1', 0, LOOP_NAME_BYTES))) return [];
  return [Buffer.of(EXTENSION, label), blocks.subarray(0, LOOP_BYTES), Buffer.of(0)];
}

function colourTableBytes(flags: number): number {
  return flags & 0x80 ? 3 << ((flags & 7) + 1) : 0;
}

class Reader {
  readonly #file: Buffer;
  #at = 0;

  constructor(file: Buffer) {
    this.#file = file;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#file.length;
  }

  take(length: number): Buffer {
    const end = this.#at + length;
    if (end > this.#file.length) throw new PictureError('broken');
    const taken = this.#file.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }

  /** Blocks that begin with their length each, up to and with the empty one. */
  subBlocks(): Buffer {
    const start = this.#at;
    for (let [length = 0] = this.take(1); length > 0; [length = 0] = this.take(1)) this.take(length);
    return this.#file.subarray(start, this.#at);
  }
}
