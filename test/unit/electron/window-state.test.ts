import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isOnScreen, readWindowState, writeWindowState } from '../../../src-main/electron/window/window-state.ts';

const screen = { x: 0, y: 0, width: 1920, height: 1040 };
const bounds = { x: 100, y: 50, width: 900, height: 700 };
const state = { bounds, maximized: false, theme: 'dark' } as const;
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'miyu-window-'));
  file = path.join(folder, 'window.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

it('knows nothing at the first start', () => expect(readWindowState(file)).toBeUndefined());

it('gives back what was written', () => {
  writeWindowState(file, state);
  expect(readWindowState(file)).toEqual(state);
});

it('takes what was written before it knew of themes', () => {
  const { theme: _, ...before } = state;
  writeFileSync(file, JSON.stringify(before));
  expect(readWindowState(file)).toEqual({ ...before, theme: 'system' });
});

it.each(['', '{"bounds":{"x":1', '{"bounds":{"x":0,"y":0,"width":20,"height":20},"maximized":false}', '[]'])(
  'takes no damaged file: %s',
  (text) => {
    writeFileSync(file, text);
    expect(readWindowState(file)).toBeUndefined();
  },
);

it.each([
  ['on a screen that is gone', { x: 2000, y: 50 }, false],
  ['above every screen', { x: 100, y: -690 }, false],
  ['with too little to take hold of', { x: 1850, y: 50 }, false],
  ['half outside', { x: 1500, y: 600 }, true],
])('knows whether it can be seen %s', (_where, place, isSeen) => {
  expect(isOnScreen({ ...bounds, ...place }, [screen])).toBe(isSeen);
});
