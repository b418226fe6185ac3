import type { BrowserWindow } from 'electron';

export interface HideOptions {
  /** whether the person can get the window back without starting the app again */
  canComeBack(): boolean;
  /** whether the whole app is to end */
  isQuitting(): boolean;
}

/** Closing the window leaves the messenger running where the dock or the tray brings it back. */
export function hideOnClose(window: BrowserWindow, { canComeBack, isQuitting }: HideOptions): void {
  window.on('close', (event) => {
    if (isQuitting() || !canComeBack()) return;
    event.preventDefault();
    if (!window.isFullScreen()) return window.hide();
    // macOS leaves a black screen behind a full-screen window that is hidden.
    window.once('leave-full-screen', () => window.hide());
    window.setFullScreen(false);
  });
}
