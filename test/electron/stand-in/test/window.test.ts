import { expect, it } from 'vitest';
import { chromiumMissing, describeUnless } from '../../../support/needs.ts';
import { launchProbe } from './probe.ts';

/** Notes what becomes of a window that waits for `ready-to-show`. */
const waiting = `electron.app.whenReady().then(async () => {
  globalThis.events = [];
  const window = new electron.BrowserWindow({ show: false });
  for (const name of ['show', 'ready-to-show']) window.on(name, () => globalThis.events.push(name));
  await window.loadFile('page.html');
});`;

describeUnless(chromiumMissing, 'a window', () => {
  it.each([
    { readyToShow: 'never', events: ['show'] },
    { readyToShow: 'late', events: ['show', 'ready-to-show'] },
  ] as const)('hears of ready-to-show $readyToShow, as on Wayland', async ({ readyToShow, events }) => {
    const app = await launchProbe({ readyToShow }, waiting);
    const page = await app.firstWindow();
    await page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))));
    expect(await app.evaluate(() => Reflect.get(globalThis, 'events'))).toEqual([]);
    expect((await app.windowStates()).map(({ visible }) => visible)).toEqual([false]);
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.show());
    await expect.poll(() => app.evaluate(() => Reflect.get(globalThis, 'events'))).toEqual(events);
    await app.close();
  });

  it('is told of its first paint while it is hidden, and appears when it is maximised', async () => {
    const app = await launchProbe({}, waiting);
    await app.firstWindow();
    await expect.poll(() => app.evaluate(() => Reflect.get(globalThis, 'events'))).toEqual(['ready-to-show']);
    expect((await app.windowStates()).map(({ visible }) => visible)).toEqual([false]);
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.maximize());
    expect((await app.windowStates()).map(({ visible }) => visible)).toEqual([true]);
    await app.close();
  });

  it('is hidden and without the focus for its page too, while it is hidden or minimised', async () => {
    const app = await launchProbe();
    const page = await app.firstWindow();
    const act = (name: 'show' | 'hide' | 'minimize' | 'restore') =>
      app.evaluate(({ BrowserWindow }, name) => BrowserWindow.getAllWindows()[0]?.[name](), name);
    const state = () => page.evaluate(() => [document.visibilityState, document.hasFocus()]);
    await act('show');
    await expect.poll(state).toEqual(['visible', true]);
    await act('hide');
    await expect.poll(state).toEqual(['hidden', false]);
    await act('show');
    await expect.poll(state).toEqual(['visible', true]);
    await act('minimize');
    await expect.poll(state).toEqual(['hidden', false]);
    await act('restore');
    await expect.poll(state).toEqual(['visible', true]);
    await app.close();
  });

  it('has no context menu but what the app makes of the event', async () => {
    const app = await launchProbe();
    const page = await app.firstWindow();
    await app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      const asked = new Promise((resolve) =>
        contents?.once('context-menu', (_event, { isEditable, editFlags }) =>
          resolve([isEditable, editFlags.canPaste]),
        ),
      );
      Reflect.set(globalThis, 'asked', asked);
    });
    await page.evaluate(() => {
      addEventListener('contextmenu', ({ defaultPrevented }) => Reflect.set(window, 'prevented', defaultPrevented));
    });
    await page.click('input', { button: 'right' });
    expect(await app.evaluate(() => Reflect.get(globalThis, 'asked'))).toEqual([true, true]);
    expect(await page.evaluate(() => Reflect.get(window, 'prevented'))).toBe(true);
    await app.close();
  });
});
