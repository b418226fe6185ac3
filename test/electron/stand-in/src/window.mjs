// BrowserWindow and WebContents: each window is one page of the Chromium in browser.mjs.

import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import vm from 'node:vm';
import { browser, cdp, cdpQuiet } from './browser.mjs';
import { makeCodec } from './codec.mjs';
import { config, makeEvent, platform, problem, record, strict, toTest, unimplemented } from './core.mjs';
import { NativeImage } from './image.mjs';
import { fromRenderer, newIpcMain } from './ipc.mjs';
import { bridgeEnd, isolatedWorld, mainWorld } from './renderer.mjs';
import { contentsByTarget, defaultSession, fromChromium, isLoadable, refusedTargets, toChromium } from './session.mjs';

const world = `electron-${randomBytes(6).toString('hex')}`;
const blank = 'about:blank#harness-';
const windows = new Map();
const sessions = new Map(); // DevTools session id -> WebContents
let lastId = 0;
let focused = null;
/** Set by app.mjs; resolves once Chromium runs. */
export const host = {
  ready: new Promise(() => {}),
  appPath: () => process.cwd(),
  onWindowsGone() {},
  onCloseRefused() {},
  async onAttach(_contents) {},
  emit(..._event) {},
  /** Resolves once the test has been sent everything. */
  async flush() {},
};
export const consoleMessages = [];

const netErrors = {
  ERR_FAILED: -2,
  ERR_ABORTED: -3,
  ERR_FILE_NOT_FOUND: -6,
  ERR_TIMED_OUT: -7,
  ERR_ACCESS_DENIED: -10,
  ERR_BLOCKED_BY_CLIENT: -20,
  ERR_CONNECTION_REFUSED: -102,
  ERR_NAME_NOT_RESOLVED: -105,
  ERR_INTERNET_DISCONNECTED: -106,
  ERR_INVALID_URL: -300,
  ERR_UNKNOWN_URL_SCHEME: -302,
};
function loadError(name, url) {
  const errno = netErrors[name] ?? -2;
  return Object.assign(new Error(`${name} (${errno}) loading '${url}'`), { errno, code: name, url });
}

// webPreferences: 'any' is accepted, otherwise only the value given here is.
const preferences = {
  preload: 'any',
  additionalArguments: 'any',
  devTools: 'any',
  spellcheck: 'any',
  backgroundThrottling: 'any',
  zoomFactor: 'any',
  v8CacheOptions: 'any',
  session: defaultSession,
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  webviewTag: false,
  experimentalFeatures: false,
  navigateOnDragDrop: false,
  plugins: false,
  webgl: true,
  images: true,
  javascript: true,
  disableDialogs: false,
  enableWebSQL: false,
};

class WebContents extends EventEmitter {
  constructor(options, target) {
    super();
    const self = strict(this, 'webContents');
    const prefs = options.webPreferences ?? {};
    for (const [key, value] of Object.entries(prefs)) {
      if (value !== undefined && preferences[key] !== 'any' && preferences[key] !== value)
        unimplemented(`webPreferences.${key}: ${JSON.stringify(value)}`);
    }
    this.id = ++lastId;
    this._self = self;
    this.session = defaultSession;
    this.ipc = newIpcMain('webContents.ipc');
    this.navigationHistory = strict({}, 'webContents.navigationHistory');
    this.mainFrame = strict(
      {
        get url() {
          return self._url;
        },
        get origin() {
          return (
            self._url &&
            (self._url.startsWith('file:') ? 'file://' : (/^[^:]+:\/\/[^/]*/.exec(self._url)?.[0] ?? 'null'))
          );
        },
        name: '',
        parent: null,
        get top() {
          return self.mainFrame;
        },
        frames: [],
        framesInSubtree: [],
        processId: 1,
        routingId: 1,
        frameTreeNodeId: this.id,
        detached: false,
        executeJavaScript: (...args) => self.executeJavaScript(...args),
        send: (...args) => self.send(...args),
        isDestroyed: () => Boolean(self._destroyed),
      },
      'webFrameMain',
    );
    Object.assign(this, {
      _url: '',
      _title: '',
      _prefs: prefs,
      _loading: false,
      _programmatic: null,
      _requested: null,
      _loader: null,
      _painted: false,
      _link: null,
      _openHandler: null,
      _opens: [],
      _contexts: new Map(),
      _zoom: prefs.zoomFactor ?? 1,
      _size: { width: 800, height: 600 },
    });
    this._attached = new Promise((resolve) => {
      this._resolveAttached = resolve;
    });
    if (target) this._attach(target);
    else
      host.ready.then(
        () => this._destroyed || cdp('Target.createTarget', { url: `${blank}${this.id}`, newWindow: true }),
      );
    return self;
  }

  async _attach({ sessionId, targetInfo }) {
    this._targetId = targetInfo.targetId;
    this._session = sessionId;
    sessions.set(sessionId, this._self);
    contentsByTarget.set(targetInfo.targetId, this._self);
    const { main, isolated } = this._sources();
    const send = (method, params) => cdp(method, params, sessionId);
    try {
      await Promise.all([
        send('Page.enable'),
        send('Runtime.enable'),
        send('Log.enable'),
        send('Debugger.enable'),
        send('Page.setLifecycleEventsEnabled', { enabled: true }),
        send('Runtime.addBinding', { name: '__electronHarnessPost', executionContextName: world }),
        send('Page.addScriptToEvaluateOnNewDocument', { source: main }),
        send('Page.addScriptToEvaluateOnNewDocument', { source: isolated, worldName: world }),
        this._applySize(),
        host.onAttach(this),
        send('Runtime.runIfWaitingForDebugger'),
      ]);
      this._resolveAttached();
      toTest.emit('window', { id: this.id, targetId: this._targetId });
    } catch (error) {
      if (!this._destroyed) problem('window', error.stack);
    }
  }

  /** The scripts that Chromium runs at the start of every document of this page. */
  _sources() {
    const token = `e${randomBytes(12).toString('hex')}`;
    const file = this._prefs.preload;
    let preload = 'null';
    if (file) {
      try {
        if (!path.isAbsolute(file)) throw new Error(`preload script must have absolute path: ${file}`);
        preload = `(function (require, module, exports, process, Buffer, setImmediate, clearImmediate, global = globalThis) {\n${readFileSync(file, 'utf8')}\n})`;
        new vm.Script(preload, { filename: file, lineOffset: -1 });
      } catch (error) {
        preload = 'null';
        setImmediate(() => this._preloadError(error));
      }
    }
    const settings = {
      preload: file,
      receiver: `${token}r`,
      process: {
        type: 'renderer',
        sandboxed: true,
        contextIsolated: true,
        isMainFrame: true,
        platform,
        arch: process.arch,
        pid: 0,
        env: { ...process.env },
        execPath: process.execPath,
        resourcesPath: process.resourcesPath,
        argv: [process.execPath, ...(this._prefs.additionalArguments ?? [])],
        versions: { ...process.versions },
      },
    };
    this._receiver = settings.receiver;
    const guard = `if (window !== window.top || location.href.startsWith(${JSON.stringify(blank)})) return;`;
    return {
      main: `(() => { ${guard} (${mainWorld})((${bridgeEnd})('${token}', 'm', 'i')); })()`,
      isolated: `(() => { ${guard} (${isolatedWorld})((${bridgeEnd})('${token}', 'i', 'm'), (${makeCodec})(), ${JSON.stringify(settings)}, ${preload}); })()\n//# sourceURL=electron-stand-in-preload.js`,
    };
  }
  _preloadError(error) {
    process.stderr.write(`Unable to load preload script: ${this._prefs.preload}\n${error.stack ?? error}\n`);
    this.emit('preload-error', makeEvent(), this._prefs.preload, error);
    problem('preload', `Unable to load preload script: ${this._prefs.preload}: ${error.message}`);
  }

  _cdp(method, params) {
    return this._attached.then(() => cdp(method, params, this._session));
  }
  _applySize() {
    const { width, height } = this._size;
    return cdpQuiet(
      'Emulation.setDeviceMetricsOverride',
      {
        width: Math.round(width / this._zoom),
        height: Math.round(height / this._zoom),
        deviceScaleFactor: this._zoom,
        mobile: false,
      },
      this._session,
    );
  }
  /** Has the page know that it cannot be seen, and so lose the focus. */
  _setSeen(isSeen) {
    const windowState = isSeen ? 'normal' : 'minimized';
    this._seen = (this._seen ?? this._attached).then(async () => {
      const { windowId } = await cdp('Browser.getWindowForTarget', { targetId: this._targetId });
      await cdp('Browser.setWindowBounds', { windowId, bounds: { windowState } });
    });
    this._seen.catch((error) => this._destroyed || problem('window', error.stack));
  }
  _deliver(message, context = this._context) {
    if (this._destroyed || !context) return; // nobody listens there, as in Electron
    cdpQuiet(
      'Runtime.evaluate',
      { expression: `${this._receiver}(${JSON.stringify(JSON.stringify(message))})`, uniqueContextId: context },
      this._session,
    );
  }

  /** One DevTools event of this page. */
  _on(method, p) {
    const isMain = p.frameId === this._targetId;
    const started = this._loader !== null; // something other than the initial blank page has committed
    if (method === 'Runtime.executionContextCreated') {
      const { id, uniqueId, name, auxData } = p.context;
      if (name === world && auxData?.frameId === this._targetId) {
        this._contexts.set(id, uniqueId);
        this._context = uniqueId;
      }
    } else if (method === 'Runtime.executionContextsCleared') {
      this._contexts.clear();
      this._context = null;
    } else if (method === 'Runtime.bindingCalled')
      this._onMessage(JSON.parse(p.payload), this._contexts.get(p.executionContextId));
    else if (method === 'Runtime.consoleAPICalled')
      this._console(
        { warning: 'warning', error: 'error', debug: 'debug', assert: 'error' }[p.type] ?? 'info',
        p.args
          .map((a) => (a.type === 'string' ? a.value : (a.description ?? JSON.stringify(a.value) ?? a.type)))
          .join(' '),
        p.stackTrace?.callFrames[0],
      );
    else if (method === 'Runtime.exceptionThrown')
      this._console(
        'error',
        `Uncaught ${p.exceptionDetails.exception?.description ?? p.exceptionDetails.text}`,
        p.exceptionDetails,
      );
    else if (method === 'Log.entryAdded')
      this._console({ verbose: 'debug' }[p.entry.level] ?? p.entry.level, p.entry.text, p.entry);
    else if (method === 'Page.frameRequestedNavigation' && isMain && p.disposition === 'currentTab')
      this._onRequested(p.url);
    else if (method === 'Page.frameClearedScheduledNavigation' && isMain && this._link) {
      const link = this._link;
      this._link = null;
      setTimeout(() => this._destroyed || this.loadURL(link).catch(() => {}), 20);
    } else if (method === 'Page.windowOpen') this._opens.push(p);
    else if (method === 'Page.frameStartedLoading' && isMain && !p.url?.startsWith(blank)) {
      if (!this._loading) {
        this._loading = true;
        this.emit('did-start-loading', makeEvent());
      }
    } else if (method === 'Page.frameStoppedLoading' && isMain && started) {
      this._loading = false;
      this.emit('did-stop-loading', makeEvent());
    } else if (method === 'Page.navigatedWithinDocument' && isMain) {
      this._url = fromChromium(p.url);
      this.emit('did-navigate-in-page', makeEvent(), this._url, true, 1, 1);
    } else if (method === 'Page.frameNavigated' && !p.frame.parentId && !p.frame.url.startsWith(blank)) {
      this._url = fromChromium(p.frame.unreachableUrl ?? p.frame.url + (p.frame.urlFragment ?? ''));
      this._loader = p.frame.loaderId;
      this._crashed = false;
      this._failed = Boolean(p.frame.unreachableUrl);
      if (this._failed && !this._programmatic)
        this.emit('did-fail-load', makeEvent(), -2, 'ERR_FAILED', this._url, true, 1, 1);
      this._programmatic = this._requested = null;
      if (!this._failed) this.emit('did-navigate', makeEvent(), this._url, 200, 'OK');
    } else if (method === 'Page.lifecycleEvent' && isMain && started && p.loaderId === this._loader && !this._failed) {
      if (p.name === 'DOMContentLoaded') this.emit('dom-ready', makeEvent());
      if (p.name === 'load') {
        this._loaded = p.loaderId;
        this.emit('did-finish-load', makeEvent());
        this.emit('did-frame-finish-load', makeEvent(), true, 1, 1);
        this.emit('_loaded');
      }
      if (p.name === 'firstPaint' && !this._painted) {
        this._painted = true;
        this.emit('_painted');
      }
    } else if (method === 'Debugger.paused') {
      this._onPaused(p.callFrames[0]).catch((error) => this._destroyed || problem('window', error.stack));
    } else if (method === 'Inspector.targetCrashed') {
      this._onCrash();
    }
  }
  /** The preload waits for the path of a file: Chromium tells it to DevTools, while the page stands still. */
  async _onPaused({ callFrameId, functionName }) {
    const evaluate = (expression) => this._cdp('Debugger.evaluateOnCallFrame', { callFrameId, expression });
    if (functionName === 'getPathForFile') {
      const { result: file } = await evaluate('file');
      const { path: place } = await this._cdp('DOM.getFileInfo', { objectId: file.objectId });
      await evaluate(`answer.place = ${JSON.stringify(place)}`);
    }
    await this._cdp('Debugger.resume');
  }
  _onCrash() {
    if (!this._isKilled) problem('renderer', `renderer process gone (crashed) at ${this._url}`);
    this._isKilled = false;
    this._crashed = true;
    this._loading = false;
    this._contexts.clear();
    this._context = null;
    const details = { reason: 'crashed', exitCode: 5 };
    this.emit('render-process-gone', makeEvent(), details);
    host.emit('render-process-gone', makeEvent(), this._self, details);
  }
  /** Ends the process of the page, as a lack of memory does; resolves once the app has been told. */
  async _killRenderer() {
    this._isKilled = true;
    const told = new Promise((resolve) => this.once('render-process-gone', resolve));
    this._cdp('Page.crash').catch(() => {}); // a page that has gone cannot answer
    await told;
  }
  _onMessage(m, context) {
    if (m.op === 'send' || m.op === 'invoke')
      fromRenderer(this._self, m, context).catch((e) =>
        setImmediate(() => {
          throw e;
        }),
      );
    else if (m.op === 'zoom') this.setZoomFactor(m.factor);
    else if (m.op === 'title') {
      const event = makeEvent();
      this._title = m.title;
      this.emit('page-title-updated', event, m.title, true);
      windows.get(this.id)?._pageTitle(event, m.title);
    } else if (m.op === 'unimplemented') problem('unimplemented', m.message);
    else if (m.op === 'preload-error') this._preloadError(Object.assign(new Error(m.message), { stack: m.stack }));
    else if (m.op === 'context-menu')
      this.emit('context-menu', makeEvent(), strict({ ...m.params, frame: this.mainFrame }, 'context-menu params'));
    else if (m.op === 'key')
      this.emit(
        'before-input-event',
        { preventDefault: () => unimplemented('preventDefault() in before-input-event'), defaultPrevented: false },
        m.input,
      );
  }
  _console(level, message, at = {}) {
    consoleMessages.push({ window: this.id, level, message });
    const event = makeEvent({
      level,
      message,
      lineNumber: (at.lineNumber ?? 0) + 1,
      sourceId: at.url ?? '',
      frame: this.mainFrame,
    });
    this.emit(
      'console-message',
      event,
      { debug: 0, info: 1, warning: 2, error: 3 }[level] ?? 1,
      message,
      event.lineNumber,
      event.sourceId,
    );
  }
  _onRequested(url) {
    const scheme = url.slice(0, url.indexOf(':') + 1);
    this._requested = url;
    if (toChromium(url) !== url) {
      // a link to app://..., which Chromium itself would not follow
      this._requested = null;
      if (this._emitNavigation('will-navigate', url)) this._link = url; // followed once Chromium has given up
    } else if (!isLoadable(url) && this._emitNavigation('will-navigate', url)) record('external-protocol', url, scheme);
  }
  _emitNavigation(name, url) {
    const fields = { url, isMainFrame: true, isSameDocument: false, frame: this.mainFrame, initiator: this.mainFrame };
    const all = name === 'will-navigate' ? ['will-frame-navigate', name] : [name];
    return all.every((n) => {
      const event = makeEvent(fields);
      this.emit(n, event, url, false, true, 1, 1);
      return !event.defaultPrevented;
    });
  }
  /** Asked before every main-frame document request; only navigations begun by the page are the app's business. */
  _allowNavigation(url, redirected) {
    const strip = (u) => fromChromium(u).replace(/#.*/s, '');
    if (redirected) return this._emitNavigation('will-redirect', url);
    if (!this._requested || strip(this._requested) !== strip(url)) return true;
    this._requested = null;
    return this._emitNavigation('will-navigate', url);
  }

  loadURL(url, options = {}) {
    const load = this._load(url, options);
    load.catch(() => {}); // as in Electron, a failure that nobody waits for is silent
    return load;
  }
  /** Rejects as soon as the window goes, with what Electron says then. */
  async _load(url, options) {
    if (Object.keys(options).some((k) => k !== 'httpReferrer')) unimplemented(`loadURL option ${Object.keys(options)}`);
    let onDestroyed = () => {};
    const destroyed = new Promise((_, reject) => {
      onDestroyed = () => reject(loadError('ERR_FAILED', url));
      this.once('destroyed', onDestroyed);
    });
    try {
      await Promise.race([this._navigate(url), destroyed]);
    } finally {
      this.off('destroyed', onDestroyed);
    }
  }
  async _navigate(url) {
    const fail = (text) => {
      const error = loadError(text.replace('net::', ''), url);
      this._loading = false;
      if (error.errno !== -3) this.emit('did-fail-load', makeEvent(), error.errno, error.code, url, true, 1, 1);
      return error;
    };
    if (!URL.canParse(url)) throw fail('ERR_INVALID_URL');
    const target = toChromium(url);
    this._loading = true;
    await this._attached;
    this._programmatic = target;
    const answer = this._cdp('Page.navigate', { url: target });
    if (config.closeDuringLoad && this.id === 1) setImmediate(() => BrowserWindow.fromId(1)?.close());
    const { errorText, loaderId, isDownload } = await answer;
    if (errorText || isDownload) throw fail(errorText ?? 'ERR_FAILED');
    while (loaderId && this._loaded !== loaderId && !this._destroyed && this._loader === loaderId)
      await Promise.race([
        new Promise((r) => this.once('_loaded', r)),
        new Promise((r) => this.once('destroyed', r)),
        new Promise((r) => this.once('did-navigate', r)),
      ]);
  }
  loadFile(file, { query, search, hash, ...rest } = {}) {
    if (Object.keys(rest).length) unimplemented(`loadFile option ${Object.keys(rest)}`);
    const url = pathToFileURL(path.resolve(host.appPath(), file));
    if (search) url.search = search;
    for (const [k, v] of Object.entries(query ?? {})) url.searchParams.set(k, v);
    if (hash) url.hash = hash;
    return this.loadURL(url.href);
  }
  reload() {
    this._cdp('Page.reload');
  }
  reloadIgnoringCache() {
    this._cdp('Page.reload', { ignoreCache: true });
  }
  stop() {
    this._cdp('Page.stopLoading');
  }
  getURL() {
    return this._url;
  }
  getTitle() {
    return this._title;
  }
  getType() {
    return 'window';
  }
  isLoading() {
    return this._loading;
  }
  isLoadingMainFrame() {
    return this._loading;
  }
  isDestroyed() {
    return Boolean(this._destroyed);
  }
  isCrashed() {
    return Boolean(this._crashed);
  }
  isFocused() {
    return focused?.webContents === contentsByTarget.get(this._targetId);
  }
  focus() {
    BrowserWindow.fromWebContents(this)?.focus();
  }
  send(channel, ...args) {
    if (typeof channel !== 'string') throw new TypeError('Missing required channel argument');
    this._deliver({ op: 'message', channel, args: codecEncode(args) });
  }
  postMessage() {
    return unimplemented('webContents.postMessage (MessagePort transfer)');
  }
  async executeJavaScript(code, userGesture = false) {
    await this._attached;
    while (this._loading) await new Promise((r) => this.once('did-stop-loading', r));
    const { result, exceptionDetails } = await this._cdp('Runtime.evaluate', {
      expression: code,
      awaitPromise: true,
      returnByValue: true,
      userGesture,
    });
    if (exceptionDetails)
      throw new Error(
        exceptionDetails.exception?.description?.split('\n')[0] ??
          exceptionDetails.exception?.value ??
          exceptionDetails.text,
      );
    return result.value;
  }
  async capturePage(rect) {
    const { data } = await this._cdp('Page.captureScreenshot', {
      format: 'png',
      ...(rect && { clip: { ...rect, scale: 1 } }),
    });
    return NativeImage.createFromBuffer(Buffer.from(data, 'base64'));
  }
  setWindowOpenHandler(handler) {
    this._openHandler = handler;
  }
  openDevTools() {
    record('webContents.openDevTools');
  }
  closeDevTools() {}
  toggleDevTools() {
    record('webContents.openDevTools');
  }
  isDevToolsOpened() {
    return false;
  }
  setZoomFactor(factor) {
    if (!(factor > 0)) throw new Error("'zoomFactor' must be a double greater than 0.0");
    this._zoom = factor;
    this._attached.then(() => this._applySize());
  }
  getZoomFactor() {
    return this._zoom;
  }
  setZoomLevel(level) {
    this.setZoomFactor(1.2 ** level);
  }
  getZoomLevel() {
    return Math.log(this._zoom) / Math.log(1.2);
  }
  get zoomFactor() {
    return this._zoom;
  }
  set zoomFactor(f) {
    this.setZoomFactor(f);
  }
  get zoomLevel() {
    return this.getZoomLevel();
  }
  set zoomLevel(l) {
    this.setZoomLevel(l);
  }
  async setVisualZoomLevelLimits(...args) {
    record('webContents.setVisualZoomLevelLimits', ...args);
  }
  getUserAgent() {
    return `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${process.versions.chrome} Electron/${process.versions.electron} Safari/537.36`;
  }
  setBackgroundThrottling(on) {
    record('webContents.setBackgroundThrottling', on);
  }
  setAudioMuted(on) {
    this._muted = on;
    record('webContents.setAudioMuted', on);
  }
  isAudioMuted() {
    return Boolean(this._muted);
  }
  forcefullyCrashRenderer() {
    cdpQuiet('Page.crash', {}, this._session);
  }
  close() {
    BrowserWindow.fromWebContents(this)?.destroy();
  }
  toHarness() {
    return `webContents ${this.id}`;
  }
}
const { encode: codecEncode } = makeCodec();

for (const method of [
  'Runtime.executionContextCreated',
  'Runtime.executionContextsCleared',
  'Runtime.bindingCalled',
  'Runtime.consoleAPICalled',
  'Runtime.exceptionThrown',
  'Log.entryAdded',
  'Page.frameRequestedNavigation',
  'Page.frameClearedScheduledNavigation',
  'Page.windowOpen',
  'Page.frameStartedLoading',
  'Page.frameStoppedLoading',
  'Page.navigatedWithinDocument',
  'Page.frameNavigated',
  'Page.lifecycleEvent',
  'Debugger.paused',
  'Inspector.targetCrashed',
]) {
  browser.on(method, (params, sessionId) => sessions.get(sessionId)?._on(method, params));
}
browser.on('Target.targetDestroyed', ({ targetId }) => {
  const c = contentsByTarget.get(targetId);
  if (c) BrowserWindow.fromWebContents(c)?._gone();
});
browser.on('Target.attachedToTarget', async (attached) => {
  const { targetInfo: info, sessionId } = attached;
  const resume = () => cdpQuiet('Runtime.runIfWaitingForDebugger', {}, sessionId);
  if (info.type !== 'page') return void resume();
  if (info.url.startsWith(blank)) {
    const win = [...windows.values()].find((w) => `${blank}${w._contents.id}` === info.url);
    if (win) return void win._contents._attach(attached);
    return void cdpQuiet('Target.closeTarget', { targetId: info.targetId });
  }
  // Opened by a page. Find which one, from the windowOpen event that precedes the new target.
  let opener;
  for (let i = 0; !opener && i < 20; i++) {
    opener = contentsByTarget.get(info.openerId) ?? [...contentsByTarget.values()].find((c) => c._opens.length);
    if (!opener) await new Promise((r) => setTimeout(r, 10));
  }
  if (!opener) return void resume(); // made by the test itself, for example context.newPage()
  const open = opener._opens.shift() ?? { url: info.url, windowName: '', windowFeatures: [] };
  const details = {
    url: fromChromium(open.url),
    frameName: open.windowName,
    features: open.windowFeatures.join(','),
    disposition: open.windowFeatures.length ? 'new-window' : 'foreground-tab',
    referrer: { url: opener.getURL(), policy: 'strict-origin-when-cross-origin' },
    postBody: undefined,
  };
  let answer = { action: 'allow' };
  if (opener._openHandler)
    try {
      answer = opener._openHandler(details);
    } catch (error) {
      answer = { action: 'deny' };
      setImmediate(() => {
        throw error;
      });
    }
  record('window-open', details, answer?.action);
  if (answer?.action !== 'allow') {
    refusedTargets.add(info.targetId);
    await resume();
    return void cdpQuiet('Target.closeTarget', { targetId: info.targetId });
  }
  if (answer.createWindow) unimplemented('setWindowOpenHandler createWindow');
  const win = new BrowserWindow({ ...answer.overrideBrowserWindowOptions }, attached);
  opener.emit('did-create-window', win, { ...details, options: answer.overrideBrowserWindowOptions ?? {} });
});

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
    return focused;
  }
  static fromId(id) {
    return windows.get(id) ?? null;
  }
  static fromWebContents(contents) {
    return windows.get(contents.id) ?? null;
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
    if (focused?.id !== this.id) return;
    const win = focused;
    focused = null;
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
    if (!this._visible || this._minimized || focused?.id === this.id) return;
    focused?._blurred();
    focused = windows.get(this.id);
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
    return focused?.id === this.id;
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
