// before the picture library is loaded, which happens when the first picture comes
import './pictures-in-wasm.ts';

import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { app, dialog, nativeTheme, powerMonitor, safeStorage, session } from 'electron';
import { forbidCoreDumps } from '../../protocol/system/index.ts';
import type { CoreApi } from '../contract/core.ts';
import type { Settings } from '../contract/settings.ts';
import { type Core, createCore } from '../core/core.ts';
import type { Log } from '../shell/log.ts';
import { presetServer } from '../shell/preset-server.ts';
import { receivedFolderIn } from '../shell/received-folder.ts';
import { nearestLanguage } from '../shell/system-language.ts';
import { announce } from './announce.ts';
import { FurtherStarts } from './further-starts.ts';
import { pinIdentity } from './identity.ts';
import { SystemKeychain } from './keychain.ts';
import { LateCore } from './late-core.ts';
import { openLinksHere } from './links.ts';
import { logFaults, openLog } from './log.ts';
import { setApplicationMenu } from './menu.ts';
import { opener } from './opener.ts';
import { readOptions } from './options.ts';
import { answerCalls, passEvents } from './page/ipc.ts';
import { declarePageScheme, servePage } from './page/page.ts';
import { limitDownloads, limitNavigation, limitPermissions } from './page/security.ts';
import { takeInFiles } from './page/staging.ts';
import { Quitting } from './quitting.ts';
import { openRememberedAccount } from './remembered-account.ts';
import { lockWithSystem } from './system-lock.ts';
import { DesktopTexts } from './texts.ts';
import { showTray } from './tray.ts';
import { untilFree } from './until-free.ts';
import { askAfterCrash } from './window/ask-after-crash.ts';
import { mendCrashes } from './window/crashes.ts';
import { offerEditMenu } from './window/edit-menu.ts';
import { hideOnClose } from './window/hide-on-close.ts';
import { loadPage, makeMainWindow, showWindow } from './window/window.ts';

/** How long the keychain may take, and the end of the app. */
const PATIENCE_MS = 5000;

const options = readOptions(process.argv.slice(1));
try {
  begin();
} catch (error) {
  // Electron would show it, and stay without a window.
  stopWithError(error);
}

function begin(): void {
  pinIdentity(app, options.folder === undefined ? undefined : path.resolve(options.folder));
  if (app.requestSingleInstanceLock()) return runHere();
  announce('already open');
  app.quit();
}

/** Before the app is ready: all that must be said, and heard, by then. */
function runHere(): void {
  void forbidCoreDumps();
  const log = openLog(app.getPath('userData'));
  logFaults(log);
  // Where somebody has turned the sandbox off, it cannot be had: to ask for it would keep the window from opening.
  const isSandboxed = !app.commandLine.hasSwitch('no-sandbox');
  if (isSandboxed) app.enableSandbox();
  declarePageScheme();
  limitNavigation();
  setApplicationMenu();
  app.on('child-process-gone', (_event, { type, reason, exitCode }) => {
    log(`a process has gone: ${type}, ${reason}, code ${exitCode}`);
  });
  app.on('window-all-closed', () => app.quit());
  // `npm start` asks so on Windows, where a signal would be the end at once.
  process.on('message', (message) => {
    if (message === 'stop') app.quit();
  });
  const starts = new FurtherStarts(app);
  const quitting = new Quitting({ app, patience: PATIENCE_MS, log });
  const begin = async () => {
    if (!quitting.hasBegun) await start({ starts, quitting, isSandboxed, log });
  };
  const fail = (error: unknown) => {
    log(`not started: ${describe(error)}`);
    // Somebody who ends the app while it starts need not hear of it.
    if (!quitting.hasBegun) stopWithError(error);
  };
  void app.whenReady().then(begin).catch(fail);
}

interface Starting {
  starts: FurtherStarts;
  quitting: Quitting;
  isSandboxed: boolean;
  log: Log;
}

/**
 * The window comes first, and its page; what the page asks for waits until the core is there. Nothing is waited for
 * before the end, so that whatever fails first is heard.
 */
function start({ starts, quitting, isSandboxed, log }: Starting): Promise<unknown> {
  openLinksHere(app, process);
  limitPermissions(session.defaultSession);
  limitDownloads(session.defaultSession);
  session.defaultSession.setSpellCheckerEnabled(false);
  const texts = new DesktopTexts(nearestLanguage(app.getLocale()));
  const keychain = new SystemKeychain({
    storage: safeStorage,
    platform: process.platform,
    patience: PATIENCE_MS,
    log,
  });

  const opening = openCore(keychain, isSandboxed, log);
  quitting.closeFirst(() => opening.then((core) => core.close()));
  const prepared = opening.then((core) => prepare(core, keychain, log));
  const core = new LateCore(prepared);
  answerCalls(core, log);
  takeInFiles(core, log);
  const served = servePage(path.join(import.meta.dirname, '../renderer'), core, log);

  let hasTray = false;
  const { window, shown } = makeMainWindow(path.join(app.getPath('userData'), 'window.json'));
  // macOS tells of its activation at each start: the window is not to be seen before there is something in it.
  const open = () => void shown.then(() => showWindow(window));
  passEvents(core, window.webContents);
  offerEditMenu(window, texts);
  mendCrashes(window, { log, ask: () => askAfterCrash(window, texts), quit: () => app.quit() });
  hideOnClose(window, {
    // On Linux nobody knows whether a tray is really shown.
    canComeBack: () => process.platform === 'darwin' || (process.platform === 'win32' && hasTray),
    isQuitting: () => quitting.hasBegun,
  });
  window.on('session-end', () => quitting.end());
  starts.serve((link) => {
    open();
    if (link !== undefined) void followLink(core, link, log);
  });

  const follow = async () => {
    const core = await opening;
    followSettings(core, texts);
    lockWithSystem({ monitor: powerMonitor, core, window, log });
    await showTray({ core, texts, open, log });
    hasTray = true;
    await prepared;
  };
  const load = async () => {
    await served;
    await Promise.all([loadPage(window), shown, opening]);
    if (!window.isDestroyed()) announce('window open');
  };
  return Promise.all([follow(), load()]);
}

/** @throws FolderInUseError when another Miyu has the folder, and does not leave it in a moment */
function openCore(keychain: SystemKeychain, isSandboxed: boolean, log: Log): Promise<Core> {
  const open = () =>
    createCore({
      folder: path.join(app.getPath('userData'), 'core'),
      host: 'electron',
      systemLanguage: nearestLanguage(app.getLocale()),
      deviceName: os.hostname(),
      version: app.getVersion(),
      receivedFolder: receivedFolderIn(app.getPath('downloads')),
      opener,
      keychain,
      desktop: { hearsScreenLock: process.platform !== 'linux', isSandboxed },
      log,
    });
  return untilFree(open, PATIENCE_MS + 1000);
}

/** What the page does not see in between: the account that opens by itself, the server of a first start. */
async function prepare(core: Core, keychain: SystemKeychain, log: Log): Promise<Core> {
  await openRememberedAccount(core, keychain, log);
  const { server } = options;
  if (server === undefined) return core;
  const followed = followLink(core, server, log);
  // Where one is known already, its answer is not waited for.
  if (core.state.server === undefined) await followed;
  return core;
}

async function followLink(core: CoreApi, link: string, log: Log): Promise<void> {
  try {
    await presetServer(core, link, log);
  } catch (error) {
    log(`the link was not followed: ${describe(error)}`);
  }
}

/** The window's frame, menus and first background follow what is chosen in the app. */
function followSettings(core: Core, texts: DesktopTexts): void {
  const follow = ({ theme, language }: Settings) => {
    nativeTheme.themeSource = theme;
    texts.choose(language);
  };
  follow(core.state.settings);
  core.listen((name, value) => {
    if (name === 'settings') follow(value as Settings);
  });
}

function stopWithError(error: unknown): void {
  dialog.showErrorBox('Miyu cannot start', describe(error));
  app.exit(1);
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
