import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { HIDDEN_TEXT_LIMIT } from '../../../src-main/contract/attachment.ts';
import { Carriers } from '../../../src-main/core/hidden-text/carriers.ts';
import { capacityOf, hide, reveal } from '../../../src-main/core/hidden-text/hidden-text.ts';
import { hidingKeys, SALT_BYTES, saltOrder } from '../../../src-main/core/hidden-text/hiding-keys.ts';
import { decodePng, encodePng } from '../../../src-main/core/hidden-text/png.ts';
import { ScatteredBits } from '../../../src-main/core/hidden-text/scattered-bits.ts';
import { chunk, type PngRecipe, pattern, pngFile, pngSorts, rowLength, samplesOf } from '../../support/png-files.ts';

const filters = [0, 1, 2, 3, 4];
const text = 'Wir treffen uns um acht. 八点见。🙂 e\u0301 \u202e\0\ufeff';
const colour: PngRecipe = { width: 60, height: 50, colourType: 2, depth: 8, filters };
/** salt, length, and the tags of length and text */
const OVERHEAD = 16 + 4 + 16 + 16;

/** Random, so that pixels are transparent with no regularity. */
function withHoles(recipe: PngRecipe, holes: (at: number) => boolean, hole: Uint8Array): PngRecipe {
  const samples = randomBytes(rowLength(recipe) * recipe.height);
  for (let at = 0; at < samples.length; at += hole.length) {
    if (holes(at / hole.length)) samples.set(hole, at);
    else samples[at + hole.length - 1] = 200;
  }
  return { ...recipe, samples };
}

/** Which bits of each byte are others. */
async function changes(before: Buffer, after: Uint8Array): Promise<number[]> {
  const samples = await samplesOf(after);
  expect(samples.length).toBe(before.length);
  return [...samples].map((sample, at) => sample ^ before.readUInt8(at));
}

/** As somebody does whose program knows no limit. */
async function hideAnyway(png: Uint8Array, plain: Buffer): Promise<Buffer> {
  const picture = await decodePng(png);
  const bits = new ScatteredBits(new Carriers(picture));
  const salt = randomBytes(SALT_BYTES);
  bits.write(salt, await saltOrder({}));
  const keys = await hidingKeys({}, salt);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(plain.length);
  for (const part of [length, plain]) bits.write(keys.seal(part), keys.order);
  return encodePng(picture);
}

describe('hidden text', () => {
  it.each(pngSorts)('comes back from %s (type %i) of %i bits', async (_, colourType, depth) => {
    const png = pngFile({ width: 60, height: 50, colourType, depth, filters });
    const key = randomBytes(32);
    expect(await reveal({ png: await hide({ png, text, key }), key })).toBe(text);
  });

  it.each(pngSorts)('changes last bits of colours only in %s (type %i) of %i bits', async (_, colourType, depth) => {
    const recipe = { width: 60, height: 50, colourType, depth, filters };
    const bits = (OVERHEAD + Buffer.byteLength(text)) * 8;
    const changed = await changes(pattern(recipe), await hide({ png: pngFile(recipe), text }));
    const pixelBytes = rowLength(recipe) / recipe.width;
    const colourBytes = ((colourType & 2 ? 3 : 1) * depth) / 8;
    const isLowByteOfColour = (at: number) => at % pixelBytes < colourBytes && (depth === 8 || at % 2 === 1);
    expect(changed.every((change, at) => change === 0 || (change === 1 && isLowByteOfColour(at)))).toBe(true);
    // Half of the bits were right already: six standard deviations around it.
    const count = changed.filter((change) => change === 1).length;
    expect(Math.abs(count - bits / 2)).toBeLessThan(3 * Math.sqrt(bits));
  });

  it('lies all over the picture', async () => {
    const recipe = { ...colour, width: 200, height: 200 };
    const changed = await changes(pattern(recipe), await hide({ png: pngFile(recipe), text: 'x'.repeat(1000) }));
    const quarter = changed.length / 4;
    const counts = [0, 1, 2, 3].map(
      (part) => changed.slice(part * quarter, (part + 1) * quarter).filter((change) => change === 1).length,
    );
    // About 1050 each.
    for (const count of counts) expect(Math.abs(count - 1050)).toBeLessThan(200);
  });

  it('lies elsewhere each time', async () => {
    const png = pngFile(colour);
    const [first, second] = [await hide({ png, text }), await hide({ png, text })];
    expect(await samplesOf(first)).not.toEqual(await samplesOf(second));
  });

  it('may be empty', async () => {
    expect(await reveal({ png: await hide({ png: pngFile(colour), text: '' }) })).toBe('');
  });

  it('replaces another that was there', async () => {
    const first = await hide({ png: pngFile(colour), text: 'first' });
    expect(await reveal({ png: await hide({ png: first, text: 'second' }) })).toBe('second');
  });

  it('is gone when any bit of it is changed', async () => {
    const recipe = { ...colour, width: 13, height: 11 };
    const samples = await samplesOf(await hide({ png: pngFile(recipe), text: 'x' }));
    const revealed = [];
    for (let at = 0; at < samples.length; at++) {
      const changed = Buffer.from(samples);
      changed.writeUInt8(samples.readUInt8(at) ^ 1, at);
      revealed.push(await reveal({ png: pngFile({ ...recipe, samples: changed }) }));
    }
    const carriers = (OVERHEAD + 1) * 8;
    expect(revealed.filter((each) => each === undefined).length).toBe(carriers);
    expect(revealed.filter((each) => each === 'x').length).toBe(samples.length - carriers);
  });

  it('leaves the file that was given as it is', async () => {
    const png = pngFile(colour);
    const before = Buffer.from(png);
    await hide({ png, text });
    expect(png).toEqual(before);
  });

  it('is found in pictures that were written before', async () => {
    expect(
      await reveal({ png: Buffer.from(EARLIER, 'base64'), password: 'Passwörter', key: Buffer.alloc(32, 9) }),
    ).toBe('密语');
  });
});

describe('capacityOf', () => {
  it.each(pngSorts)('is what fits into %s (type %i) of %i bits, to the byte', async (_, colourType, depth) => {
    const png = pngFile({ width: 29, height: 31, colourType, depth });
    const capacity = await capacityOf(png);
    expect(capacity).toBe(Math.floor((29 * 31 * (colourType & 2 ? 3 : 1)) / 8) - OVERHEAD);
    const full = 'a'.repeat(capacity);
    expect(await reveal({ png: await hide({ png, text: full }) })).toBe(full);
    await expect(hide({ png, text: `${full}a` })).rejects.toThrow(expect.objectContaining({ problem: 'too-long' }));
  });

  it('is counted in bytes of UTF-8', async () => {
    const png = pngFile({ ...colour, width: 13, height: 11 });
    expect(await capacityOf(png)).toBe(1);
    await hide({ png, text: 'a' });
    await expect(hide({ png, text: 'ä' })).rejects.toThrow(expect.objectContaining({ problem: 'too-long' }));
  });

  it('is none in a picture that is too small', async () => {
    const png = pngFile({ ...colour, width: 12, height: 11 });
    expect(await capacityOf(png)).toBe(0);
    await expect(hide({ png, text: '' })).rejects.toThrow(expect.objectContaining({ problem: 'too-long' }));
    expect(await reveal({ png })).toBeUndefined();
  });

  it('has a limit, which can be used', async () => {
    const png = pngFile({ ...colour, width: 500, height: 400 });
    expect(await capacityOf(png)).toBe(HIDDEN_TEXT_LIMIT);
    const full = '密'.repeat(Math.floor(HIDDEN_TEXT_LIMIT / 3));
    expect(await reveal({ png: await hide({ png, text: full }) })).toBe(full);
  });

  it('is not read when it is more than this program would hide: dealing its bits would take all memory', async () => {
    const png = pngFile({ ...colour, width: 500, height: 400 });
    expect(await reveal({ png: await hideAnyway(png, Buffer.alloc(HIDDEN_TEXT_LIMIT, 'a')) })).toHaveLength(
      HIDDEN_TEXT_LIMIT,
    );
    expect(await reveal({ png: await hideAnyway(png, Buffer.alloc(HIDDEN_TEXT_LIMIT + 1, 'a')) })).toBeUndefined();
  });
});

describe('pixels that cannot be seen', () => {
  it.each([
    ['grey with alpha', 4, 8, Buffer.of(90, 0)],
    ['grey with alpha', 4, 16, Buffer.of(90, 1, 0, 0)],
    ['colour with alpha', 6, 8, Buffer.of(90, 91, 92, 0)],
    ['colour with alpha', 6, 16, Buffer.of(90, 1, 91, 2, 92, 3, 0, 0)],
  ] as const)('stay as they are in %s (type %i) of %i bits', async (_, colourType, depth, hole) => {
    const isHole = (pixel: number) => pixel % 7 < 4 || (pixel > 500 && pixel < 900);
    const recipe = withHoles({ width: 60, height: 50, colourType, depth, filters }, isHole, hole);
    const hidden = await hide({ png: pngFile(recipe), text });
    const changed = await changes(recipe.samples ?? Buffer.alloc(0), hidden);
    expect(changed.every((change, at) => change === 0 || !isHole(Math.floor(at / hole.length)))).toBe(true);
    expect(changed.some((change) => change === 1)).toBe(true);
    expect(await reveal({ png: hidden })).toBe(text);
  });

  it('do not count', async () => {
    const isHole = (pixel: number) => pixel >= 700;
    const recipe = withHoles({ ...colour, colourType: 6 }, isHole, Buffer.of(1, 2, 3, 0));
    expect(await capacityOf(pngFile(recipe))).toBe(Math.floor((700 * 3) / 8) - OVERHEAD);
    const nothing = withHoles({ ...colour, colourType: 6 }, () => true, Buffer.of(1, 2, 3, 0));
    expect(await capacityOf(pngFile(nothing))).toBe(0);
  });

  it('may be seen a little', async () => {
    const faint = withHoles({ ...colour, colourType: 4, depth: 16 }, () => true, Buffer.of(1, 2, 0, 1));
    expect(await capacityOf(pngFile(faint))).toBe(Math.floor(3000 / 8) - OVERHEAD);
  });

  it.each([
    ['grey', 0, 8, Buffer.of(100), Buffer.of(0, 100)],
    ['grey', 0, 16, Buffer.of(100, 7), Buffer.of(100, 7)],
    ['colour', 2, 8, Buffer.of(100, 101, 102), Buffer.of(0, 100, 0, 101, 0, 102)],
    ['colour', 2, 16, Buffer.of(100, 1, 101, 2, 102, 3), Buffer.of(100, 1, 101, 2, 102, 3)],
  ] as const)('are not made or unmade by a transparent colour of %s (type %i) of %i bits', async (...args) => {
    const [, colourType, depth, transparent, tRNS] = args;
    const almost = transparent.map((byte, at) => (((at + 1) * 8) % depth === 0 ? byte ^ 1 : byte));
    const recipe = { width: 60, height: 50, colourType, depth, filters, samples: Buffer.alloc(0) };
    const kinds = [transparent, almost, transparent.map((byte) => byte ^ 2)];
    recipe.samples = Buffer.concat(Array.from({ length: 3000 }, (_, pixel) => kinds[pixel % 3] ?? transparent));
    const png = pngFile({ ...recipe, beforeData: [chunk('tRNS', tRNS)] });
    const bytes = transparent.length;
    const hidden = await hide({ png, text: 'short' });
    const changed = await changes(recipe.samples, hidden);
    expect(changed.every((change, at) => change === 0 || Math.floor(at / bytes) % 3 === 2)).toBe(true);
    expect(await reveal({ png: hidden })).toBe('short');
  });
});

describe('a hidden text that is locked', () => {
  const png = pngFile(colour);

  it('opens with its password only, in whichever writing', async () => {
    const hidden = await hide({ png, text, password: 'Pässwort' });
    expect(await reveal({ png: hidden, password: 'Pässwort'.normalize('NFD') })).toBe(text);
    expect(await reveal({ png: hidden, password: 'passwort' })).toBeUndefined();
    expect(await reveal({ png: hidden })).toBeUndefined();
  });

  it('opens with its key only', async () => {
    const key = randomBytes(32);
    const hidden = await hide({ png, text, key });
    expect(await reveal({ png: hidden, key })).toBe(text);
    expect(await reveal({ png: hidden, key: randomBytes(32) })).toBeUndefined();
    expect(await reveal({ png: hidden })).toBeUndefined();
    expect(await reveal({ png: hidden, key, password: 'one more' })).toBeUndefined();
  });

  it('needs both where both were given', async () => {
    const both = { password: 'Pässwort', key: randomBytes(32) };
    const hidden = await hide({ png, text, ...both });
    expect(await reveal({ png: hidden, ...both })).toBe(text);
    expect(await reveal({ png: hidden, key: both.key })).toBeUndefined();
    expect(await reveal({ png: hidden, password: both.password })).toBeUndefined();
  });

  it('has no password when that is empty', async () => {
    expect(await reveal({ png: await hide({ png, text, password: '' }) })).toBe(text);
  });

  it('looks like nothing with a wrong password', async () => {
    const hidden = await hide({ png, text, password: 'right' });
    expect(await reveal({ png: hidden, password: 'wrong' })).toBe(await reveal({ png, password: 'wrong' }));
  });
});

describe('hide and reveal refuse', () => {
  it('half a character', () =>
    expect(hide({ png: pngFile(colour), text: 'half \ud83d' })).rejects.toThrow(
      expect.objectContaining({ name: 'HiddenTextError', problem: 'malformed' }),
    ));

  it.each([
    ['interlaced', { ...colour, interlace: 1 }],
    ['palette', { ...colour, colourType: 3 }],
    ['few-shades', { ...colour, colourType: 0, depth: 4 }],
  ] as const)('pictures that are %s', async (problem, recipe) => {
    const png = pngFile(recipe);
    const refused = expect.objectContaining({ name: 'PngError', problem });
    await expect(capacityOf(png)).rejects.toThrow(refused);
    await expect(hide({ png, text })).rejects.toThrow(refused);
    await expect(reveal({ png })).rejects.toThrow(refused);
  });
});

/** 24 x 24 in grey, as the first version of this program wrote it. */
const EARLIER = [
  'iVBORw0KGgoAAAANSUhEUgAAABgAAAAYCAAAAADFHGIkAAAA8ElEQVR4nE1Su2oDQQzMsCOtizQBF24MaVK4MLgxpEiRIo3BRZqAm/z/bxiNpL',
  'U57nbZ1Tw0Orxw0jjpw81pZnSLL0iPx3xM7cxUMrDhHMII8bjCqwiciQiW2JnhbbhJI1RCL67iYit4EIkipPVi19uicJqsYK/aJujVB97XQSol',
  'ZhIfJS6qkY0GGQ5MVl3Kxky7xyTK3mVYhcQpfWQHfRx2zx1f6XQw+CyL2YVVpGb4Wh0s20E58J2RsDvWCMLVT4fBSqBWXFbN0lJIuD4PqvqQq9',
  '9VVSvTMP4qAmHYczfilnFUEL6ixH/Orn4CoYS8Ay8MDycsO5jIAAAAAElFTkSuQmCC',
].join('');
