/** Sides of the place of a picture in a chat, in rem. */
const LARGEST = 20;
const SMALLEST = { width: 6, height: 4 };
/** Pixels of a rem at the usual scale: small pictures are not made larger than they are. */
const PIXELS = 16;

export interface Box {
  width: number;
  height: number;
}

/**
 * The place that a picture takes in a chat, in rem: known before the picture is there, so that nothing jumps. What is very long or very
 * wide is cut off by it; without a size it is a square.
 */
export function pictureBox(width = 0, height = 0, largest = LARGEST): Box {
  if (width <= 0 || height <= 0) return { width: largest / 2, height: largest / 2 };
  const scale = Math.min(1, (largest * PIXELS) / Math.max(width, height));
  const [w, h] = [(width * scale) / PIXELS, (height * scale) / PIXELS];
  return { width: round(Math.max(w, SMALLEST.width)), height: round(Math.max(h, SMALLEST.height)) };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
