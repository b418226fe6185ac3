import { describe, expect, it } from 'vitest';
import { checkPicture, pictureHash } from '../../../src-server/pictures.ts';

describe('pictures', () => {
  it.each([
    ['PNG', '\x89PNG\r\n\x1a\n\0\0\0\rIHDR'],
    ['JPEG', '\xff\xd8\xff\xe0\0\x10JFIF\0'],
    ['WebP', 'RIFF\x24\0\0\0WEBPVP8 '],
  ])('%s is one', (_format, bytes) => {
    expect(checkPicture(Buffer.from(bytes, 'latin1'))).toBeUndefined();
  });

  it.each([
    ['GIF', 'GIF89a\x01\0\x01\0\x80\0'],
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['sound in the same container as WebP', 'RIFF\x24\0\0\0WAVEfmt '],
    ['a PNG whose line ends were changed', '\x89PNG\n\x1a\n\0\0\0\rIHDR'],
    ['the beginning of a PNG', '\x89PNG'],
    ['nothing', ''],
  ])('%s is none', (_format, bytes) => {
    expect(checkPicture(Buffer.from(bytes, 'latin1'))).toBe('format');
  });

  it('are named by their hash', () => {
    expect(pictureHash(Buffer.from('abc'))).toBe('ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0');
  });
});
