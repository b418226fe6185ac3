import { describe, expect, it } from 'vitest';
import { chromiumMissing, describeUnless } from '../../../support/needs.ts';
import { readPlatforms } from '../src/platform.mjs';
import { launchProbe } from './probe.ts';

describe("Electron's declarations", () => {
  it('say what exists on some systems only', () => {
    const types = readPlatforms(`declare namespace Electron {
  interface App extends NodeJS.EventEmitter {
    /**
     * Emitted when a link is followed.
     *
     * @platform darwin
     */
    on(event: 'open-url', listener: () => void): this;
    on(event: 'ready', listener: () => void): this;
    /**
     * Sets them.
     *
     * @platform win32,linux
     */
    setTasks(tasks: Task[]): boolean;
    /**
     * Ends the app.
     */
    quit(): void;
  }`);
    expect([...(types.get('App')?.events.keys() ?? [])]).toEqual(['open-url']);
    expect(types.get('App')?.methods.get('setTasks')).toEqual(expect.arrayContaining(['win32', 'linux']));
    expect(types.get('App')?.methods.has('quit')).toBe(false);
  });
});

describeUnless(chromiumMissing, 'a system', () => {
  it('has its own parts of Electron: others may be neither called nor heard of', async () => {
    const app = await launchProbe();
    await app.firstWindow();
    const seen = await app.evaluate(({ app, powerMonitor, BrowserWindow }) => {
      const heard: string[] = [];
      powerMonitor.on('lock-screen', () => heard.push('lock-screen'));
      powerMonitor.emit('lock-screen');
      powerMonitor.on('suspend', () => heard.push('suspend'));
      powerMonitor.emit('suspend');
      app.emit('open-url', {}, 'miyu://link');
      BrowserWindow.getAllWindows()[0]?.setOverlayIcon(null, '');
      return { heard, dock: typeof app.dock };
    });
    expect(seen).toEqual({ heard: ['suspend'], dock: 'undefined' });
    expect((await app.takeProblems()).map(({ kind, message }) => `${kind}: ${message}`)).toEqual([
      "platform: powerMonitor emits 'lock-screen' on darwin and win32 only, not on linux",
      "platform: app emits 'open-url' on darwin only, not on linux",
      'platform: BrowserWindow.setOverlayIcon() exists on win32 only, not on linux',
    ]);
    await app.close();
  });

  it('may be macOS: for the own code of the app, while packages and Node see the real one', async () => {
    const script = `globalThis.seen = [process.platform, require('node:os').platform()];
electron.app.whenReady().then(async () => {
  electron.app.dock.setBadge('3');
  electron.powerMonitor.on('lock-screen', () => globalThis.seen.push('locked'));
  electron.powerMonitor.emit('lock-screen');
  await new electron.BrowserWindow().loadFile('page.html');
});`;
    const app = await launchProbe({ platform: 'darwin' }, script);
    await app.firstWindow();
    expect(await app.evaluate(() => Reflect.get(globalThis, 'seen'))).toEqual(['darwin', 'linux', 'locked']);
    expect((await app.waitForCall('dock.setBadge')).args).toEqual(['3']);
    await app.close();
  });
});
