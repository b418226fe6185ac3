import { expect, it } from 'vitest';
import { chromiumMissing, describeUnless } from '../../../support/needs.ts';
import { launchProbe, runProbe } from './probe.ts';

/** Opens a window with this preload script. */
const withPreload = (
  preload: string,
) => `require('node:fs').writeFileSync(__dirname + '/preload.cjs', ${JSON.stringify(preload)});
electron.app.whenReady().then(() => {
  new electron.BrowserWindow({ webPreferences: { preload: __dirname + '/preload.cjs' } }).loadFile('page.html');
});`;

describeUnless(chromiumMissing, 'a mistake', () => {
  it.each([
    { mistake: "require('fs');", complaint: /Unable to load preload script.*module not found: fs/ },
    { mistake: "import 'electron';", complaint: /Cannot use import statement outside a module/ },
    {
      mistake: "require('electron').contextBridge.exposeInMainWorld('name', {});",
      complaint: /Cannot bind an API on top of an existing property/,
    },
    { mistake: "require('electron').ipcRenderer.sendSync('x');", complaint: /sendSync is not implemented/ },
  ])('in the preload fails the start: $mistake', async ({ mistake, complaint }) => {
    const app = await launchProbe({}, withPreload(mistake));
    await expect(app.firstWindow()).rejects.toThrow(complaint);
  });

  it('that nobody hears fails when the app closes', async () => {
    const app = await launchProbe({}, withPreload("require('electron').ipcRenderer.send('nobody');"));
    await app.firstWindow();
    await expect(app.close()).rejects.toThrow(/problems:\n {2}ipc: ipcRenderer\.send\('nobody'\): no listener/);
  });

  it.each([
    { script: "electron.app.whenReady().then(() => { throw new Error('broken start'); });", complaint: /broken start/ },
    { script: "electron.app.on('ready', () => process.exit(3));", complaint: /exit code 3/ },
  ])('that ends the app is told: $script', async ({ script, complaint }) => {
    const start = async () => (await launchProbe({}, script)).firstWindow();
    await expect(start()).rejects.toThrow(complaint);
  });

  it('that leaves the app without a window, or a second start running, is told after the time allowed', async () => {
    const app = await launchProbe({}, '');
    await expect(app.firstWindow({ timeout: 200 })).rejects.toThrow('timed out waiting for a window');
    await expect(runProbe({ timeout: 200 }, '')).rejects.toThrow('did not quit by itself');
  });
});
