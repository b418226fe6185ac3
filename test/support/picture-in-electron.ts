/**
 * Reads a picture in a process that takes itself for Electron, and prints how that went and which native picture
 * libraries are in it. With the argument `guarded` the main entry's first import comes first.
 */
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { Decoder } from '../../src-main/core/pictures/decoder.ts';

Object.defineProperty(process, 'versions', { value: { ...process.versions, electron: '45.4.1' } });
if (process.argv[2] === 'guarded') await import('../../src-main/electron/pictures-in-wasm.ts');

const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const result = await new Decoder(() => {})
  .run((open) => open(pixel).metadata())
  .then(
    ({ width, height }) => `${width} x ${height}`,
    (error) => String(error.cause),
  );
const libraries = readFileSync('/proc/self/maps', 'utf8').match(/libvips|sharp-linux/g) ?? [];
console.log(JSON.stringify({ result, native: libraries.length > 0 }));
