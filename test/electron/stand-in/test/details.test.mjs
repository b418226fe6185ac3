// Smaller API points, on an app with one empty window.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { launch } from '../index.mjs';

const dir = mkdtempSync(path.join(os.tmpdir(), 'harness-details-'));
const main = path.join(dir, 'main.cjs');
writeFileSync(path.join(dir, 'package.json'), '{"name":"details","version":"0.1.0"}');
writeFileSync(
  path.join(dir, 'preload.cjs'),
  "require('electron').contextBridge.exposeInMainWorld('api', { ask: (...a) => require('electron').ipcRenderer.invoke('ask', ...a), zoom: (f) => require('electron').webFrame.setZoomFactor(f), buffer: Buffer.from('aGk=', 'base64').toString() });",
);
writeFileSync(
  path.join(dir, 'page.html'),
  '<!doctype html><title>Page</title><a id="mail" href="mailto:a@example.invalid">Mail</a><a id="app" href="app://host/page.html">App</a><a id="hash" href="#there">There</a>',
);
writeFileSync(
  main,
  `
const { app, BrowserWindow, protocol } = require('electron');
protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true } }]);
app.commandLine.appendSwitch('user-agent', 'Harness/1');
app.on('window-all-closed', () => {});
app.whenReady().then(() => {
  protocol.handle('app', (r) => new Response('<title>Served</title>' + r.url, { headers: { 'content-type': 'text/html' } }));
  const win = new BrowserWindow({ title: 'x', webPreferences: { preload: __dirname + '/preload.cjs' } });
  win.webContents.ipc.handle('ask', (_e, ...a) => a);
  win.loadFile('page.html');
});`,
);
const server = createServer((request, response) => {
  response.setHeader('x-seen', request.headers['x-added'] ?? 'none');
  response.setHeader('access-control-allow-origin', '*');
  response.setHeader('access-control-expose-headers', '*');
  response.end('hello');
});
after(() => {
  server.close();
  rmSync(dir, { recursive: true, force: true });
});

describe('details', () => {
  /** @type {import('../index.mjs').ElectronApp} */ let app;
  /** @type {import('playwright-core').Page} */ let page;
  let origin;
  before(async () => {
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${server.address().port}`;
    app = await launch({
      main,
      electronVersion: '45.4.1',
      locale: 'de-DE',
      safeStorage: false,
      notifications: false,
      timeout: 15000,
    });
    page = await app.firstWindow();
  });
  after(() => app?.close());

  test('locale, command line switches, desktop options', async () => {
    assert.deepEqual(await page.evaluate(() => [navigator.language, navigator.userAgent]), ['de-DE', 'Harness/1']);
    assert.deepEqual(
      await app.evaluate(({ app: a, safeStorage, Notification }) => [
        a.getLocale(),
        safeStorage.isEncryptionAvailable(),
        Notification.isSupported(),
      ]),
      ['de-DE', false, false],
    );
    assert.equal(await page.evaluate(() => window.api.buffer), 'hi');
  });
  test('webContents.ipc, odd values', async () => {
    assert.deepEqual(
      await page.evaluate(async () => {
        const [a, b, c, d, e] = await window.api.ask(NaN, -0, 10n, undefined, new Error('e'));
        return [Number.isNaN(a), Object.is(b, -0), String(c), d === undefined, e.message];
      }),
      [true, true, '10', true, 'e'],
    );
    assert.equal(
      await page.evaluate(() => window.api.ask(new Blob(['x'])).catch((e) => e.message)),
      'An object could not be cloned.',
    );
  });
  test('zoom', async () => {
    await page.evaluate(() => window.api.zoom(2));
    await page.waitForFunction(() => innerWidth === 400 && devicePixelRatio === 2);
    await page.evaluate(() => window.api.zoom(1));
    await page.waitForFunction(() => innerWidth === 800);
  });
  test('webRequest cancels, redirects and adds headers', async () => {
    await app.evaluate(({ session }, o) => {
      const { webRequest } = session.defaultSession;
      webRequest.onBeforeRequest({ urls: ['http://127.0.0.1/*', 'http://127.0.0.1:*/*'] }, (d, cb) =>
        cb(d.url.endsWith('/no') ? { cancel: true } : d.url.endsWith('/old') ? { redirectURL: `${o}/new` } : {}),
      );
      webRequest.onBeforeSendHeaders((d, cb) => cb({ requestHeaders: { ...d.requestHeaders, 'X-Added': 'yes' } }));
      webRequest.onHeadersReceived({ urls: ['<all_urls>'] }, (d, cb) =>
        cb({ responseHeaders: { ...d.responseHeaders, 'x-extra': [String(d.webContentsId ?? d.resourceType)] } }),
      );
    }, origin);
    const get = (url) =>
      page.evaluate(
        (u) =>
          fetch(u, { mode: 'cors' }).then(
            (r) => [r.url, r.headers.get('x-seen'), r.headers.get('x-extra')],
            () => 'failed',
          ),
        url,
      );
    assert.equal(await get(`${origin}/no`), 'failed');
    assert.deepEqual(await get(`${origin}/plain`), [`${origin}/plain`, 'yes', '1']);
    await app.evaluate(({ session }) => {
      for (const n of ['onBeforeSendHeaders', 'onHeadersReceived']) session.defaultSession.webRequest[n](null);
    });
    assert.equal((await get(`${origin}/plain`))[2], null);
    await app.evaluate(({ session }) => session.defaultSession.webRequest.onBeforeRequest(null));
  });
  test('load errors', async () => {
    const gone = createServer();
    await new Promise((resolve) => gone.listen(0, '127.0.0.1', resolve));
    const closedUrl = `http://127.0.0.1:${gone.address().port}/`;
    await new Promise((resolve) => gone.close(resolve));
    const failed = await app.evaluate(async ({ BrowserWindow }, closed) => {
      const win = new BrowserWindow({ show: false });
      const seen = [];
      win.webContents.on('did-fail-load', (_e, code, text) => seen.push(`${code} ${text}`));
      for (const load of [() => win.loadFile('missing.html'), () => win.loadURL(closed), () => win.loadURL('nonsense')])
        await load().then(
          () => seen.push('loaded'),
          (e) => seen.push(e.code),
        );
      win.destroy();
      return seen;
    }, closedUrl);
    assert.deepEqual(failed, [
      '-6 ERR_FILE_NOT_FOUND',
      'ERR_FILE_NOT_FOUND',
      '-102 ERR_CONNECTION_REFUSED',
      'ERR_CONNECTION_REFUSED',
      '-300 ERR_INVALID_URL',
      'ERR_INVALID_URL',
    ]);
  });
  test('links: external schemes, in-page, and to a custom scheme', async () => {
    await app.evaluate(({ BrowserWindow }) => {
      globalThis.went = [];
      for (const n of ['will-navigate', 'did-navigate-in-page'])
        BrowserWindow.getAllWindows()[0].webContents.on(n, (_e, url) =>
          globalThis.went.push(`${n} ${url.split('/').pop()}`),
        );
    });
    await page.click('#hash');
    await page.click('#mail');
    assert.deepEqual((await app.waitForCall('external-protocol')).args[0], 'mailto:a@example.invalid');
    await page.click('#app', { noWaitAfter: true });
    await page.waitForFunction(() => document.title === 'Served');
    assert.equal(await page.evaluate(() => document.body.textContent), 'app://host/page.html');
    assert.deepEqual(await app.evaluate(() => globalThis.went), [
      'did-navigate-in-page page.html#there',
      'will-navigate mailto:a@example.invalid',
      'will-navigate page.html',
    ]);
    assert.equal(
      await page.evaluate(() =>
        fetch('app://host/x').then(
          () => 'fetched',
          () => 'failed',
        ),
      ),
      'failed',
    ); // documented
  });
  test('storage, clipboard items, screen capture', async () => {
    await page.evaluate(() => localStorage.setItem('a', 'b'));
    await app.evaluate(({ session }) => session.defaultSession.clearStorageData({ storages: ['localstorage'] }));
    await page.reload();
    assert.equal(await page.evaluate(() => localStorage.getItem('a')), null);
    const [width, text] = await app.evaluate(async ({ clipboard, ClipboardItem, BrowserWindow, desktopCapturer }) => {
      const png = (await BrowserWindow.getAllWindows()[0].capturePage()).toPNG();
      await clipboard.write([
        new ClipboardItem({ 'image/png': new Blob([png], { type: 'image/png' }), 'text/plain': 'both' }),
      ]);
      const [source] = await desktopCapturer.getSources({ types: ['window'] });
      return [source.thumbnail.getSize().width, await clipboard.readText()];
    });
    assert.deepEqual([width, text, (await app.clipboard.readImage()).readUInt32BE(16)], [150, 'both', 800]);
  });
  test('window states and their events', async () => {
    const seen = await app.evaluate(async ({ BrowserWindow }) => {
      const turn = () => new Promise((r) => setTimeout(r, 20));
      const win = new BrowserWindow({ show: false, width: 300, height: 200 });
      const list = [];
      for (const n of [
        'show',
        'focus',
        'blur',
        'hide',
        'minimize',
        'restore',
        'maximize',
        'unmaximize',
        'close',
        'closed',
      ])
        win.on(n, () => list.push(n));
      for (const act of ['show', 'minimize', 'restore', 'maximize', 'unmaximize', 'hide', 'close']) {
        win[act]();
        await turn();
      }
      return list.join(' ');
    });
    assert.equal(seen, 'show focus blur minimize restore focus maximize unmaximize blur hide close closed');
  });
  test('app.exit ends with its code', async () => {
    const other = await launch({ main, electronVersion: '45.4.1', timeout: 15000 });
    await other.firstWindow();
    await other.evaluate(({ app: a }) => {
      setTimeout(() => a.exit(7), 10);
    });
    assert.equal((await other.waitForExit()).code, 7);
    await assert.rejects(other.close(), /the app failed\nexit code 7/);
  });
  test('the synchronous clipboard of older versions; a missing electron package', async () => {
    const other = await launch({ main, electronVersion: '38.0.0', timeout: 15000 });
    assert.equal(
      await other.evaluate(({ clipboard }) => {
        clipboard.writeText('x');
        return clipboard.readText();
      }),
      'x',
    );
    await other.close();
    await assert.rejects(launch({ main }), /"electron" package is not installed/);
  });
});
