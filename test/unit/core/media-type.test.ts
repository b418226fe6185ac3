import { describe, expect, it } from 'vitest';
import { isSafePicture, isSafeSmall, mediaTypeOf } from '../../../src-main/core/pictures/media-type.ts';
import { fourFields, noise } from '../../support/picture-files.ts';

describe('mediaTypeOf', () => {
  it.each([
    ['image/png', '\x89PNG\r\n\x1a\n\0\0\0\rIHDR'],
    ['image/jpeg', '\xff\xd8\xff\xe0\0\x10JFIF'],
    ['image/gif', 'GIF89a'],
    ['image/gif', 'GIF87a'],
    ['image/webp', 'RIFF\x0a\0\0\0WEBPVP8 '],
    ['audio/ogg', 'OggS\0\x02'],
    [
      'audio/webm',
      '\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webmB\x87\x81\x04',
    ],
    ['audio/mp4', '\0\0\0\x20ftypM4A \0\0\0\0'],
    ['audio/mp4', '\0\0\0\x20ftypisom\0\0\0\0'],
  ] as const)('knows %s', (type, head) => {
    expect(mediaTypeOf(Buffer.from(head, 'latin1'))).toBe(type);
  });

  it.each([
    '',
    '<svg xmlns="http://www.w3.org/2000/svg"/>',
    '<!doctype html><script>',
    '\x1a\x45\xdf\xa3\x9fB\x82\x88matroska',
    'RIFF\x0a\0\0\0WAVEfmt ',
    '\0\0\0\x20ftypheic',
    '\0\0\0\x20ftypavif',
    'II*\0\x08\0\0\0',
    'GIF90a',
    ' \x89PNG\r\n\x1a\n',
    'BM\0\0',
  ])('shows nothing else: %j', (head) => {
    expect(mediaTypeOf(Buffer.from(head, 'latin1'))).toBeUndefined();
  });
});

describe('a picture from others', () => {
  it.each(['png', 'jpeg', 'webp', 'gif'] as const)('may be drawn as %s', async (format) => {
    const picture = await fourFields().toFormat(format).toBuffer();
    expect(isSafePicture(picture)).toBe(true);
    expect(isSafeSmall(picture)).toBe(true);
    expect(isSafePicture(picture.subarray(0, 12))).toBe(false);
  });

  it('may not be drawn in other formats', async () => {
    expect(isSafePicture(await fourFields().tiff().toBuffer())).toBe(false);
    expect(isSafePicture(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'))).toBe(false);
    expect(isSafePicture(new Uint8Array())).toBe(false);
  });

  it('may not be larger than its sort may be', async () => {
    const picture = await noise(513, 4).png().toBuffer();
    expect([isSafePicture(picture), isSafeSmall(picture)]).toEqual([true, false]);
    for (const [width, height] of [
      [7072, 7072],
      [32_769, 1],
      [0, 5],
    ] as const) {
      picture.writeUInt32BE(width, 16);
      picture.writeUInt32BE(height, 20);
      expect(isSafePicture(picture)).toBe(false);
    }
  });
});
