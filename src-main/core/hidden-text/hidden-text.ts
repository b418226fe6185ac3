import { randomBytes } from 'node:crypto';
import { HIDDEN_TEXT_LIMIT } from '../../contract/attachment.ts';
import { Carriers } from './carriers.ts';
import { type HidingSecret, hidingKeys, SALT_BYTES, saltOrder, TAG_BYTES } from './hiding-keys.ts';
import { decodePng, encodePng } from './png.ts';
import { ScatteredBits } from './scattered-bits.ts';

const LENGTH_BYTES = 4;
const HEAD_BYTES = LENGTH_BYTES + TAG_BYTES;
const OVERHEAD = SALT_BYTES + HEAD_BYTES + TAG_BYTES;

/**
 * `too-long`: more than the picture holds. `malformed`: half a character, which UTF-8 cannot say. `not-kept`: what was written
 * does not read back, which is a fault of this program.
 */
export type HiddenTextProblem = 'too-long' | 'malformed' | 'not-kept';

export class HiddenTextError extends Error {
  override readonly name = 'HiddenTextError';
  readonly problem: HiddenTextProblem;

  constructor(problem: HiddenTextProblem) {
    super(problem);
    this.problem = problem;
  }
}

export interface Hiding extends HidingSecret {
  /** a PNG file */
  png: Uint8Array;
  text: string;
}

export interface Revealing extends HidingSecret {
  png: Uint8Array;
}

// All three unpack in pieces, but looking for transparent pixels and dealing bits block the thread: for some 0.2 s with the
// longest text, up to 0.7 s with the largest picture with alpha. They take up to 500 MiB then: hider.ts gives each a thread.

/** Bytes of UTF-8 that can be hidden in a picture; 0 when it is too small. @throws PngError */
export async function capacityOf(png: Uint8Array): Promise<number> {
  return capacityIn(new ScatteredBits(new Carriers(await decodePng(png))));
}

/**
 * A copy of the picture in which the text is hidden: the same but for last bits of colours, and without what lay beside the
 * picture in the file (`keptTypes` in png.ts). It has been read back.
 * @throws PngError, HiddenTextError
 */
export async function hide({ png, text, ...secret }: Hiding): Promise<Buffer> {
  if (!text.isWellFormed()) throw new HiddenTextError('malformed');
  const written = await withHidden(png, Buffer.from(text), secret);
  if ((await reveal({ png: written, ...secret })) !== text) throw new HiddenTextError('not-kept');
  return written;
}

/**
 * The text that is hidden in a picture for this password and key. Undefined, after the same work, when there is none, when it
 * is for others, and when the picture has been changed since. @throws PngError
 */
export async function reveal({ png, ...secret }: Revealing): Promise<string | undefined> {
  const bits = new ScatteredBits(new Carriers(await decodePng(png)));
  if (bits.bytesLeft < OVERHEAD) return undefined;
  return (await read(bits, secret))?.toString();
}

function capacityIn(bits: ScatteredBits): number {
  return Math.min(Math.max(bits.bytesLeft - OVERHEAD, 0), HIDDEN_TEXT_LIMIT);
}

async function withHidden(png: Uint8Array, plain: Uint8Array, secret: HidingSecret): Promise<Buffer> {
  const picture = await decodePng(png);
  const bits = new ScatteredBits(new Carriers(picture));
  // An empty text needs room, too.
  if (bits.bytesLeft < OVERHEAD || plain.length > capacityIn(bits)) throw new HiddenTextError('too-long');
  await write(bits, plain, secret);
  return encodePng(picture);
}

/** Salt, sealed length, sealed text. */
async function write(bits: ScatteredBits, plain: Uint8Array, secret: HidingSecret): Promise<void> {
  const salt = randomBytes(SALT_BYTES);
  bits.write(salt, await saltOrder(secret));
  const keys = await hidingKeys(secret, salt);
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(plain.length);
  for (const part of [length, plain]) bits.write(keys.seal(part), keys.order);
  keys.wipe();
}

async function read(bits: ScatteredBits, secret: HidingSecret): Promise<Buffer | undefined> {
  const salt = bits.read(SALT_BYTES, await saltOrder(secret));
  const keys = await hidingKeys(secret, salt);
  const length = keys.open(bits.read(HEAD_BYTES, keys.order))?.readUInt32BE();
  // Who hid it may know no limit: dealing the bits of a whole picture takes a gigabyte.
  const isThere = length !== undefined && length <= HIDDEN_TEXT_LIMIT && length + TAG_BYTES <= bits.bytesLeft;
  const plain = isThere ? keys.open(bits.read(length + TAG_BYTES, keys.order)) : undefined;
  keys.wipe();
  return plain;
}
