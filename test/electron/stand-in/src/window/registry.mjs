// The windows that there are, which of them has the focus, and what the rest of the stand-in wants to hear of them.

/** How the address of a page begins that Chromium has just made for a window. */
export const blank = 'about:blank#harness-';
/** By their ids. */
export const windows = new Map();
/** WebContents by the id of their DevTools session. */
export const sessions = new Map();
export const focus = { window: null };
export const consoleMessages = [];
export const windowOf = (contents) => windows.get(contents.id) ?? null;

/** Set by app.mjs; resolves once Chromium runs. */
export const host = {
  ready: new Promise(() => {}),
  appPath: () => process.cwd(),
  onWindowsGone() {},
  onCloseRefused() {},
  async onAttach(_contents) {},
  emit(..._event) {},
  /** Resolves once the test has been sent everything. */
  async flush() {},
};
