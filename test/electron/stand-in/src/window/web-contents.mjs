// The page of a window, driven by DevTools.
import { browser, cdp, cdpQuiet } from '../browser.mjs';
import { makeCodec } from '../codec.mjs';
import { makeEvent, problem, record, strict, toTest, unimplemented } from '../core.mjs';
import { NativeImage } from '../image.mjs';
import { fromRenderer, newIpcMain } from '../ipc.mjs';
import { contentsByTarget, defaultSession, fromChromium } from '../session.mjs';
import { Navigation } from './navigation.mjs';
import { checkPreferences, pageScripts, world } from './page-scripts.mjs';
import { blank, consoleMessages, focus, host, sessions, windowOf } from './registry.mjs';

let lastId = 0;

export class WebContents extends Navigation {
  constructor(options, target) {
    super();
    const self = strict(this, 'webContents');
    const prefs = options.webPreferences ?? {};
    checkPreferences(prefs);
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
    const { main, isolated, receiver } = pageScripts(this._prefs, (error) => this._preloadError(error));
    this._receiver = receiver;
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
      windowOf(this)?._pageTitle(event, m.title);
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
  getTitle() {
    return this._title;
  }
  getType() {
    return 'window';
  }
  isDestroyed() {
    return Boolean(this._destroyed);
  }
  isCrashed() {
    return Boolean(this._crashed);
  }
  isFocused() {
    return focus.window?.webContents === contentsByTarget.get(this._targetId);
  }
  focus() {
    windowOf(this)?.focus();
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
    windowOf(this)?.destroy();
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
