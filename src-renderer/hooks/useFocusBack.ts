import { useState } from 'react';

/** What was chosen in a button's menu is gone by then: its button is not. */
function openerOf(focused: Element | null): Element | null {
  const menu = focused?.closest('[role="menu"]');
  return menu ? document.getElementById(menu.getAttribute('aria-labelledby') ?? '') : focused;
}

/**
 * For something above the window that nothing on the screen triggers, as Radix would expect: takes the focus itself when it opens, and
 * gives it back to what had it when it closes.
 */
export function useFocusBack() {
  const [opener] = useState(() => openerOf(document.activeElement));

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
