/** What a filter expects of a byte, from the bytes of the pixels to the left, above, and above to the left. */
export type Predict = (left: number, above: number, corner: number) => number;

/** by the byte that each row begins with */
const filters: readonly Predict[] = [
  () => 0,
  (left) => left,
  (_left, above) => above,
  (left, above) => (left + above) >> 1,
  paeth,
];

/** Undefined for a number that names no filter. */
export function filterNamed(type: number | undefined): Predict | undefined {
  return filters[type ?? -1];
}

export interface FilteredRow {
  /** without the byte that names the filter */
  row: Uint8Array;
  /** the pixels of the row above; zeros above the first */
  above: Uint8Array;
  pixelBytes: number;
  predict: Predict;
}

/** Turns differences into samples, in place. */
export function unfilter({ row, above, pixelBytes, predict }: FilteredRow): void {
  for (let at = 0; at < row.length; at++) {
    const left = at < pixelBytes ? 0 : (row[at - pixelBytes] ?? 0);
    const corner = at < pixelBytes ? 0 : (above[at - pixelBytes] ?? 0);
    row[at] = (row[at] ?? 0) + predict(left, above[at] ?? 0, corner);
  }
}

/** Writes the differences of the samples to `into`. */
export function filter({ row, above, pixelBytes, predict }: FilteredRow, into: Uint8Array): void {
  for (let at = 0; at < row.length; at++) {
    const left = at < pixelBytes ? 0 : (row[at - pixelBytes] ?? 0);
    const corner = at < pixelBytes ? 0 : (above[at - pixelBytes] ?? 0);
    into[at] = (row[at] ?? 0) - predict(left, above[at] ?? 0, corner);
  }
}

function paeth(left: number, above: number, corner: number): number {
  const toLeft = Math.abs(above - corner);
  const toAbove = Math.abs(left - corner);
  const toCorner = Math.abs(left + above - 2 * corner);
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}
