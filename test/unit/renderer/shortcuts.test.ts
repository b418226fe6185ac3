import { describe, expect, it } from 'vitest';
import { type Key, sendsMessage, shortcutOf } from '../../../src-renderer/model/shortcuts.ts';

function press(key: string, held: Partial<Key> = {}): Key & { keyCode: number } {
  const none = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, isComposing: false };
  return { key, keyCode: 0, ...none, ...held };
}

describe('shortcutOf', () => {
  it.each([
    [press('f', { ctrlKey: true }), { do: 'search' }],
    [press('F', { metaKey: true }), { do: 'search' }],
    [press('n', { ctrlKey: true }), { do: 'add-friend' }],
    [press('n', { altKey: true }), { do: 'add-friend' }],
    [press('s', { ctrlKey: true }), { do: 'saved' }],
    [press('g', { ctrlKey: true }), { do: 'create-room' }],
    [press('G', { altKey: true }), { do: 'create-room' }],
    [press('l', { ctrlKey: true }), { do: 'lock' }],
    [press('L', { altKey: true }), { do: 'lock' }],
    [press('1', { ctrlKey: true }), { do: 'chat', index: 0 }],
    [press('9', { altKey: true }), { do: 'chat', index: 8 }],
    [press('ArrowDown', { altKey: true }), { do: 'neighbour', step: 1 }],
    [press('ArrowUp', { altKey: true }), { do: 'neighbour', step: -1 }],
    [press('F1'), { do: 'key-map' }],
    [press('Escape'), { do: 'escape' }],
  ])('knows $key', (event, shortcut) => {
    expect(shortcutOf(event)).toEqual(shortcut);
  });

  it.each([
    press('f'),
    press('1'),
    press('0', { ctrlKey: true }),
    press('ArrowDown'),
    press('n', { ctrlKey: true, shiftKey: true }),
    press('q', { ctrlKey: true, altKey: true }),
    press('Escape', { isComposing: true }),
  ])('leaves $key alone', (event) => {
    expect(shortcutOf(event)).toBeUndefined();
  });
});

describe('sendsMessage', () => {
  it('sends with Enter, and begins a new line with Shift', () => {
    expect(sendsMessage(press('Enter'), 'enter')).toBe(true);
    expect(sendsMessage(press('Enter', { shiftKey: true }), 'enter')).toBe(false);
    expect(sendsMessage(press('Enter', { ctrlKey: true }), 'enter')).toBe(false);
  });

  it('sends with Ctrl or Cmd and Enter when that is chosen', () => {
    expect(sendsMessage(press('Enter', { ctrlKey: true }), 'ctrl-enter')).toBe(true);
    expect(sendsMessage(press('Enter', { metaKey: true }), 'ctrl-enter')).toBe(true);
    expect(sendsMessage(press('Enter'), 'ctrl-enter')).toBe(false);
  });

  it('never sends while an input method composes', () => {
    expect(sendsMessage(press('Enter', { isComposing: true }), 'enter')).toBe(false);
    expect(sendsMessage({ ...press('Enter'), keyCode: 229 }, 'enter')).toBe(false);
  });
});
