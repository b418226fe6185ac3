/** What a key asks of the main window. */
export type Shortcut =
  | { do: 'search' }
  | { do: 'add-friend' }
  | { do: 'create-room' }
  | { do: 'saved' }
  | { do: 'lock' }
  | { do: 'key-map' }
  | { do: 'escape' }
  | { do: 'chat'; index: number }
  | { do: 'neighbour'; step: 1 | -1 };

/** The part of a keyboard event that decides. */
export interface Key {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
  isComposing: boolean;
}

const withAlt: Record<string, Shortcut> = {
  ArrowDown: { do: 'neighbour', step: 1 },
  ArrowUp: { do: 'neighbour', step: -1 },
};

/** Keys that browsers keep for themselves (Ctrl+N, Ctrl+L, Ctrl+1) work with Alt too. */
function withModifier(key: string): Shortcut | undefined {
  if (key === 'n') return { do: 'add-friend' };
  if (key === 'g') return { do: 'create-room' };
  if (key === 's') return { do: 'saved' };
  if (key === 'l') return { do: 'lock' };
  if (/^[1-9]$/.test(key)) return { do: 'chat', index: Number(key) - 1 };
  return undefined;
}

/** The shortcut that a key press is, if it is one. A key that belongs to an input method is none. */
export function shortcutOf(event: Key): Shortcut | undefined {
  if (event.isComposing || event.shiftKey) return undefined;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const command = event.ctrlKey || event.metaKey;
  if (command && event.altKey) return undefined;
  if (command) return key === 'f' ? { do: 'search' } : withModifier(key);
  if (event.altKey) return withAlt[key] ?? withModifier(key);
  if (key === 'F1') return { do: 'key-map' };
  return key === 'Escape' ? { do: 'escape' } : undefined;
}

/** True when Enter in the editor sends; false when it begins a new line. */
export function sendsMessage(event: Key & { keyCode: number }, sendKey: 'enter' | 'ctrl-enter'): boolean {
  // 229 is what some input methods report for the Enter that picks a candidate
  if (event.key !== 'Enter' || event.isComposing || event.keyCode === 229) return false;
  const command = event.ctrlKey || event.metaKey;
  return sendKey === 'ctrl-enter' ? command : !command && !event.shiftKey && !event.altKey;
}
