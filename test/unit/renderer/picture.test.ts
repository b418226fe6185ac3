import { describe, expect, it } from 'vitest';
import { middleSquare, pictureUrl } from '../../../src-renderer/model/picture.ts';

const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13);
const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1);
const webp = new TextEncoder().encode('RIFF\x10\0\0\0WEBPVP8 ');

describe('the address of a picture', () => {
  it.each([
    ['image/png', png],
    ['image/jpeg', jpeg],
    ['image/webp', webp],
  ])('says that it is %s, and has its bytes', (type, picture) => {
    const url = pictureUrl(picture) ?? '';
    expect(url.startsWith(`data:${type};base64,`)).toBe(true);
    expect([...Buffer.from(url.split(',')[1] ?? '', 'base64')]).toEqual([...picture]);
  });

  it.each(['<svg onload="x()"/>', '', 'RIFF1234WAVEfmt '])('is not given to %j', (text) => {
    expect(pictureUrl(new TextEncoder().encode(text))).toBeUndefined();
  });
});

it('of a picture that is no square, the middle is taken', () => {
  expect(middleSquare({ width: 300, height: 101 })).toEqual({ x: 99, y: 0, side: 101 });
  expect(middleSquare({ width: 50, height: 80 })).toEqual({ x: 0, y: 15, side: 50 });
});
