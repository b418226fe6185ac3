import { type Cipheriv, createCipheriv } from 'node:crypto';

const STREAM_BYTES = 16 * 1024;
const NUMBERS = 2 ** 32;

/** Numbers that only the key can foretell: AES-256 in counter mode over zeros. A key is for one use. */
export class KeyedNumbers {
  readonly #cipher: Cipheriv;
  #stream = Buffer.alloc(0);
  #at = 0;

  /** @param key 32 bytes */
  constructor(key: Uint8Array) {
    this.#cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
  }

  /** From 0 up to, without, the given number of at most 2^32; each with the same chance. */
  below(count: number): number {
    const fair = NUMBERS - (NUMBERS % count);
    let number = this.#next();
    while (number >= fair) number = this.#next();
    return number % count;
  }

  #next(): number {
    if (this.#at === this.#stream.length) {
      this.#stream = this.#cipher.update(Buffer.alloc(STREAM_BYTES));
      this.#at = 0;
    }
    const number = this.#stream.readUInt32BE(this.#at);
    this.#at += 4;
    return number;
  }
}

/** The numbers from 0 up to a count, each dealt at most once: Fisher and Yates' shuffle, as far as it is asked for. */
export class Deck {
  #left: number;
  /** where another number lies than at first; grows with the numbers dealt, not with the count */
  readonly #moved = new Map<number, number>();

  constructor(count: number) {
    this.#left = count;
  }

  get left(): number {
    return this.#left;
  }

  /** Only while some are left. */
  deal(numbers: KeyedNumbers): number {
    const place = numbers.below(this.#left);
    this.#left -= 1;
    const dealt = this.#moved.get(place) ?? place;
    this.#moved.set(place, this.#moved.get(this.#left) ?? this.#left);
    this.#moved.delete(this.#left);
    return dealt;
  }
}
