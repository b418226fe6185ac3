import { expect, it } from 'vitest';
import type { BrowserSession } from '../../../src-main/contract/browsers.ts';
import { createBrowsersStore, newBrowser } from '../../../src-renderer/stores/browsers.ts';

function session(id: number, changes: Partial<BrowserSession> = {}): BrowserSession {
  return { id, since: id * 1000, isThis: false, isNew: false, ...changes };
}

it('has nobody where there is one window', () => {
  const { sessions } = createBrowsersStore(undefined).getState();
  expect(sessions).toEqual([]);
});

it('puts this tab first, then what was opened last', () => {
  const store = createBrowsersStore(undefined);
  store.getState().apply([session(1), session(2, { isThis: true }), session(3)]);
  expect(store.getState().sessions.map(({ id }) => id)).toEqual([2, 3, 1]);
});

it('tells of new ones in the order in which they came', () => {
  const store = createBrowsersStore(undefined);
  store.getState().apply([session(1, { isThis: true }), session(2)]);
  expect(newBrowser(store.getState())).toBeUndefined();
  store.getState().apply([session(1, { isThis: true }), session(3, { isNew: true }), session(4, { isNew: true })]);
  expect(newBrowser(store.getState())?.id).toBe(3);
});
