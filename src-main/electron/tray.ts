import path from 'node:path';
import process from 'node:process';
import { app, Menu, Tray } from 'electron';
import type { CoreApi } from '../contract/core.ts';
import type { Log } from '../shell/log.ts';
import { followUnread } from '../shell/unread-total.ts';
import type { DesktopTexts } from './texts.ts';
import { trayIcon } from './tray-icon.ts';

export interface TrayOptions {
  core: CoreApi;
  texts: DesktopTexts;
  /** brings the window to the front */
  open(): void;
  log: Log;
}

/** Shows the app beside the clock, with how much is unread there and at the app's own icon. */
export async function showTray({ core, texts, open, log }: TrayOptions): Promise<void> {
  const tray = new Tray(path.join(app.getAppPath(), 'resources/icon', trayIcon(process.platform)));
  const showMenu = () => {
    const labels = texts.current.tray;
    const items = [
      { label: labels.open, click: open },
      { label: labels.quit, click: () => app.quit() },
    ];
    tray.setContextMenu(Menu.buildFromTemplate(items));
  };
  showMenu();
  core.listen((name) => {
    if (name === 'settings') showMenu();
  });
  tray.on('click', open);
  tray.setToolTip(app.getName());
  const showTotal = (total: number) => {
    app.setBadgeCount(total);
    tray.setToolTip(total > 0 ? `(${total}) ${app.getName()}` : app.getName());
  };
  await followUnread(core, showTotal, log);
}
