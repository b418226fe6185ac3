import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Quitting } from '../../../src-main/electron/quitting.ts';

class FakeApp extends EventEmitter {
  readonly done: string[] = [];

  exit(code?: number): void {
    this.done.push(`exit ${code}`);
  }

  releaseSingleInstanceLock(): void {
    this.done.push('release');
  }

  /** Whether the app ends by itself. */
  quit(): boolean {
    let isHeld = false;
    this.emit('before-quit', {});
    this.emit('will-quit', { preventDefault: () => (isHeld = true) });
    return !isHeld;
  }
}

let app: FakeApp;
let log: string[];
let quitting: Quitting;
beforeEach(() => {
  vi.useFakeTimers();
  app = new FakeApp();
  log = [];
  quitting = new Quitting({ app: app as never, patience: 5000, log: (line) => log.push(line) });
});
afterEach(() => {
  vi.useRealTimers();
});

it('lets the app end at once before there is anything to close', () => {
  expect(quitting.hasBegun).toBe(false);
  expect(app.quit()).toBe(true);
  expect(quitting.hasBegun).toBe(true);
});

it('gives the place free, closes once however often it is asked, and ends', async () => {
  const closing = Promise.withResolvers<void>();
  const close = vi.fn(() => closing.promise);
  quitting.closeFirst(close);
  expect(app.quit()).toBe(false);
  expect(app.done).toEqual(['release']);
  expect(app.quit()).toBe(false);
  quitting.end();
  closing.resolve();
  await vi.advanceTimersByTimeAsync(0);
  expect(app.done).toEqual(['release', 'exit 0']);
  expect(close).toHaveBeenCalledOnce();
  expect(log).toEqual([]);
});

it('ends after its patience, and says so', async () => {
  quitting.closeFirst(() => new Promise(() => {}));
  app.quit();
  await vi.advanceTimersByTimeAsync(4999);
  expect(app.done).toEqual(['release']);
  await vi.advanceTimersByTimeAsync(1);
  expect(app.done).toEqual(['release', 'exit 0']);
  expect(log).toEqual(['the app ended before everything was closed']);
});

it('tells of a failure', async () => {
  quitting.closeFirst(() => Promise.reject(new Error('disk full')));
  app.quit();
  await vi.advanceTimersByTimeAsync(0);
  expect(app.done).toEqual(['release', 'exit 1']);
  expect(log).toEqual(['not closed: Error: disk full']);
});
