// A window: its states, which are records, and its page.
import { EventEmitter } from 'node:events';
import { cdpQuiet } from '../browser.mjs';
import { config, makeEvent, platform, record, strict, toTest } from '../core.mjs';
import { contentsByTarget } from '../session.mjs';
import { focus, host, sessions, windowOf, windows } from './registry.mjs';
import { WebContents } from './web-contents.mjs';

/** Options that only need to be read back. */
const flags = {
  Resizable: true,
  Movable: true,
  Minimizable: true,
  Maximizable: true,
  Closable: true,
  FullScreenable: true,
  Focusable: true,
  AlwaysOnTop: false,
  Kiosk: false,
  Enabled: true,
};

export class BrowserWindow extends EventEmitter {
  constructor(options = {}, target = undefined) {
    super();
    const self = strict(this, 'BrowserWindow');
    record('BrowserWindow', options);
    this._contents = new WebContents(options, target);
    this.id = this._contents.id;
    const { width = 800, height = 600, x = 0, y = 0 } = options;
    Object.assign(this, {
      _options: options,
      _title: options.title ?? '',
      _bounds: { x, y, width, height },
      _visible: false,
      _minimized: false,
      _maximized: false,
      _fullscreen: Boolean(options.fullscreen),
      _flags: {},
      _parent: options.parent ?? null,
      _min: [options.minWidth ?? 0, options.minHeight ?? 0],
      _max: [options.maxWidth ?? 0, options.maxHeight ?? 0],
    });
    for (const [name, initial] of Object.entries(flags))
      this._flags[name] =
        options[name === 'FullScreenable' ? 'fullscreenable' : name[0].toLowerCase() + name.slice(1)] ?? initial;
    windows.set(this.id, self);
    this._resize();
    this._announcePaint();
    for (const name of ['unresponsive', 'responsive']) this._contents.on(name, () => this.emit(name));
    host.emit('web-contents-created', makeEvent(), this._contents);
    host.emit('browser-window-created', makeEvent(), self);
    if (options.show !== false) self.show();
    return self;
  }
  static getAllWindows() {
    return [...windows.values()];
  }
  static getFocusedWindow() {
    return focus.window;
  }
  static fromId(id) {
    return windows.get(id) ?? null;
  }
  static fromWebContents(contents) {
    return windowOf(contents);
  }

  get webContents() {
    return this._contents;
  }
  get title() {
    return this._title;
  }
  set title(t) {
    this.setTitle(t);
  }
  /** A window that was never shown counts as visible, as in Electron. */
  _followVisibility() {
    this._contents._setSeen(this.isVisible());
  }
  /** On Wayland, Electron 38 and later never say that a hidden window is ready, or only once it has been shown. */
  _announcePaint() {
    const shown = new Promise((resolve) => this.once('_shown', resolve));
    this._contents.once('_painted', async () => {
      if (config.readyToShow === 'never') return;
      if (config.readyToShow === 'late' && !this._visible) await shown;
      if (!this._destroyed) this.emit('ready-to-show');
    });
  }
  _later(...event) {
    setImmediate(() => this.emit(...event));
  }
  _resize() {
    this._contents._size = { width: this._bounds.width, height: this._bounds.height };
    this._contents._attached.then(() => this._contents._applySize());
  }
  _blurred() {
    if (focus.window?.id !== this.id) return;
    const win = focus.window;
    focus.window = null;
    setImmediate(() => {
      this.emit('blur');
      this._contents.emit('blur');
      host.emit('browser-window-blur', makeEvent(), win);
    });
  }
  _pageTitle(event, title) {
    this.emit('page-title-updated', event, title, true);
    if (!event.defaultPrevented) this._title = title;
  }
  _gone() {
    if (this._destroyed) return;
    this._blurred();
    windows.delete(this.id);
    contentsByTarget.delete(this._contents._targetId);
    sessions.delete(this._contents._session);
    this._contents.emit('destroyed');
    this._contents._destroyed = true;
    this._destroyed = true;
    toTest.emit('window-closed', { id: this.id });
    setImmediate(() => {
      this.emit('closed');
      if (!windows.size) host.onWindowsGone();
    });
  }
  show() {
    this.showInactive();
    this.focus();
  }
  showInactive() {
    if (this._visible) return;
    this._visible = true;
    this._followVisibility();
    this._later('show');
    this._later('_shown');
  }
  hide() {
    if (!this._visible) return;
    this._visible = false;
    this._followVisibility();
    this._blurred();
    this._later('hide');
  }
  focus() {
    if (!this._visible || this._minimized || focus.window?.id === this.id) return;
    focus.window?._blurred();
    focus.window = windows.get(this.id);
    setImmediate(() => {
      this.emit('focus');
      this._contents.emit('focus');
      host.emit('browser-window-focus', makeEvent(), windows.get(this.id));
    });
  }
  blur() {
    this._blurred();
  }
  minimize() {
    if (this._minimized) return;
    this._minimized = true;
    this._followVisibility();
    this._blurred();
    this._later('minimize');
  }
  restore() {
    if (!this._minimized) return;
    this._minimized = false;
    this._followVisibility();
    this._later('restore');
    this.focus();
  }
  maximize() {
    if (this._maximized) return;
    this._maximized = true;
    this._normal = { ...this._bounds };
    this._bounds = { ...(config.screen ?? { x: 0, y: 0, width: 1920, height: 1080 }) };
    this._resize();
    this.show();
    this._later('maximize');
  }
  unmaximize() {
    if (!this._maximized) return;
    this._maximized = false;
    this._bounds = this._normal;
    this._resize();
    this._later('unmaximize');
  }
  setFullScreen(on) {
    if (this._fullscreen === on) return;
    this._fullscreen = on;
    this._later(on ? 'enter-full-screen' : 'leave-full-screen');
  }
  isVisible() {
    return this._visible && !this._minimized;
  }
  isFocused() {
    return focus.window?.id === this.id;
  }
  isMinimized() {
    return this._minimized;
  }
  isMaximized() {
    return this._maximized;
  }
  isFullScreen() {
    return this._fullscreen;
  }
  isNormal() {
    return !this._minimized && !this._maximized && !this._fullscreen;
  }
  isDestroyed() {
    return Boolean(this._destroyed);
  }
  isModal() {
    return Boolean(this._options.modal);
  }
  getTitle() {
    return this._title;
  }
  setTitle(title) {
    this._title = title;
  }
  getBounds() {
    return { ...this._bounds };
  }
  getContentBounds() {
    return { ...this._bounds };
  }
  getNormalBounds() {
    return { ...(this._maximized ? this._normal : this._bounds) };
  }
  setBounds(bounds) {
    Object.assign(this._bounds, bounds);
    this._resize();
    this._later('move');
    this._later('resize');
    if (platform !== 'linux') this._later('resized');
  }
  setContentBounds(bounds) {
    this.setBounds(bounds);
  }
  getSize() {
    return [this._bounds.width, this._bounds.height];
  }
  getContentSize() {
    return this.getSize();
  }
  setSize(width, height) {
    this.setBounds({ width, height });
  }
  setContentSize(width, height) {
    this.setBounds({ width, height });
  }
  getPosition() {
    return [this._bounds.x, this._bounds.y];
  }
  setPosition(x, y) {
    Object.assign(this._bounds, { x, y });
    this._later('move');
  }
  center() {
    record('BrowserWindow.center');
  }
  moveTop() {
    record('BrowserWindow.moveTop');
  }
  getMinimumSize() {
    return this._min;
  }
  setMinimumSize(...size) {
    this._min = size;
  }
  getMaximumSize() {
    return this._max;
  }
  setMaximumSize(...size) {
    this._max = size;
  }
  getParentWindow() {
    return this._parent;
  }
  getChildWindows() {
    return BrowserWindow.getAllWindows().filter((w) => w._parent?.id === this.id);
  }
  getBackgroundColor() {
    return this._options.backgroundColor ?? '#FFFFFF';
  }
  loadURL(...args) {
    return this._contents.loadURL(...args);
  }
  loadFile(...args) {
    return this._contents.loadFile(...args);
  }
  reload() {
    this._contents.reload();
  }
  capturePage(...args) {
    return this._contents.capturePage(...args);
  }
  close() {
    const event = makeEvent();
    this.emit('close', event);
    if (event.defaultPrevented) {
      host.onCloseRefused();
      return;
    }
    this.destroy();
  }
  destroy() {
    if (this._destroyed) return;
    const contents = this._contents;
    this._gone();
    contents._attached.then(() => cdpQuiet('Target.closeTarget', { targetId: contents._targetId }));
  }
  toHarness() {
    return `BrowserWindow ${this.id}`;
  }
}
for (const name of Object.keys(flags)) {
  BrowserWindow.prototype[`is${name}`] ??= function () {
    return this._flags[name];
  };
  BrowserWindow.prototype[`set${name}`] ??= function (value) {
    this._flags[name] = value;
    record(`BrowserWindow.set${name}`, value);
  };
}
for (const name of [
  'flashFrame',
  'setProgressBar',
  'setIcon',
  'setMenu',
  'removeMenu',
  'setMenuBarVisibility',
  'setAutoHideMenuBar',
  'setBackgroundColor',
  'setOverlayIcon',
  'setSkipTaskbar',
  'setContentProtection',
  'setTitleBarOverlay',
  'setOpacity',
  'setVisibleOnAllWorkspaces',
  'setAspectRatio',
  'setHasShadow',
]) {
  BrowserWindow.prototype[name] = (...args) => {
    record(`BrowserWindow.${name}`, ...args);
  };
}
