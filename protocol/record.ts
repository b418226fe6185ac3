import { timingSafeEqual } from 'node:crypto';
import { CbcDecryptor, CbcEncryptor } from './cbc.ts';
import { ViolationError } from './errors.ts';
import { BLOCK_SIZE, encodeFrame, type Frame, HEADER_SIZE, IV_SIZE } from './frame.ts';
import { Hmac, hmacMessage } from './hmac.ts';
import { deriveRecordKeys, nextTrafficSecret, type RecordKeys, wipeRecordKeys } from './key-schedule.ts';
import {
  FRAME_LIMIT,
  REKEY_AFTER_BYTES,
  REKEY_AFTER_FRAMES,
  REKEY_AFTER_MS,
  REKEY_NOT_BEFORE_BYTES,
  REKEY_NOT_BEFORE_FRAMES,
  REKEY_NOT_BEFORE_MS,
} from './limits.ts';
import { randomBytesInto } from './random.ts';

/** Who speaks: part of what the HMAC covers, so that a frame cannot be sent back to its author. */
export const Direction = { clientToServer: 0, serverToClient: 1 } as const;
export type Direction = (typeof Direction)[keyof typeof Direction];

const MAC_LABEL = Buffer.from('miyu/1 record');
const EPOCH_AT = MAC_LABEL.length + 1;
const SEQUENCE_AT = EPOCH_AT + 4;
const LENGTH_AT = SEQUENCE_AT + 8;
const PADDING_AT = LENGTH_AT + 4;
const IV_AT = PADDING_AT + 1;
const BODY_AT = IV_AT + IV_SIZE;

const CODE_SIZE = 2;

// Scratch space, as in hmac.ts
const plaintext = Buffer.allocUnsafe(FRAME_LIMIT);
const iv = Buffer.allocUnsafe(IV_SIZE);

/** Largest operation, without its code, that fits a frame of the given limit. */
export function payloadLimit(frameLimit: number): number {
  return frameLimit - CODE_SIZE - 1;
}

/**
 * One direction of traffic: the secret that its keys come from, and when it began. The secret is taken over, and wiped
 * once it is spent.
 */
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
  #hmac: Hmac;

  constructor(direction: Direction, epoch: number, keys: RecordKeys, traffic?: Traffic) {
    this.direction = direction;
    this.epoch = epoch;
    this.#traffic = traffic;
    this.#hmac = new Hmac(keys.mac);
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

  /** Whether the keys have served for so long that new ones are worth their price. */
  isWorthRekey(now: number): boolean {
    if (!this.#traffic) return false;
    return (
      this.sequence >= REKEY_NOT_BEFORE_FRAMES ||
      this.bytes >= REKEY_NOT_BEFORE_BYTES ||
      now - this.#traffic.startedAt >= REKEY_NOT_BEFORE_MS
    );
  }

  /** Replaces the keys by the next ones; what was sealed before cannot be opened with what is left in memory. */
  rekey(now: number): void {
    if (!this.#traffic) throw new ViolationError('rekey during the handshake');
    const secret = nextTrafficSecret(this.#traffic.secret);
    this.#traffic.secret.fill(0);
    this.#traffic = { secret, startedAt: now };
    const keys = deriveRecordKeys(secret);
    this.#hmac.wipe();
    this.#hmac = new Hmac(keys.mac);
    this.adoptKey(keys.encryption);
    wipeRecordKeys(keys);
    this.epoch += 1;
    this.sequence = 0;
    this.bytes = 0;
  }

  protected abstract adoptKey(encryption: Buffer): void;

  /** Over everything that makes a frame this one: who speaks, when in the stream, and all of its bytes. */
  protected computeMac(padding: number, frameIv: Buffer, body: Buffer): Buffer {
    hmacMessage.set(MAC_LABEL, 0);
    hmacMessage[MAC_LABEL.length] = this.direction;
    hmacMessage.writeUInt32BE(this.epoch, EPOCH_AT);
    // a sequence stays below 2^20: its upper half is always zero
    hmacMessage.writeUInt32BE(0, SEQUENCE_AT);
    hmacMessage.writeUInt32BE(this.sequence, SEQUENCE_AT + 4);
    hmacMessage.writeUInt32BE(body.length, LENGTH_AT);
    hmacMessage[PADDING_AT] = padding;
    hmacMessage.set(frameIv, IV_AT);
    hmacMessage.set(body, BODY_AT);
    return this.#hmac.digest(BODY_AT + body.length);
  }

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
  #cipher: CbcEncryptor;

  constructor(direction: Direction, epoch: number, keys: RecordKeys, traffic?: Traffic) {
    super(direction, epoch, keys, traffic);
    this.#cipher = new CbcEncryptor(keys.encryption);
  }

  protected override adoptKey(encryption: Buffer): void {
    this.#cipher = new CbcEncryptor(encryption);
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
    const mac = this.computeMac(padding, iv, body);
    this.count(body);
    return encodeFrame({ padding, iv, mac, body });
  }
}

/** Writes code, payload and padding into the shared scratch space; the last byte is the number of padding bytes. */
function fillPlaintext(code: number, payload: readonly Uint8Array[]): Buffer {
  let length = CODE_SIZE;
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
  #decipher: CbcDecryptor;

  constructor(direction: Direction, epoch: number, keys: RecordKeys, traffic?: Traffic) {
    super(direction, epoch, keys, traffic);
    this.#decipher = new CbcDecryptor(keys.encryption);
  }

  protected override adoptKey(encryption: Buffer): void {
    this.#decipher = new CbcDecryptor(encryption);
  }

  rest(): void {
    this.#decipher.rest();
  }

  /**
   * The operation code and msgpack bytes of a frame.
   * @throws ViolationError without telling apart why
   */
  open(frame: Frame): { code: number; payload: Buffer } {
    const expected = this.computeMac(frame.padding, frame.iv, frame.body);
    if (!timingSafeEqual(expected, frame.mac)) throw new ViolationError('frame authentication');
    this.count(frame.body);
    const padded = this.#decipher.decrypt(frame.body, frame.iv);
    const length = padded.length - frame.padding;
    if (length < CODE_SIZE || !isPadded(padded, length)) throw new ViolationError('frame padding');
    return { code: padded.readUInt16BE(0), payload: padded.subarray(CODE_SIZE, length) };
  }
}

function isPadded(padded: Buffer, length: number): boolean {
  const padding = padded.length - length;
  for (let i = length; i < padded.length; i++) if (padded[i] !== padding) return false;
  return true;
}
