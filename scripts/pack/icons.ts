import { IconIcns, IconIco } from '@shockpkg/icon-encoder';
import sharp from 'sharp';

/** A part of the drawing as a square of its units: left, top, width, height. */
type View = readonly [number, number, number, number];

const whole: View = [0, 0, 64, 64];
/** Apple wants a margin of a tenth around what is drawn. */
const withMargin: View = [-8, -8, 80, 80];
/** The bubble alone, for the menu bar of macOS, which leaves little room. */
const closeUp: View = [9, 10, 46, 46];

/** The sizes in pixels of each entry of an .icns file, as Apple's own tool writes them. */
const icnsEntries = {
  ic12: 64,
  ic07: 128,
  ic13: 256,
  ic08: 256,
  ic04: 16,
  ic14: 512,
  ic09: 512,
  ic05: 32,
  ic10: 1024,
  ic11: 32,
} as const;

/**
 * Draws the icons of all systems.
 * @param drawing the text of resources/icon/icon.svg
 * @returns the contents of each file by its name in resources/icon
 */
export async function drawIcons(drawing: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const template = asTemplate(drawing);
  return new Map<string, Uint8Array>([
    ['icon.png', await draw(drawing, whole, 512)],
    ['icon.ico', await ico(drawing, [16, 24, 32, 48, 64, 256])],
    ['icon.icns', await icns(drawing)],
    ['tray.png', await draw(drawing, whole, 22)],
    ['tray@2x.png', await draw(drawing, whole, 44)],
    ['tray.ico', await ico(drawing, [16, 20, 24, 32])],
    ['trayTemplate.png', await draw(template, closeUp, 16)],
    ['trayTemplate@2x.png', await draw(template, closeUp, 32)],
  ]);
}

/** What macOS colours by itself: black where there is something, with the keyhole cut out of the bubble. */
function asTemplate(drawing: string): string {
  const outline = `${outlineOf(drawing, 'bubble')}${outlineOf(drawing, 'keyhole')}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><path fill-rule="evenodd" d="${outline}"/></svg>`;
}

function outlineOf(drawing: string, id: string): string {
  const outline = new RegExp(`id="${id}"[^>]* d="([^"]+)"`).exec(drawing)?.[1];
  if (outline === undefined) throw new Error(`icon.svg has no path "${id}"`);
  return outline;
}

/** A PNG that is drawn in its own size: scaled afterwards, small ones would be blurred. */
function draw(drawing: string, view: View, size: number): Promise<Uint8Array> {
  const svg = drawing.replace(/<svg [^>]*>/, () => {
    const xmlns = 'http://www.w3.org/2000/svg';
    return `<svg xmlns="${xmlns}" viewBox="${view.join(' ')}" width="${size}" height="${size}">`;
  });
  return sharp(Buffer.from(svg)).png({ compressionLevel: 9 }).toBuffer();
}

async function ico(drawing: string, sizes: readonly number[]): Promise<Uint8Array> {
  const icon = new IconIco();
  for (const size of sizes) await icon.addFromPng(await draw(drawing, whole, size));
  return icon.encode();
}

async function icns(drawing: string): Promise<Uint8Array> {
  const icon = new IconIcns();
  for (const [type, size] of Object.entries(icnsEntries))
    await icon.addFromPng(await draw(drawing, withMargin, size), [type]);
  return icon.encode();
}
