import { EventEmitter } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { browser, startBrowser, stopBrowser } from './browser.mjs';
import { config, makeEvent, platform, problem, record, strict, toTest } from './core.mjs';
import { dock } from './dock.mjs';
import { ownLibrariesWithGlib } from './libraries.mjs';
import { startSession } from './session.mjs';
import { BrowserWindow } from './window/browser-window.mjs';
import { host } from './window/registry.mjs';

const findPackage = (dir) =>
  existsSync(path.join(dir, 'package.json')) || dir === path.dirname(dir) ? dir : findPackage(path.dirname(dir));
const appPath = config.main ? findPackage(path.dirname(config.main)) : process.cwd();
const manifest = existsSync(path.join(appPath, 'package.json'))
  ? JSON.parse(readFileSync(path.join(appPath, 'package.json'), 'utf8'))
  : {};
const resources = config.packed ? path.dirname(appPath) : path.join(appPath, 'resources');
const program = config.packed ? path.join(resources, '..', manifest.name) : process.execPath;
const userData = config.userDataDir ?? path.join(os.tmpdir(), 'electron-stand-in');
const folder = (name) => path.join(userData, 'home', name);
const paths = {
  home: os.homedir(),
  appData: path.join(userData, 'appData'),
  userData,
  sessionData: userData,
  temp: os.tmpdir(),
  exe: program,
  module: program,
  logs: path.join(userData, 'logs'),
  crashDumps: path.join(userData, 'Crashpad'),
  desktop: folder('Desktop'),
  documents: folder('Documents'),
  downloads: folder('Downloads'),
  music: folder('Music'),
  pictures: folder('Pictures'),
  videos: folder('Videos'),
};
const switches = new Map(
  process.argv
    .slice(1)
    .filter((a) => a.startsWith('--'))
    .map((a) => {
      const [k, ...v] = a.slice(2).split('=');
      return [k, v.join('=')];
    }),
);
const forbidden = ['remote-debugging-port', 'remote-debugging-pipe', 'user-data-dir', 'headless'];
const protocolClients = new Set();
let loginItem = { openAtLogin: false };
let ready = false;
let quitting = false;
let exiting = false;
let lock = null;
let resolveReady;
const whenReady = new Promise((resolve) => {
  resolveReady = resolve;
});
const extraArgs = [];

class App extends EventEmitter {
  isPackaged = Boolean(config.packed);
  dock = platform === 'darwin' ? dock : undefined;
  applicationMenu = null;
  userAgentFallback = '';
  commandLine = strict(
    {
      appendSwitch(name, value = '') {
        switches.set(name, value);
        if (!forbidden.includes(name)) extraArgs.push(value ? `--${name}=${value}` : `--${name}`);
        record('app.commandLine.appendSwitch', name, value);
      },
      hasSwitch: (name) => switches.has(name),
      getSwitchValue: (name) => switches.get(name) ?? '',
      removeSwitch(name) {
        switches.delete(name);
      },
      appendArgument(value) {
        record('app.commandLine.appendArgument', value);
      },
    },
    'app.commandLine',
  );
  _name = manifest.productName ?? manifest.name ?? 'Electron';
  get name() {
    return this._name;
  }
  set name(v) {
    this._name = v;
  }
  getName() {
    return this._name;
  }
  setName(v) {
    this._name = v;
  }
  getVersion() {
    return manifest.version ?? process.versions.electron;
  }
  getAppPath() {
    return appPath;
  }
  getLocale() {
    return config.locale ?? 'en-US';
  }
  getSystemLocale() {
    return config.locale ?? 'en-US';
  }
  getPreferredSystemLanguages() {
    return [config.locale ?? 'en-US'];
  }
  getLocaleCountryCode() {
    return (config.locale ?? 'en-US').split('-')[1] ?? '';
  }
  getPath(name) {
    if (!(name in paths)) throw new Error(`Failed to get '${name}' path`);
    if (paths[name].startsWith(userData)) mkdirSync(paths[name], { recursive: true });
    return paths[name];
  }
  setPath(name, value) {
    if (!path.isAbsolute(value)) throw new Error('Path must be absolute');
    paths[name] = value;
  }
  setAppLogsPath(value) {
    paths.logs = value ?? paths.logs;
  }
  isReady() {
    return ready;
  }
  whenReady() {
    return whenReady;
  }
  focus() {
    record('app.focus');
  }
  show() {
    record('app.show');
  }
  hide() {
    record('app.hide');
  }
  relaunch(options) {
    record('app.relaunch', options);
  }
  setAsDefaultProtocolClient(scheme, ...rest) {
    record('app.setAsDefaultProtocolClient', scheme, ...rest);
    protocolClients.add(scheme);
    return true;
  }
  removeAsDefaultProtocolClient(scheme) {
    record('app.removeAsDefaultProtocolClient', scheme);
    return protocolClients.delete(scheme);
  }
  isDefaultProtocolClient(scheme) {
    return protocolClients.has(scheme);
  }
  setLoginItemSettings(settings) {
    record('app.setLoginItemSettings', settings);
    loginItem = { ...loginItem, ...settings };
  }
  getLoginItemSettings() {
    return {
      openAtLogin: loginItem.openAtLogin,
      wasOpenedAtLogin: false,
      wasOpenedAsHidden: false,
      openAsHidden: false,
      restoreState: false,
      executableWillLaunchAtLogin: loginItem.openAtLogin,
      launchItems: [],
    };
  }
  setAppUserModelId(id) {
    record('app.setAppUserModelId', id);
  }
  setDesktopName(name) {
    record('app.setDesktopName', name);
  }
  setAboutPanelOptions(options) {
    record('app.setAboutPanelOptions', options);
  }
  showAboutPanel() {
    record('app.showAboutPanel');
  }
  setBadgeCount(n = 0) {
    this._badge = n;
    record('app.setBadgeCount', n);
    return true;
  }
  getBadgeCount() {
    return this._badge ?? 0;
  }
  get badgeCount() {
    return this.getBadgeCount();
  }
  set badgeCount(n) {
    this.setBadgeCount(n);
  }
  addRecentDocument(file) {
    record('app.addRecentDocument', file);
  }
  clearRecentDocuments() {
    record('app.clearRecentDocuments');
  }
  disableHardwareAcceleration() {
    record('app.disableHardwareAcceleration');
  }
  enableSandbox() {
    record('app.enableSandbox');
  }
  isAccessibilitySupportEnabled() {
    return false;
  }
  setProxy(proxy) {
    record('app.setProxy', proxy);
    return Promise.resolve();
  }

  requestSingleInstanceLock(additionalData = {}) {
    if (lock) return true;
    const dir = path.join(paths.userData, 'single-instance');
    const file = path.join(dir, 'lock');
    mkdirSync(dir, { recursive: true });
    for (;;) {
      try {
        writeFileSync(file, String(process.pid), { flag: 'wx' });
        break;
      } catch (error) {
        if (error.code !== 'EEXIST') throw error;
      }
      try {
        process.kill(Number(readFileSync(file, 'utf8')), 0);
        writeFileSync(
          path.join(dir, `${Date.now()}-${process.pid}.json`),
          JSON.stringify({ argv: process.argv, cwd: process.cwd(), additionalData }),
        );
        return false;
      } catch (error) {
        if (error.code !== 'ESRCH') throw error;
        rmSync(file);
      } // left by a dead process
    }
    const timer = setInterval(() => {
      if (!ready) return; // told after ready only
      for (const name of readdirSync(dir)
        .filter((n) => n.endsWith('.json'))
        .sort()) {
        let message;
        try {
          message = JSON.parse(readFileSync(path.join(dir, name), 'utf8'));
        } catch {
          continue;
        } // still being written
        rmSync(path.join(dir, name));
        deliver('second-instance', message.argv, message.cwd, message.additionalData);
      }
    }, 50);
    lock = {
      release() {
        clearInterval(timer);
        rmSync(file, { force: true });
        lock = null;
      },
    };
    process.on('exit', () => lock?.release());
    return true;
  }
  hasSingleInstanceLock() {
    return lock !== null;
  }
  releaseSingleInstanceLock() {
    lock?.release();
  }

  quit() {
    if (quitting || exiting) return;
    const event = makeEvent();
    this.emit('before-quit', event);
    if (event.defaultPrevented) return;
    quitting = true;
    for (const win of BrowserWindow.getAllWindows()) {
      if (!quitting) return;
      if (!win.isDestroyed()) win.close();
    }
    if (!BrowserWindow.getAllWindows().length) setImmediate(finishQuit);
  }
  exit(code = 0) {
    if (exiting) return;
    exiting = true;
    for (const win of BrowserWindow.getAllWindows()) win.destroy();
    this.emit('quit', makeEvent(), code);
    checkLibraries();
    stopBrowser()
      .catch((error) => problem('browser', error.stack))
      .then(() => host.flush())
      .then(() => process.exit(code));
  }
}
export const app = strict(new App(), 'app', [
  'setJumpList',
  'setUserTasks',
  'getJumpListSettings',
  'moveToApplicationsFolder',
  'setActivationPolicy',
  'isInApplicationsFolder',
  'setUserActivity',
]);

/** A problem for each library that Electron's process would not survive. */
export function checkLibraries() {
  for (const file of ownLibrariesWithGlib()) {
    if (!told.has(file)) problem('library', `a second GLib is in the process: ${file}`);
    told.add(file);
  }
}
const told = new Set();

function finishQuit() {
  if (exiting || !quitting) return;
  const event = makeEvent();
  app.emit('will-quit', event);
  if (event.defaultPrevented) {
    quitting = false;
    return;
  }
  app.exit(0);
}
host.appPath = () => appPath;
host.emit = (...args) => app.emit(...args);
host.onCloseRefused = () => {
  quitting = false;
};
host.onWindowsGone = () => {
  if (exiting) return;
  if (quitting) finishQuit();
  else if (!app.emit('window-all-closed')) app.quit();
};
let ranReady;
host.ready = new Promise((resolve) => {
  ranReady = resolve;
});

/** Emits what the desktop wants of the app. Nothing is kept for listeners that come later. */
function deliver(event, ...args) {
  if (!app.emit(event, makeEvent(), ...args))
    problem('lost', `${event} came when nobody listened: ${JSON.stringify(args[0])}`);
}

let started = false;
/** Called when the app first loads `electron`: Chromium starts once the main script's first turn is over. */
export function start() {
  if (started) return;
  started = true;
  setImmediate(async () => {
    if (quitting || exiting) return;
    try {
      app.emit('will-finish-launching');
      if (config.openUrl !== undefined) deliver('open-url', config.openUrl);
      config.browserArgs = [
        ...(config.browserArgs ?? []),
        `--lang=${app.getLocale()}`,
        `--accept-lang=${app.getLocale()}`,
        ...extraArgs,
      ];
      const { chrome, endpoint } = await startBrowser(paths.userData);
      process.versions.chrome = chrome;
      browser.once('gone', (expected) => {
        if (!expected && !exiting) {
          problem('browser', 'Chromium went away');
          process.exit(1);
        }
      });
      await startSession();
      ranReady();
      ready = true;
      toTest.emit('ready', { endpoint });
      resolveReady();
      app.emit('ready', makeEvent(), {});
      if (config.secondInstanceDuringStart) setImmediate(startAgain, config.secondInstanceDuringStart);
    } catch (error) {
      problem('browser', error.stack);
      process.stderr.write(`${error.stack}\n`);
      process.exit(1);
    }
  });
}

/** Somebody starts the app again before it has opened its window. */
function startAgain(args) {
  deliver('second-instance', [process.execPath, ...args], process.cwd(), {});
}

/** What `process` says of the program: that of an installed one, or Electron's own with the app as its first argument. */
export function nameProgram() {
  Object.defineProperty(process, 'resourcesPath', { value: resources, writable: true });
  if (!config.packed) {
    Object.defineProperty(process, 'defaultApp', { value: true });
    return;
  }
  process.execPath = program;
  process.argv.splice(0, 2, program);
}
