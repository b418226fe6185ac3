/** Puts the cursor into the editor of the open chat, after it has been drawn if need be. */
export function focusEditor(): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-editor]')?.focus());
}
