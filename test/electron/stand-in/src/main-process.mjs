// Puts the substitute `electron` in place and answers the test process over the IPC channel.
import { getCallSites } from 'node:util';
import { runInThisContext } from 'node:vm';
import { app, checkLibraries, nameProgram, start } from './app.mjs';
import { cdpQuiet, stopBrowser } from './browser.mjs';
import { config, journal, makeEvent, missing, platform, problem, problems, strict, toTest } from './core.mjs';
import { refuseWhatBoringSslLacks, reports } from './crypto.mjs';
import { substitute } from './hooks.mjs';
import { nativeImage } from './image.mjs';
import { ipcMain } from './ipc.mjs';
import { createSafeStorage } from './safe-storage.mjs';
import { contentsByTarget, protocol, session } from './session.mjs';
import * as system from './system.mjs';
import { utilityProcess } from './utility.mjs';
import { BrowserWindow } from './window/browser-window.mjs';
import { consoleMessages, host } from './window/registry.mjs';
import './window/popups.mjs';

const { answers, clipboardState, notifications, shortcuts, trays, Menu } = system;
const absent = Object.fromEntries(
  [
    'autoUpdater',
    'BaseWindow',
    'BrowserView',
    'contentTracing',
    'ImageView',
    'inAppPurchase',
    'MessageChannelMain',
    'netLog',
    'pushNotifications',
    'ShareMenu',
    'sharedTexture',
    'systemPreferences',
    'TouchBar',
    'View',
    'webFrameMain',
    'WebContentsView',
    'WebSocket',
    'contextBridge',
    'ipcRenderer',
    'webFrame',
    'webUtils',
  ].map((n) => [n, missing(n)]),
);
const {
  clipboard,
  ClipboardItem,
  crashReporter,
  desktopCapturer,
  dialog,
  globalShortcut,
  MenuItem,
  nativeTheme,
  net,
  Notification,
  powerMonitor,
  powerSaveBlocker,
  screen,
  shell,
  Tray,
} = system;
const contents = strict(
  {
    getAllWebContents: () => [...contentsByTarget.values()],
    fromId: (id) => BrowserWindow.fromId(id)?.webContents,
    getFocusedWebContents: () => BrowserWindow.getFocusedWindow()?.webContents ?? null,
  },
  'webContents',
);
const electron = {
  ...absent,
  app,
  BrowserWindow: strict(BrowserWindow, 'BrowserWindow'),
  clipboard,
  ClipboardItem,
  crashReporter,
  desktopCapturer,
  dialog,
  globalShortcut,
  ipcMain,
  Menu: strict(Menu, 'Menu'),
  MenuItem,
  nativeImage,
  nativeTheme,
  net,
  Notification: strict(Notification, 'Notification'),
  powerMonitor,
  powerSaveBlocker,
  protocol,
  safeStorage: strict(
    createSafeStorage(config.safeStorage ?? {}, {
      platform,
      folder: () => app.getPath('userData'),
      isReady: () => app.isReady(),
    }),
    'safeStorage',
  ),
  screen,
  session,
  shell,
  Tray,
  utilityProcess,
  webContents: contents,
};

/** Electron 45's own, by the registry of node-abi. */
const nodeModuleVersion = '150';
Object.defineProperty(process, 'versions', {
  value: { ...process.versions, electron: config.electronVersion, chrome: '', modules: nodeModuleVersion },
  configurable: true,
});
Object.defineProperty(process, 'type', { value: 'browser' });
nameProgram();
simulatePlatform();
substitute(electron, Object.keys(electron), start);

/** The app's own code sees the simulated system; Node, packages and the stand-in need to see the real one. */
function simulatePlatform() {
  const real = process.platform;
  const isAppCode = (file = '') => !/^node:|[\\/]node_modules[\\/]/.test(file) && !file.startsWith(here);
  const here = new URL('.', import.meta.url).href;
  Object.defineProperty(process, 'platform', {
    configurable: true,
    enumerable: true,
    get: () => (isAppCode(getCallSites(2)[1]?.scriptName) ? platform : real),
  });
}

// ---- the test's side of things
const send = process.send.bind(process);
process.send = undefined; // the app's main process has no parent to talk to
for (const event of ['chromium', 'ready', 'window', 'window-closed', 'problem', 'call'])
  toTest.on(event, (data) => {
    if (process.connected) send({ event, data }, () => {});
  });
host.flush = () => new Promise((resolve) => (process.connected ? send({ event: 'flushed' }, resolve) : resolve()));
refuseWhatBoringSslLacks((message) => problem('crypto', message));
const threads = new BroadcastChannel(reports);
threads.onmessage = ({ data }) => problem('crypto', data);
threads.unref();
process.on('uncaughtExceptionMonitor', (error, origin) => problem(origin, error?.stack ?? String(error)));
process.on('disconnect', () => stopBrowser().then(() => process.exit(1)));

const findItem = (menu, wanted) => {
  const item = menu?._find((i) => i.id === wanted) ?? menu?._find((i) => i.label === wanted);
  if (!item) throw new Error(`no menu item with id or label "${wanted}"`);
  if (!item.enabled || !item.visible)
    throw new Error(`the menu item "${wanted}" is ${item.enabled ? 'invisible' : 'disabled'}`);
  return item;
};
const pick = (list, at, what) =>
  list[at] ??
  (() => {
    throw new Error(`no ${what} number ${at}; there are ${list.length}`);
  })();
const commands = {
  evaluate: (source, arg) => runInThisContext(`(${source})`)(electron, arg),
  quit: () => {
    app.quit();
  },
  quitTwice: () => {
    app.once('will-quit', () => setImmediate(() => app.quit()));
    app.quit();
  },
  killRenderer: (id) => BrowserWindow.fromId(id).webContents._killRenderer(),
  calls: () => journal,
  problems: () => {
    checkLibraries();
    problems.length = 0;
  },
  console: () => consoleMessages,
  windows: () =>
    BrowserWindow.getAllWindows().map((w) => ({
      id: w.id,
      title: w.getTitle(),
      visible: w.isVisible(),
      focused: w.isFocused(),
      bounds: w.getBounds(),
      url: w.webContents.getURL(),
      crashed: w.webContents.isCrashed(),
    })),
  answer: (method, answer) => {
    if (!/^show(Open|Save)Dialog(Sync)?$|^showMessageBox(Sync)?$/.test(method))
      throw new Error(`dialog.${method} takes no answer`);
    answers.set(method, [...(answers.get(method) ?? []), answer]);
  },
  notifications: () => notifications.map((n) => n.toHarness()),
  notify: (at, event, ...args) => {
    const n = pick(notifications, at, 'notification');
    if (event === 'close') n.close();
    else n.emit(event, makeEvent(), ...args);
  },
  trays: () => trays.map((t) => t.toHarness()),
  trayEvent: (event, at = 0) => {
    pick(trays, at, 'tray').emit(event, makeEvent(), { x: 0, y: 0, width: 24, height: 24 });
  },
  trayMenu: (wanted, at = 0) => {
    findItem(pick(trays, at, 'tray')._menu, wanted).click();
  },
  menu: () => Menu._application?.toHarness() ?? null,
  popup: () => Menu._popup?.toHarness() ?? null,
  menuClick: (wanted) => {
    findItem(Menu._application, wanted).click();
  },
  popupClick: (wanted) => {
    const menu = Menu._popup;
    findItem(menu, wanted).click();
    menu.closePopup();
  },
  shortcuts: () => [...shortcuts.keys()],
  shortcut: (accelerator) => {
    (
      shortcuts.get(accelerator) ??
      (() => {
        throw new Error(`no global shortcut "${accelerator}"`);
      })
    )();
  },
  clipboardText: () => clipboardState.text,
  setClipboardText: (text) => {
    Object.assign(clipboardState, { text, html: '', image: nativeImage.createEmpty(), items: [] });
  },
  clipboardImage: () => (clipboardState.image.isEmpty() ? null : clipboardState.image.toPNG()),
  systemTheme: (theme) => {
    nativeTheme._change(() => {
      nativeTheme._system = theme;
    });
  },
};
/** Let everything that the pages have already sent arrive first. */
const flush = () =>
  Promise.race([
    Promise.all(
      [...contentsByTarget.values()].map((c) => cdpQuiet('Runtime.evaluate', { expression: '0' }, c._session)),
    ),
    new Promise((r) => setTimeout(r, 300)),
  ]);
process.on('message', async ({ id, command, args }) => {
  try {
    await flush();
    send({ id, result: await commands[command](...args) }, () => {});
  } catch (error) {
    send({ id, error: { message: error?.message ?? String(error), stack: error?.stack } }, () => {});
  }
});
