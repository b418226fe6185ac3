import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readWindowState, writeWindowState } from '../../../src-main/electron/window/window-state.ts';

const screen = { x: 0, y: 0, width: 1920, height: 1040 };
const state = { bounds: { x: 100, y: 50, width: 900, height: 700 }, maximized: false };
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'miyu-window-'));
  file = path.join(folder, 'window.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

it('knows nothing at the first start', () => expect(readWindowState(file, [screen])).toBeUndefined());

it('gives back what was written', () => {
  writeWindowState(file, state);
  expect(readWindowState(file, [screen])).toEqual(state);
});

it.each(['', '{"bounds":{"x":1', '{"bounds":{"x":0,"y":0,"width":20,"height":20},"maximized":false}', '[]'])(
  'takes no damaged file: %s',
  (text) => {
    writeFileSync(file, text);
    expect(readWindowState(file, [screen])).toBeUndefined();
  },
);

it.each([
  ['on a screen that is gone', { x: 2000, y: 50 }, undefined],
  ['above every screen', { x: 100, y: -690 }, undefined],
  ['with too little to take hold of', { x: 1850, y: 50 }, undefined],
  ['half outside', { x: 1500, y: 600 }, 1500],
])('%s', (_where, place, x) => {
  writeWindowState(file, { ...state, bounds: { ...state.bounds, ...place } });
  expect(readWindowState(file, [screen])?.bounds.x).toBe(x);
});
