import path from 'node:path';
import { app, type BrowserWindow, Menu, Tray } from 'electron';
import english from '../../resources/locales/en.json' with { type: 'json' };
import chinese from '../../resources/locales/zh-CN.json' with { type: 'json' };
import type { CoreApi } from '../contract/core.ts';
import type { AppState } from '../contract/model.ts';
import { followUnread } from '../shell/unread-total.ts';
import { showWindow } from './window/window.ts';

/** Shows the app beside the clock, with how much is unread there and at the app's own icon. */
export async function showTray(core: CoreApi, window: BrowserWindow): Promise<void> {
  const tray = new Tray(path.join(app.getAppPath(), 'resources/icon/tray.png'));
  const state = await core.call('app.state', {});
  const label = (language: AppState['settings']['language']) => {
    const texts = (language === 'system' ? state.systemLanguage : language) === 'en' ? english.tray : chinese.tray;
    tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: texts.open, click: () => showWindow(window) },
        { label: texts.quit, click: () => app.quit() },
      ]),
    );
  };
  label(state.settings.language);
  core.listen((name, value) => {
    if (name === 'settings') label((value as AppState['settings']).language);
  });
  tray.on('click', () => showWindow(window));
  tray.setToolTip(app.getName());
  await followUnread(core, (total) => {
    app.setBadgeCount(total);
    tray.setToolTip(total > 0 ? `(${total}) ${app.getName()}` : app.getName());
  });
}
