import { useLayoutEffect, useRef } from 'react';

/** What is no further than the focus may go: a message, a row of files. */
const HOLDER = '[data-message], [data-file]';

/**
 * For a button that is taken away while the person may be on it: what has its place then gets the focus that it had, or else what is
 * nearest around it, up to its message or row. The answer is the button's `ref`.
 */
export function useFocusHeir() {
  const button = useRef<HTMLButtonElement>(null);

  useLayoutEffect(() => {
    const element = button.current;
    return () => {
      if (!element || document.activeElement !== element) return;
      const places = placesAround(element);
      // what comes instead is not in the page before all of it has been drawn
      queueMicrotask(() => {
        if (document.activeElement === document.body) heirIn(places)?.focus({ preventScroll: true });
      });
    };
  }, []);

  return button;
}

/** From the nearest to the message or row itself; none for a button elsewhere. */
function placesAround(element: HTMLElement): HTMLElement[] {
  const holder = element.closest(HOLDER);
  const places: HTMLElement[] = [];
  for (let place = element.parentElement; holder && place; place = place.parentElement) {
    places.push(place);
    if (place === holder) break;
  }
  return places;
}

function heirIn(places: HTMLElement[]): HTMLElement | undefined {
  for (const place of places.filter(({ isConnected }) => isConnected)) {
    const heir = place.hasAttribute('tabindex') ? place : place.querySelector<HTMLElement>('button:enabled');
    if (heir) return heir;
  }
  return undefined;
}
