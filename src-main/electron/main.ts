// first, so that the native picture library is out before anything else is loaded
import './pictures-in-wasm.ts';

import { mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { app, type BrowserWindow, dialog, nativeTheme, session } from 'electron';
import type { CoreApi } from '../contract/core.ts';
import { type Core, createCore } from '../core/core.ts';
import { openLastAccount } from '../shell/open-last.ts';
import { presetServer } from '../shell/preset-server.ts';
import { receivedFolderIn } from '../shell/received-folder.ts';
import { nearestLanguage } from '../shell/system-language.ts';
import { systemKeychain } from './keychain.ts';
import { setApplicationMenu } from './menu.ts';
import { opener } from './opener.ts';
import { findLink, readOptions } from './options.ts';
import { answerCalls, passEvents } from './page/ipc.ts';
import { declarePageScheme, servePage } from './page/page.ts';
import { limitDownloads, limitNavigation, limitPermissions } from './page/security.ts';
import { takeInFiles } from './page/staging.ts';
import { lockWithSystem } from './system-lock.ts';
import { showTray } from './tray.ts';
import { openMainWindow, showWindow } from './window/window.ts';

const options = readOptions(process.argv.slice(1));
if (options.folder !== undefined) keepEverythingIn(path.resolve(options.folder));

if (app.requestSingleInstanceLock()) {
  app.enableSandbox();
  declarePageScheme();
  limitNavigation();
  setApplicationMenu();
  void app.whenReady().then(start).catch(stopWithError);
} else app.quit();

async function start(): Promise<void> {
  app.setAsDefaultProtocolClient('miyu');
  limitPermissions(session.defaultSession);
  limitDownloads(session.defaultSession);
  const core = await openCore();
  closeBeforeQuit(core);
  if (options.server !== undefined) await presetServer(core, options.server);
  await openLastAccount(core);
  await followTheme(core);
  lockWithSystem(core);
  answerCalls(core);
  takeInFiles(core);
  await servePage(path.join(import.meta.dirname, '../renderer'), core);

  const stateFile = path.join(app.getPath('userData'), 'window.json');
  const window = await openMainWindow(stateFile, (created) => passEvents(core, created.webContents));
  onFurtherStarts(core, window);
  await showTray(core, window);
  app.on('window-all-closed', () => app.quit());
}

function keepEverythingIn(folder: string): void {
  mkdirSync(folder, { recursive: true });
  app.setPath('userData', folder);
}

async function openCore(): Promise<Core> {
  const keychain = await systemKeychain();
  return createCore({
    folder: path.join(app.getPath('userData'), 'core'),
    host: 'electron',
    systemLanguage: nearestLanguage(app.getLocale()),
    deviceName: os.hostname(),
    version: app.getVersion(),
    receivedFolder: receivedFolderIn(app.getPath('downloads')),
    opener,
    ...(keychain ? { keychain } : {}),
  });
}

/** What is on its way to the disk gets there; then the app ends. */
function closeBeforeQuit(core: Core): void {
  app.once('will-quit', (event) => {
    event.preventDefault();
    core.close().then(() => app.exit(), stopWithError);
  });
}

/** The window's frame, menus and first background follow the choice made in the app. */
async function followTheme(core: CoreApi): Promise<void> {
  const { settings } = await core.call('app.state', {});
  nativeTheme.themeSource = settings.theme;
  core.listen((name, value) => {
    if (name === 'settings') nativeTheme.themeSource = (value as typeof settings).theme;
  });
}

/** Someone starts the app again, perhaps by a link: the window that is there comes to the front. */
function onFurtherStarts(core: CoreApi, window: BrowserWindow): void {
  const comeBack = (link: string | undefined) => {
    showWindow(window);
    if (link !== undefined) void presetServer(core, link);
  };
  app.on('second-instance', (_event, args) => comeBack(findLink(args)));
  app.on('open-url', (event, url) => {
    event.preventDefault();
    comeBack(url);
  });
  app.on('activate', () => comeBack(undefined));
}

function stopWithError(error: unknown): void {
  const text = error instanceof Error ? error.message : String(error);
  dialog.showErrorBox('Miyu cannot start', text);
  app.exit(1);
}
