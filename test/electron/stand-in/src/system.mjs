// What the app asks of the desktop: recorded, and steered by the test.
import { EventEmitter } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { app } from './app.mjs';
import { cdpQuiet } from './browser.mjs';
import { config, inert, makeEvent, problem, record, strict, unimplemented } from './core.mjs';
import { NativeImage, nativeImage, toImage } from './image.mjs';
import { contentsByTarget, netFetch } from './session.mjs';
import { BrowserWindow } from './window/browser-window.mjs';
import { host } from './window/registry.mjs';

// ---- menus
let lastCommand = 0;
const roles = {
  quit: () => app.quit(),
  close: (w) => w?.close(),
  minimize: (w) => w?.minimize(),
  reload: (w) => w?.reload(),
  forcereload: (w) => w?.webContents.reloadIgnoringCache(),
  toggledevtools: (w) => w?.webContents.toggleDevTools(),
  togglefullscreen: (w) => w?.setFullScreen(!w.isFullScreen()),
  about: () => app.showAboutPanel(),
  resetzoom: (w) => w?.webContents.setZoomLevel(0),
  zoomin: (w) => w?.webContents.setZoomLevel(w.webContents.getZoomLevel() + 0.5),
  zoomout: (w) => w?.webContents.setZoomLevel(w.webContents.getZoomLevel() - 0.5),
};
export class MenuItem {
  constructor(options) {
    const { click, submenu, ...rest } = options;
    Object.assign(this, {
      label: options.role ?? '',
      type: submenu ? 'submenu' : 'normal',
      enabled: true,
      visible: true,
      checked: false,
      accelerator: undefined,
      role: undefined,
      id: undefined,
      icon: undefined,
      sublabel: '',
      toolTip: '',
      registerAccelerator: true,
      userAccelerator: null,
      menu: undefined,
      commandId: ++lastCommand,
      ...rest,
    });
    this.submenu = Array.isArray(submenu) ? Menu.buildFromTemplate(submenu) : submenu;
    const self = strict(this, 'MenuItem');
    this.click = (event, win = BrowserWindow.getFocusedWindow() ?? undefined) => {
      if (this.type === 'checkbox') this.checked = !this.checked;
      if (this.type === 'radio') {
        for (const item of this.menu?.items ?? []) if (item.type === 'radio') item.checked = false;
        this.checked = true;
      }
      if (click) return click(self, win, makeEvent(event ?? {}));
      if (this.role)
        (roles[this.role.toLowerCase()] ?? (() => unimplemented(`clicking a menu item of role "${this.role}"`)))(win);
      return undefined;
    };
    return self;
  }
  toHarness() {
    const { id, label, type, role, accelerator, enabled, visible, checked, submenu } = this;
    return { id, label, type, role, accelerator, enabled, visible, checked, submenu: submenu?.toHarness() };
  }
}
export class Menu extends EventEmitter {
  static _application = null;
  static _popup = null;
  items = [];
  constructor() {
    super();
    return strict(this, 'Menu');
  }
  static buildFromTemplate(template) {
    const menu = new Menu();
    for (const t of template) menu.append(t instanceof MenuItem ? t : new MenuItem(t));
    return menu;
  }
  static setApplicationMenu(menu) {
    Menu._application = app.applicationMenu = menu;
    record('Menu.setApplicationMenu', menu);
  }
  static getApplicationMenu() {
    return Menu._application;
  }
  append(item) {
    this.insert(this.items.length, item);
  }
  insert(at, item) {
    item.menu = this;
    this.items.splice(at, 0, item);
  }
  getMenuItemById(id) {
    return this._find((item) => item.id === id) ?? null;
  }
  popup(options) {
    Menu._popup = this;
    record('Menu.popup', this);
    setImmediate(() => this.emit('menu-will-show', makeEvent()));
    this._callback = options?.callback;
  }
  closePopup() {
    if (Menu._popup === this) Menu._popup = null;
    this._callback?.();
    this.emit('menu-will-close', makeEvent());
  }
  _find(test) {
    for (const item of this.items) {
      const found = test(item) ? item : item.submenu?._find(test);
      if (found) return found;
    }
    return undefined;
  }
  toHarness() {
    return this.items.map((i) => i.toHarness());
  }
}

// ---- tray and notifications
export const trays = [];
export class Tray extends EventEmitter {
  constructor(image) {
    super();
    Object.assign(this, { _image: toImage(image), _tip: '', _title: '', _menu: null });
    const self = strict(this, 'Tray');
    trays.push(self);
    record('Tray', this._image);
    return self;
  }
  setImage(image) {
    this._image = toImage(image);
    record('Tray.setImage', this._image);
  }
  setToolTip(text) {
    this._tip = text;
    record('Tray.setToolTip', text);
  }
  setTitle(text) {
    this._title = text;
    record('Tray.setTitle', text);
  }
  getTitle() {
    return this._title;
  }
  setContextMenu(menu) {
    this._menu = menu;
    record('Tray.setContextMenu', menu);
  }
  setIgnoreDoubleClickEvents() {}
  popUpContextMenu(menu = this._menu) {
    menu?.popup();
  }
  getBounds() {
    return { x: 0, y: 0, width: 24, height: 24 };
  }
  isDestroyed() {
    return Boolean(this._destroyed);
  }
  destroy() {
    this._destroyed = true;
    trays.splice(trays.indexOf(this), 1);
    record('Tray.destroy');
  }
  toHarness() {
    return {
      toolTip: this._tip,
      title: this._title,
      image: this._image.toHarness(),
      menu: this._menu?.toHarness() ?? null,
    };
  }
}
export const notifications = [];
export class Notification extends EventEmitter {
  constructor(options = {}) {
    super();
    Object.assign(this, {
      title: '',
      subtitle: '',
      body: '',
      silent: false,
      hasReply: false,
      replyPlaceholder: '',
      urgency: 'normal',
      timeoutType: 'default',
      actions: [],
      sound: '',
      closeButtonText: '',
      toastXml: '',
      ...options,
    });
    return strict(this, 'Notification');
  }
  static isSupported() {
    return config.notifications !== false;
  }
  show() {
    notifications.push(this);
    record('Notification.show', this);
    setImmediate(() => this.emit('show', makeEvent()));
  }
  close() {
    const at = notifications.indexOf(this);
    if (at >= 0) {
      notifications.splice(at, 1);
      this.emit('close', makeEvent());
    }
  }
  toHarness() {
    const { title, subtitle, body, silent, urgency, hasReply, actions } = this;
    return { title, subtitle, body, silent, urgency, hasReply, actions };
  }
}

// ---- dialogs: answered in advance by the test, or refused
/** @type {Map<string, any[]>} */
export const answers = new Map();
const showDialog =
  (name) =>
  (...args) => {
    const options = args.find((a) => a && !(a instanceof BrowserWindow)) ?? {};
    record(`dialog.${name}`, options);
    const queue = answers.get(name) ?? [];
    if (!queue.length) {
      const message = `electron-stand-in: no answer was prepared for dialog.${name} (${options.title ?? options.message ?? ''})`;
      problem('dialog', message);
      throw new Error(message);
    }
    return queue.shift();
  };
const later =
  (show) =>
  async (...args) =>
    show(...args);
export const dialog = strict(
  {
    showOpenDialog: later(showDialog('showOpenDialog')),
    showSaveDialog: later(showDialog('showSaveDialog')),
    showMessageBox: later(showDialog('showMessageBox')),
    showOpenDialogSync: showDialog('showOpenDialogSync'),
    showSaveDialogSync: showDialog('showSaveDialogSync'),
    showMessageBoxSync: showDialog('showMessageBoxSync'),
    showErrorBox(title, content) {
      record('dialog.showErrorBox', title, content);
      process.stderr.write(`${title}\n${content}\n`);
    },
  },
  'dialog',
);

// ---- shell, clipboard
export const shell = strict(
  {
    async openExternal(url, options) {
      new URL(url);
      record('shell.openExternal', url, options);
    },
    async openPath(file) {
      record('shell.openPath', file);
      return existsSync(file) ? '' : 'Failed to open path';
    },
    showItemInFolder(file) {
      record('shell.showItemInFolder', file);
    },
    async trashItem(file) {
      record('shell.trashItem', file);
      if (!existsSync(file)) throw new Error('Failed to move item to trash');
      rmSync(file, { recursive: true });
    },
    beep() {
      record('shell.beep');
    },
  },
  'shell',
);

/** Electron 45's web-like item; only in-memory data. */
export class ClipboardItem {
  constructor(data) {
    this._data = data;
  }
  get types() {
    return Object.keys(this._data);
  }
  async getType(type) {
    const v = await this._data[type];
    if (v === undefined) throw new Error(`The type was not found: ${type}`);
    return v instanceof Blob ? v : new Blob([v], { type });
  }
}
export const clipboardState = { text: '', html: '', image: NativeImage.createEmpty(), items: [] };
const setClipboard = (state) => {
  Object.assign(clipboardState, { text: '', html: '', image: NativeImage.createEmpty(), items: [] }, state);
};
const textItem = () => (clipboardState.text ? [new ClipboardItem({ 'text/plain': clipboardState.text })] : []);
export const clipboard = strict(
  {
    clear() {
      setClipboard({});
    },
    async readText() {
      return clipboardState.text;
    },
    async writeText(text) {
      record('clipboard.writeText', text);
      setClipboard({ text });
    },
    async read() {
      return clipboardState.items.length ? clipboardState.items : textItem();
    },
    async write(items) {
      record(
        'clipboard.write',
        items.map((i) => i.types),
      );
      const text = items.find((i) => i.types.includes('text/plain'));
      const png = items.find((i) => i.types.includes('image/png'));
      setClipboard({
        items,
        text: text ? await (await text.getType('text/plain')).text() : '',
        ...(png && { image: NativeImage.createFromBuffer(await (await png.getType('image/png')).arrayBuffer()) }),
      });
    },
    async has(type) {
      return (await this.read()).some((i) => i.types.includes(type));
    },
  },
  'clipboard',
);

// ---- theme, power, screen, shortcuts
class NativeTheme extends EventEmitter {
  shouldUseHighContrastColors = false;
  shouldUseInvertedColorScheme = false;
  inForcedColorsMode = false;
  prefersReducedTransparency = false;
  _source = 'system';
  _system = 'light';
  get themeSource() {
    return this._source;
  }
  set themeSource(v) {
    if (!['system', 'light', 'dark'].includes(v))
      throw new TypeError(`Error processing argument at index 0, conversion failure from ${v}`);
    this._change(() => {
      this._source = v;
    });
  }
  get shouldUseDarkColors() {
    return (this._source === 'system' ? this._system : this._source) === 'dark';
  }
  _change(set) {
    const before = this.shouldUseDarkColors;
    set();
    for (const c of contentsByTarget.values()) this._apply(c);
    if (before !== this.shouldUseDarkColors) setImmediate(() => this.emit('updated'));
  }
  _apply(contents) {
    return cdpQuiet(
      'Emulation.setEmulatedMedia',
      { features: [{ name: 'prefers-color-scheme', value: this.shouldUseDarkColors ? 'dark' : 'light' }] },
      contents._session,
    );
  }
}
export const nativeTheme = strict(new NativeTheme(), 'nativeTheme');
host.onAttach = (contents) => nativeTheme._apply(contents);

class PowerMonitor extends EventEmitter {
  onBatteryPower = false;
  isOnBatteryPower() {
    return false;
  }
  getSystemIdleTime() {
    return config.idleSeconds ?? 0;
  }
  getSystemIdleState(threshold) {
    return this.getSystemIdleTime() >= threshold ? 'idle' : 'active';
  }
}
export const powerMonitor = strict(new PowerMonitor(), 'powerMonitor');
const blockers = new Set();
export const powerSaveBlocker = strict(
  {
    start(type) {
      const id = blockers.size;
      blockers.add(id);
      record('powerSaveBlocker.start', type);
      return id;
    },
    stop: (id) => blockers.delete(id),
    isStarted: (id) => blockers.has(id),
  },
  'powerSaveBlocker',
);

const area = config.screen ?? { x: 0, y: 0, width: 1920, height: 1080 };
const display = {
  id: 1,
  label: 'harness',
  bounds: { ...area },
  size: { width: area.width, height: area.height },
  workArea: { ...area },
  workAreaSize: { width: area.width, height: area.height },
  scaleFactor: 1,
  rotation: 0,
  internal: false,
  touchSupport: 'unavailable',
  accelerometerSupport: 'unavailable',
  monochrome: false,
  colorDepth: 24,
  colorSpace: '',
  depthPerComponent: 8,
  displayFrequency: 60,
  detected: true,
  maximumCursorSize: { width: 0, height: 0 },
  nativeOrigin: { x: 0, y: 0 },
};
class Screen extends EventEmitter {
  getPrimaryDisplay() {
    return display;
  }
  getAllDisplays() {
    return [display];
  }
  getDisplayMatching() {
    return display;
  }
  getDisplayNearestPoint() {
    return display;
  }
  getCursorScreenPoint() {
    return { x: 0, y: 0 };
  }
}
export const screen = strict(new Screen(), 'screen');

/** @type {Map<string, () => void>} */
export const shortcuts = new Map();
export const globalShortcut = strict(
  {
    register(accelerator, callback) {
      if (shortcuts.has(accelerator)) return false;
      shortcuts.set(accelerator, callback);
      record('globalShortcut.register', accelerator);
      return true;
    },
    registerAll(list, callback) {
      for (const a of list) this.register(a, callback);
    },
    isRegistered: (accelerator) => shortcuts.has(accelerator),
    unregister(accelerator) {
      shortcuts.delete(accelerator);
    },
    unregisterAll() {
      shortcuts.clear();
    },
  },
  'globalShortcut',
);

// ---- the rest
export const desktopCapturer = strict(
  {
    /** The app's own windows stand in for the screen and the windows of other programs. */
    async getSources({ types, thumbnailSize = { width: 150, height: 150 } }) {
      record('desktopCapturer.getSources', types);
      if (!types.includes('window')) unimplemented('desktopCapturer.getSources without type "window"');
      return Promise.all(
        BrowserWindow.getAllWindows()
          .filter((w) => w.isVisible())
          .map(async (w) => {
            const image = await w.capturePage();
            return {
              id: `window:${w.id}:0`,
              name: w.getTitle(),
              display_id: '1',
              appIcon: nativeImage.createEmpty(),
              thumbnail: thumbnailSize.width ? image.resize({ width: thumbnailSize.width }) : nativeImage.createEmpty(),
            };
          }),
      );
    },
  },
  'desktopCapturer',
);
export const net = strict({ fetch: netFetch, isOnline: () => true, online: true }, 'net');
export const crashReporter = strict(
  {
    start(options) {
      inert('crashReporter.start', options);
    },
    addExtraParameter() {},
    removeExtraParameter() {},
    getParameters: () => ({}),
    getLastCrashReport: () => null,
    getUploadedReports: () => [],
  },
  'crashReporter',
);
