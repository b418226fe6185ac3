// What runs inside the page. Both functions are sent to Chromium as source, so they
// must stay self-contained: no imports, no references to this module.

/**
 * One end of the synchronous channel between the page's main world and the preload's
 * isolated world. Messages are CustomEvents on `window` under a name that only the two
 * ends know; Chromium structured-clones `detail` when it crosses from world to world.
 */
export function bridgeEnd(token, here, there) {
  const { CustomEvent, Map, WeakMap, Promise, Error, TypeError, Object, Array, Reflect, structuredClone } = window;
  const dispatch = window.dispatchEvent.bind(window);
  const readDetail = Object.getOwnPropertyDescriptor(CustomEvent.prototype, 'detail').get;
  const toString = Object.prototype.toString;
  const functions = new Map();
  const ids = new WeakMap();
  const waiting = new Map();
  const replies = new Map();
  let next = 100; // lower ids are for well-known functions
  const post = (message) => dispatch(new CustomEvent(token + there, { detail: message }));
  const refuse = () => {
    throw new TypeError('An object could not be cloned.');
  };

  function pack(value, seen, depth) {
    if (depth > 1000)
      throw new TypeError(
        'Electron contextBridge recursion depth exceeded. Nested objects deeper than 1000 are not supported.',
      );
    if (typeof value === 'symbol') refuse();
    if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return { v: value };
    if (seen.has(value)) return seen.get(value);
    const node = {};
    seen.set(value, node);
    const tag = toString.call(value).slice(8, -1);
    if (typeof value === 'function') {
      if (!ids.has(value)) {
        ids.set(value, ++next);
        functions.set(next, value);
      }
      node.f = ids.get(value);
    } else if (value instanceof Promise) {
      const id = ++next;
      node.p = id;
      value.then(
        (v) => settle(id, true, v),
        (e) => settle(id, false, e),
      );
    } else if (Array.isArray(value)) {
      node.a = Array.from(value, (x) => pack(x, seen, depth + 1));
    } else if (tag === 'Error') {
      node.e = String(value.message);
    } else if (value instanceof window.Node) {
      throw new Error('electron-stand-in: passing a DOM node over contextBridge is not implemented');
    } else if (tag === 'Object' || Object.getPrototypeOf(value) === null) {
      node.o = Object.keys(value).map((k) => [k, pack(value[k], seen, depth + 1)]);
    } else {
      try {
        node.v = structuredClone(value);
      } catch {
        refuse();
      }
    }
    return node;
  }
  function unpack(node, made) {
    if ('v' in node) return node.v;
    if (made.has(node)) return made.get(node);
    const keep = (v) => {
      made.set(node, v);
      return v;
    };
    if ('f' in node) return keep((...args) => call(node.f, args));
    if ('p' in node) return keep(new Promise((resolve, reject) => waiting.set(node.p, { resolve, reject })));
    if ('e' in node) return keep(new Error(node.e));
    if ('a' in node) {
      const v = keep([]);
      for (const x of node.a) v.push(unpack(x, made));
      return v;
    }
    const v = keep({});
    for (const [k, x] of node.o)
      Object.defineProperty(v, k, { value: unpack(x, made), writable: true, enumerable: true, configurable: true });
    return v;
  }
  const packTop = (value) => pack(value, new Map(), 0);
  const unpackTop = (node) => unpack(node, new Map());
  const messageOf = (e) =>
    toString.call(e) === '[object Error]' || e instanceof Error
      ? String(e.message)
      : 'An unknown exception occurred in the isolated context, an error occurred but a valid exception was not thrown.';

  function settle(id, ok, value) {
    try {
      post({ op: 'settle', id, ok, value: packTop(value) });
    } catch (e) {
      post({ op: 'settle', id, ok: false, value: packTop(e) });
    }
  }
  function call(id, args) {
    const turn = ++next;
    post({ op: 'call', id, turn, args: packTop(args) });
    const reply = replies.get(turn);
    replies.delete(turn);
    if (!reply) throw new Error('electron-stand-in: the other world did not answer');
    if ('thrown' in reply) throw new Error(reply.thrown);
    return unpackTop(reply.value);
  }
  window.addEventListener(
    token + here,
    (event) => {
      event.stopImmediatePropagation();
      const m = Reflect.apply(readDetail, event, []);
      if (m.op === 'reply') replies.set(m.turn, m);
      if (m.op === 'settle') {
        const promise = waiting.get(m.id);
        waiting.delete(m.id);
        promise?.[m.ok ? 'resolve' : 'reject'](unpackTop(m.value));
      }
      if (m.op === 'call') {
        let reply;
        try {
          reply = { value: packTop(Reflect.apply(functions.get(m.id), undefined, unpackTop(m.args))) };
        } catch (e) {
          reply = { thrown: messageOf(e) };
        }
        post({ op: 'reply', turn: m.turn, ...reply });
      }
    },
    true,
  );

  return { call, functions };
}

/** The main world's end: it only knows how to put an API on `window`. */
export function mainWorld(bridge) {
  const { Object, Error, ArrayBuffer } = window;
  const freeze = (v, seen) => {
    if (v === null || (typeof v !== 'object' && typeof v !== 'function') || ArrayBuffer.isView(v) || seen.has(v))
      return v;
    seen.add(v);
    for (const k of Object.getOwnPropertyNames(v)) freeze(v[k], seen);
    return Object.freeze(v);
  };
  bridge.functions.set(1, (key, api) => {
    if (key in window) throw new Error('Cannot bind an API on top of an existing property on the window object');
    Object.defineProperty(window, key, {
      value: freeze(api, new Set()),
      enumerable: true,
      writable: false,
      configurable: false,
    });
  });
}

/** The isolated world: sandboxed `require`, ipcRenderer, contextBridge, then the preload itself. */
export function isolatedWorld(bridge, codec, settings, preload) {
  const post = window.__electronHarnessPost;
  delete window.__electronHarnessPost;
  const send = (message) => post(JSON.stringify(message));
  const no = (name) => {
    const e = new Error(`electron-stand-in: ${name} is not implemented`);
    send({ op: 'unimplemented', message: e.message });
    throw e;
  };
  const strict = (o, name) =>
    new Proxy(o, {
      get: (t, k, self) =>
        k in t || typeof k === 'symbol' || ['then', 'toJSON', '__esModule', 'default'].includes(k)
          ? Reflect.get(t, k, self)
          : no(`${name}.${k}`),
    });

  const lists = Symbol('listeners');
  class EventEmitter {
    [lists] = new Map();
    _add(name, fn, front) {
      const l = this[lists].get(name) ?? [];
      this[lists].set(name, front ? [fn, ...l] : [...l, fn]);
      return this;
    }
    on(name, fn) {
      return this._add(name, fn);
    }
    addListener(name, fn) {
      return this._add(name, fn);
    }
    prependListener(name, fn) {
      return this._add(name, fn, true);
    }
    once(name, fn) {
      const w = (...a) => {
        this.off(name, w);
        return fn.apply(this, a);
      };
      w.listener = fn;
      return this._add(name, w);
    }
    off(name, fn) {
      const l = [...(this[lists].get(name) ?? [])];
      const at = l.findLastIndex((f) => f === fn || f.listener === fn);
      if (at >= 0) l.splice(at, 1);
      this[lists].set(name, l);
      return this;
    }
    removeListener(name, fn) {
      return this.off(name, fn);
    }
    removeAllListeners(name) {
      if (name === undefined) this[lists].clear();
      else this[lists].delete(name);
      return this;
    }
    listeners(name) {
      return (this[lists].get(name) ?? []).map((f) => f.listener ?? f);
    }
    listenerCount(name) {
      return (this[lists].get(name) ?? []).length;
    }
    eventNames() {
      return [...this[lists].keys()].filter((n) => this.listenerCount(n));
    }
    setMaxListeners() {
      return this;
    }
    emit(name, ...args) {
      const l = this[lists].get(name) ?? [];
      if (name === 'error' && !l.length) throw args[0];
      for (const fn of l) fn.apply(this, args);
      return l.length > 0;
    }
  }
  const events = Object.assign(EventEmitter, { EventEmitter, default: EventEmitter });

  const calls = new Map();
  let nextCall = 0;
  class IpcRenderer extends EventEmitter {
    send(channel, ...args) {
      send({ op: 'send', channel, args: codec.encode(args) });
    }
    async invoke(channel, ...args) {
      const id = ++nextCall;
      const text = codec.encode(args);
      return new Promise((resolve, reject) => {
        calls.set(id, { resolve, reject });
        send({ op: 'invoke', id, channel, args: text });
      });
    }
    sendSync() {
      return no('ipcRenderer.sendSync');
    }
    sendToHost() {
      return no('ipcRenderer.sendToHost');
    }
    postMessage() {
      return no('ipcRenderer.postMessage (MessagePort transfer)');
    }
  }
  const ipcRenderer = new IpcRenderer();
  Object.defineProperty(window, settings.receiver, {
    value: (text) => {
      const m = JSON.parse(text);
      if (m.op === 'message')
        return void ipcRenderer.emit(
          m.channel,
          { sender: ipcRenderer, senderId: 0, ports: [] },
          ...codec.decode(m.args),
        );
      const promise = calls.get(m.id);
      calls.delete(m.id);
      if ('error' in m) promise?.reject(new Error(m.error));
      else promise?.resolve(codec.decode(m.value));
    },
  });

  /** Synchronous in Electron: the main process puts the answer in while the debugger holds this. */
  function getPathForFile(file) {
    if (!(file instanceof File))
      throw new TypeError('getPathForFile expected to receive a File object but one was not provided');
    const answer = { place: null };
    debugger;
    return answer.place ?? no('webUtils.getPathForFile without a debugger');
  }

  let zoom = 1;
  const setZoomFactor = (f) => {
    zoom = f;
    send({ op: 'zoom', factor: f });
  };
  const electron = strict(
    {
      contextBridge: strict(
        {
          exposeInMainWorld: (key, api) => {
            bridge.call(1, [key, api]);
          },
        },
        'contextBridge',
      ),
      ipcRenderer: strict(ipcRenderer, 'ipcRenderer'),
      webFrame: strict(
        {
          getZoomFactor: () => zoom,
          setZoomFactor,
          getZoomLevel: () => Math.log(zoom) / Math.log(1.2),
          setZoomLevel: (l) => setZoomFactor(1.2 ** l),
        },
        'webFrame',
      ),
      webUtils: strict({ getPathForFile }, 'webUtils'),
      nativeImage: strict({}, 'nativeImage'),
      crashReporter: strict(
        { start() {}, addExtraParameter() {}, removeExtraParameter() {}, getParameters: () => ({}) },
        'crashReporter',
      ),
    },
    'electron (preload)',
  );

  const setImmediate = (fn, ...args) => setTimeout(fn, 0, ...args);
  const clearImmediate = clearTimeout;
  const timers = strict(
    {
      setTimeout: setTimeout.bind(window),
      clearTimeout: clearTimeout.bind(window),
      setInterval: setInterval.bind(window),
      clearInterval: clearInterval.bind(window),
      setImmediate,
      clearImmediate,
    },
    'timers',
  );
  const modules = { electron, events, timers, url: strict({ URL, URLSearchParams }, 'url') };
  modules['electron/renderer'] = modules['electron/common'] = electron;
  const require = (name) =>
    modules[name.replace(/^node:/, '')] ??
    (() => {
      throw new Error(`module not found: ${name}`);
    })();
  const process = Object.assign(new EventEmitter(), settings.process, {
    nextTick: (fn, ...args) => queueMicrotask(() => fn(...args)),
  });
  // Buffer: only what small preloads use.
  const bytes = {
    utf8: (s) => new TextEncoder().encode(s),
    base64: (s) => Uint8Array.fromBase64(s),
    hex: (s) => Uint8Array.fromHex(s),
  };
  const text = { utf8: (u) => new TextDecoder().decode(u), base64: (u) => u.toBase64(), hex: (u) => u.toHex() };
  class PreloadBuffer extends Uint8Array {
    static from(v, e = 'utf8') {
      const u =
        typeof v === 'string' ? (bytes[e.replace('-', '')] ?? no(`Buffer encoding ${e}`))(v) : new Uint8Array(v);
      return new PreloadBuffer(u.buffer, u.byteOffset, u.byteLength);
    }
    static alloc(n) {
      return new PreloadBuffer(n);
    }
    static isBuffer(v) {
      return v instanceof PreloadBuffer;
    }
    static byteLength(s) {
      return bytes.utf8(s).length;
    }
    toString(e = 'utf8') {
      return (text[e.replace('-', '')] ?? no(`Buffer encoding ${e}`))(new Uint8Array(this));
    }
  }

  for (const type of ['keydown', 'keyup']) {
    window.addEventListener(
      type,
      (e) => {
        if (e.isTrusted)
          send({
            op: 'key',
            input: {
              type: type === 'keydown' ? 'keyDown' : 'keyUp',
              key: e.key,
              code: e.code,
              isAutoRepeat: e.repeat,
              isComposing: e.isComposing,
              shift: e.shiftKey,
              control: e.ctrlKey,
              alt: e.altKey,
              meta: e.metaKey,
              location: e.location,
              modifiers: [],
            },
          });
      },
      true,
    );
  }
  window.addEventListener('contextmenu', (e) => {
    const at = e.composedPath()[0];
    const near = (selector) => (at instanceof Element ? at.closest(selector) : null);
    const field = near('input, textarea, [contenteditable]');
    const selectionText =
      field && 'selectionStart' in field && field.selectionStart !== null
        ? field.value.slice(field.selectionStart, field.selectionEnd)
        : String(getSelection() ?? '');
    const media = near('img, video, audio, canvas');
    if (!e.isTrusted || e.defaultPrevented) return;
    e.preventDefault(); // Chromium's own menu, which Electron does not have
    send({
      op: 'context-menu',
      params: {
        x: e.clientX,
        y: e.clientY,
        pageURL: location.href,
        frameURL: '',
        linkURL: near('a[href]')?.href ?? '',
        linkText: near('a[href]')?.textContent ?? '',
        srcURL: media?.currentSrc ?? '',
        mediaType: { IMG: 'image', VIDEO: 'video', AUDIO: 'audio', CANVAS: 'canvas' }[media?.tagName] ?? 'none',
        hasImageContents: media?.tagName === 'IMG' && media.naturalWidth > 0,
        altText: media?.alt ?? '',
        titleText: '',
        selectionText,
        isEditable: Boolean(field),
        misspelledWord: '',
        dictionarySuggestions: [],
        editFlags: {
          canUndo: false,
          canRedo: false,
          canCut: Boolean(field && selectionText),
          canCopy: Boolean(selectionText),
          canPaste: Boolean(field),
          canDelete: Boolean(field && selectionText),
          canSelectAll: true,
        },
      },
    });
  });
  let title = '';
  const watchTitle = () => {
    if (document.title !== title) {
      title = document.title;
      send({ op: 'title', title });
    }
  };
  document.addEventListener('DOMContentLoaded', () => {
    watchTitle();
    if (document.head)
      new MutationObserver(watchTitle).observe(document.head, { subtree: true, childList: true, characterData: true });
  });

  if (!preload) return;
  try {
    const module = { exports: {} };
    preload(require, module, module.exports, process, strict(PreloadBuffer, 'Buffer'), setImmediate, clearImmediate);
  } catch (error) {
    console.error(`Unable to load preload script: ${settings.preload}\n${error?.stack ?? error}`);
    send({ op: 'preload-error', message: String(error?.message ?? error), stack: String(error?.stack ?? '') });
  }
}
