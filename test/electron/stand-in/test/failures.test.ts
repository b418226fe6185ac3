import { expect, it } from 'vitest';
import { chromiumMissing, describeUnless } from '../../../support/needs.ts';
import { launchProbe, runProbe } from './probe.ts';

describeUnless(chromiumMissing, 'what goes wrong in Electron', () => {
  it('a page whose process is killed is told to the app, and works again once that has reloaded it', async () => {
    const script = `electron.app.whenReady().then(async () => {
  const window = new electron.BrowserWindow({ webPreferences: { preload: __dirname + '/preload.cjs' } });
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    globalThis.gone = [reason, window.webContents.isCrashed()];
    window.webContents.reload();
  });
  electron.app.on('render-process-gone', (_event, contents) => { globalThis.told = contents === window.webContents; });
  await window.loadFile('page.html');
});`;
    const app = await launchProbe({}, script);
    await app.firstWindow();
    await app.killRenderer();
    const page = await app.firstWindow();
    expect(await page.evaluate(() => [document.title, typeof Reflect.get(window, 'probe').pathOf])).toEqual([
      'Probe',
      'function',
    ]);
    expect(await app.evaluate(() => ['gone', 'told'].map((name) => Reflect.get(globalThis, name)))).toEqual([
      ['crashed', true],
      true,
    ]);
    expect((await app.windowStates()).map(({ crashed }) => crashed)).toEqual([false]);
    await app.close();
  });

  it('a window that is closed while it loads makes loadURL reject, as nobody waits for it silently', async () => {
    const script = `electron.app.on('window-all-closed', () => {});
electron.app.whenReady().then(async () => {
  const window = new electron.BrowserWindow();
  await window.loadFile('page.html').catch((error) => console.log(error.code, error.errno, window.isDestroyed()));
  const other = new electron.BrowserWindow();
  void other.loadURL('nonsense');
  setImmediate(() => electron.app.exit(0));
});`;
    const { code, stdout } = await runProbe({ closeDuringLoad: true }, script);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'ERR_FAILED -2 true\n' });
  });

  it('a second quit cuts what the first one waits for, unless the app holds both', async () => {
    const holdOnce = "electron.app.once('will-quit', (event) => event.preventDefault());";
    expect((await (await launchProbe({}, holdOnce)).quitTwice()).stdout).toBe('');
    const holdBoth = `let quits = 0;
electron.app.on('will-quit', (event) => {
  event.preventDefault();
  quits += 1;
  if (quits < 2) return;
  console.log('held both');
  electron.app.exit();
});`;
    expect((await (await launchProbe({}, holdBoth)).quitTwice()).stdout).toBe('held both\n');
  });

  it('an app that takes too long to quit fails', async () => {
    const app = await launchProbe({}, "electron.app.on('will-quit', (event) => event.preventDefault());");
    await expect(app.close({ timeout: 300 })).rejects.toThrow('timed out waiting for the app to quit');
  });
});
