import { type BrowserWindow, dialog } from 'electron';
import type { DesktopTexts } from '../texts.ts';

/** Whether the person wants the page to be loaded once more. */
export async function askAfterCrash(window: BrowserWindow, texts: DesktopTexts): Promise<boolean> {
  const { title, text, reload, quit } = texts.current.crash;
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    message: title,
    detail: text,
    buttons: [reload, quit],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  });
  return response === 0;
}
