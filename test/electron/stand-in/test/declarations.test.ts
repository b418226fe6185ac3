import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { app } from '../src/app.mjs';
import { NativeImage, nativeImage } from '../src/image.mjs';
import { ipcMain } from '../src/ipc.mjs';
import { createSafeStorage } from '../src/safe-storage.mjs';
import { defaultSession, protocol, session } from '../src/session.mjs';
import * as system from '../src/system.mjs';
import { BrowserWindow } from '../src/window/browser-window.mjs';

const text = readFileSync(createRequire(import.meta.url).resolve('electron/electron.d.ts'), 'utf8');
const ofEmitters: readonly string[] = [EventEmitter, EventEmitter.prototype].flatMap((object) =>
  Object.getOwnPropertyNames(object),
);
const ofLanguage = ['constructor', 'toHarness', 'domain', 'length', 'name', 'prototype'];

/** The members of a class or module by Electron's declarations. */
function declared(type: string, kind: string): string[] {
  const opened = new RegExp(`^  (?:interface|class) ${type}(?: extends ([\\w.]+))?[^{]*\\{\\n([^]*?)^  \\}`, 'm');
  const [, parent, body = ''] = opened.exec(text) ?? [];
  if (body === '') throw new Error(`Electron declares no ${type}`);
  const own = [...body.matchAll(new RegExp(`^    ${kind}(?:readonly |get |set )*(\\w+)\\??[(:<]`, 'gm'))].map(
    ([, name = '']) => name,
  );
  return parent?.endsWith('BaseWindow') ? [...own, ...declared('BaseWindow', kind)] : own;
}

function offered(object: object): string[] {
  return [...new Set(namesIn(object))].filter(
    (name) => !name.startsWith('_') && !ofEmitters.includes(name) && !ofLanguage.includes(name),
  );
}

/** Its own names and the inherited ones, without those of every object. */
function namesIn(object: object): string[] {
  const prototype: object | null = Object.getPrototypeOf(object);
  const isLast = prototype === null || prototype === Object.prototype || prototype === Function.prototype;
  return [...Object.getOwnPropertyNames(object), ...(isLast ? [] : namesIn(prototype))];
}

describe('the stand-in', () => {
  const contents = new BrowserWindow({ show: false }).webContents;
  const keyring = createSafeStorage({}, { platform: 'linux', folder: () => '', isReady: () => true });

  it.each<[string, object]>([
    ['App', app],
    ['BrowserWindow', BrowserWindow.prototype],
    ['Clipboard', system.clipboard],
    ['CommandLine', app.commandLine],
    ['CrashReporter', system.crashReporter],
    ['DesktopCapturer', system.desktopCapturer],
    ['Dialog', system.dialog],
    ['GlobalShortcut', system.globalShortcut],
    ['IpcMain', ipcMain],
    ['Menu', new system.Menu()],
    ['MenuItem', new system.MenuItem({ label: 'x' })],
    ['NativeImage', NativeImage.createEmpty()],
    ['NativeTheme', system.nativeTheme],
    ['Net', system.net],
    ['Notification', new system.Notification()],
    ['PowerMonitor', system.powerMonitor],
    ['PowerSaveBlocker', system.powerSaveBlocker],
    ['Protocol', protocol],
    ['SafeStorage', keyring],
    ['Screen', system.screen],
    ['Session', defaultSession],
    ['Shell', system.shell],
    ['Tray', system.Tray.prototype],
    ['WebContents', contents],
    ['WebFrameMain', contents.mainFrame],
    ['WebRequest', defaultSession.webRequest],
  ])('invents nothing in %s', (type, object) => {
    const known = declared(type, '');
    expect(offered(object).filter((name) => !known.includes(name))).toEqual([]);
  });

  it.each<[string, object]>([
    ['BrowserWindow', BrowserWindow],
    ['Menu', system.Menu],
    ['NativeImage', nativeImage],
    ['Notification', system.Notification],
    ['Session', session],
  ])('invents nothing static in %s', (type, object) => {
    const known = declared(type, 'static ');
    expect(offered(object).filter((name) => !known.includes(name))).toEqual([]);
  });
});
