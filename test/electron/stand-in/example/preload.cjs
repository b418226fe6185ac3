// @ts-check
const { contextBridge, ipcRenderer } = require('electron');
const { EventEmitter } = require('node:events');

const links = new EventEmitter();
ipcRenderer.on('open-link', (_event, link, data) => links.emit('link', link, data));

contextBridge.exposeInMainWorld('api', {
  versions: { electron: process.versions.electron, platform: process.platform },
  limits: [1, 2, 3],
  reverse: (/** @type {Uint8Array} */ bytes) => ipcRenderer.invoke('reverse', bytes),
  hash: (/** @type {Uint8Array} */ bytes) => ipcRenderer.invoke('hash', bytes),
  fail: () => ipcRenderer.invoke('fail'),
  pick: () => ipcRenderer.invoke('pick'),
  saveSecret: (/** @type {string} */ text) => ipcRenderer.invoke('secret:save', text),
  loadSecret: () => ipcRenderer.invoke('secret:load'),
  copy: (/** @type {string} */ text) => ipcRenderer.invoke('copy', text),
  notify: (/** @type {string} */ title, /** @type {string} */ body) => ipcRenderer.invoke('notify', title, body),
  ping: (/** @type {string} */ text) => ipcRenderer.send('ping', text),
  onPong: (/** @type {(text: string) => void} */ listener) => {
    ipcRenderer.on('pong', (_event, text) => listener(text));
  },
  onLink: (/** @type {(link: string, data: unknown) => void} */ listener) => {
    links.on('link', listener);
    return () => links.off('link', listener);
  },
  twice: (/** @type {(n: number) => number} */ f, /** @type {number} */ n) => f(f(n)),
  echo: (/** @type {unknown} */ value) => value,
  throws: () => {
    throw new TypeError('from the preload');
  },
});
