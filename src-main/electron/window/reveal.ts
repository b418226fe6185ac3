import type { BrowserWindow } from 'electron';

const LONGEST_MS = 2000;

export interface RevealOptions {
  platform: NodeJS.Platform;
  maximized: boolean;
}

/**
 * Shows a window that was made hidden, once there is something in it to see. On Wayland Electron may never say so, and a
 * page that does not load must be seen as well. Maximising shows a window by itself, so it waits, too.
 */
export function reveal(window: BrowserWindow, { platform, maximized }: RevealOptions): Promise<void> {
  return new Promise((resolve) => {
    let isDone = false;
    const show = () => {
      // Whoever has hidden it since then wants it hidden.
      if (isDone) return;
      isDone = true;
      clearTimeout(timer);
      resolve();
      if (window.isDestroyed() || window.isVisible()) return;
      if (maximized) window.maximize();
      window.show();
    };
    const timer = setTimeout(show, LONGEST_MS);
    window.once('ready-to-show', show);
    if (platform === 'linux') window.webContents.once('did-finish-load', show);
    window.once('closed', show);
  });
}
