import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { chromiumMissing, chromiumPath, describeUnless } from '../../../support/needs.ts';
import { type ElectronApp, launch } from '../index.mjs';
import { writeProbe } from './probe.ts';

const script = `const { app, BrowserWindow, protocol } = electron;
protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true } }]);
app.on('window-all-closed', () => {});
require('node:fs').writeFileSync(__dirname + '/preload.cjs', \`const { contextBridge, ipcRenderer, webFrame } = require('electron');
contextBridge.exposeInMainWorld('api', {
  ask: (...args) => ipcRenderer.invoke('ask', ...args),
  zoom: (factor) => webFrame.setZoomFactor(factor),
});\`);
app.whenReady().then(() => {
  protocol.handle('app', ({ url }) => new Response('<title>Served</title>' + url, { headers: { 'content-type': 'text/html' } }));
  const window = new BrowserWindow({ title: 'x', webPreferences: { preload: __dirname + '/preload.cjs' } });
  window.webContents.ipc.handle('ask', (_event, ...args) => args);
  window.loadFile('page.html');
});`;

describeUnless(chromiumMissing, 'the details', () => {
  let app: ElectronApp;
  let page: Page;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'miyu-test-'));
    const main = await writeProbe(script, folder);
    app = await launch({ main, locale: 'de-DE', ...(chromiumPath ? { executablePath: chromiumPath } : {}) });
    page = await app.firstWindow();
  });
  afterAll(async () => {
    await app?.close();
    await rm(folder, { recursive: true });
  });

  it('of values between the processes', async () => {
    const odd = await page.evaluate(async () => {
      const [a, b, c, d, e] = await Reflect.get(window, 'api').ask(Number.NaN, -0, 10n, undefined, new Error('e'));
      return [Number.isNaN(a), Object.is(b, -0), String(c), d === undefined, e.message];
    });
    expect(odd).toEqual([true, true, '10', true, 'e']);
    const refusal = await page.evaluate(() =>
      Reflect.get(window, 'api')
        .ask(new Blob(['x']))
        .catch(String),
    );
    expect(refusal).toBe('Error: An object could not be cloned.');
  });

  it('of the language and the zoom', async () => {
    expect(await page.evaluate(() => navigator.language)).toBe('de-DE');
    await page.evaluate(() => Reflect.get(window, 'api').zoom(2));
    await page.waitForFunction(() => innerWidth === 400 && devicePixelRatio === 2);
    await page.evaluate(() => Reflect.get(window, 'api').zoom(1));
  });

  it('of pages that cannot be loaded', async () => {
    const seen = await app.evaluate(async ({ BrowserWindow }) => {
      const window = new BrowserWindow({ show: false });
      const seen: string[] = [];
      window.webContents.on('did-fail-load', (_event, code, text) => seen.push(`${code} ${text}`));
      for (const load of [() => window.loadFile('missing.html'), () => window.loadURL('nonsense')])
        await load().then(
          () => seen.push('loaded'),
          ({ code }) => seen.push(code),
        );
      window.destroy();
      return seen;
    });
    expect(seen).toEqual(['-6 ERR_FILE_NOT_FOUND', 'ERR_FILE_NOT_FOUND', '-300 ERR_INVALID_URL', 'ERR_INVALID_URL']);
  });

  it('of links: within the page, to another program, to a scheme of the app', async () => {
    await app.evaluate(({ BrowserWindow }) => {
      const went: string[] = [];
      Reflect.set(globalThis, 'went', went);
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      contents?.on('will-navigate', ({ url }) => went.push(`will-navigate ${url.split('/').pop()}`));
      contents?.on('did-navigate-in-page', (_event, url) => went.push(`in-page ${url.split('/').pop()}`));
    });
    const follow = (href: string) =>
      page.evaluate((href) => Object.assign(document.createElement('a'), { href }).click(), href);
    await follow('#there');
    await follow('mailto:a@example.invalid');
    expect((await app.waitForCall('external-protocol')).args[0]).toBe('mailto:a@example.invalid');
    await follow('app://host/page.html');
    await page.waitForFunction(() => document.title === 'Served');
    expect(await page.evaluate(() => document.body.textContent)).toBe('app://host/page.html');
    expect(await app.evaluate(() => Reflect.get(globalThis, 'went'))).toEqual([
      'in-page page.html#there',
      'will-navigate mailto:a@example.invalid',
      'will-navigate page.html',
    ]);
  });

  it('of the states of a window', async () => {
    const names = ['show', 'focus', 'blur', 'hide', 'minimize', 'restore', 'maximize', 'unmaximize', 'close', 'closed'];
    const seen = await app.evaluate(async ({ BrowserWindow }, names) => {
      const window = new BrowserWindow({ show: false, width: 300, height: 200 });
      const list: string[] = [];
      for (const name of names) Reflect.apply(window.on, window, [name, () => list.push(name)]);
      for (const act of ['show', 'minimize', 'restore', 'maximize', 'unmaximize', 'hide', 'close'] as const) {
        window[act]();
        await new Promise((later) => setImmediate(() => setImmediate(later)));
      }
      return list.join(' ');
    }, names);
    expect(seen).toBe('show focus blur minimize restore focus maximize unmaximize blur hide close closed');
  });
});
