import type { Carriers } from './carriers.ts';
import { Deck, type KeyedNumbers } from './keyed-order.ts';

/** Bytes whose bits lie in carriers all over a picture, each carrier used once. Who reads must ask for the same lengths in the same order. */
export class ScatteredBits {
  readonly #carriers: Carriers;
  readonly #deck: Deck;

  constructor(carriers: Carriers) {
    this.#carriers = carriers;
    this.#deck = new Deck(carriers.count);
  }

  /** Bytes that still fit. */
  get bytesLeft(): number {
    return Math.floor(this.#deck.left / 8);
  }

  write(bytes: Uint8Array, order: KeyedNumbers): void {
    for (const byte of bytes)
      for (let shift = 7; shift >= 0; shift--) this.#carriers.setBit(this.#deck.deal(order), (byte >> shift) & 1);
  }

  read(length: number, order: KeyedNumbers): Buffer {
    const bytes = Buffer.alloc(length);
    for (let at = 0; at < length; at++) bytes[at] = this.#readByte(order);
    return bytes;
  }

  #readByte(order: KeyedNumbers): number {
    let byte = 0;
    for (let count = 0; count < 8; count++) byte = (byte << 1) | this.#carriers.bit(this.#deck.deal(order));
    return byte;
  }
}
