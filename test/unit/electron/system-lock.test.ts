import { EventEmitter } from 'node:events';
import { beforeEach, expect, it } from 'vitest';
import { lockWithSystem } from '../../../src-main/electron/system-lock.ts';

let monitor: EventEmitter;
let did: string[];
let log: string[];
let state: { session: object | undefined; settings: { lockAfter: number } };
let locking: PromiseWithResolvers<void>;
let isVisible: boolean;

beforeEach(() => {
  monitor = new EventEmitter();
  did = [];
  log = [];
  state = { session: {}, settings: { lockAfter: 15 } };
  locking = Promise.withResolvers();
  isVisible = true;
  const window = {
    isVisible: () => isVisible,
    isDestroyed: () => false,
    hide: () => did.push('hide'),
    showInactive: () => did.push('show'),
  };
  const core = {
    get state() {
      return state;
    },
    lock() {
      did.push('lock');
      state.session = undefined;
      return locking.promise;
    },
  };
  lockWithSystem({ monitor, core, window, log: (line: string) => log.push(line) } as never);
});

const settled = () => new Promise((resolve) => setImmediate(resolve));

it('locks with the screen', async () => {
  monitor.emit('lock-screen');
  expect(did).toEqual(['lock']);
  locking.resolve();
  await settled();
  expect(did).toEqual(['lock']);
});

it('hides the window at once before a sleep, and shows it when the account is locked', async () => {
  monitor.emit('suspend');
  expect(did).toEqual(['hide', 'lock']);
  monitor.emit('resume');
  await settled();
  expect(did).toEqual(['hide', 'lock']);
  locking.resolve();
  await settled();
  expect(did).toEqual(['hide', 'lock', 'show']);
});

it('locks after a sleep that it was not told of in time', async () => {
  monitor.emit('resume');
  expect(did).toEqual(['hide', 'lock']);
});

it('leaves a hidden window hidden', async () => {
  isVisible = false;
  monitor.emit('suspend');
  locking.resolve();
  await settled();
  expect(did).toEqual(['lock']);
});

it.each([
  ['nobody is signed in', () => (state.session = undefined)],
  ['the person does not want it', () => (state.settings.lockAfter = 0)],
])('does nothing when %s', (_, change) => {
  change();
  for (const event of ['lock-screen', 'suspend', 'resume']) monitor.emit(event);
  expect(did).toEqual([]);
});

it('tells of a failure and shows the window again', async () => {
  monitor.emit('suspend');
  locking.reject(new Error('disk full'));
  await settled();
  expect(did.at(-1)).toBe('show');
  expect(log).toEqual(['the account was not locked: Error: disk full']);
});
