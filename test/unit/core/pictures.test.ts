import process from 'node:process';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { Hider } from '../../../src-main/core/hidden-text/hider.ts';
import { Decoder } from '../../../src-main/core/pictures/decoder.ts';
import { isSafePicture, isSafeSmall, mediaTypeOf } from '../../../src-main/core/pictures/media-type.ts';
import { Pictures } from '../../../src-main/core/pictures/pictures.ts';
import { animation, corners, fourFields, noise, SECRET, withSecrets } from '../../support/picture-files.ts';
import { chunk, IEND, ihdr, pattern, pngFile, pngOf, rowLength } from '../../support/png-files.ts';

const hider = new Hider();
const pictures = new Pictures({ decoder: new Decoder(fail), hider });
afterAll(() => hider.close());

function fail(line: string): never {
  throw new Error(line);
}

/** The colour in the middle of each quarter. */
async function cornersOf(picture: Uint8Array): Promise<string[]> {
  const { data, info } = await sharp(picture).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return [0, 1, 2, 3].map((corner) => {
    const x = Math.floor(info.width / 4) + (corner % 2) * Math.floor(info.width / 2);
    const y = Math.floor(info.height / 4) + Math.floor(corner / 2) * Math.floor(info.height / 2);
    const at = (y * info.width + x) * info.channels;
    const rounded = [...data.subarray(at, at + 3)].map((value) => (value > 127 ? 'ff' : '00'));
    return `#${rounded.join('')}`;
  });
}

function samplesOf(picture: Uint8Array): Promise<Buffer> {
  return sharp(picture).raw().toBuffer();
}

function expectClean(picture: Uint8Array): void {
  for (const trace of [SECRET, 'Exif', 'GPS', 'xmpmeta', 'xpacket'])
    expect(Buffer.from(picture).includes(trace), trace).toBe(false);
  expect(Buffer.from(picture).includes(Buffer.from(SECRET, 'utf16le'))).toBe(false);
}

const formats = ['png', 'jpeg', 'webp'] as const;

describe('look', () => {
  it.each([...formats, 'gif', 'tiff'] as const)('knows %s by its content', async (format) => {
    const looked = await pictures.look(await fourFields().toFormat(format).toBuffer());
    expect(looked).toMatchObject({ type: `image/${format}`, picture: { width: 64, height: 32 } });
    expect(looked.hiding).toEqual(format === 'png' ? { capacity: (64 * 32 * 3) / 8 - 52 } : { problem: 'not-png' });
  });

  it('knows AVIF', async () => {
    const avif = await fourFields().avif({ effort: 0 }).toBuffer();
    expect(await pictures.look(avif)).toMatchObject({ type: 'image/heif', picture: { width: 64, height: 32 } });
  });

  it.each([
    ['text', 'Hello'],
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'],
    ['XML', '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['PDF', '%PDF-1.7\n'],
    ['nothing', ''],
  ])('takes %s for no picture', async (_, content) => {
    expect(await pictures.look(Buffer.from(content))).toEqual({ type: 'application/octet-stream' });
  });

  it('says that it does not read H.265', async () => {
    const heic = Buffer.concat([Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic'), Buffer.alloc(100)]);
    expect(await pictures.look(heic)).toEqual({ type: 'image/heic', pictureProblem: 'unsupported' });
  });

  it('says the size as it is to be seen', async () => {
    const turned = await (await withSecrets(fourFields(), 6)).jpeg().toBuffer();
    expect((await pictures.look(turned)).picture).toEqual({ width: 32, height: 64 });
  });

  it.each([...formats, 'gif', 'tiff', 'avif'] as const)('refuses %s that is cut off', async (format) => {
    const whole = await noise(200, 150).toFormat(format).toBuffer();
    for (const part of [0.05, 0.3, 0.6, 0.95]) {
      const looked = await pictures.look(whole.subarray(0, whole.length * part));
      expect(looked, String(part)).toMatchObject({ pictureProblem: 'broken' });
    }
  });

  it('refuses a PNG of which a bit was turned, and one with a critical chunk it does not know', async () => {
    const png = await noise(100, 100).png().toBuffer();
    png.writeUInt8(png.readUInt8(5000) ^ 4, 5000);
    expect(await pictures.look(png)).toEqual({ type: 'image/png', pictureProblem: 'broken' });
    const recipe = { width: 5, height: 4, colourType: 2, depth: 8 };
    const unknown = pngFile({ ...recipe, beforeData: [chunk('CRIt', 'x')] });
    expect(await pictures.look(unknown)).toEqual({ type: 'image/png', pictureProblem: 'broken' });
  });

  it('refuses a small file that claims 20000 x 20000, and needs no memory for that', async () => {
    const claims = ihdr({ width: 20_000, height: 20_000, colourType: 2, depth: 8 });
    const bomb = pngOf([claims, chunk('IDAT', Buffer.alloc(400 * 1024)), IEND]);
    const before = process.memoryUsage().rss;
    expect(await pictures.look(bomb)).toEqual({ type: 'image/png', pictureProblem: 'too-many-pixels' });
    await expect(pictures.prepare(bomb)).rejects.toThrow(
      expect.objectContaining({ code: 'not-picture', details: { problem: 'too-many-pixels' } }),
    );
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
    expect(isSafePicture(bomb)).toBe(false);
  });

  it('refuses an animation whose frames together are too many pixels', async () => {
    const frame = Buffer.concat([
      Buffer.from('2c00000000', 'hex'),
      Buffer.from('e803e80300', 'hex'),
      Buffer.from('02024c0100', 'hex'),
    ]);
    const gif = Buffer.concat([Buffer.from('GIF89a'), Buffer.from('e803e803800000000000ffffff', 'hex')]);
    const frames = Array.from({ length: 201 }, () => frame);
    expect(await pictures.look(Buffer.concat([gif, ...frames, Buffer.of(0x3b)]))).toMatchObject({
      pictureProblem: 'too-many-pixels',
    });
  });

  it('takes whatever bytes a damaged picture has', async () => {
    for (const format of [...formats, 'gif'] as const) {
      const whole = await fourFields().toFormat(format).toBuffer();
      for (let at = 0; at < whole.length; at += Math.ceil(whole.length / 25)) {
        const damaged = Buffer.from(whole);
        damaged.writeUInt8(damaged.readUInt8(at) ^ 0xa5, at);
        await expect(pictures.look(damaged)).resolves.toHaveProperty('type');
      }
    }
  });
});

describe('prepare', () => {
  it.each([...formats, 'tiff', 'avif'] as const)('leaves nothing of EXIF, place and XMP in %s', async (format) => {
    const picture = await (await withSecrets(fourFields())).toFormat(format).toBuffer();
    expect(picture.includes(SECRET)).toBe(true);
    const { bytes, type } = await pictures.prepare(picture);
    expectClean(bytes);
    const metadata = await sharp(bytes).metadata();
    expect(metadata).not.toHaveProperty('exif');
    expect(metadata).not.toHaveProperty('xmp');
    expect(mediaTypeOf(bytes)).toBe(type);
    expect(isSafePicture(bytes)).toBe(true);
    expect(await cornersOf(bytes)).toEqual(corners);
  });

  /** Where the first and the second corner of what is stored are to be seen, by the EXIF standard. */
  it.each([
    [1, 0, 1],
    [2, 1, 0],
    [3, 3, 2],
    [4, 2, 3],
    [5, 0, 2],
    [6, 1, 3],
    [7, 3, 1],
    [8, 2, 0],
  ])('turns orientation %i upright', async (orientation, first, second) => {
    for (const format of formats) {
      const stored = await (await withSecrets(fourFields(), orientation)).toFormat(format).toBuffer();
      const { bytes, width, height } = await pictures.prepare(stored);
      const seen = await cornersOf(bytes);
      expect([seen[first], seen[second]], format).toEqual([corners[0], corners[1]]);
      expect([width, height]).toEqual(orientation < 5 ? [64, 32] : [32, 64]);
      expect((await sharp(bytes).metadata()).orientation ?? 1).toBe(1);
      expectClean(bytes);
    }
  });

  it.each([
    [0, 1],
    [0, 2],
    [0, 4],
    [0, 8],
    [0, 16],
    [2, 8],
    [2, 16],
    [3, 1],
    [3, 2],
    [3, 4],
    [3, 8],
    [4, 8],
    [4, 16],
    [6, 8],
    [6, 16],
  ])('leaves the samples of a PNG of type %i with %i bits as they are', async (colourType, depth) => {
    const recipe = { width: 61, height: 47, colourType, depth, filters: [0, 1, 2, 3, 4] };
    const samples = colourType === 3 ? Buffer.alloc(rowLength(recipe) * 47) : pattern(recipe);
    const palette =
      colourType === 3 ? [chunk('PLTE', Buffer.from('102030a0b0c0', 'hex')), chunk('tRNS', Buffer.of(7))] : [];
    const secrets = [chunk('tEXt', `Comment\0${SECRET}`), chunk('prVt', SECRET), chunk('tIME', Buffer.alloc(7))];
    const shown = [chunk('gAMA', Buffer.from('0000b18f', 'hex')), chunk('pHYs', Buffer.alloc(9))];
    const clean = pngFile({ ...recipe, samples, beforeData: [...shown, ...palette] });
    const full = pngFile({
      ...recipe,
      samples,
      beforeData: [...shown, ...palette, ...secrets],
      afterData: [chunk('iTXt', `XML:com.adobe.xmp\0\0\0\0\0${SECRET}`)],
      trailing: Buffer.from(SECRET),
    });
    const { bytes } = await pictures.prepare(full);
    expect(Buffer.from(bytes)).toEqual(clean);
    expect(await samplesOf(bytes)).toEqual(await samplesOf(full));
  });

  it('keeps the depth of a PNG that it turns', async () => {
    const recipe = { width: 61, height: 47, colourType: 2, depth: 16 };
    const exif = Buffer.from('4d4d002a00000008000101120003000000010003000000000000', 'hex');
    const { bytes } = await pictures.prepare(pngFile({ ...recipe, beforeData: [chunk('eXIf', exif)] }));
    expect(await sharp(bytes).metadata()).toMatchObject({ depth: 'ushort', width: 61, height: 47 });
    const turned = await sharp(pngFile(recipe)).rotate(180).toColourspace('rgb16').raw({ depth: 'ushort' }).toBuffer();
    expect(await sharp(bytes).toColourspace('rgb16').raw({ depth: 'ushort' }).toBuffer()).toEqual(turned);
  });

  it('keeps the frames of an animated PNG', async () => {
    const extra = [chunk('acTL', Buffer.alloc(8, 1)), chunk('fcTL', Buffer.alloc(26, 1))];
    const recipe = {
      width: 5,
      height: 4,
      colourType: 2,
      depth: 8,
      beforeData: extra,
      afterData: [chunk('fdAT', 'frame')],
    };
    expect(Buffer.from((await pictures.prepare(pngFile(recipe))).bytes)).toEqual(pngFile(recipe));
  });

  it('keeps an animated WebP and its samples', async () => {
    const plain = await (await animation()).webp({ delay: [100, 200, 300], loop: 3 }).toBuffer();
    const full = await sharp(plain, { animated: true })
      .withExif({ IFD0: { Artist: SECRET } })
      .webp({ loop: 3 })
      .toBuffer();
    expect(full.includes(SECRET)).toBe(true);
    const { bytes, ...size } = await pictures.prepare(full);
    expectClean(bytes);
    expect(size).toEqual({ type: 'image/webp', width: 64, height: 48 });
    expect(await sharp(bytes, { animated: true }).metadata()).toMatchObject({
      pages: 3,
      loop: 3,
      delay: [100, 200, 300],
    });
    const all = (picture: Uint8Array) => sharp(picture, { animated: true }).raw().toBuffer();
    expect(await all(bytes)).toEqual(await all(full));
  });

  it('keeps an animated GIF and its samples', async () => {
    const plain = await (await animation()).gif({ delay: [100, 200, 300], loop: 3 }).toBuffer();
    const bodyAt = 13 + 3 * 2 ** ((plain.readUInt8(10) & 7) + 1);
    const comment = Buffer.concat([Buffer.of(0x21, 0xfe, SECRET.length), Buffer.from(SECRET), Buffer.of(0)]);
    const xmp = Buffer.concat([Buffer.of(0x21, 0xff, 11), Buffer.from('XMP DataXMP'), comment.subarray(2)]);
    const full = Buffer.concat([plain.subarray(0, bodyAt), comment, xmp, plain.subarray(bodyAt), Buffer.from(SECRET)]);
    const { bytes, ...size } = await pictures.prepare(full);
    expect(Buffer.from(bytes)).toEqual(plain);
    expect(size).toEqual({ type: 'image/gif', width: 64, height: 48 });
    expect(await sharp(bytes, { animated: true }).metadata()).toMatchObject({
      pages: 3,
      loop: 3,
      delay: [100, 200, 300],
    });
  });

  it('leaves the place out of a JPEG with bytes behind its end', async () => {
    const jpeg = await (await withSecrets(fourFields())).jpeg().toBuffer();
    expectClean((await pictures.prepare(Buffer.concat([jpeg, Buffer.from(SECRET)]))).bytes);
  });

  it('refuses what is no picture', async () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>');
    for (const work of [pictures.prepare(svg), pictures.thumbnail(svg), pictures.sticker(svg)])
      await expect(work).rejects.toThrow(expect.objectContaining({ code: 'not-picture' }));
  });

  it('has shut the library for everything else', async () => {
    await expect(
      sharp(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')).metadata(),
    ).rejects.toThrow();
    await expect(sharp('resources/icon/tray.png').metadata()).rejects.toThrow();
  });
});

describe('thumbnail', () => {
  it.each([
    ['a photograph', 2000, 1500],
    ['a strip', 6000, 20],
    ['a small one', 30, 40],
  ])('of %s is small', async (_, width, height) => {
    const thumbnail = await pictures.thumbnail(await noise(width, height).png().toBuffer());
    expect(thumbnail.length).toBeLessThanOrEqual(12 * 1024);
    expect(mediaTypeOf(thumbnail)).toBe('image/webp');
    expect(isSafeSmall(thumbnail)).toBe(true);
    const made = await sharp(thumbnail).metadata();
    expect(Math.max(made.width, made.height)).toBeLessThanOrEqual(Math.min(320, Math.max(width, height)));
  });

  it('is upright, still and without metadata', async () => {
    const turned = await (await withSecrets(fourFields(), 8)).jpeg().toBuffer();
    const thumbnail = await pictures.thumbnail(turned);
    expectClean(thumbnail);
    expect(await sharp(thumbnail).metadata()).toMatchObject({ width: 32, height: 64 });
    const still = await pictures.thumbnail(await (await animation()).gif().toBuffer());
    expect((await sharp(still).metadata()).pages ?? 1).toBe(1);
  });
});

describe('sticker', () => {
  it('is a WebP of at most 512 pixels and 256 KiB', async () => {
    const { bytes, ...about } = await pictures.sticker(await noise(1500, 1000).png().toBuffer());
    expect(bytes.length).toBeLessThanOrEqual(256 * 1024);
    expect(about).toEqual({ type: 'image/webp', width: 512, height: 341 });
    expect(mediaTypeOf(bytes)).toBe('image/webp');
  });

  it('is the same when it is made of one', async () => {
    const sticker = await pictures.sticker(await noise(1500, 1000).png().toBuffer());
    expect((await pictures.sticker(sticker.bytes)).bytes).toEqual(sticker.bytes);
  });

  it('stays animated and transparent', async () => {
    const { bytes, ...about } = await pictures.sticker(
      await (await animation()).gif({ delay: [50, 60, 70] }).toBuffer(),
    );
    expect(about).toEqual({ type: 'image/webp', width: 64, height: 48 });
    expect(await sharp(bytes, { animated: true }).metadata()).toMatchObject({ pages: 3, delay: [50, 60, 70] });
    const hole = await sharp({ create: { width: 9, height: 9, channels: 4, background: '#f000' } })
      .png()
      .toBuffer();
    expect(await sharp((await pictures.sticker(hole)).bytes).metadata()).toMatchObject({ hasAlpha: true });
  });
});

describe('without the native library', () => {
  const lines: string[] = [];
  const load = () => Promise.reject(new Error('Could not load the "sharp" module'));
  const without = new Pictures({ decoder: new Decoder((line) => lines.push(line), load), hider });

  it('pictures go as files, and the log says why, once', async () => {
    const png = await fourFields().toBuffer();
    expect(await without.look(png)).toEqual({ type: 'image/png', pictureProblem: 'unsupported' });
    await expect(without.prepare(png)).rejects.toThrow(
      expect.objectContaining({ code: 'not-picture', details: { problem: 'unsupported' } }),
    );
    expect(await without.look(Buffer.from('text'))).toEqual({ type: 'application/octet-stream' });
    expect(lines).toEqual(['no pictures: Error: Could not load the "sharp" module']);
  });
});
