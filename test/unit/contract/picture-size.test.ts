import { describe, expect, it } from 'vitest';
import { pictureSize } from '../../../src-main/contract/picture-size.ts';
import { pictureUrl } from '../../../src-renderer/model/picture.ts';

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

describe('GIF', () => {
  const head = (width: number, height: number, flags = 0) => {
    const bytes = Buffer.alloc(13);
    bytes.write('GIF89a');
    bytes.writeUInt16LE(width, 6);
    bytes.writeUInt16LE(height, 8);
    bytes.writeUInt8(flags, 10);
    return bytes;
  };
  const frame = (left: number, top: number, width: number, height: number) => {
    const bytes = Buffer.from('2c000000000000000000024c0100', 'hex');
    for (const [index, value] of [left, top, width, height].entries()) bytes.writeUInt16LE(value, 1 + 2 * index);
    return Buffer.concat([bytes.subarray(0, 10), Buffer.from('02024c0100', 'hex')]);
  };
  const comment = Buffer.from('21fe03616263012c00', 'hex');
  const end = Buffer.of(0x3b);

  it('tells its size', () => {
    expect(pictureSize(Buffer.concat([head(256, 300), frame(0, 0, 256, 300), end]))).toEqual({
      width: 256,
      height: 300,
    });
    const table = Buffer.alloc(3 * 8, 0x2c);
    const whole = Buffer.concat([head(9, 8, 0x82), table, comment, frame(0, 0, 9, 8), end]);
    expect(pictureSize(whole)).toEqual({ width: 9, height: 8 });
  });

  it('is as large as its first frame reaches', () => {
    const whole = Buffer.concat([head(9, 8), comment, frame(20_000, 1, 5, 30_000), frame(0, 0, 65_535, 8), end]);
    expect(pictureSize(whole)).toEqual({ width: 20_005, height: 30_001 });
  });

  it('that is cut off has no size', () => {
    const whole = Buffer.concat([head(9, 8), comment, frame(0, 0, 9, 8)]);
    for (const length of [5, 9, 15, 20, 29]) expect(pictureSize(whole.subarray(0, length))).toBeUndefined();
  });
});

describe('JPEG', () => {
  const small = Buffer.from('ffc0000b080002000201012200', 'hex');

  it('whose beginning was given only has no size before its frame, whatever looks like one', () => {
    const decoy = Buffer.concat([Buffer.from('ffd8ffe10100', 'hex'), small, Buffer.alloc(254 - small.length)]);
    expect(pictureSize(decoy)).toBeUndefined();
    expect(pictureSize(Buffer.concat([decoy, small]))).toEqual({ width: 2, height: 2 });
    expect(pictureSize(Buffer.concat([decoy, Buffer.from('0012ffffff00', 'hex'), small]))).toEqual({
      width: 2,
      height: 2,
    });
    expect(pictureSize(Buffer.concat([decoy, Buffer.from('ffd9', 'hex')]))).toBeUndefined();
  });
});
