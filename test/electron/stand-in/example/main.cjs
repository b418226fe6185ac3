// @ts-check
// The same pages from file://, with the policy set on the response by the session.
const { app, BrowserWindow, ipcMain, session } = require('electron');
const path = require('node:path');

app.whenReady().then(async () => {
  session.defaultSession.webRequest.onHeadersReceived((details, callback) => {
    callback({
      responseHeaders: {
        ...details.responseHeaders,
        'Content-Security-Policy': ["default-src 'none'; script-src 'self'; style-src 'self'"],
      },
    });
  });
  ipcMain.handle('reverse', (event, bytes) => ({
    from: event.senderFrame?.url,
    bytes: Uint8Array.from(bytes).reverse(),
    at: new Date(0),
    tags: new Set(),
    sizes: new Map(),
  }));
  const win = new BrowserWindow({ webPreferences: { preload: path.join(__dirname, 'preload.cjs') } });
  await win.loadFile('renderer/index.html', { hash: 'start' });
});
