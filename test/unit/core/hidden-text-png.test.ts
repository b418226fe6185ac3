import { randomBytes } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodePng, encodePng } from '../../../src-main/core/hidden-text/png.ts';
import { readChunks } from '../../../src-main/core/hidden-text/png-chunks.ts';
import { PngError, type PngProblem } from '../../../src-main/core/hidden-text/png-problem.ts';
import {
  chunk,
  filtered,
  IEND,
  ihdr,
  type PngRecipe,
  pattern,
  pngFile,
  pngOf,
  pngSorts,
  rowLength,
  samplesOf,
} from '../../support/png-files.ts';

const small: PngRecipe = { width: 5, height: 4, colourType: 2, depth: 8 };
const allFilters = [4, 3, 2, 1, 0, 1, 2, 3, 4];

function typesOf(file: Buffer): string[] {
  return [...readChunks(file)].map(({ type }) => type);
}

function expectRefused(file: Uint8Array, problem: PngProblem) {
  return expect(decodePng(file)).rejects.toThrow(expect.objectContaining({ name: 'PngError', problem }));
}

describe('decodePng', () => {
  it.each(pngSorts)('reads %s (type %i) of %i bits, whatever the filters', async (_, colourType, depth) => {
    for (const filters of [[0], [1], [2], [3], [4], allFilters]) {
      const recipe = { width: 23, height: 19, colourType, depth, filters, samples: Buffer.alloc(0) };
      recipe.samples = randomBytes(rowLength(recipe) * recipe.height);
      expect(await samplesOf(pngFile(recipe))).toEqual(recipe.samples);
    }
  });

  it('reads pictures of one pixel, one row and one column', async () => {
    for (const [width, height] of [
      [1, 1],
      [300, 1],
      [1, 300],
    ] as const) {
      const recipe = { ...small, width, height, filters: allFilters };
      expect(await samplesOf(pngFile(recipe))).toEqual(pattern(recipe));
    }
  });

  it('reads data in many pieces, empty ones too', async () => {
    const packed = deflateSync(filtered(small));
    const pieces = [...packed].flatMap((byte) => [chunk('IDAT', ''), chunk('IDAT', Buffer.of(byte))]);
    expect(await samplesOf(pngOf([ihdr(small), ...pieces, IEND]))).toEqual(pattern(small));
  });

  it('passes over what follows the packed rows and the closing chunk', async () => {
    const packed = Buffer.concat([deflateSync(filtered(small)), randomBytes(100_000)]);
    const file = pngOf([ihdr(small), chunk('IDAT', packed), IEND, randomBytes(1000)]);
    expect(await samplesOf(file)).toEqual(pattern(small));
  });

  it('leaves the file as it is', async () => {
    const file = pngFile({ ...small, filters: allFilters });
    const before = Buffer.from(file);
    await decodePng(file);
    expect(file).toEqual(before);
  });
});

describe('encodePng', () => {
  it.each(pngSorts)('writes %s (type %i) of %i bits as it was', async (_, colourType, depth) => {
    const recipe = { width: 61, height: 47, colourType, depth, filters: allFilters };
    const written = await encodePng(await decodePng(pngFile(recipe)));
    expect(await samplesOf(written)).toEqual(pattern(recipe));
  });

  it('writes pictures of more than one strip', async () => {
    const recipe = { width: 700, height: 500, colourType: 6, depth: 8, filters: allFilters };
    expect(await samplesOf(await encodePng(await decodePng(pngFile(recipe))))).toEqual(pattern(recipe));
  });

  it('keeps what tells how to show the samples, and nothing that tells of the photographer', async () => {
    const file = pngFile({
      ...small,
      beforeData: [
        chunk('gAMA', Buffer.from('0000b18f', 'hex')),
        chunk('eXIf', 'MM\0*GPS 48.1374 N 11.5755 E'),
        chunk('tEXt', 'Author\0Li Wei'),
        chunk('iCCP', 'profile\0\0packed'),
        chunk('prVt', 'serial number'),
        chunk('pHYs', Buffer.alloc(9)),
        chunk('PLTE', Buffer.alloc(6)),
        chunk('tRNS', Buffer.alloc(6)),
        chunk('tIME', Buffer.alloc(7)),
      ],
      afterData: [chunk('iTXt', 'XML:com.adobe.xmp\0\0\0\0\0<gps/>'), chunk('zTXt', 'Comment\0\0packed')],
      trailing: Buffer.from('PK\x03\x04 another file'),
    });
    const written = await encodePng(await decodePng(file));
    expect(typesOf(written)).toEqual(['IHDR', 'gAMA', 'iCCP', 'pHYs', 'tRNS', 'IDAT', 'IEND']);
    expect(written.subarray(-IEND.length)).toEqual(IEND);
    expect(written.includes('profile\0\0packed')).toBe(true);
  });
});

describe('decodePng refuses', () => {
  it.each([
    ['an empty file', Buffer.alloc(0)],
    ['a JPEG', Buffer.from('ffd8ffe000104a46494600', 'hex')],
    ['the beginning of a signature', Buffer.from('89504e47', 'hex')],
  ])('%s', (_, file) => expectRefused(file, 'not-png'));

  it.each([1, 2, 4, 8])('a palette of %i bits', (depth) =>
    expectRefused(
      pngFile({ ...small, colourType: 3, depth, beforeData: [chunk('PLTE', Buffer.alloc(3 << depth))] }),
      'palette',
    ),
  );

  it.each([1, 2, 4])('grey of %i bits', (depth) =>
    expectRefused(pngFile({ ...small, colourType: 0, depth }), 'few-shades'),
  );

  it.each(pngSorts)('interlaced pictures: %s (type %i) of %i bits', (_, colourType, depth) =>
    expectRefused(pngFile({ ...small, colourType, depth, interlace: 1 }), 'interlaced'),
  );

  it('moving pictures', () =>
    expectRefused(pngFile({ ...small, beforeData: [chunk('acTL', Buffer.alloc(8))] }), 'animated'));

  it('every cut', async () => {
    const file = pngFile(small);
    for (let length = 8; length < file.length; length++) await expectRefused(file.subarray(0, length), 'broken');
  });

  it('every flipped bit', async () => {
    const file = pngFile({ ...small, beforeData: [chunk('gAMA', Buffer.alloc(4))] });
    for (let bit = 0; bit < file.length * 8; bit++) {
      const flipped = Buffer.from(file);
      flipped.writeUInt8(file.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      await expect(decodePng(flipped)).rejects.toThrow(PngError);
    }
  });

  const data = chunk('IDAT', deflateSync(filtered(small)));
  const transparent = (bytes: number) => chunk('tRNS', Buffer.alloc(bytes));
  it.each([
    ['no pixels', pngFile({ ...small, width: 0 })],
    ['no rows', pngFile({ ...small, height: 0 })],
    ['a side that is negative in other languages', pngOf([ihdr({ ...small, width: 2 ** 31 }), data, IEND])],
    ['an unknown colour type', pngOf([ihdr({ ...small, colourType: 5 }), data, IEND])],
    ['a depth that the colour type does not have', pngOf([ihdr({ ...small, depth: 4 }), data, IEND])],
    ['an unknown interlacing', pngFile({ ...small, interlace: 2 })],
    ['an unknown packing', pngOf([chunk('IHDR', Buffer.from('00000005000000040802010000', 'hex')), data, IEND])],
    ['a header that is too short', pngOf([chunk('IHDR', Buffer.alloc(12)), data, IEND])],
    ['another chunk before the header', pngOf([chunk('gAMA', Buffer.alloc(4)), ihdr(small), data, IEND])],
    ['two headers', pngFile({ ...small, beforeData: [ihdr(small)] })],
    ['no data', pngOf([ihdr(small), IEND])],
    ['empty data', pngOf([ihdr(small), chunk('IDAT', ''), IEND])],
    ['data in two places', pngOf([ihdr(small), data, chunk('tEXt', 'a\0b'), chunk('IDAT', ''), IEND])],
    ['no end', pngOf([ihdr(small), data])],
    ['a chunk that must not be skipped', pngFile({ ...small, beforeData: [chunk('NEWx', '')] })],
    ['a chunk of a later version', pngFile({ ...small, beforeData: [chunk('newx', '')] })],
    ['a chunk without a name', pngFile({ ...small, beforeData: [chunk('\0\0\0\0', '')] })],
    ['a transparent colour that is too short', pngFile({ ...small, beforeData: [transparent(5)] })],
    ['two transparent colours', pngFile({ ...small, beforeData: [transparent(6), transparent(6)] })],
    ['a transparent colour beside alpha', pngFile({ ...small, colourType: 6, beforeData: [transparent(6)] })],
    ['a filter that does not exist', pngFile({ ...small, filters: [0, 5] })],
    ['rows that are not packed', pngOf([ihdr(small), chunk('IDAT', filtered(small)), IEND])],
    ['too few rows', pngOf([ihdr({ ...small, height: 5 }), data, IEND])],
    ['too many rows', pngOf([ihdr({ ...small, height: 3 }), data, IEND])],
    ['a wrong checksum of the rows', pngOf([ihdr(small), chunk('IDAT', withLastByteFlipped(small)), IEND])],
    ['packed rows that are cut off', pngOf([ihdr(small), chunk('IDAT', withoutEnd(small)), IEND])],
  ])('%s', (_, file) => expectRefused(file, 'broken'));

  it.each([
    ['20000 x 20000 in colour', { width: 20_000, height: 20_000, colourType: 2, depth: 8 }, 'too-large'],
    ['20000 x 20000 in grey', { width: 20_000, height: 20_000, colourType: 0, depth: 8 }, 'too-large'],
    ['the largest sides', { width: 2 ** 31 - 1, height: 2 ** 31 - 1, colourType: 6, depth: 16 }, 'too-large'],
  ] as const)('400 KB that claim to be %s, before anything is allocated', async (_, recipe, problem) => {
    const file = pngOf([ihdr(recipe), chunk('IDAT', randomBytes(400_000)), IEND]);
    await expectNothingAllocated(() => expectRefused(file, problem));
  });

  it('4 KB that claim to be 5000 x 5000, before anything is allocated', async () => {
    const file = pngOf([ihdr({ ...small, width: 5000, height: 5000 }), chunk('IDAT', randomBytes(4000)), IEND]);
    await expectNothingAllocated(() => expectRefused(file, 'broken'));
  });

  it('a bomb behind a small header, as soon as there is too much of it', async () => {
    const bomb = deflateSync(Buffer.alloc(64 * 1024 * 1024));
    const file = pngOf([ihdr(small), chunk('IDAT', bomb), IEND]);
    await expectNothingAllocated(() => expectRefused(file, 'broken'));
  });

  it('a file of more than 64 MiB', () => expectRefused(Buffer.alloc(64 * 1024 * 1024 + 1), 'too-large'));

  it('a file of very many chunks', () => {
    const nothing = Buffer.concat(new Array(70_000).fill(chunk('tEXt', '')));
    return expectRefused(pngOf([ihdr(small), nothing, data, IEND]), 'too-large');
  });
});

function withLastByteFlipped(recipe: PngRecipe): Buffer {
  const packed = deflateSync(filtered(recipe));
  packed.writeUInt8(packed.readUInt8(packed.length - 1) ^ 1, packed.length - 1);
  return packed;
}

function withoutEnd(recipe: PngRecipe): Buffer {
  return deflateSync(filtered(recipe)).subarray(0, -8);
}

/** Less than a few pieces of what is unpacked at a time. */
async function expectNothingAllocated(act: () => Promise<void>): Promise<void> {
  const before = process.memoryUsage().arrayBuffers;
  await act();
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4 * 1024 * 1024);
}
