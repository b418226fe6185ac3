import { readdir, readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { drawIcons } from '../../../scripts/pack/icons.ts';
import { fromRoot } from '../../../scripts/root.mjs';

const drawing = await readFile(fromRoot('resources/icon/icon.svg'), 'utf8');
const drawn = await drawIcons(drawing);
const pngNames = [...drawn.keys()].filter((name) => name.endsWith('.png'));

describe('the icons', () => {
  it('are all there, and nothing else', async () => {
    const files = await readdir(fromRoot('resources/icon'));
    expect(files.sort()).toEqual([...drawn.keys(), 'icon.svg'].sort());
  });

  it.each([
    ['icon.png', 512],
    ['tray.png', 22],
    ['tray@2x.png', 44],
    ['trayTemplate.png', 16],
    ['trayTemplate@2x.png', 32],
  ])('%s has %d pixels a side', async (name, size) => {
    const { width, height, format, hasAlpha } = await sharp(await committed(name)).metadata();
    expect({ width, height, format, hasAlpha }).toEqual({ width: size, height: size, format: 'png', hasAlpha: true });
  });

  it('have for Windows the sizes that its bars and its installer take', async () => {
    expect(icoSizes(await committed('icon.ico'))).toEqual([16, 24, 32, 48, 64, 256]);
    expect(icoSizes(await committed('tray.ico'))).toEqual([16, 20, 24, 32]);
  });

  it('have for macOS every entry up to 1024 pixels', async () => {
    const entries = icnsEntries(await committed('icon.icns'));
    expect(entries.map(([type]) => type).sort()).toEqual(
      ['ic04', 'ic05', 'ic07', 'ic08', 'ic09', 'ic10', 'ic11', 'ic12', 'ic13', 'ic14'].sort(),
    );
    const largest = entries.find(([type]) => type === 'ic10')?.[1];
    expect(await sharp(largest).metadata()).toMatchObject({ format: 'png', width: 1024, height: 1024 });
  });

  it.each(['trayTemplate.png', 'trayTemplate@2x.png'])('%s is black, and told by its alpha alone', async (name) => {
    const pixels = await pixelsOf(await committed(name));
    const colours = pixels.filter((_value, index) => index % 4 !== 3);
    expect(Math.max(...colours)).toBe(0);
    const alphas = pixels.filter((_value, index) => index % 4 === 3);
    expect([Math.min(...alphas), Math.max(...alphas)]).toEqual([0, 255]);
  });

  it.each(pngNames)('%s is as the drawing is now', async (name) => {
    expect(await difference(await committed(name), of(drawn, name))).toBeLessThan(1);
  });

  it('tell a changed drawing from the old one', async () => {
    const changed = await drawIcons(drawing.replaceAll('#4456b8', '#4476b8'));
    expect(await difference(of(changed, 'tray.png'), of(drawn, 'tray.png'))).toBeGreaterThan(1);
  });

  it('are as the drawing is now for Windows and macOS too', async () => {
    const largest = (icns: Uint8Array) => icnsEntries(Buffer.from(icns)).find(([type]) => type === 'ic10')?.[1];
    const icns = [await committed('icon.icns'), of(drawn, 'icon.icns')].map((file) => largest(file) ?? Buffer.of());
    expect(await difference(icns[0], icns[1])).toBeLessThan(1);
    const ico = [await committed('icon.ico'), of(drawn, 'icon.ico')].map((file) => lastOfIco(Buffer.from(file)));
    expect(await difference(ico[0], ico[1])).toBeLessThan(1);
    // Small entries are bitmaps: the files are their pixels.
    expect(averageDifference(await committed('tray.ico'), of(drawn, 'tray.ico'))).toBeLessThan(1);
  });
});

function committed(name: string): Promise<Buffer> {
  return readFile(fromRoot('resources/icon', name));
}

function of(icons: ReadonlyMap<string, Uint8Array>, name: string): Uint8Array {
  const content = icons.get(name);
  if (!content) throw new Error(`${name} is not drawn`);
  return content;
}

function pixelsOf(png: Uint8Array): Promise<Uint8Array> {
  return sharp(png).ensureAlpha().raw().toBuffer();
}

/** How far samples are apart on average: other versions of the library draw edges a little differently. */
async function difference(one: Uint8Array = Buffer.of(), other: Uint8Array = Buffer.of()): Promise<number> {
  return averageDifference(await pixelsOf(one), await pixelsOf(other));
}

function averageDifference(one: Uint8Array, other: Uint8Array): number {
  expect(one.length).toBe(other.length);
  return one.reduce((sum, sample, index) => sum + Math.abs(sample - (other[index] ?? 0)), 0) / one.length;
}

/** The widths in the table of an .ico file; 0 stands for 256. */
function icoSizes(ico: Buffer): number[] {
  expect([ico.readUInt16LE(0), ico.readUInt16LE(2)]).toEqual([0, 1]);
  return Array.from({ length: ico.readUInt16LE(4) }, (_none, index) => ico.readUInt8(6 + index * 16) || 256);
}

/** The content of the last entry of an .ico file, the largest. */
function lastOfIco(ico: Buffer): Buffer {
  const entry = 6 + (ico.readUInt16LE(4) - 1) * 16;
  const start = ico.readUInt32LE(entry + 12);
  return ico.subarray(start, start + ico.readUInt32LE(entry + 8));
}

/** Type and content of each entry of an .icns file. */
function icnsEntries(icns: Buffer): [string, Buffer][] {
  expect([icns.toString('latin1', 0, 4), icns.readUInt32BE(4)]).toEqual(['icns', icns.length]);
  const entries: [string, Buffer][] = [];
  for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4))
    entries.push([icns.toString('latin1', at, at + 4), icns.subarray(at + 8, at + icns.readUInt32BE(at + 4))]);
  return entries;
}
