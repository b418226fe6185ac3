import type { Png } from './png.ts';

/** Pixels that are counted together. */
const BLOCK = 64;
/** All of a sample's low byte but the bit that may change. */
const REST = 0xfe;

/**
 * The samples of a picture whose last bit may carry something: colours of pixels that can be seen. Noise in the colour of
 * transparent pixels is found at a glance, and transparency itself would show. Which samples these are does not depend on
 * what they carry.
 */
export class Carriers {
  readonly #png: Png;
  /** visible pixels before each block; undefined when all can be seen */
  readonly #before: Uint32Array | undefined;
  readonly count: number;

  constructor(png: Png) {
    this.#png = png;
    const { width, height, colours, hasAlpha } = png.header;
    const before = hasAlpha || png.transparent ? countVisible(png) : undefined;
    this.#before = before;
    this.count = (before ? (before.at(-1) ?? 0) : width * height) * colours;
  }

  bit(index: number): number {
    return (this.#png.rows[this.#offset(index)] ?? 0) & 1;
  }

  setBit(index: number, bit: number): void {
    const offset = this.#offset(index);
    this.#png.rows[offset] = ((this.#png.rows[offset] ?? 0) & REST) | bit;
  }

  /** Where the low byte of a carrier lies. */
  #offset(index: number): number {
    const { colours, sampleBytes } = this.#png.header;
    const pixel = this.#pixel(Math.floor(index / colours));
    return pixelOffset(this.#png, pixel) + (index % colours) * sampleBytes + sampleBytes - 1;
  }

  #pixel(visible: number): number {
    const before = this.#before;
    if (!before) return visible;
    const block = lastNotAbove(before, visible);
    let missing = visible - (before[block] ?? 0);
    let pixel = block * BLOCK;
    while (!isVisible(this.#png, pixelOffset(this.#png, pixel)) || missing-- > 0) pixel += 1;
    return pixel;
  }
}

/** Visible pixels before each block, and all of them at the end. */
function countVisible(png: Png): Uint32Array {
  const { width, height, rowBytes, pixelBytes } = png.header;
  const before = new Uint32Array(Math.ceil((width * height) / BLOCK) + 1);
  let pixel = 0;
  let count = 0;
  for (let row = 0; row < png.rows.length; row += rowBytes)
    for (let offset = row + 1; offset < row + rowBytes; offset += pixelBytes) {
      if (isVisible(png, offset)) count += 1;
      pixel += 1;
      before[Math.ceil(pixel / BLOCK)] = count;
    }
  return before;
}

/** The last index whose value is not above the given one, in ascending values of which the first is not and the last is. */
function lastNotAbove(values: Uint32Array, value: number): number {
  let low = 0;
  let high = values.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((values[middle] ?? 0) <= value) low = middle;
    else high = middle;
  }
  return low;
}

/** @param offset where the pixel lies in the rows */
function isVisible(png: Png, offset: number): boolean {
  const { colours, hasAlpha, sampleBytes } = png.header;
  if (!hasAlpha) return !couldBe(png, offset);
  const alpha = offset + colours * sampleBytes;
  return png.rows[alpha] !== 0 || (sampleBytes === 2 && png.rows[alpha + 1] !== 0);
}

/** Whether a pixel has the transparent colour or would get it by a change of last bits. */
function couldBe({ rows, transparent, header: { sampleBytes } }: Png, offset: number): boolean {
  if (!transparent) return false;
  for (let at = 0; at < transparent.length; at++) {
    const rest = (at + 1) % sampleBytes === 0 ? REST : 0xff;
    if ((((rows[offset + at] ?? 0) ^ (transparent[at] ?? 0)) & rest) !== 0) return false;
  }
  return true;
}

function pixelOffset({ header: { width, rowBytes, pixelBytes } }: Png, pixel: number): number {
  return Math.floor(pixel / width) * rowBytes + 1 + (pixel % width) * pixelBytes;
}
