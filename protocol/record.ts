import { type Cipheriv, createCipheriv, createDecipheriv, type Decipheriv, hash, timingSafeEqual } from 'node:crypto';
import { ViolationError } from './errors.ts';
import { BLOCK_SIZE, encodeFrame, type Frame, HEADER_SIZE, IV_SIZE, MAC_SIZE } from './frame.ts';
import { deriveRecordKeys, nextTrafficSecret } from './key-schedule.ts';
import { FRAME_LIMIT, REKEY_AFTER_BYTES, REKEY_AFTER_FRAMES, REKEY_AFTER_MS } from './limits.ts';
import { randomBytesInto } from './random.ts';

/** Who speaks: part of what the HMAC covers, so that a frame cannot be sent back to its author. */
export const Direction = { clientToServer: 0, serverToClient: 1 } as const;
export type Direction = (typeof Direction)[keyof typeof Direction];

export interface RecordKeys {
  /** AES-256 */
  encryption: Buffer;
  /** HMAC-SHA-256 */
  mac: Buffer;
}

const MAC_LABEL = Buffer.from('miyu/1 record');
const HASH_BLOCK = 64;
const DIRECTION_AT = HASH_BLOCK + MAC_LABEL.length;
const EPOCH_AT = DIRECTION_AT + 1;
const SEQUENCE_AT = EPOCH_AT + 4;
const LENGTH_AT = SEQUENCE_AT + 8;
const PADDING_AT = LENGTH_AT + 4;
const IV_AT = PADDING_AT + 1;
const BODY_AT = IV_AT + IV_SIZE;

const SEALED_CODE_SIZE = 2;
const ZERO_BLOCK = Buffer.alloc(BLOCK_SIZE);

// Scratch space for one frame at a time, shared by all connections: JavaScript runs one of them at once.
const macInput = Buffer.allocUnsafe(BODY_AT + FRAME_LIMIT);
const outerInput = Buffer.allocUnsafe(HASH_BLOCK + MAC_SIZE);
const plaintext = Buffer.allocUnsafe(FRAME_LIMIT);
const iv = Buffer.allocUnsafe(IV_SIZE);

/** Largest operation, without its code, that fits a frame of the given limit. */
export function payloadLimit(frameLimit: number): number {
  return frameLimit - SEALED_CODE_SIZE - 1;
}

/**
 * HMAC-SHA-256 (RFC 2104) over a frame, with one-shot hashes over precomputed pads: creating an Hmac object costs
 * several times the hashing of a short message.
 */
class FrameMac {
  readonly #direction: Direction;
  readonly #innerPad = Buffer.alloc(HASH_BLOCK, 0x36);
  readonly #outerPad = Buffer.alloc(HASH_BLOCK, 0x5c);

  constructor(direction: Direction, key: Buffer) {
    this.#direction = direction;
    for (const [index, byte] of key.entries()) {
      this.#innerPad[index] = byte ^ 0x36;
      this.#outerPad[index] = byte ^ 0x5c;
    }
  }

  compute(epoch: number, sequence: number, padding: number, frameIv: Buffer, body: Buffer): Buffer {
    macInput.set(this.#innerPad, 0);
    macInput.set(MAC_LABEL, HASH_BLOCK);
    macInput[DIRECTION_AT] = this.#direction;
    macInput.writeUInt32BE(epoch, EPOCH_AT);
    // a sequence stays below 2^20: its upper half is always zero
    macInput.writeUInt32BE(0, SEQUENCE_AT);
    macInput.writeUInt32BE(sequence, SEQUENCE_AT + 4);
    macInput.writeUInt32BE(body.length, LENGTH_AT);
    macInput[PADDING_AT] = padding;
    macInput.set(frameIv, IV_AT);
    macInput.set(body, BODY_AT);
    outerInput.set(this.#outerPad, 0);
    outerInput.set(hash('sha256', macInput.subarray(0, BODY_AT + body.length), 'buffer'), HASH_BLOCK);
    return hash('sha256', outerInput, 'buffer');
  }
}

/** `target ^= a ^ b`, one block. */
function xorBlock(target: Buffer, a: Buffer, b: Buffer): void {
  for (let i = 0; i < BLOCK_SIZE; i++) target[i] = (target[i] ?? 0) ^ (a[i] ?? 0) ^ (b[i] ?? 0);
}

function lastBlock(bytes: Buffer): Buffer {
  return Buffer.from(bytes.subarray(bytes.length - BLOCK_SIZE));
}

/**
 * CBC with a fresh IV per frame on one long-lived cipher object. The object chains on from the last ciphertext block;
 * XORing that block and the IV into the first plaintext block gives exactly the bytes of a new CBC run with that IV.
 */
class FrameCipher {
  readonly #key: Buffer;
  #cipher: Cipheriv | undefined;
  #previous: Buffer = ZERO_BLOCK;

  constructor(key: Buffer) {
    this.#key = key;
  }

  /** Encrypts in one go; `padded` is changed. */
  encrypt(padded: Buffer, frameIv: Buffer): Buffer {
    this.#cipher ??= createCipheriv('aes-256-cbc', this.#key, ZERO_BLOCK).setAutoPadding(false);
    xorBlock(padded, frameIv, this.#previous);
    const body = this.#cipher.update(padded);
    this.#previous = lastBlock(body);
    return body;
  }

  /** Frees the native object of a quiet connection; the next frame makes a new one. */
  rest(): void {
    this.#cipher = undefined;
    this.#previous = ZERO_BLOCK;
  }
}

/** The same for the other way: the object XORs the previous ciphertext block into the result, the IV is what belongs there. */
class FrameDecipher {
  readonly #key: Buffer;
  #decipher: Decipheriv | undefined;
  #previous: Buffer = ZERO_BLOCK;

  constructor(key: Buffer) {
    this.#key = key;
  }

  decrypt(frame: Frame): Buffer {
    this.#decipher ??= createDecipheriv('aes-256-cbc', this.#key, ZERO_BLOCK).setAutoPadding(false);
    const padded = this.#decipher.update(frame.body);
    xorBlock(padded, frame.iv, this.#previous);
    this.#previous = lastBlock(frame.body);
    return padded;
  }

  rest(): void {
    this.#decipher = undefined;
    this.#previous = ZERO_BLOCK;
  }
}

/** One direction of traffic: the secret that its keys come from, and when it began. */
export interface Traffic {
  secret: Buffer;
  startedAt: number;
}

/** What a sealer and an opener count alike: epoch and sequence are never sent. */
abstract class Half {
  readonly direction: Direction;
  epoch: number;
  sequence = 0;
  protected bytes = 0;
  #traffic: Traffic | undefined;
  protected mac: FrameMac;

  constructor(direction: Direction, epoch: number, keys: RecordKeys, traffic?: Traffic) {
    this.direction = direction;
    this.epoch = epoch;
    this.#traffic = traffic;
    this.mac = new FrameMac(direction, keys.mac);
  }

  /** True when the keys have served for as many frames, bytes or milliseconds as they may. */
  isSpent(now: number): boolean {
    if (!this.#traffic) return false;
    return (
      this.sequence >= REKEY_AFTER_FRAMES - 1 ||
      this.bytes >= REKEY_AFTER_BYTES ||
      now - this.#traffic.startedAt >= REKEY_AFTER_MS
    );
  }

  /** Replaces the keys by the next ones; what was sealed before cannot be opened with what is left in memory. */
  rekey(now: number): void {
    if (!this.#traffic) throw new ViolationError('rekey during the handshake');
    const secret = nextTrafficSecret(this.#traffic.secret);
    this.#traffic = { secret, startedAt: now };
    const keys = deriveRecordKeys(secret);
    this.mac = new FrameMac(this.direction, keys.mac);
    this.adoptKey(keys.encryption);
    this.epoch += 1;
    this.sequence = 0;
    this.bytes = 0;
  }

  protected abstract adoptKey(encryption: Buffer): void;

  protected count(body: Buffer): void {
    // 2^20 frames or 2^30 bytes are the agreed end of a key; a peer that goes on after it breaks the agreement
    if (this.sequence >= REKEY_AFTER_FRAMES || this.bytes > REKEY_AFTER_BYTES + FRAME_LIMIT) {
      throw new ViolationError('keys used for too long');
    }
    this.sequence += 1;
    this.bytes += HEADER_SIZE + body.length;
  }
}

/** Makes frames: pads, encrypts, authenticates, counts. */
export class Sealer extends Half {
  #cipher: FrameCipher;

  constructor(direction: Direction, epoch: number, keys: RecordKeys, traffic?: Traffic) {
    super(direction, epoch, keys, traffic);
    this.#cipher = new FrameCipher(keys.encryption);
  }

  protected override adoptKey(encryption: Buffer): void {
    this.#cipher = new FrameCipher(encryption);
  }

  rest(): void {
    this.#cipher.rest();
  }

  /**
   * The frame of an operation whose msgpack bytes come in pieces.
   * @param fixedIv for test vectors only; otherwise fresh random bytes
   */
  seal(code: number, payload: readonly Uint8Array[], fixedIv?: Uint8Array): Buffer {
    const padded = fillPlaintext(code, payload);
    const padding = padded.readUInt8(padded.length - 1);
    if (fixedIv) iv.set(fixedIv);
    else randomBytesInto(iv);
    const body = this.#cipher.encrypt(padded, iv);
    const mac = this.mac.compute(this.epoch, this.sequence, padding, iv, body);
    this.count(body);
    return encodeFrame({ padding, iv, mac, body });
  }
}

/** Writes code, payload and padding into the shared scratch space; the last byte is the number of padding bytes. */
function fillPlaintext(code: number, payload: readonly Uint8Array[]): Buffer {
  let length = SEALED_CODE_SIZE;
  plaintext.writeUInt16BE(code, 0);
  for (const piece of payload) {
    if (length + piece.length >= FRAME_LIMIT) throw new RangeError('operation larger than a frame');
    plaintext.set(piece, length);
    length += piece.length;
  }
  const padding = BLOCK_SIZE - (length % BLOCK_SIZE);
  plaintext.fill(padding, length, length + padding);
  return plaintext.subarray(0, length + padding);
}

/** Checks and decrypts frames: a frame that is not the next one of this direction fails. */
export class Opener extends Half {
  #decipher: FrameDecipher;

  constructor(direction: Direction, epoch: number, keys: RecordKeys, traffic?: Traffic) {
    super(direction, epoch, keys, traffic);
    this.#decipher = new FrameDecipher(keys.encryption);
  }

  protected override adoptKey(encryption: Buffer): void {
    this.#decipher = new FrameDecipher(encryption);
  }

  rest(): void {
    this.#decipher.rest();
  }

  /**
   * The operation code and msgpack bytes of a frame.
   * @throws ViolationError without telling apart why
   */
  open(frame: Frame): { code: number; payload: Buffer } {
    const expected = this.mac.compute(this.epoch, this.sequence, frame.padding, frame.iv, frame.body);
    if (!timingSafeEqual(expected, frame.mac)) throw new ViolationError('frame authentication');
    this.count(frame.body);
    const padded = this.#decipher.decrypt(frame);
    const length = padded.length - frame.padding;
    if (length < SEALED_CODE_SIZE || !isPadded(padded, length)) throw new ViolationError('frame padding');
    return { code: padded.readUInt16BE(0), payload: padded.subarray(SEALED_CODE_SIZE, length) };
  }
}

function isPadded(padded: Buffer, length: number): boolean {
  const padding = padded.length - length;
  for (let i = length; i < padded.length; i++) if (padded[i] !== padding) return false;
  return true;
}
