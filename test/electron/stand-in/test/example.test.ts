import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { chromiumMissing, chromiumPath, describeUnless } from '../../../support/needs.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { type ElectronApp, launch } from '../index.mjs';

const main = path.join(import.meta.dirname, '../example/main.mjs');

/** Calls what the preload script of the example has put into the page. */
const api = <R>(page: Page, work: (api: Record<string, (...args: unknown[]) => unknown>) => R) =>
  page.evaluate(`(${work})(window.api)`) as Promise<Awaited<R>>;

describeUnless(chromiumMissing, 'the example app', () => {
  let app: ElectronApp;
  let page: Page;
  beforeAll(async () => {
    app = await launch({ main, timeout: 15_000, ...(chromiumPath ? { executablePath: chromiumPath } : {}) });
    page = await app.firstWindow();
  });
  afterAll(() => app?.close());

  it('opens its window when there is something to show', async () => {
    await app.waitForWindow(({ visible, focused }) => visible && focused);
    const [state] = await app.windowStates();
    expect(state).toMatchObject({ title: 'Example chat', visible: true, url: 'app://bundle/index.html' });
    expect(await page.evaluate(() => [innerWidth, innerHeight])).toEqual([900, 640]);
    expect((await page.screenshot()).readUInt32BE(16)).toBe(900);
  });

  it('has its preload run before the page, which sees the bridge and nothing else', async () => {
    const seen = await page.evaluate(() => ({
      early: Reflect.get(window, 'hadApiAtStart'),
      frozen: Object.isFrozen(Reflect.get(window, 'api')),
      names: Object.getOwnPropertyNames(window).filter((name) =>
        /electron|harness|^require$|^process$|^Buffer$|^module$|ipc/i.test(name),
      ),
    }));
    expect(seen).toEqual({ early: true, frozen: true, names: [] });
  });

  it('passes typed arrays, dates, maps and sets between the processes, and errors as Electron words them', async () => {
    const got = await page.evaluate(async () => {
      const reversed = await Reflect.get(window, 'api').reverse(new Uint8Array([1, 2, 255]));
      const { from, bytes, at, tags, sizes } = reversed;
      return [from, bytes instanceof Uint8Array, [...bytes], at.getTime(), [...tags], [...sizes]];
    });
    expect(got).toEqual(['app://bundle/index.html', true, [255, 2, 1], 0, ['a'], [['n', 3]]]);
    const failure = await page.evaluate(() => Reflect.get(window, 'api').fail().catch(String));
    expect(failure).toBe("Error: Error invoking remote method 'fail': RangeError: out of range");
    expect(app.output().stderr).toMatch(/Error occurred in handler for 'fail'/);
  });

  it('copies values over the bridge, and refuses what Electron refuses', async () => {
    expect(await page.evaluate(() => Reflect.get(window, 'api').twice((n: number) => n * 3, 2))).toBe(18);
    expect(await api(page, ({ echo }) => echo?.(Promise.resolve(5)))).toBe(5);
    const copied = await page.evaluate(() => {
      const cyclic: Record<string, unknown> = { list: [1, undefined, null, 2n] };
      cyclic.self = cyclic;
      const copy = Reflect.get(window, 'api').echo({ cyclic, bytes: new Uint16Array([1, 513]) });
      return [copy.cyclic.self === copy.cyclic, copy.cyclic.list.map(String), [...copy.bytes]];
    });
    expect(copied).toEqual([true, ['1', 'undefined', 'null', '2'], [1, 513]]);
    for (const bad of ['Symbol("s")', 'new WeakMap()', 'document.body'])
      await expect(page.evaluate(`window.api.echo(${bad})`)).rejects.toThrow(/could not be cloned|not implemented/);
  });

  it('hears what the main process sends, in order', async () => {
    await page.evaluate(() => {
      const got: unknown[] = [];
      Reflect.set(window, 'got', got);
      Reflect.get(window, 'api').onLink((link: unknown) => got.push(link));
    });
    await app.evaluate(({ BrowserWindow }) => {
      for (let i = 0; i < 50; i++) BrowserWindow.getAllWindows()[0]?.webContents.send('open-link', i, null);
    });
    await page.waitForFunction(() => Reflect.get(window, 'got').length === 50);
    expect(await page.evaluate(() => Reflect.get(window, 'got'))).toEqual([...Array(50).keys()]);
  });

  it('lives under its policy, which Chromium enforces', async () => {
    expect(await page.evaluate(() => Reflect.get(window, 'inlineRan'))).toBeUndefined();
    expect((await app.consoleMessages()).some(({ message }) => /inline script violates/.test(message))).toBe(true);
    expect(await page.evaluate(() => fetch('https://example.invalid/').catch(({ name }) => name))).toBe('TypeError');
  });

  it('is served by its handlers: pictures of another scheme, scripts of workers', async () => {
    expect(await page.evaluate(() => document.querySelector('img')?.naturalWidth)).toBe(1);
    const styles = await page.evaluate(
      () =>
        new Promise<string>((resolve) => {
          const worker = new Worker('./task.js', { type: 'module' });
          worker.onmessage = ({ data }) => resolve(data);
          worker.onerror = ({ message }) => resolve(message);
        }),
    );
    expect(styles).toMatch(/^body \{/);
  });

  it('has the permissions that its handlers give', async () => {
    expect(await page.evaluate(() => Notification.permission)).toBe('granted');
    const microphone = () => navigator.mediaDevices.getUserMedia({ audio: true }).catch(({ name }) => name);
    expect(await page.evaluate(microphone)).toBe('NotAllowedError');
  });

  it('opens only the windows that it may, and stays where it is', async () => {
    await page.click('#outside');
    expect((await app.waitForCall('shell.openExternal')).args[0]).toBe('https://example.invalid/page');
    expect(await app.windowStates()).toHaveLength(1);
    await page.evaluate(() => Reflect.set(window, 'popup', window.open('./allowed-popup.html', 'x', 'width=300')));
    const popup = await app.waitForWindow(({ url }) => url.includes('allowed-popup'));
    expect(await popup.evaluate(() => [document.title, typeof Reflect.get(window, 'api'), innerWidth])).toEqual([
      'Popup',
      'undefined',
      300,
    ]);
    await page.evaluate(() => Reflect.get(window, 'popup').close());
    await expect.poll(() => app.windowStates()).toHaveLength(1);
    await page.click('#leave', { noWaitAfter: true });
    expect(page.url()).toBe('https://bundle.app-scheme.invalid/index.html');
  });

  it('shows dialogs that the test answers, or fails', async () => {
    const note = path.join(await temporaryFolder(), 'note.txt');
    await writeFile(note, 'attached');
    await app.dialogs.answer('showOpenDialog', { canceled: false, filePaths: [note] });
    expect(await api(page, ({ pick }) => pick?.())).toBe('attached');
    expect(await page.evaluate(() => Reflect.get(window, 'api').pick().catch(String))).toMatch(
      /no answer was prepared/,
    );
    expect((await app.takeProblems()).map(({ kind }) => kind)).toEqual(['dialog']);
  });

  it('tells the test what it asks of the desktop, and hears what the person does there', async () => {
    const link = () => page.locator('#link').textContent();
    await api(page, ({ notify }) => notify?.('Ada', 'Hello'));
    expect(await app.notifications.list()).toMatchObject([{ title: 'Ada', body: 'Hello' }]);
    await app.notifications.click();
    await expect.poll(link).toMatch(/^notification/);
    const [tray] = await app.tray.list();
    expect(tray).toMatchObject({ toolTip: 'Example', menu: [{ label: 'Show' }, { label: 'Quit' }] });
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    expect((await app.windowStates())[0]?.visible).toBe(false);
    await app.tray.select('Show');
    expect((await app.windowStates())[0]?.visible).toBe(true);
    await app.menu.click('new');
    await expect.poll(link).toMatch(/^menu/);
    await api(page, ({ copy }) => copy?.('copied'));
    expect(await app.clipboard.readText()).toBe('copied');
    await app.menu.click('Dark');
    await page.waitForFunction(() => matchMedia('(prefers-color-scheme: dark)').matches);
  });

  it('keeps secrets and paths in a folder of its own, and counts in another process', async () => {
    await api(page, ({ saveSecret }) => saveSecret?.('hidden'));
    expect(await api(page, ({ loadSecret }) => loadSecret?.())).toBe('hidden');
    expect(await api(page, ({ hash }) => hash?.(new TextEncoder().encode('abc')))).toMatch(/^ba7816bf8f01cfea/);
    const facts = ({ app }: typeof import('electron')) => [app.getName(), app.getVersion(), app.getPath('userData')];
    expect(await app.evaluate(facts)).toEqual(['Harness Example', '1.2.3', app.userDataDir]);
  });

  it('is told of a second start, which ends by itself', async () => {
    expect((await app.secondInstance(['example://join/1'])).code).toBe(0);
    await expect.poll(() => page.locator('#link').textContent()).toBe('example://join/1 {"from":"example"}');
  });

  it('may use nothing that is not there', async () => {
    const attempts = await app.evaluate(({ app, autoUpdater, BrowserWindow }) => {
      const attempt = (work: () => unknown) => {
        try {
          return String(work());
        } catch (error) {
          return String(error);
        }
      };
      return [
        attempt(() => autoUpdater.checkForUpdates()),
        attempt(() => app.getGPUInfo('basic')),
        attempt(() => new BrowserWindow({ webPreferences: { nodeIntegration: true } })),
      ];
    });
    expect(attempts).toEqual([
      'Error: electron-stand-in: autoUpdater.checkForUpdates is not implemented',
      'Error: electron-stand-in: app.getGPUInfo is not implemented',
      'Error: electron-stand-in: webPreferences.nodeIntegration: true is not implemented',
    ]);
    expect(await app.takeProblems()).toHaveLength(3);
  });

  it('has windows that are destroyed once they are closed', async () => {
    const outcome = await app.evaluate(({ BrowserWindow }) => {
      const window = new BrowserWindow({ show: false });
      window.destroy();
      try {
        window.show();
        return 'shown';
      } catch (error) {
        return String(error);
      }
    });
    expect(outcome).toBe('TypeError: Object has been destroyed');
  });
});
