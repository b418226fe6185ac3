import path from 'node:path';
import { BrowserWindow, nativeTheme, screen } from 'electron';
import { pageUrl } from '../page/page.ts';
import { readWindowState, writeWindowState } from './window-state.ts';

/** As in the renderer's design tokens: what shows before its first paint. */
const backgrounds = { light: '#e9ecf3', dark: '#10131b' };

/** Opens the main window where it was last, which `stateFile` remembers. `prepare` gets it before its page loads. */
export async function openMainWindow(
  stateFile: string,
  prepare: (window: BrowserWindow) => void,
): Promise<BrowserWindow> {
  const screens = screen.getAllDisplays().map((display) => display.workArea);
  const state = readWindowState(stateFile, screens);
  const window = new BrowserWindow({
    width: 1080,
    height: 720,
    ...state?.bounds,
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
  if (state?.maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () => {
    writeWindowState(stateFile, { bounds: window.getNormalBounds(), maximized: window.isMaximized() });
  });
  prepare(window);
  await window.loadURL(pageUrl);
  return window;
}

/** Brings the window to the front, wherever it is. */
export function showWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
