// The test's side: start an app under the harness and drive it.
import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { changedIn, packedFolder } from './packed.mjs';

/**
 * @typedef {object} LaunchOptions
 * @property {string} main the app's main-process bundle, for example out/main/index.js
 * @property {string[]} [args] command-line arguments of the app
 * @property {Record<string, string>} [env] added to this process's environment
 * @property {string} [cwd]
 * @property {string} [userDataDir] app.getPath('userData'); a fresh temporary folder unless given
 * @property {boolean} [headless] default true
 * @property {string} [executablePath] Chromium; default $CHROMIUM or /usr/bin/chromium
 * @property {string[]} [browserArgs] extra Chromium flags
 * @property {string} [nodePath] Node for the main process; default this one
 * @property {string[]} [nodeArgs] flags for it
 * @property {string} [locale] default en-US
 * @property {{x: number, y: number, width: number, height: number}} [screen]
 * @property {'linux' | 'darwin' | 'win32'} [platform] what the app sees as process.platform; default linux
 * @property {'never' | 'late'} [readyToShow] as on Wayland: ready-to-show never comes, or only after the window was shown
 * @property {boolean} [packed] the app runs as it is installed: `main` lies in a folder of its own outside of the project
 * @property {SafeStorageOptions} [safeStorage]
 * @property {boolean} [sandbox] Chromium's own, which needs an ordinary user and the system's leave
 * @property {boolean} [closeDuringLoad] the person closes the first window while it loads
 * @property {string} [openUrl] a link starts the app, on macOS: told before ready
 * @property {string[]} [secondInstanceDuringStart] arguments of a second start that comes before the first window
 * @property {boolean} [network] pages may use the network; otherwise each request beyond the app's own schemes is a problem
 * @property {boolean} [notifications] false: Notification.isSupported() is false
 * @property {number} [idleSeconds] powerMonitor.getSystemIdleTime()
 * @property {number} [timeout] milliseconds for starting and for every wait; default 30000
 */
/**
 * The keyring of the desktop.
 * @typedef {object} SafeStorageOptions
 * @property {'basic_text' | 'gnome_libsecret' | 'kwallet' | 'kwallet5' | 'kwallet6'} [backend] what the desktop's name
 *   stands for; default gnome_libsecret
 * @property {'v10' | 'v11' | 'v12' | 'hang' | 'locked'} [realProvider] whose key is really used: on Linux the fixed one,
 *   the secret service's (default), the portal's; one that never answers; one that stays locked
 * @property {boolean} [shouldReEncrypt] default: whether the ciphertext was made under another provider's key
 */
/** @typedef {{kind: string, message: string}} Problem */
/** @typedef {import('playwright-core').Page} Page */
/** @typedef {{code: number | null, signal: string | null, stdout: string, stderr: string}} Exit */

/** What the main process is told of the desktop that it starts on. */
const desktopOptions = /** @type {const} */ ([
  'browserArgs',
  'closeDuringLoad',
  'headless',
  'idleSeconds',
  'locale',
  'network',
  'notifications',
  'openUrl',
  'packed',
  'platform',
  'readyToShow',
  'safeStorage',
  'sandbox',
  'screen',
  'secondInstanceDuringStart',
]);

const register = new URL('./src/register.mjs', import.meta.url).href;

const { version: electronVersion } = createRequire(import.meta.url)('electron/package.json');

async function start(options) {
  const main = path.resolve(options.cwd ?? '.', options.main);
  if (!existsSync(main)) throw new Error(`electron-stand-in: no such main bundle: ${main}`);
  const packed = options.packed ? { folder: await packedFolder(main), since: Date.now() } : null;
  const temporary = options.userDataDir ? null : mkdtempSync(path.join(os.tmpdir(), 'electron-stand-in-'));
  const userDataDir = path.resolve(options.userDataDir ?? path.join(temporary, 'userData'));
  mkdirSync(userDataDir, { recursive: true });
  const config = {
    ...Object.fromEntries(desktopOptions.map((name) => [name, options[name]])),
    main,
    userDataDir,
    executablePath: options.executablePath ?? process.env.CHROMIUM ?? '/usr/bin/chromium',
    electronVersion,
  };
  const child = spawn(
    options.nodePath ?? process.execPath,
    [...(options.nodeArgs ?? []), '--import', register, main, ...(options.args ?? [])],
    {
      cwd: options.cwd,
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: {
        ...process.env,
        NODE_OPTIONS: '',
        NODE_TEST_CONTEXT: undefined,
        ...options.env,
        ELECTRON_HARNESS: JSON.stringify(config),
      },
    },
  );
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'])
    child[name].setEncoding('utf8').on('data', (text) => {
      output[name] += text;
    });
  let chromium = 0;
  child.on('message', (m) => {
    if (m.event === 'chromium') chromium = m.data;
  });
  const exited = once(child, 'close').then(async ([code, signal]) => {
    if (chromium)
      try {
        process.kill(-chromium, 'SIGKILL');
      } catch {
        /* it has gone with the app */
      }
    if (temporary)
      await rm(temporary, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 }).catch(() => {});
    return { code, signal, ...output };
  });
  return { child, output, exited, userDataDir, packed };
}

/**
 * Start the app and wait until it has quit by itself, for example a second instance.
 * @param {LaunchOptions} options
 * @returns {Promise<Exit>}
 */
export async function runToExit(options) {
  const { child, exited } = await start(options);
  const timer = setTimeout(() => child.kill('SIGKILL'), options.timeout ?? 30000);
  const result = await exited;
  clearTimeout(timer);
  if (result.signal === 'SIGKILL')
    throw new Error(`electron-stand-in: the app did not quit by itself\n${result.stderr}`);
  return result;
}

/**
 * Start the app; resolves once it is ready and the test is connected to its Chromium.
 * @param {LaunchOptions} options
 */
export async function launch(options) {
  const app = new ElectronApp(await start(options), options);
  try {
    await app._connect();
  } catch (error) {
    await app.kill();
    throw error;
  }
  return app;
}

export class ElectronApp {
  #child;
  #output;
  #exited;
  #browser;
  #options;
  #packed;
  #timeout;
  #windows = new Map(); // id -> { targetId, page }
  #waiting = new Map();
  #problems = /** @type {Problem[]} */ ([]);
  #events = new EventEmitter();
  #nextId = 0;
  #exit = /** @type {Exit | null} */ (null);

  /** Use launch(). @param {Awaited<ReturnType<typeof start>>} started @param {LaunchOptions} options */
  constructor({ child, output, exited, userDataDir, packed }, options) {
    this.#child = child;
    this.#packed = packed;
    this.#output = output;
    this.#options = { ...options, userDataDir };
    this.#timeout = options.timeout ?? 30000;
    /** @type {string} app.getPath('userData') unless the app moves it */
    this.userDataDir = userDataDir;
    this.#exited = exited.then((result) => {
      this.#exit = result;
      for (const { reject } of this.#waiting.values()) reject(this.#error('the main process has exited'));
      this.#changed();
      return result;
    });
    child.on('message', (m) => this.#onMessage(m));
  }
  #changed() {
    this.#events.emit('change');
  }
  #error(text) {
    const { stderr } = this.#output;
    const found = this.#problems.map((p) => `  ${p.kind}: ${p.message}`).join('\n');
    const exit = this.#exit ? `\nexit code ${this.#exit.code ?? this.#exit.signal}` : '';
    return new Error(
      `electron-stand-in: ${text}${exit}${found && `\nproblems:\n${found}`}${stderr && `\nstderr of the main process:\n${stderr.slice(-6000)}`}`,
    );
  }
  #onMessage(m) {
    if (m.id) {
      const waiting = this.#waiting.get(m.id);
      this.#waiting.delete(m.id);
      if (m.error) waiting?.reject(Object.assign(new Error(m.error.message), { stack: m.error.stack }));
      else waiting?.resolve(m.result);
      return;
    }
    if (m.event === 'problem') this.#problems.push(m.data);
    if (m.event === 'ready') this._endpoint = m.data.endpoint;
    if (m.event === 'window') this.#windows.set(m.data.id, { targetId: m.data.targetId });
    if (m.event === 'window-closed') this.#windows.delete(m.data.id);
    this.#changed();
  }
  /** Wait for `test` to give a value; fail on timeout, exit of the app, or a fatal problem. */
  async #until(test, what, fatal = () => false, timeout = this.#timeout) {
    const end = Date.now() + timeout;
    for (;;) {
      if (this.#problems.some(fatal)) throw this.#error(`waiting for ${what}: the app has a problem`);
      const value = await test();
      if (value) return value;
      if (this.#exit) throw this.#error(`the app exited while the test was waiting for ${what}`);
      const left = end - Date.now();
      if (left <= 0) throw this.#error(`timed out waiting for ${what}`);
      await new Promise((resolve) => {
        const wake = () => {
          clearTimeout(timer);
          this.#events.off('change', wake);
          resolve(undefined);
        };
        const timer = setTimeout(wake, Math.min(left, 100));
        this.#events.on('change', wake);
      });
    }
  }
  /** @param {string} command @param {any[]} args @returns {Promise<any>} */
  #command(command, ...args) {
    if (this.#exit) return Promise.reject(this.#error(`${command}: the main process has exited`));
    return new Promise((resolve, reject) => {
      const id = ++this.#nextId;
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        reject(this.#error(`${command}: the main process did not answer in ${this.#timeout} ms`));
      }, this.#timeout);
      const finish = (f) => (value) => {
        clearTimeout(timer);
        f(value);
      };
      this.#waiting.set(id, { resolve: finish(resolve), reject: finish(reject) });
      this.#child.send({ id, command, args }, (error) => {
        if (error) this.#waiting.get(id)?.reject(this.#error(`${command}: ${error.message}`));
      });
    });
  }
  /** @internal */
  async _connect() {
    await this.#until(() => this._endpoint, 'the app to become ready');
    await this.#attach();
  }
  async #attach() {
    try {
      this.#browser = await chromium.connectOverCDP(this._endpoint, {
        timeout: this.#timeout,
        isLocal: true,
        noDefaults: true,
      });
    } catch (error) {
      await Promise.race([this.#exited, new Promise((r) => setTimeout(r, 2000))]);
      throw this.#error(`cannot connect to the app's Chromium: ${error.message.split('\n')[0]}`);
    }
  }
  /** The Page of a window; null while Playwright has not seen it yet. */
  async #page(entry) {
    if (entry.page) return entry.page;
    if (!this.#browser) await this.#attach();
    const context = this.#browser.contexts()[0];
    for (const page of context?.pages() ?? []) {
      try {
        const session = await context.newCDPSession(page);
        const { targetInfo } = await session.send('Target.getTargetInfo');
        await session.detach();
        if (targetInfo.targetId !== entry.targetId) continue;
        entry.page = page;
        return page;
      } catch {
        /* a page that is closing */
      }
    }
    return null;
  }

  /** The Playwright context that all windows share. @returns {import('playwright-core').BrowserContext} */
  context() {
    return this.#browser.contexts()[0];
  }
  /** The child process that runs the app's main bundle. @returns {import('node:child_process').ChildProcess} */
  process() {
    return this.#child;
  }
  /** @returns {{stdout: string, stderr: string}} what the main process has printed so far */
  output() {
    return { ...this.#output };
  }
  /** @returns {Promise<Page[]>} one page per open BrowserWindow, oldest first */
  async windows() {
    return (await Promise.all([...this.#windows.values()].map((w) => this.#page(w)))).filter((p) => p !== null);
  }
  /**
   * The page of the oldest window, once it has loaded its document. Rejects when the
   * app exits, when a preload script fails, or when the app uses an API that is missing here.
   * @param {{timeout?: number}} [options]
   * @returns {Promise<Page>}
   */
  firstWindow(options) {
    return this.waitForWindow(() => true, options);
  }
  /**
   * @param {(window: {id: number, title: string, visible: boolean, focused: boolean, url: string}) => boolean} test
   * @param {{timeout?: number}} [options]
   * @returns {Promise<Page>}
   */
  async waitForWindow(test, { timeout } = {}) {
    const fatal = (p) =>
      ['preload', 'unimplemented', 'uncaughtException', 'unhandledRejection', 'browser', 'window', 'request'].includes(
        p.kind,
      );
    const page = await this.#until(
      async () => {
        const found = (await this.windowStates()).find((w) => w.url && !w.crashed && test(w));
        const entry = found && this.#windows.get(found.id);
        return entry && this.#page(entry);
      },
      'a window',
      fatal,
      timeout,
    );
    await page.waitForLoadState('load');
    await this.#until(async () => true, 'a window', fatal);
    return page;
  }
  /** @returns {Promise<{id: number, title: string, visible: boolean, focused: boolean, bounds: import('electron').Rectangle, url: string, crashed: boolean}[]>} */
  windowStates() {
    return this.#command('windows');
  }
  /**
   * Run a function in the main process; its first argument is the `electron` module.
   * @template T, A
   * @param {(electron: typeof import('electron'), arg: A) => T} fn must be self-contained
   * @param {A} [arg]
   * @returns {Promise<Awaited<T>>}
   */
  evaluate(fn, arg) {
    return this.#command('evaluate', String(fn), arg);
  }
  /**
   * What the app asked for, in order, as {api, args}: 'shell.openExternal', 'dialog.showMessageBox', 'app.setBadgeCount', ...
   * @param {string} [api] only this one
   * @returns {Promise<{api: string, args: any[]}[]>}
   */
  async calls(api) {
    return (await this.#command('calls')).filter((c) => !api || c.api === api);
  }
  /** Wait until the app has made such a call. @param {string} api @param {(args: any[]) => boolean} [test] */
  waitForCall(api, test = () => true) {
    return this.#until(async () => (await this.calls(api)).find((c) => test(c.args)), `a call of ${api}`);
  }
  /** Console output and uncaught errors of all pages. @returns {Promise<{window: number, level: string, message: string}[]>} */
  consoleMessages() {
    return this.#command('console');
  }
  /** Problems so far; they are forgotten, so that close() does not report them. @returns {Promise<Problem[]>} */
  async takeProblems() {
    if (!this.#exit) await this.#command('problems');
    return this.#problems.splice(0);
  }
  /** Start the app again with the same userData, as a user does by opening it twice or following a link. @param {string[]} [args] */
  secondInstance(args = []) {
    const { openUrl, secondInstanceDuringStart, closeDuringLoad, ...options } = this.#options;
    return runToExit({ ...options, args });
  }
  /**
   * Kill the process of the oldest window's page, as a lack of memory does. The app has been told when this resolves.
   * The pages of before are of no use any more: take new ones by firstWindow(), which waits until the app has reloaded.
   */
  async killRenderer() {
    const [oldest] = this.#windows.keys();
    const browser = this.#browser;
    this.#browser = undefined;
    for (const window of this.#windows.values()) window.page = undefined;
    await browser.close();
    await this.#command('killRenderer', oldest);
  }
  /** Quit, and once more while the app is still closing. Resolves once it has gone. */
  async quitTwice() {
    await this.#command('quitTwice');
    return this.waitForExit();
  }

  dialogs = {
    /** Prepare the answer to the next call, for example ('showOpenDialog', { canceled: false, filePaths: ['/x'] }). */
    answer: (/** @type {string} */ method, /** @type {any} */ answer) => this.#command('answer', method, answer),
    /** The options of the dialogs shown so far. */
    shown: async (/** @type {string} */ method) => (await this.calls(`dialog.${method}`)).map((c) => c.args[0]),
  };
  notifications = {
    list: () => this.#command('notifications'),
    click: (at = 0) => this.#command('notify', at, 'click'),
    reply: (/** @type {string} */ text, at = 0) => this.#command('notify', at, 'reply', text),
    action: (/** @type {number} */ index, at = 0) => this.#command('notify', at, 'action', index),
    close: (at = 0) => this.#command('notify', at, 'close'),
  };
  tray = {
    list: () => this.#command('trays'),
    click: (at = 0) => this.#command('trayEvent', 'click', at),
    doubleClick: (at = 0) => this.#command('trayEvent', 'double-click', at),
    /** Click an item of its context menu, by id or label. */
    select: (/** @type {string} */ item, at = 0) => this.#command('trayMenu', item, at),
  };
  menu = {
    items: () => this.#command('menu'),
    /** Click an item of the application menu, by id or label. */
    click: (/** @type {string} */ item) => this.#command('menuClick', item),
    /** The menu last opened with menu.popup(). */
    popup: () => this.#command('popup'),
    clickPopup: (/** @type {string} */ item) => this.#command('popupClick', item),
  };
  clipboard = {
    readText: () => this.#command('clipboardText'),
    writeText: (/** @type {string} */ text) => this.#command('setClipboardText', text),
    readImage: () => this.#command('clipboardImage'),
  };
  shortcuts = {
    list: () => this.#command('shortcuts'),
    press: (/** @type {string} */ accelerator) => this.#command('shortcut', accelerator),
  };
  /** Change what the desktop prefers. @param {'light' | 'dark'} theme */
  setSystemTheme(theme) {
    return this.#command('systemTheme', theme);
  }

  /** An installed app cannot write to its own folder. */
  async #checkPacked() {
    if (!this.#packed) return;
    for (const changed of await changedIn(this.#packed.folder, this.#packed.since))
      this.#problems.push({ kind: 'packed', message: `the app wrote to its own folder: ${changed || '.'}` });
  }
  /** Wait until the app has quit. */
  async waitForExit(timeout = /** @type {number} */ (this.#timeout)) {
    await this.#until(
      () => this.#exit,
      'the app to quit',
      () => false,
      timeout,
    );
    return /** @type {Exit} */ (this.#exit);
  }
  /** Kill the app at once. */
  async kill() {
    this.#child.kill('SIGKILL');
    await this.#exited;
    await this.#browser?.close().catch(() => {});
  }
  /**
   * Quit the app with app.quit(). Rejects when it does not quit, when it ends with an exit
   * code other than 0, or when there were problems that the test has not taken.
   * @param {{timeout?: number}} [options] milliseconds that quitting may take; default 15000
   */
  async close({ timeout = 15000 } = {}) {
    try {
      if (!this.#exit) await this.#command('quit').catch(() => {});
      const { code } = await this.waitForExit(Math.min(this.#timeout, timeout));
      if (code !== 0) throw this.#error('the app failed');
      await this.#checkPacked();
      if (this.#problems.length) throw this.#error('the app had problems');
    } finally {
      await this.kill();
    }
  }
}
