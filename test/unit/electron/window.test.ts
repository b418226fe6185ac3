import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { mendCrashes } from '../../../src-main/electron/window/crashes.ts';
import { editItems } from '../../../src-main/electron/window/edit-items.ts';
import { hideOnClose } from '../../../src-main/electron/window/hide-on-close.ts';
import { reveal } from '../../../src-main/electron/window/reveal.ts';

class FakeWindow extends EventEmitter {
  readonly webContents = Object.assign(new EventEmitter(), { reload: () => void this.did.push('reload') });
  readonly did: string[] = [];
  isGone = false;
  isFull = false;

  isDestroyed = () => this.isGone;
  isVisible = () => this.did.at(-1) === 'show';
  isFullScreen = () => this.isFull;
  show = () => void this.did.push('show');
  hide = () => void this.did.push('hide');
  maximize = () => void this.did.push('maximize');
  setFullScreen = (isFull: boolean) => void this.did.push(`full ${isFull}`);

  /** Whether it closes. */
  close(): boolean {
    let isHeld = false;
    this.emit('close', { preventDefault: () => (isHeld = true) });
    return !isHeld;
  }
}

let window: FakeWindow;
beforeEach(() => {
  vi.useFakeTimers();
  window = new FakeWindow();
});
afterEach(() => {
  vi.useRealTimers();
});

it.each([
  ['when Electron says that it is ready', 'darwin', () => window.emit('ready-to-show'), 0],
  ['when its page is there, on Linux', 'linux', () => window.webContents.emit('did-finish-load'), 0],
  ['after two seconds without a word', 'win32', () => window.webContents.emit('did-finish-load'), 2000],
] as const)('shows a window %s', async (_, platform, happens, later) => {
  const shown = reveal(window as never, { platform, maximized: true });
  happens();
  if (later > 0) {
    await vi.advanceTimersByTimeAsync(later - 1);
    expect(window.did).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
  }
  await shown;
  expect(window.did).toEqual(['maximize', 'show']);
  window.emit('ready-to-show');
  await vi.advanceTimersByTimeAsync(5000);
  expect(window.did).toEqual(['maximize', 'show']);
});

it('leaves a window alone that was hidden after it had been shown', async () => {
  const shown = reveal(window as never, { platform: 'linux', maximized: false });
  window.webContents.emit('did-finish-load');
  await shown;
  window.hide();
  window.emit('ready-to-show');
  await vi.advanceTimersByTimeAsync(5000);
  expect(window.did).toEqual(['show', 'hide']);
});

it('does not touch a window that was closed before', async () => {
  const shown = reveal(window as never, { platform: 'linux', maximized: true });
  window.isGone = true;
  window.emit('closed');
  await shown;
  await vi.advanceTimersByTimeAsync(5000);
  expect(window.did).toEqual([]);
});

it('hides instead of closing where it can come back, until the app ends', () => {
  let canComeBack = false;
  let isQuitting = false;
  hideOnClose(window as never, { canComeBack: () => canComeBack, isQuitting: () => isQuitting });
  expect(window.close()).toBe(true);
  canComeBack = true;
  expect(window.close()).toBe(false);
  expect(window.did).toEqual(['hide']);
  window.isFull = true;
  expect(window.close()).toBe(false);
  expect(window.did).toEqual(['hide', 'full false']);
  window.emit('leave-full-screen');
  expect(window.did).toEqual(['hide', 'full false', 'hide']);
  isQuitting = true;
  expect(window.close()).toBe(true);
});

it('loads a page that crashed again, once by itself, then when the person wants it', async () => {
  const log: string[] = [];
  let now = 1_000_000;
  let answer = true;
  const ask = vi.fn(async () => answer);
  const quit = vi.fn();
  mendCrashes(window as never, { log: (line) => log.push(line), ask, now: () => now, quit });
  const crash = async (reason = 'crashed') => {
    window.webContents.emit('render-process-gone', {}, { reason, exitCode: 5 });
    await vi.advanceTimersByTimeAsync(0);
  };
  await crash();
  expect(log).toEqual(["the page's process has gone: crashed, code 5"]);
  expect([window.did, ask.mock.calls.length]).toEqual([['reload'], 0]);
  now += 59_000;
  await crash('oom');
  expect([window.did, ask.mock.calls.length]).toEqual([['reload', 'reload'], 1]);
  answer = false;
  await crash();
  expect(quit).toHaveBeenCalledOnce();
  now += 60_000;
  await crash();
  expect(window.did).toHaveLength(3);
  await crash('clean-exit');
  expect([window.did.length, ask.mock.calls.length]).toEqual([3, 2]);
  window.isGone = true;
  now += 60_000;
  await crash();
  expect(window.did).toHaveLength(3);
  window.emit('unresponsive');
  expect(log.at(-1)).toBe('the page does not respond');
});

it.each([
  ['nothing beside text', false, '', { canCopy: false }, []],
  ['nothing where only blanks are chosen', false, ' \n', { canCopy: true }, []],
  ['copy for chosen text', false, 'some', { canCopy: true, canSelectAll: true }, ['copy']],
  ['paste in an empty field', true, '', { canPaste: true }, ['paste']],
  [
    'all in a field with chosen text',
    true,
    'some',
    { canCut: true, canCopy: true, canPaste: true, canSelectAll: true },
    ['cut', 'copy', 'paste', 'selectAll'],
  ],
])('offers %s', (_, isEditable, selectionText, flags, roles) => {
  const none = { canCut: false, canCopy: false, canPaste: false, canSelectAll: false };
  const editFlags = { ...none, ...flags } as never;
  const labels = { cut: 'Cut', copy: 'Copy', paste: 'Paste', selectAll: 'All' };
  const items = editItems({ isEditable, editFlags, selectionText }, labels);
  expect(items.map(({ role }) => role)).toEqual(roles);
  expect(items.every(({ label }) => label && Object.values(labels).includes(label))).toBe(true);
});
