import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { launch, runToExit } from '../index.mjs';

const example = path.join(import.meta.dirname, '../example');
const electronVersion = '45.4.1';
const options = { main: path.join(example, 'main.mjs'), electronVersion, timeout: 15000 };
const temporary = mkdtempSync(path.join(os.tmpdir(), 'harness-test-'));
const leftovers = () => [
  ...readdirSync(os.tmpdir()).filter((n) => n.startsWith('electron-stand-in-')),
  ...execFileSync('ps', ['-eo', 'pid,args'])
    .toString()
    .split('\n')
    .filter((l) => l.includes('harness-chromium') && !l.includes('ps -eo')),
];
const leftBefore = leftovers();
after(() => rmSync(temporary, { recursive: true, force: true }));

describe('the example app', () => {
  /** @type {import('../index.mjs').ElectronApp} */ let app;
  /** @type {import('playwright-core').Page} */ let page;
  before(async () => {
    app = await launch(options);
    page = await app.firstWindow();
  });
  after(() => app?.close());

  test('opens its window when there is something to show', async () => {
    await page.waitForFunction(() => document.getElementById('version').textContent === '45.4.1');
    await app.waitForWindow((w) => w.visible && w.focused);
    const [state] = await app.windowStates();
    assert.deepEqual(
      { title: state.title, visible: state.visible, focused: state.focused, url: state.url },
      { title: 'Example chat', visible: true, focused: true, url: 'app://bundle/index.html' },
    );
    assert.deepEqual(await page.evaluate(() => [innerWidth, innerHeight]), [900, 640]);
    assert.equal((await page.screenshot()).readUInt32BE(16), 900);
    assert.equal(
      await app.evaluate(
        async ({ BrowserWindow }) => (await BrowserWindow.getAllWindows()[0].capturePage()).getSize().width,
      ),
      900,
    );
  });
  test('the preload ran before the page, which sees the bridge and nothing else', async () => {
    const seen = await page.evaluate(() => ({
      early: window.hadApiAtStart,
      frozen: Object.isFrozen(window.api) && Object.isFrozen(window.api.versions),
      names: Object.getOwnPropertyNames(window).filter((n) =>
        /electron|harness|^require$|^process$|^Buffer$|^module$|ipc/i.test(n),
      ),
    }));
    assert.deepEqual(seen, { early: true, frozen: true, names: [] });
    assert.equal(
      await page.evaluate(() => {
        try {
          window.api = 1;
        } catch {
          /* strict */
        }
        return typeof window.api;
      }),
      'object',
    );
  });
  test('invoke carries typed arrays, dates, maps and sets both ways', async () => {
    const got = await page.evaluate(async () => {
      const r = await window.api.reverse(new Uint8Array([1, 2, 255]));
      return [
        r.from,
        r.bytes instanceof Uint8Array,
        [...r.bytes],
        r.at instanceof Date && r.at.getTime(),
        r.tags instanceof Set && [...r.tags],
        r.sizes instanceof Map && [...r.sizes],
      ];
    });
    assert.deepEqual(got, ['app://bundle/index.html', true, [255, 2, 1], 0, ['a'], [['n', 3]]]);
    assert.equal(
      await page.evaluate(async () => (await window.api.reverse(new Uint8Array(3_000_000).fill(7))).bytes.length),
      3_000_000,
    );
  });
  test('errors cross as Electron words them', async () => {
    assert.equal(
      await page.evaluate(() => window.api.fail().catch((e) => e.message)),
      "Error invoking remote method 'fail': RangeError: out of range",
    );
    assert.equal(
      await page.evaluate(() => {
        try {
          window.api.throws();
        } catch (e) {
          return e.message;
        }
      }),
      'from the preload',
    );
    assert.match(app.output().stderr, /Error occurred in handler for 'fail'/);
  });
  test('the bridge proxies callbacks and copies values', async () => {
    assert.equal(await page.evaluate(() => window.api.twice((n) => n * 3, 2)), 18);
    assert.equal(await page.evaluate(async () => window.api.echo(Promise.resolve(5))), 5);
    const echoed = await page.evaluate(() => {
      const cyclic = { list: [1, undefined, null, 2n] };
      cyclic.self = cyclic;
      const e = window.api.echo({
        cyclic,
        bytes: new Uint16Array([1, 513]),
        error: new TypeError('x'),
        own: new (class A {
          a = 1;
          m() {}
        })(),
      });
      return [
        e.cyclic.self === e.cyclic,
        e.cyclic.list.map(String),
        e.bytes instanceof Uint16Array && [...e.bytes],
        e.error instanceof Error && e.error.message,
        Object.keys(e.own),
        typeof e.own.m,
      ];
    });
    assert.deepEqual(echoed, [true, ['1', 'undefined', 'null', '2'], [1, 513], 'x', ['a'], 'undefined']);
    for (const bad of ['Symbol("s")', 'new WeakMap()', '{ a: { b: Symbol() } }', 'document.body'])
      assert.match(
        await page.evaluate(
          `(() => { try { window.api.echo(${bad}); return 'passed'; } catch (e) { return e.message; } })()`,
        ),
        /could not be cloned|not implemented/,
        bad,
      );
  });
  test('send, reply and webContents.send reach their listeners in order', async () => {
    await page.evaluate(() => window.api.ping('hello'));
    await page.waitForFunction(() => document.getElementById('pong').textContent === 'hello!');
    const stop = await page.evaluateHandle(() => {
      window.got = [];
      return window.api.onLink((l) => window.got.push(l));
    });
    await app.evaluate(({ BrowserWindow }) => {
      for (let i = 0; i < 50; i++) BrowserWindow.getAllWindows()[0].webContents.send('open-link', i, null);
    });
    await page.waitForFunction(() => window.got.length === 50);
    assert.deepEqual(await page.evaluate(() => window.got), [...Array(50).keys()]);
    await stop.evaluate((f) => f());
  });
  test('the content security policy holds', async () => {
    assert.equal(await page.evaluate(() => window.inlineRan), undefined);
    assert.ok((await app.consoleMessages()).some((m) => /inline script violates/.test(m.message)));
    assert.equal(
      await page.evaluate(() =>
        fetch('https://example.invalid/').then(
          () => 'fetched',
          (e) => e.name,
        ),
      ),
      'TypeError',
    );
    assert.equal(
      await page.evaluate(
        () =>
          new Promise((resolve) =>
            setTimeout(() => {
              try {
                resolve(window['ev' + 'al']('1'));
              } catch (e) {
                resolve(e.name);
              }
            }),
          ),
      ),
      'EvalError',
    );
    assert.equal(
      await page.evaluate(() =>
        fetch('./missing.js').then(
          (r) => r.status,
          () => 'failed',
        ),
      ),
      'failed',
    ); // net.fetch rejects
  });
  test('a media: picture is served by the protocol handler', async () => {
    assert.deepEqual(
      await page.evaluate(() => {
        const i = document.getElementById('picture');
        return [i.complete, i.naturalWidth];
      }),
      [true, 1],
    );
  });
  test('a worker loads and fetches through the protocol handler', async () => {
    assert.match(
      await page.evaluate(
        () =>
          new Promise((resolve, reject) => {
            const w = new Worker('./task.js', { type: 'module' });
            w.onmessage = (e) => resolve(e.data);
            w.onerror = (e) => reject(new Error(e.message));
          }),
      ),
      /^body \{/,
    );
  });
  test('permissions follow the handlers', async () => {
    assert.equal(await page.evaluate(() => Notification.permission), 'granted');
    assert.equal(
      await page.evaluate(() =>
        navigator.mediaDevices.getUserMedia({ audio: true }).then(
          () => 'granted',
          (e) => e.name,
        ),
      ),
      'NotAllowedError',
    );
  });
  test('window.open is refused, allowed, and handed to the desktop', async () => {
    await page.click('#outside');
    assert.deepEqual((await app.waitForCall('shell.openExternal')).args.slice(0, 1), ['https://example.invalid/page']);
    assert.equal((await app.windowStates()).length, 1);
    assert.equal(
      await page.evaluate(async () => {
        const w = window.open('https://example.invalid/other');
        await new Promise((r) => setTimeout(r, 300));
        return w === null || w.closed;
      }),
      true,
    );
    await page.evaluate(() => {
      window.popup = window.open('./allowed-popup.html', 'x', 'width=300');
    });
    const popup = await app.waitForWindow((w) => w.url.includes('allowed-popup'));
    assert.deepEqual(await popup.evaluate(() => [document.title, typeof window.api, innerWidth]), [
      'Popup',
      'undefined',
      300,
    ]);
    await page.evaluate(() => window.popup.close());
    while ((await app.windowStates()).length > 1) await new Promise((r) => setTimeout(r, 20));
  });
  test('will-navigate is enforced', async () => {
    await page.click('#leave', { noWaitAfter: true });
    await page.waitForTimeout(300);
    assert.equal(page.url(), 'https://bundle.app-scheme.invalid/index.html');
    assert.equal(await page.evaluate(() => typeof window.api), 'object');
    await page.reload();
    await page.waitForFunction(() => window.hadApiAtStart);
  });
  test('dialogs are answered by the test, or fail', async () => {
    writeFileSync(path.join(temporary, 'note.txt'), 'attached');
    await app.dialogs.answer('showOpenDialog', { canceled: false, filePaths: [path.join(temporary, 'note.txt')] });
    assert.equal(await page.evaluate(() => window.api.pick()), 'attached');
    assert.equal((await app.dialogs.shown('showOpenDialog'))[0].title, 'Attach a file');
    assert.match(
      await page.evaluate(() => window.api.pick().catch((e) => e.message)),
      /no answer was prepared for dialog.showOpenDialog/,
    );
    assert.deepEqual(
      (await app.takeProblems()).map((p) => p.kind),
      ['dialog'],
    );
  });
  test('notification, badge, tray, menu, shortcut, clipboard, theme', async () => {
    const link = (text) => page.waitForFunction((t) => document.getElementById('link').textContent.startsWith(t), text);
    await page.evaluate(() => window.api.notify('Ada', 'Hello'));
    assert.deepEqual(
      (await app.notifications.list()).map((n) => [n.title, n.body]),
      [['Ada', 'Hello']],
    );
    assert.deepEqual((await app.calls('app.setBadgeCount'))[0].args, [1]);
    await app.notifications.click();
    await link('notification');
    const [tray] = await app.tray.list();
    assert.deepEqual(
      [tray.toolTip, tray.image.image, tray.menu.map((i) => i.label)],
      ['Example', { width: 1, height: 1 }, ['Show', 'Quit']],
    );
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0].close()); // hides to the tray
    assert.equal((await app.windowStates())[0].visible, false);
    await app.tray.select('Show');
    assert.equal((await app.windowStates())[0].visible, true);
    await app.menu.click('new');
    await link('menu');
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0].hide());
    await app.shortcuts.press('CommandOrControl+Shift+E');
    assert.equal((await app.windowStates())[0].visible, true);
    await page.evaluate(() => window.api.copy('copied'));
    assert.equal(await app.clipboard.readText(), 'copied');
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    assert.equal(await background(), 'rgb(255, 255, 255)');
    await app.menu.click('Dark');
    await page.waitForFunction(() => matchMedia('(prefers-color-scheme: dark)').matches);
    assert.equal(await background(), 'rgb(17, 34, 51)');
    await app.menu.click('Dark');
  });
  test('utility process, safeStorage, paths', async () => {
    assert.equal(
      await page.evaluate(() => window.api.hash(new TextEncoder().encode('abc'))),
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
    await page.evaluate(() => window.api.saveSecret('hidden'));
    assert.equal(await page.evaluate(() => window.api.loadSecret()), 'hidden');
    assert.ok(!readFileSync(path.join(app.userDataDir, 'secret.bin')).includes('hidden'));
    assert.deepEqual(
      await app.evaluate(({ app: a }) => [
        a.getName(),
        a.getVersion(),
        a.isPackaged,
        process.versions.electron,
        process.type,
        a.dock,
      ]),
      ['Harness Example', '1.2.3', false, '45.4.1', 'browser', undefined],
    );
    assert.equal(await app.evaluate(({ app: a }) => a.getPath('userData')), app.userDataDir);
  });
  test('a second instance hands over its arguments and quits', async () => {
    const { code } = await app.secondInstance(['example://join/1']);
    assert.equal(code, 0);
    await page.waitForFunction(
      () => document.getElementById('link').textContent === 'example://join/1 {"from":"example"}',
    );
  });
  test('what is not implemented says so', async () => {
    const attempt = (fn) =>
      app.evaluate(fn).then(
        () => 'passed',
        (e) => e.message,
      );
    assert.equal(
      await attempt(({ autoUpdater }) => autoUpdater.checkForUpdates()),
      'electron-stand-in: autoUpdater.checkForUpdates is not implemented',
    );
    assert.equal(
      await attempt(({ app: a }) => a.getGPUInfo('basic')),
      'electron-stand-in: app.getGPUInfo is not implemented',
    );
    assert.equal(
      await attempt(({ BrowserWindow }) => new BrowserWindow({ webPreferences: { nodeIntegration: true } })),
      'electron-stand-in: webPreferences.nodeIntegration: true is not implemented',
    );
    assert.equal(
      await attempt(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0].setVibrancy('menu')),
      'electron-stand-in: BrowserWindow.setVibrancy is not implemented',
    );
    assert.equal(
      await attempt(({ app: a }) => a.setJumpList === undefined || Promise.reject(new Error('defined'))),
      'passed',
    );
    assert.equal((await app.takeProblems()).length, 4);
  });
  test('objects keep their identity, events come at once', async () => {
    const same = await app.evaluate(async ({ BrowserWindow, ipcMain, app: a, webContents }) => {
      const [win] = BrowserWindow.getAllWindows();
      const sender = new Promise((resolve) =>
        ipcMain.once('ping', (event) =>
          resolve(
            event.sender === win.webContents &&
              event.senderFrame === win.webContents.mainFrame &&
              event.senderFrame.parent === null &&
              BrowserWindow.fromWebContents(event.sender) === win,
          ),
        ),
      );
      await win.webContents.executeJavaScript('window.api.ping("x")');
      const seen = [];
      a.once('web-contents-created', (_e, c) => seen.push(c));
      a.once('browser-window-created', (_e, w) => seen.push(w));
      const other = new BrowserWindow({ show: false });
      const created =
        seen[0] === other.webContents && seen[1] === other && webContents.fromId(other.id) === other.webContents;
      other.destroy();
      return [await sender, created];
    });
    assert.deepEqual(same, [true, true]);
  });
  test('keys and context menus reach the main process', async () => {
    await app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0].webContents;
      globalThis.seen = new Promise((resolve) =>
        contents.once('before-input-event', (_e, input) =>
          contents.once('context-menu', (_f, params) =>
            resolve([input.type, input.key, params.linkURL, params.isEditable]),
          ),
        ),
      );
    });
    await page.keyboard.press('Escape');
    await page.click('#leave', { button: 'right' });
    assert.deepEqual(await app.evaluate(() => globalThis.seen), [
      'keyDown',
      'Escape',
      'https://example.invalid/leave',
      false,
    ]);
  });
  test('worker threads and child processes of the main process are plain Node', async () => {
    const file = path.join(temporary, 'child.cjs');
    writeFileSync(file, 'process.send(String(process.type)); process.disconnect();');
    const text = await app.evaluate(async (_electron, script) => {
      const { Worker } = process.getBuiltinModule('node:worker_threads');
      const { fork } = process.getBuiltinModule('node:child_process');
      const thread = await new Promise((resolve) =>
        new Worker("require('node:worker_threads').parentPort.postMessage(String(process.versions.electron))", {
          eval: true,
        }).once('message', resolve),
      );
      const child = await new Promise((resolve) => fork(script).once('message', resolve));
      return `${thread} ${child}`;
    }, file);
    assert.equal(text, 'undefined undefined');
  });
  test('a closed window is destroyed', async () => {
    const message = await app.evaluate(async ({ BrowserWindow }) => {
      const win = new BrowserWindow({ show: false });
      win.destroy();
      try {
        win.show();
        return 'passed';
      } catch (e) {
        return `${win.isDestroyed()} ${e.message}`;
      }
    });
    assert.equal(message, 'true Object has been destroyed');
  });
});

test('CommonJS main, loadFile, policy set by webRequest, quits with its last window', async () => {
  const app = await launch({ ...options, main: path.join(example, 'main.cjs') });
  const page = await app.firstWindow();
  assert.match(page.url(), /^file:.*index\.html#start$/);
  assert.equal(await page.evaluate(() => window.inlineRan), undefined);
  assert.deepEqual(
    await page.evaluate(async () => [...(await window.api.reverse(new Uint8Array([1, 2]))).bytes]),
    [2, 1],
  );
  await app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0].close();
  });
  assert.equal((await app.waitForExit()).code, 0);
  await app.close();
});

test('storage outlives a restart, and a stale lock does not', async () => {
  const userDataDir = path.join(temporary, 'kept');
  let app = await launch({ ...options, userDataDir });
  await (await app.firstWindow()).evaluate(() => localStorage.setItem('draft', 'text'));
  await app.close();
  app = await launch({ ...options, userDataDir });
  assert.equal(await (await app.firstWindow()).evaluate(() => localStorage.getItem('draft')), 'text');
  await app.kill();
  app = await launch({ ...options, userDataDir });
  await app.firstWindow();
  await app.close();
});

describe('mistakes fail', () => {
  /** A copy of the example with one thing changed. */
  function mutant(file, from, to) {
    const dir = mkdtempSync(path.join(temporary, 'mutant-'));
    cpSync(example, dir, { recursive: true });
    const text = readFileSync(path.join(dir, file), 'utf8');
    assert.ok(text.includes(from));
    writeFileSync(
      path.join(dir, file),
      text.replace(from, () => to),
    );
    return { ...options, main: path.join(dir, 'main.mjs'), timeout: 15000 };
  }
  async function fails(change, expected, use = (app) => app.firstWindow()) {
    let app;
    await assert.rejects(
      async () => {
        app = await launch(change);
        await use(app, await app.firstWindow());
      },
      (e) => {
        assert.match(e.message, expected);
        return true;
      },
    );
    await app?.kill();
  }
  const bridgeCall = (expression) => (_app, page) => page.evaluate(expression);

  test('a wrong channel in invoke', () =>
    fails(
      mutant('preload.cjs', "invoke('reverse'", "invoke('revers'"),
      /Error invoking remote method 'revers': Error: No handler registered for 'revers'/,
      bridgeCall('window.api.reverse(new Uint8Array(1))'),
    ));
  test('a wrong channel in send', () =>
    fails(
      mutant('preload.cjs', "send('ping'", "send('pinng'"),
      /problems:\n {2}ipc: ipcRenderer\.send\('pinng'\): no listener/,
      async (app, page) => {
        await page.evaluate('window.api.ping("x")');
        await app.close();
      },
    ));
  test('fs under the sandbox', () =>
    fails(
      mutant('preload.cjs', "require('events')", "require('fs')"),
      /Unable to load preload script.*module not found: fs/,
    ));
  test('an ES module preload under the sandbox', () =>
    fails(
      mutant(
        'preload.cjs',
        "const { contextBridge, ipcRenderer } = require('electron')",
        "import { contextBridge, ipcRenderer } from 'electron'",
      ),
      /Cannot use import statement outside a module/,
    ));
  test('a preload that is not there', () =>
    fails(mutant('main.mjs', "'preload.cjs'", "'preload.js'"), /Unable to load preload script.*ENOENT/));
  test('no contextBridge', () =>
    fails(
      mutant('preload.cjs', "contextBridge.exposeInMainWorld('api', ", 'Object.assign(globalThis, '),
      /Cannot read properties of undefined/,
      bridgeCall('window.api.limits[0]'),
    ));
  test('exposing over an existing name', () =>
    fails(
      mutant('preload.cjs', "InMainWorld('api'", "InMainWorld('name'"),
      /Cannot bind an API on top of an existing property/,
    ));
  test('exposing a symbol', () =>
    fails(mutant('preload.cjs', 'limits: [1, 2, 3]', 'limits: [Symbol()]'), /could not be cloned/));
  test('exposing ipcRenderer gives an empty object', async () => {
    const app = await launch(mutant('preload.cjs', 'limits: [1, 2, 3]', 'limits: ipcRenderer'));
    assert.equal(
      await (await app.firstWindow()).evaluate(() =>
        JSON.stringify([window.api.limits, typeof window.api.limits.send]),
      ),
      '[{},"undefined"]',
    );
    await app.close();
  });
  test('an inline script where the policy allows it does run', async () => {
    const app = await launch(mutant('main.mjs', "script-src 'self'", "script-src 'self' 'unsafe-inline'"));
    assert.equal(await (await app.firstWindow()).evaluate(() => window.inlineRan), true);
    await app.close();
  });
  test('sendSync', () =>
    fails(
      mutant('preload.cjs', 'const links', "ipcRenderer.sendSync('x');\nconst links"),
      /ipcRenderer\.sendSync is not implemented/,
    ));
  test('an uncloneable result', () =>
    fails(
      mutant('main.mjs', 'from: event.senderFrame?.url,', 'from: () => {},'),
      /An object could not be cloned/,
      bridgeCall('window.api.reverse(new Uint8Array(1))'),
    ));
  test('an exception while starting', () =>
    fails(
      mutant('main.mjs', 'await app.whenReady();', "await app.whenReady(); throw new Error('broken start');"),
      /exit code 1[^]*broken start/,
    ));
  test('an unhandled rejection later', () =>
    fails(
      mutant(
        'main.mjs',
        "ipcMain.on('ping', (event, text) => event.reply('pong', `${text}!`));",
        "ipcMain.on('ping', () => { Promise.reject(new Error('lost')); });",
      ),
      /exit code 1[^]*lost/,
      async (app, page) => {
        await page.evaluate('window.api.ping("x")').catch(() => {});
        await app.waitForExit();
        await app.close();
      },
    ));
  test('process.exit', () =>
    fails(
      mutant(
        'main.mjs',
        'await app.whenReady();',
        "await app.whenReady(); console.error('giving up'); process.exit(3);",
      ),
      /exit code 3[^]*giving up/,
    ));
  test('a page that is not there', () =>
    fails(
      mutant('main.mjs', 'app://bundle/index.html', 'app://bundle/indeks.html'),
      /ERR_FAILED \(-2\) loading 'app:\/\/bundle\/indeks.html'/,
    ));
  test('a syntax error in the main bundle', () =>
    fails(mutant('main.mjs', 'let quitting', 'let let quitting'), /SyntaxError/));
  test('an app that never opens a window', () =>
    fails(
      {
        ...mutant('main.mjs', 'win = new BrowserWindow', 'await new Promise(() => {}); win = new BrowserWindow'),
        timeout: 4000,
      },
      /timed out waiting for a window/,
    ));
  test('an app that refuses to quit', () =>
    fails(
      {
        ...mutant(
          'main.mjs',
          '{ quitting = true; }',
          '(event) => event.preventDefault()'.replace(/^/, "{} );\n  app.on('before-quit', "),
        ),
        timeout: 4000,
      },
      /timed out waiting for the app to quit/,
      (app) => app.close(),
    ));
  test('a crashed page', () =>
    fails(options, /render|crashed|closed/i, async (app) => {
      await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0].webContents.forcefullyCrashRenderer());
      await new Promise((r) => setTimeout(r, 500));
      await app.close();
    }));
  test('an app that does not quit as a second instance', async () => {
    await assert.rejects(runToExit({ ...options, timeout: 3000 }), /did not quit by itself/);
  });
});

test('nothing is left running or on disk', () => {
  assert.deepEqual(leftovers(), leftBefore);
});
