import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { chromiumPath } from '../../../support/needs.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { type ElectronApp, launch, runToExit } from '../index.mjs';

type Options = Omit<Parameters<typeof launch>[0], 'main'>;

/** How the window of a probe is opened, unless a test says otherwise. */
const openWindow = `electron.app.whenReady().then(() => {
  const window = new electron.BrowserWindow({ show: false, webPreferences: { preload: __dirname + '/preload.cjs' } });
  return window.loadFile('page.html');
});`;
const preload = `const { contextBridge, webUtils } = require('electron');
contextBridge.exposeInMainWorld('probe', { pathOf: (file) => webUtils.getPathForFile(file) });`;

/** A program of one window whose main script is `script`. @returns the main script's file */
export async function writeProbe(script: string = openWindow, place?: string): Promise<string> {
  const folder = path.join(place ?? (await temporaryFolder()), 'resources/app');
  await mkdir(folder, { recursive: true });
  const main = path.join(folder, 'main.cjs');
  await writeFile(path.join(folder, 'package.json'), '{ "name": "probe", "version": "1.2.3", "main": "main.cjs" }');
  await writeFile(path.join(folder, 'page.html'), '<!doctype html><title>Probe</title><p>text</p><input type="file">');
  await writeFile(path.join(folder, 'preload.cjs'), preload);
  await writeFile(main, `const electron = require('electron');\n${script}`);
  return main;
}

/** Starts a probe; it is killed after the test. */
export async function launchProbe(options: Options = {}, script?: string): Promise<ElectronApp> {
  const app = await launch({ ...here, ...options, main: await writeProbe(script) });
  onTestFinished(() => app.kill());
  return app;
}

/** Starts a probe that ends by itself. */
export async function runProbe(options: Options, script: string): ReturnType<typeof runToExit> {
  return runToExit({ ...here, ...options, main: await writeProbe(script) });
}

const here = { timeout: 15_000, ...(chromiumPath ? { executablePath: chromiumPath } : {}) };
