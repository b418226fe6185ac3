import path from 'node:path';
import process from 'node:process';
import { BrowserWindow, nativeTheme, screen } from 'electron';
import { pageUrl } from '../page/page.ts';
import { reveal } from './reveal.ts';
import { isOnScreen, readWindowState, writeWindowState } from './window-state.ts';

/** As in the renderer's design tokens: what shows before its first paint. */
const backgrounds = { light: '#e9ecf3', dark: '#10131b' };

export interface MainWindow {
  window: BrowserWindow;
  /** resolves when the window is there to be seen */
  shown: Promise<void>;
}

/** Makes the main window where it was last, which `stateFile` remembers. It has no page yet. */
export function makeMainWindow(stateFile: string): MainWindow {
  const state = readWindowState(stateFile);
  if (state) nativeTheme.themeSource = state.theme;
  const screens = screen.getAllDisplays().map((display) => display.workArea);
  const place = state && isOnScreen(state.bounds, screens) ? state : undefined;
  const window = new BrowserWindow({
    width: 1080,
    height: 720,
    ...place?.bounds,
    minWidth: 360,
    minHeight: 480,
    show: false,
    title: 'Miyu',
    backgroundColor: nativeTheme.shouldUseDarkColors ? backgrounds.dark : backgrounds.light,
    webPreferences: {
      preload: path.join(import.meta.dirname, '../preload/preload.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  window.on('close', () => {
    const { themeSource: theme } = nativeTheme;
    writeWindowState(stateFile, { bounds: window.getNormalBounds(), maximized: window.isMaximized(), theme });
  });
  const shown = reveal(window, { platform: process.platform, maximized: place?.maximized ?? false });
  return { window, shown };
}

/** Loads the page. Somebody may close the window, or the page may crash, before it is there: that is no failure. */
export async function loadPage(window: BrowserWindow): Promise<void> {
  try {
    await window.loadURL(pageUrl);
  } catch (error) {
    if (!window.isDestroyed() && !window.webContents.isCrashed()) throw error;
  }
}

/** Brings the window to the front, wherever it is, if it is still there. */
export function showWindow(window: BrowserWindow): void {
  if (window.isDestroyed()) return;
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
