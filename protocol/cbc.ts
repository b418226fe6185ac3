import {
  type Cipheriv,
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  type Decipheriv,
  type KeyObject,
} from 'node:crypto';
import { BLOCK_SIZE } from './frame.ts';

/*
 * AES-256-CBC with a fresh IV per message on one long-lived cipher object: making an object costs more than encrypting
 * a short message with it. The object chains on from the last ciphertext block of the message before. XORing that block
 * and the IV into the first block gives exactly the bytes of a new CBC run with that IV.
 */

const ZERO_BLOCK = Buffer.alloc(BLOCK_SIZE);

/** `target ^= a ^ b`, one block. */
function xorBlock(target: Buffer, a: Buffer, b: Buffer): void {
  for (let i = 0; i < BLOCK_SIZE; i++) target[i] = (target[i] ?? 0) ^ (a[i] ?? 0) ^ (b[i] ?? 0);
}

function lastBlock(bytes: Buffer): Buffer {
  return Buffer.from(bytes.subarray(bytes.length - BLOCK_SIZE));
}

/** Encrypts whole blocks; padding is the caller's. */
export class CbcEncryptor {
  readonly #key: KeyObject;
  #cipher: Cipheriv | undefined;
  #previous: Buffer = ZERO_BLOCK;

  constructor(key: Buffer) {
    this.#key = createSecretKey(key);
  }

  /** @param padded is changed */
  encrypt(padded: Buffer, iv: Buffer): Buffer {
    this.#cipher ??= createCipheriv('aes-256-cbc', this.#key, ZERO_BLOCK).setAutoPadding(false);
    xorBlock(padded, iv, this.#previous);
    const ciphertext = this.#cipher.update(padded);
    this.#previous = lastBlock(ciphertext);
    return ciphertext;
  }

  /** Frees the native object of a quiet connection; the next message makes a new one. */
  rest(): void {
    this.#cipher = undefined;
    this.#previous = ZERO_BLOCK;
  }
}

/** The other way: the object XORs the block before into the first result block, where the IV belongs. */
export class CbcDecryptor {
  readonly #key: KeyObject;
  #decipher: Decipheriv | undefined;
  #previous: Buffer = ZERO_BLOCK;

  constructor(key: Buffer) {
    this.#key = createSecretKey(key);
  }

  decrypt(ciphertext: Buffer, iv: Buffer): Buffer {
    this.#decipher ??= createDecipheriv('aes-256-cbc', this.#key, ZERO_BLOCK).setAutoPadding(false);
    const padded = this.#decipher.update(ciphertext);
    xorBlock(padded, iv, this.#previous);
    this.#previous = lastBlock(ciphertext);
    return padded;
  }

  rest(): void {
    this.#decipher = undefined;
    this.#previous = ZERO_BLOCK;
  }
}
