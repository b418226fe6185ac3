// Compare with Electron's own type declarations. Needs the electron package (its binary is not
// needed) and typescript: npm install --no-save --ignore-scripts electron@45 typescript @types/node
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';

const require = createRequire(import.meta.url);
const find = (name) => {
  try {
    return require.resolve(name);
  } catch {
    return null;
  }
};
const electron = find('electron/package.json');
const skip = electron && find('typescript/package.json') ? false : 'electron or typescript is not installed';

test('the example is correct TypeScript for the real electron module', { skip }, () => {
  const { bin } = require('typescript/package.json');
  execFileSync(
    process.execPath,
    [
      path.join(path.dirname(find('typescript/package.json')), bin.tsc),
      '-p',
      path.join(import.meta.dirname, '../example/tsconfig.json'),
    ],
    { stdio: 'pipe' },
  );
});

test('the harness invents no API', { skip }, async () => {
  const text = readFileSync(path.join(path.dirname(electron), 'electron.d.ts'), 'utf8');
  const members = (name, kind = '') => {
    const [, parent, body] =
      new RegExp(`^  (?:interface|class) ${name}(?: extends ([\\w.]+))?[^{]*\\{\\n([^]*?)^  \\}`, 'm').exec(text) ??
      assert.fail(`no ${name} in electron.d.ts`);
    const own = [...body.matchAll(new RegExp(`^    ${kind}(?:readonly |get |set )*(\\w+)\\??[(:<]`, 'gm'))].map(
      (m) => m[1],
    );
    return [...own, ...(parent && /^(Electron\.)?BaseWindow$/.test(parent) ? members('BaseWindow', kind) : [])];
  };
  const [{ app }, system, win, { protocol, session, defaultSession }, { ipcMain }, { NativeImage, nativeImage }] =
    await Promise.all(['app', 'system', 'window', 'session', 'ipc', 'image'].map((f) => import(`../src/${f}.mjs`)));
  const { EventEmitter } = await import('node:events');
  const emitter = [EventEmitter, EventEmitter.prototype].flatMap((o) => Object.getOwnPropertyNames(o));
  const names = (o) =>
    [
      ...new Set([
        ...Object.getOwnPropertyNames(o),
        ...(Object.getPrototypeOf(o) === Object.prototype ? [] : Object.getOwnPropertyNames(Object.getPrototypeOf(o))),
      ]),
    ].filter(
      (n) =>
        !n.startsWith('_') &&
        !emitter.includes(n) &&
        !['constructor', 'toHarness', 'domain', 'length', 'name', 'prototype'].includes(n),
    );
  const compare = (object, type, kind) =>
    assert.deepEqual(
      names(object).filter((n) => !members(type, kind).includes(n)),
      [],
      type,
    );

  for (const [object, type] of [
    [app, 'App'],
    [app.commandLine, 'CommandLine'],
    [protocol, 'Protocol'],
    [defaultSession, 'Session'],
    [defaultSession.webRequest, 'WebRequest'],
    [ipcMain, 'IpcMain'],
    [system.clipboard, 'Clipboard'],
    [system.dialog, 'Dialog'],
    [system.shell, 'Shell'],
    [system.nativeTheme, 'NativeTheme'],
    [system.powerMonitor, 'PowerMonitor'],
    [system.powerSaveBlocker, 'PowerSaveBlocker'],
    [system.screen, 'Screen'],
    [system.globalShortcut, 'GlobalShortcut'],
    [system.safeStorage, 'SafeStorage'],
    [system.net, 'Net'],
    [system.crashReporter, 'CrashReporter'],
    [system.desktopCapturer, 'DesktopCapturer'],
    [new system.MenuItem({ label: 'x' }), 'MenuItem'],
    [new system.Menu(), 'Menu'],
    [new system.Notification(), 'Notification'],
    [system.Tray.prototype, 'Tray'],
    [win.BrowserWindow.prototype, 'BrowserWindow'],
    [NativeImage.createEmpty(), 'NativeImage'],
  ])
    compare(object, type);
  for (const [object, type] of [
    [win.BrowserWindow, 'BrowserWindow'],
    [system.Notification, 'Notification'],
    [system.Menu, 'Menu'],
    [nativeImage, 'NativeImage'],
    [session, 'Session'],
  ])
    compare(object, type, 'static ');
  const contents = new win.BrowserWindow({ show: false }).webContents;
  compare(contents, 'WebContents');
  compare(contents.mainFrame, 'WebFrameMain');
});
