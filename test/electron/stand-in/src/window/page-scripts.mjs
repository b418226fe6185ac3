// What Chromium runs at the start of every document of a page, by the page's preferences.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';
import { makeCodec } from '../codec.mjs';
import { platform, unimplemented } from '../core.mjs';
import { bridgeEnd, isolatedWorld, mainWorld } from '../renderer.mjs';
import { defaultSession } from '../session.mjs';
import { blank } from './registry.mjs';

/** The name of the isolated world that preload scripts run in. */
export const world = `electron-${randomBytes(6).toString('hex')}`;

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

/** Refuses preferences that the stand-in cannot honour. */
export function checkPreferences(prefs) {
  for (const [key, value] of Object.entries(prefs)) {
    if (value !== undefined && preferences[key] !== 'any' && preferences[key] !== value)
      unimplemented(`webPreferences.${key}: ${JSON.stringify(value)}`);
  }
}

/**
 * The scripts of the main and of the isolated world, and the name under which the latter takes messages.
 * `onError` is told, a turn later, of a preload script that cannot be used.
 */
export function pageScripts(prefs, onError) {
  const token = `e${randomBytes(12).toString('hex')}`;
  const file = prefs.preload;
  let preload = 'null';
  if (file) {
    try {
      if (!path.isAbsolute(file)) throw new Error(`preload script must have absolute path: ${file}`);
      preload = `(function (require, module, exports, process, Buffer, setImmediate, clearImmediate, global = globalThis) {\n${readFileSync(file, 'utf8')}\n})`;
      new vm.Script(preload, { filename: file, lineOffset: -1 });
    } catch (error) {
      preload = 'null';
      setImmediate(() => onError(error));
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
      argv: [process.execPath, ...(prefs.additionalArguments ?? [])],
      versions: { ...process.versions },
    },
  };
  const guard = `if (window !== window.top || location.href.startsWith(${JSON.stringify(blank)})) return;`;
  return {
    receiver: settings.receiver,
    main: `(() => { ${guard} (${mainWorld})((${bridgeEnd})('${token}', 'm', 'i')); })()`,
    isolated: `(() => { ${guard} (${isolatedWorld})((${bridgeEnd})('${token}', 'i', 'm'), (${makeCodec})(), ${JSON.stringify(settings)}, ${preload}); })()\n//# sourceURL=electron-stand-in-preload.js`,
  };
}
