// @ts-check

import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  app,
  BrowserWindow,
  clipboard,
  dialog,
  globalShortcut,
  ipcMain,
  Menu,
  Notification,
  nativeImage,
  nativeTheme,
  net,
  protocol,
  safeStorage,
  session,
  shell,
  Tray,
  utilityProcess,
} from 'electron';

const here = import.meta.dirname;
const icon = nativeImage.createFromDataURL(
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
);
/** @type {BrowserWindow | null} */
let win = null;
/** @type {Tray | null} */
let tray = null;
let quitting = false;

protocol.registerSchemesAsPrivileged([
  { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
  { scheme: 'media', privileges: { secure: true, stream: true } },
]);

if (!app.requestSingleInstanceLock({ from: 'example' })) app.quit();
else {
  app.setAsDefaultProtocolClient('example');
  app.on('second-instance', (_event, argv, _cwd, data) => {
    win?.show();
    win?.webContents.send(
      'open-link',
      argv.find((a) => a.startsWith('example://')),
      data,
    );
  });
  app.on('before-quit', () => {
    quitting = true;
  });
  app.on('window-all-closed', () => app.quit());
  await app.whenReady();

  protocol.handle('app', async (request) => {
    const { host, pathname } = new URL(request.url);
    const file = path.join(here, 'renderer', pathname);
    if (host !== 'bundle' || !file.startsWith(path.join(here, 'renderer')))
      return new Response('not found', { status: 404 });
    const response = await net.fetch(pathToFileURL(file).href);
    const headers = new Headers(response.headers);
    headers.set(
      'content-security-policy',
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src media:; connect-src 'self'; base-uri 'none'; form-action 'none'",
    );
    return new Response(response.body, { status: 200, headers });
  });
  protocol.handle(
    'media',
    () => new Response(new Uint8Array(icon.toPNG()), { headers: { 'content-type': 'image/png' } }),
  );

  session.defaultSession.setPermissionRequestHandler((_contents, permission, callback) =>
    callback(permission === 'notifications'),
  );
  session.defaultSession.setPermissionCheckHandler((_contents, permission) => permission === 'notifications');

  const child = utilityProcess.fork(path.join(here, 'worker.mjs'), [], { serviceName: 'hashing' });
  ipcMain.handle(
    'hash',
    (_event, /** @type {Uint8Array} */ bytes) =>
      new Promise((resolve) => {
        child.once('message', resolve);
        child.postMessage(bytes);
      }),
  );
  ipcMain.handle('reverse', (event, /** @type {Uint8Array} */ bytes) => ({
    from: event.senderFrame?.url,
    bytes: Uint8Array.from(bytes).reverse(),
    at: new Date(0),
    tags: new Set(['a']),
    sizes: new Map([['n', bytes.length]]),
  }));
  ipcMain.handle('fail', () => {
    throw new RangeError('out of range');
  });
  ipcMain.on('ping', (event, text) => event.reply('pong', `${text}!`));
  ipcMain.handle('pick', async (event) => {
    const owner = BrowserWindow.fromWebContents(event.sender);
    const options = /** @type {Electron.OpenDialogOptions} */ ({ title: 'Attach a file', properties: ['openFile'] });
    const { canceled, filePaths } = owner
      ? await dialog.showOpenDialog(owner, options)
      : await dialog.showOpenDialog(options);
    return canceled ? null : readFile(filePaths[0], 'utf8');
  });
  const secretFile = path.join(app.getPath('userData'), 'secret.bin');
  ipcMain.handle('secret:save', (_event, text) => writeFile(secretFile, safeStorage.encryptString(text)));
  ipcMain.handle('secret:load', async () => safeStorage.decryptString(await readFile(secretFile)));
  ipcMain.handle('copy', (_event, text) => clipboard.writeText(text));
  ipcMain.handle('notify', (_event, title, body) => {
    const note = new Notification({ title, body });
    note.on('click', () => {
      win?.show();
      win?.webContents.send('open-link', 'notification', null);
    });
    note.show();
    app.setBadgeCount(1);
  });

  const show = () => win?.show();
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      {
        label: 'File',
        submenu: [
          {
            id: 'new',
            label: 'New chat',
            accelerator: 'CmdOrCtrl+N',
            click: (_item, _window) => win?.webContents.send('open-link', 'menu', null),
          },
          { type: 'separator' },
          { role: 'quit' },
        ],
      },
      {
        label: 'View',
        submenu: [
          {
            id: 'dark',
            label: 'Dark',
            type: 'checkbox',
            click: (item) => {
              nativeTheme.themeSource = item.checked ? 'dark' : 'system';
            },
          },
        ],
      },
    ]),
  );
  tray = new Tray(icon);
  tray.setToolTip('Example');
  tray.setContextMenu(
    Menu.buildFromTemplate([
      { label: 'Show', click: show },
      { label: 'Quit', click: () => app.quit() },
    ]),
  );
  globalShortcut.register('CommandOrControl+Shift+E', show);

  win = new BrowserWindow({
    width: 900,
    height: 640,
    show: false,
    title: 'Example',
    webPreferences: { preload: path.join(here, 'preload.cjs') },
  });
  win.once('ready-to-show', show);
  win.on('close', (event) => {
    if (!quitting) {
      event.preventDefault();
      win?.hide();
    }
  });
  win.webContents.setWindowOpenHandler(({ url }) => {
    if (url.startsWith('https://')) void shell.openExternal(url);
    return url.includes('allowed-popup')
      ? { action: 'allow', overrideBrowserWindowOptions: { width: 300, height: 200 } }
      : { action: 'deny' };
  });
  win.webContents.on('will-navigate', (event) => {
    if (!event.url.startsWith('app://bundle/')) event.preventDefault();
  });
  await win.loadURL('app://bundle/index.html');
}
