import { useState } from 'react';

/**
 * For something above the window that nothing on the screen triggers, as Radix would expect: takes the focus itself when it opens, and
 * gives it back to what had it when it closes.
 */
export function useFocusBack() {
  const [opener] = useState(() => document.activeElement);

  function onOpenAutoFocus(event: Event): void {
    event.preventDefault();
    if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus();
  }

  function onCloseAutoFocus(event: Event): void {
    event.preventDefault();
    const isFree = document.activeElement === document.body;
    if (isFree && opener instanceof HTMLElement) opener.focus();
  }

  return { onOpenAutoFocus, onCloseAutoFocus };
}
