// Where a page goes: loads that the app asks for, and those that the page itself begins.
import { EventEmitter } from 'node:events';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { config, makeEvent, record, unimplemented } from '../core.mjs';
import { fromChromium, isLoadable, toChromium } from '../session.mjs';
import { host, windowOf } from './registry.mjs';

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

/** The part of WebContents that loads; `_cdp` and `_attached` are the other part's. */
export class Navigation extends EventEmitter {
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
    if (config.closeDuringLoad && this.id === 1) setImmediate(() => windowOf(this)?.close());
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
  isLoading() {
    return this._loading;
  }
  isLoadingMainFrame() {
    return this._loading;
  }
}
