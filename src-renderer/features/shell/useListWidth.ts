import { type RefObject, useLayoutEffect, useRef, useState } from 'react';

export const LIST_MIN = 13;
export const LIST_MAX = 28;
const LIST_USUAL = 17.5;
const STORED_AS = 'miyu.listWidth';

export interface ListWidth {
  frame: RefObject<HTMLDivElement | null>;
  /** in rem */
  value: number;
  set(rem: number): void;
}

function stored(): number {
  const rem = Number(localStorage.getItem(STORED_AS));
  return rem >= LIST_MIN && rem <= LIST_MAX ? rem : LIST_USUAL;
}

/** The width of the list pane, kept for the next time. */
export function useListWidth(): ListWidth {
  const frame = useRef<HTMLDivElement>(null);
  const [value, setValue] = useState(stored);

  useLayoutEffect(() => {
    frame.current?.style.setProperty('--list-width', `${value}rem`);
    localStorage.setItem(STORED_AS, String(value));
  }, [value]);

  return { frame, value, set: (rem) => setValue(Math.min(Math.max(rem, LIST_MIN), LIST_MAX)) };
}
