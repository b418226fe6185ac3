import type { KeyboardEvent } from 'react';
import { nextCell } from '../model/rows.ts';

/** Arrow keys move the focus between the buttons of a grid, `columns` wide. */
export function useCellKeys(columns: number): (event: KeyboardEvent) => void {
  return (event) => {
    const cells = [...event.currentTarget.querySelectorAll('button')];
    const index = cells.findIndex((cell) => cell.matches(':focus'));
    const next = nextCell(index, event.key, columns, cells.length);
    if (next === undefined) return;
    event.preventDefault();
    cells[next]?.focus();
  };
}
