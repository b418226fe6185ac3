// Shared state of the substituted `electron` module: the record of what the app
// asked for, the problems found, and the proxy that refuses unknown API names.
import { EventEmitter } from 'node:events';
import { limitedParts } from './platform.mjs';

/** Settings handed over by launch() (see index.mjs). */
export const config = JSON.parse(process.env.ELECTRON_HARNESS ?? '{}');
delete process.env.ELECTRON_HARNESS;

/** The system that the app believes to run on. @type {'linux' | 'darwin' | 'win32'} */
export const platform = config.platform ?? 'linux';

/** @type {{api: string, args: any[]}[]} everything the app asked the OS (or the harness) for */
export const journal = [];
/** @type {{kind: string, message: string}[]} what makes a test fail */
export const problems = [];
/** Events for the test process; the control channel subscribes to it. */
export const toTest = new EventEmitter();

const plain = (v, depth = 0) => {
  if (typeof v === 'function') return '[function]';
  if (v === null || typeof v !== 'object' || depth > 6) return v;
  if (v instanceof Error) return { name: v.name, message: v.message };
  if (ArrayBuffer.isView(v) || v instanceof Date) return v;
  if (typeof v.toHarness === 'function') return v.toHarness();
  if (Array.isArray(v)) return v.map((x) => plain(x, depth + 1));
  return Object.fromEntries(
    Object.entries(v)
      .filter(([k]) => !k.startsWith('_'))
      .map(([k, x]) => [k, plain(x, depth + 1)]),
  );
};

/** Note a call; the arguments are copied at once. */
export function record(api, ...args) {
  const entry = { api, args: plain(args) };
  journal.push(entry);
  toTest.emit('call', entry);
}

/** Note a call that is accepted but changes nothing here (listed in the README). */
export function inert(api, ...args) {
  record(api, ...args);
  process.stderr.write(`electron-stand-in: ${api} is recorded but has no effect here\n`);
}

export function problem(kind, message) {
  const entry = { kind, message };
  problems.push(entry);
  toTest.emit('problem', entry);
}

/** @returns {never} */
export function unimplemented(name) {
  const error = new Error(`electron-stand-in: ${name} is not implemented`);
  problem('unimplemented', error.message);
  throw error;
}

// Names that language features and tools probe on any object.
const probed = new Set([
  'then',
  'catch',
  'toJSON',
  'inspect',
  'default',
  '__esModule',
  'domain',
  'nodeType',
  '$$typeof',
  'asymmetricMatch',
  'toHarness',
  'prototype',
  'caller',
  'arguments',
]);

const survives = new Set([...probed, ...Object.getOwnPropertyNames(EventEmitter.prototype), 'isDestroyed', 'id']);

/**
 * Wrap an API object so that touching a name it lacks throws, instead of
 * yielding undefined as if the API had been called.
 * @template {object} T
 * @param {T} target
 * @param {string} name used in the error
 * @param {string[]} [absent] names that are left undefined, for apps that ask whether they are there
 * @returns {T}
 */
export function strict(target, name, absent = []) {
  const limited = limitedParts(name);
  const known = (t, key) =>
    typeof key === 'symbol' || key in t || key.startsWith('_') || probed.has(key) || absent.includes(key);
  return new Proxy(target, {
    get: (t, key, self) => {
      if (absent.includes(key) && !(key in t)) return undefined;
      const lacking = elsewhere(limited.methods.get(key));
      if (lacking) return () => problem('platform', `${name}.${key}() exists on ${lacking} only, not on ${platform}`);
      if (!known(t, key)) unimplemented(`${name}.${String(key)}`);
      if (key === 'emit' && limited.events.size) return emitTruly(t, self, name, limited.events);
      if (t._destroyed && typeof key === 'string' && !key.startsWith('_') && !survives.has(key))
        throw new TypeError('Object has been destroyed');
      return Reflect.get(t, key, self);
    },
    set: (t, key, value, self) =>
      known(t, key) ? Reflect.set(t, key, value, self) : unimplemented(`setting ${name}.${String(key)}`),
  });
}

/** The systems that have it, where this one does not. */
const elsewhere = (platforms) => platforms && !platforms.includes(platform) && platforms.filter(Boolean).join(' and ');

/** `emit`, but for events that the simulated system never has. */
const emitTruly =
  (target, self, name, events) =>
  (event, ...args) => {
    const lacking = elsewhere(events.get(event));
    if (!lacking) return Reflect.apply(target.emit, self, [event, ...args]);
    problem('platform', `${name} emits '${event}' on ${lacking} only, not on ${platform}`);
    return false;
  };

/** A whole module that is absent: any use of it throws. */
export const missing = (name) =>
  new Proxy(() => {}, {
    get: (_, key) => (typeof key === 'symbol' || probed.has(key) ? undefined : unimplemented(`${name}.${key}`)),
    construct: () => unimplemented(`new ${name}()`),
    apply: () => unimplemented(`${name}()`),
  });

/** The event object that Electron passes first to most listeners. */
export function makeEvent(fields = {}) {
  const event = {
    defaultPrevented: false,
    preventDefault() {
      event.defaultPrevented = true;
    },
  };
  return Object.defineProperties(event, Object.getOwnPropertyDescriptors(fields));
}
