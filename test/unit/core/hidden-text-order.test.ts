import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Deck, KeyedNumbers } from '../../../src-main/core/hidden-text/keyed-order.ts';

const key = Buffer.alloc(32, 7);

function deal(count: number, times: number, by: Uint8Array): number[] {
  const deck = new Deck(count);
  const numbers = new KeyedNumbers(by);
  return Array.from({ length: times }, () => deck.deal(numbers));
}

describe('KeyedNumbers', () => {
  it('are AES-256 in counter mode', () => {
    // NIST's AESAVS: the zero block under the zero key
    const numbers = new KeyedNumbers(Buffer.alloc(32));
    const first = Array.from({ length: 4 }, () => numbers.below(2 ** 32));
    expect(first).toEqual([0xdc95c078, 0xa2408989, 0xad48a214, 0x92842087]);
  });

  it('stay below the count, each as often as the others', () => {
    const numbers = new KeyedNumbers(key);
    const counts = new Array<number>(10).fill(0);
    for (let draws = 0; draws < 100_000; draws++) {
      const number = numbers.below(10);
      counts[number] = (counts[number] ?? 0) + 1;
    }
    // five standard deviations around 10000
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(475);
  });
});

describe('Deck', () => {
  it.each([1, 2, 63, 1000])('deals each of %i numbers once', (count) => {
    const dealt = deal(count, count, key);
    expect(dealt.toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, index) => index));
  });

  it('deals in the order of the key', () => {
    expect(deal(100_000, 500, key)).toEqual(deal(100_000, 500, key));
    const other = new Set(deal(100_000, 500, randomBytes(32)));
    expect(deal(100_000, 500, key).filter((number) => other.has(number)).length).toBeLessThan(30);
  });

  it('says how many are left', () => {
    const deck = new Deck(5);
    deck.deal(new KeyedNumbers(key));
    expect(deck.left).toBe(4);
  });

  it('shuffles as Fisher and Yates do', () => {
    const numbers = new KeyedNumbers(key);
    const cards = Array.from({ length: 50 }, (_, index) => index);
    const expected = [];
    while (cards.length > 0) {
      const place = numbers.below(cards.length);
      expected.push(cards[place]);
      cards[place] = cards.at(-1) ?? 0;
      cards.pop();
    }
    expect(deal(50, 50, key)).toEqual(expected);
  });
});
