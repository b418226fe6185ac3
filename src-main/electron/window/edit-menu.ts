import { type BrowserWindow, Menu } from 'electron';
import type { DesktopTexts } from '../texts.ts';
import { editItems } from './edit-items.ts';

/** Cut, copy, paste and select all, where they apply, by a click with the right button: Electron gives pages no menu. */
export function offerEditMenu(window: BrowserWindow, texts: DesktopTexts): void {
  window.webContents.on('context-menu', (_event, params) => {
    const items = editItems(params, texts.current.edit);
    if (items.length > 0) Menu.buildFromTemplate(items).popup({ window });
  });
}
