import process from 'node:process';
import { Menu } from 'electron';

/**
 * macOS needs a menu for its keys to work (copy, paste, quit). Elsewhere a chat window has none: it would only take
 * keys away from the page, which has its own.
 */
export function setApplicationMenu(): void {
  const template = [{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }] as const;
  Menu.setApplicationMenu(process.platform === 'darwin' ? Menu.buildFromTemplate([...template]) : null);
}
