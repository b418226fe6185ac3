import { type ComponentPropsWithRef, type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import { Virtuoso, type VirtuosoHandle } from 'react-virtuoso';
import { nextRow } from '../../model/rows.ts';
import styles from './RowList.module.css';

interface RowListProps<T> {
  label: string;
  rows: T[];
  keyOf(row: T): string | number;
  /** false for headings between rows */
  canFocus?(row: T): boolean;
  selected?: string | number | undefined;
  /** when the last row has come into sight */
  onEnd?(): void;
  render(row: T, tabIndex: 0 | -1): ReactNode;
}

const components = {
  List: (props: ComponentPropsWithRef<'ul'>) => <ul {...props} />,
  Item: (props: ComponentPropsWithRef<'li'>) => <li {...props} />,
};

function indexOf(target: EventTarget): number {
  const item = target instanceof Element ? target.closest('[data-item-index]') : null;
  return Number(item?.getAttribute('data-item-index') ?? -1);
}

/** A list of any length with one tab stop; arrow keys, Home and End move inside. */
export function RowList<T>({ label, rows, keyOf, canFocus = () => true, selected, onEnd, render }: RowListProps<T>) {
  const list = useRef<VirtuosoHandle>(null);
  const frame = useRef<HTMLFieldSetElement>(null);
  const [visited, setVisited] = useState<string | number>();

  const stops = rows.filter(canFocus).map(keyOf);
  const stop = [visited, selected].find((key) => key !== undefined && stops.includes(key)) ?? stops[0];

  function focusRow(index: number): void {
    const done = () =>
      frame.current
        ?.querySelector<HTMLElement>(`[data-item-index="${index}"] button, [data-item-index="${index}"] a`)
        ?.focus();
    list.current?.scrollIntoView({ index, done });
  }

  function move(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const index = nextRow(rows.map(canFocus), indexOf(event.target), event.key);
    if (index === undefined) return;
    event.preventDefault();
    focusRow(index);
  }

  return (
    <fieldset
      ref={frame}
      className={styles.frame}
      aria-label={label}
      data-row-list
      onKeyDown={move}
      onFocus={(event) => {
        const row = rows[indexOf(event.target)];
        if (row !== undefined) setVisited(keyOf(row));
      }}
    >
      <Virtuoso
        ref={list}
        data={rows}
        tabIndex={-1}
        components={components}
        computeItemKey={(_, row) => keyOf(row)}
        increaseViewportBy={200}
        {...(onEnd && { endReached: onEnd })}
        itemContent={(_, row) => render(row, keyOf(row) === stop ? 0 : -1)}
      />
    </fieldset>
  );
}
