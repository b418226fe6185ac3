/**
 * The row that a key moves to from the row at `index`: `focusable` tells of each row whether it takes the focus.
 * Undefined for keys that do not move, and at the ends.
 */
export function nextRow(focusable: boolean[], index: number, key: string): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return found(focusable.indexOf(true, index + 1));
    case 'ArrowUp':
      return index > 0 ? found(focusable.lastIndexOf(true, index - 1)) : undefined;
    case 'Home':
      return found(focusable.indexOf(true));
    case 'End':
      return found(focusable.lastIndexOf(true));
    default:
      return undefined;
  }
}

function found(index: number): number | undefined {
  return index < 0 ? undefined : index;
}

/** The cell that an arrow key moves to in a grid of `count` cells, `columns` wide. */
export function nextCell(index: number, key: string, columns: number, count: number): number | undefined {
  const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns };
  const step = steps[key];
  if (step === undefined) return undefined;
  const next = index + step;
  return next >= 0 && next < count ? next : undefined;
}
