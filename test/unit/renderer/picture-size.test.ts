import { describe, expect, it } from 'vitest';
import { pictureUrl } from '../../../src-renderer/model/picture.ts';
import { pictureSize } from '../../../src-renderer/model/picture-size.ts';

function png(width: number, height: number): Uint8Array {
  const bytes = Buffer.alloc(40);
  bytes.set(Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'));
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
}

/** With bytes between its segments that a decoder skips. */
function jpeg(width: number, height: number): Uint8Array {
  const frame = Buffer.from('ffc200110800000000030122', 'hex');
  frame.writeUInt16BE(height, 5);
  frame.writeUInt16BE(width, 7);
  return Buffer.concat([Buffer.from('ffd8ffe000021234', 'hex'), frame]);
}

function webp(chunk: string, body: Buffer): Uint8Array {
  return Buffer.concat([Buffer.from('RIFF\0\0\0\0WEBP'), Buffer.from(chunk), Buffer.alloc(4), body]);
}

function extended(width: number, height: number): Uint8Array {
  const body = Buffer.alloc(10);
  body.writeUIntLE(width - 1, 4, 3);
  body.writeUIntLE(height - 1, 7, 3);
  return webp('VP8X', body);
}

function lossless(width: number, height: number): Uint8Array {
  const body = Buffer.alloc(10, 0x2f);
  body.writeUInt32LE((width - 1) | ((height - 1) << 14), 1);
  return webp('VP8L', body);
}

function lossy(width: number, height: number): Uint8Array {
  const body = Buffer.alloc(10);
  body.writeUInt16LE(width, 6);
  body.writeUInt16LE(height, 8);
  return webp('VP8 ', body);
}

it('of one sort is not told by the marks of another', () => {
  const disguised = Buffer.from(jpeg(16_000, 16_000));
  const comment = Buffer.from('ffd8fffe0040');
  const marks = Buffer.concat([Buffer.from('\0\0WEBPIHDR'), Buffer.alloc(50)]);
  expect(pictureUrl(Buffer.concat([comment, marks, disguised.subarray(8)]))).toBeUndefined();
});

describe.each([
  ['PNG', png],
  ['JPEG', jpeg],
  ['WebP, extended', extended],
  ['WebP, lossless', lossless],
  ['WebP, lossy', lossy],
])('%s', (_, make) => {
  it('tells its size', () => {
    expect(pictureSize(make(256, 300))).toEqual({ width: 256, height: 300 });
    expect(pictureSize(make(1, 12_345))).toEqual({ width: 1, height: 12_345 });
  });

  it('is not shown when drawing it would take all memory', () => {
    expect(pictureUrl(make(256, 256))).toMatch(/^data:image/);
    expect(pictureUrl(make(16_000, 16_000))).toBeUndefined();
    expect(pictureUrl(make(1, 16_000))).toBeUndefined();
  });

  it('that is cut off has no size', () => {
    expect(pictureSize(make(256, 256).subarray(0, 14))).toBeUndefined();
  });
});
