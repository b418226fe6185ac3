import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { happens } from '../../scripts/people.ts';
import { callNames } from '../../src-main/contract/calls.ts';
import { joinAs, quit, startAgain, startApp } from '../support/desktop-app.ts';
import { annaPerson as anna, benPerson as ben } from '../support/friends.ts';
import { chromiumMissing, describeUnless } from '../support/needs.ts';
import { textsIn } from '../support/texts.ts';
import { inWindow } from '../support/windows.ts';

const text = textsIn('en');

async function vaultFile(folder: string): Promise<string> {
  const accounts = path.join(folder, 'core/accounts');
  const [account] = await readdir(accounts);
  if (account === undefined) throw new Error('there is no account');
  return path.join(accounts, account, 'vault.json');
}

/** Under which key the keychain keeps the one account's, or undefined when it keeps none. */
async function keptTag(folder: string): Promise<string | undefined> {
  const { kept } = JSON.parse(await readFile(await vaultFile(folder), 'utf8'));
  return kept === undefined ? undefined : Buffer.from(kept, 'base64').toString('latin1', 0, 3);
}

async function keepUnsafely(folder: string): Promise<void> {
  const file = await vaultFile(folder);
  const vault = JSON.parse(await readFile(file, 'utf8'));
  await writeFile(file, JSON.stringify({ ...vault, kept: Buffer.from('v10 and the key').toString('base64') }));
}

describeUnless(chromiumMissing, 'the Electron app', () => {
  it('registers, and talks with a friend both ways', async () => {
    const { app, page, link } = await startApp();
    const friend = await joinAs(ben, link);
    await inWindow.register(page, anna);

    const request = happens(friend.core, 'requests', (requests) => requests.length === 1);
    await inWindow.addFriend(page, ben.name);
    await request;
    const [asked] = await friend.core.call('contacts.requests', {});
    if (!asked) throw new Error('the request is gone');
    const account = asked.profile.account;
    await friend.core.call('contacts.answer', { account, answer: 'accept' });

    const arrived = happens(friend.core, 'messages', ([first]) => first?.text === 'hello from Electron');
    await inWindow.startChat(page, ben.name);
    await inWindow.send(page, 'hello from Electron');
    await arrived;
    await friend.core.call('messages.send', { conversation: account, text: 'and back' });
    await inWindow.message(page, 'and back').waitFor();

    await inWindow.goTo(page, 'settings');
    const badges = async () => (await app.calls('app.setBadgeCount')).map(({ args: [count] }) => count);
    await friend.core.call('messages.send', { conversation: account, text: 'not seen' });
    await friend.core.call('messages.send', { conversation: account, text: 'nor this' });
    await expect.poll(async () => (await badges()).at(-1)).toBe(2);
    expect((await app.waitForCall('Tray.setToolTip')).args[0]).toEqual(expect.any(String));
    await inWindow.openChat(page, ben.name);
    await expect.poll(async () => (await badges()).at(-1)).toBe(0);
    await quit(app);
  });

  it('opens without the password after a restart, by any keyring that is there, in the window it had', async () => {
    // a desktop whose name says nothing of its keyring
    const started = await startApp({ safeStorage: { backend: 'basic_text', realProvider: 'v11' } });
    await inWindow.register(started.page, anna);
    const bounds = { x: 40, y: 30, width: 820, height: 640 };
    await started.app.evaluate(({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]?.setBounds(to), bounds);
    await quit(started.app);
    expect(await keptTag(started.folder)).toBe('v11');

    const { app, page } = await startAgain(started, { safeStorage: { realProvider: 'v12' } });
    await page.getByRole('navigation', { name: text('navigation.label') }).waitFor();
    expect((await app.windowStates()).map((state) => state.bounds)).toEqual([bounds]);
    expect(await keptTag(started.folder)).toBe('v12');
    await quit(app);

    // an older Miyu has kept the key under the one that everybody knows
    await keepUnsafely(started.folder);
    const unsafe = await startAgain(started, { safeStorage: { backend: 'gnome_libsecret', realProvider: 'v10' } });
    await unsafe.page.getByRole('button', { name: anna.name }).first().click();
    await unsafe.page.getByText(text('unlock.keyDropped')).waitFor();
    expect(await keptTag(started.folder)).toBeUndefined();
    await inWindow.unlock(unsafe.page, anna.password);
    expect(await keptTag(started.folder)).toBeUndefined();
    await quit(unsafe.app);
  });

  it.each([
    { event: 'lock-screen', platform: 'darwin' },
    { event: 'suspend', platform: 'linux' },
  ] as const)('locks at $event ($platform), for people who let it lock', async ({ event, platform }) => {
    const { app, page } = await startApp({ platform });
    await inWindow.register(page, anna);
    const call = (name: string, args: object) =>
      page.evaluate(([name, args]) => Reflect.get(window, 'miyu').call(name, args), [name, args] as const);
    await call('settings.set', { lockAfter: 0 });
    await app.evaluate(({ powerMonitor }, name) => powerMonitor.emit(name), event);
    expect(await call('app.state', {})).toMatchObject({ ok: { session: { profile: { name: 'anna' } } } });

    await call('settings.set', { lockAfter: 15 });
    await app.evaluate(({ powerMonitor }, name) => powerMonitor.emit(name), event);
    await page.getByRole('heading', { name: text('lock.title') }).waitFor();
    await inWindow.unlock(page, anna.password);
    await quit(app);
  });

  it('stays in the dock of macOS when its window is closed, and ends once though it is told twice', async () => {
    const { app } = await startApp({ platform: 'darwin' });
    const isVisible = async () => (await app.windowStates())[0]?.visible;
    await expect.poll(isVisible).toBe(true);
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    expect(await isVisible()).toBe(false);
    await app.evaluate(({ app }) => app.emit('activate'));
    await expect.poll(isVisible).toBe(true);
    expect(await app.quitTwice()).toMatchObject({ code: 0, stdout: 'miyu: window open\n' });
  });

  it('comes to the front when it is started a second time', async () => {
    const { app, folder } = await startApp();
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize());
    expect(await app.secondInstance([`--folder=${folder}`])).toMatchObject({ code: 0, stdout: 'miyu: already open\n' });
    await expect.poll(async () => (await app.windowStates())[0]?.visible).toBe(true);
    await quit(app);
  });
});

describeUnless(chromiumMissing, 'the page in Electron', () => {
  it('is isolated, sandboxed and without Node', async () => {
    const { app, page } = await startApp();
    const [created] = await app.calls('BrowserWindow');
    expect(created?.args[0]).toMatchObject({
      backgroundColor: expect.stringMatching(/^#[0-9a-f]{6}$/),
      show: false,
      webPreferences: { contextIsolation: true, sandbox: true, nodeIntegration: false, webviewTag: false },
    });
    expect(await app.calls('app.enableSandbox')).toHaveLength(1);
    const [declared] = await app.calls('protocol.registerSchemesAsPrivileged');
    expect(declared?.args[0]).toEqual([
      {
        scheme: 'app',
        privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
      },
    ]);
    expect(
      await page.evaluate(() => [typeof Reflect.get(window, 'require'), typeof Reflect.get(window, 'process')]),
    ).toEqual(['undefined', 'undefined']);
    await quit(app);
  });

  it('has the calls of the contract and nothing more of Electron', async () => {
    const { app, page } = await startApp();
    expect(await page.evaluate(() => Object.keys(Reflect.get(window, 'miyu')))).toEqual(['call', 'listen', 'stage']);
    const answers = await page.evaluate(
      (names) => Promise.all(names.map((name) => Reflect.get(window, 'miyu').call(name, { no: 'such argument' }))),
      callNames,
    );
    expect(answers).toEqual(callNames.map(() => ({ error: { code: 'invalid-argument' } })));
    const refused = (name: string, args: unknown) =>
      page.evaluate(([call, argument]) => Reflect.get(window, 'miyu').call(call, argument).then(String, String), [
        name,
        args,
      ] as const);
    expect(await refused('miyu:call', {})).toContain('There is no call "miyu:call".');
    expect(await refused('__proto__', {})).toContain('There is no call');
    expect(await refused('app.state', 'text')).toContain('Error invoking remote method');
    await app.close();
  });

  it('lives under a policy that lets it load its own files only', async () => {
    const { app, page } = await startApp();
    const headers = await page.evaluate(async () => Object.fromEntries((await fetch('/')).headers));
    expect(headers).toMatchObject({
      'content-security-policy': expect.stringMatching(/^default-src 'none'; script-src 'self'; style-src 'self'; /),
      'x-content-type-options': 'nosniff',
    });
    expect(await page.evaluate(() => fetch('/../package.json').then(({ status }) => status))).toBe(404);
    const evaluated = await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'window.ran = true';
      document.head.append(script);
      return Reflect.get(window, 'ran');
    });
    expect(evaluated).toBeUndefined();
    await app.close();
  });

  it('cannot leave its place, open windows, or get permissions', async () => {
    const { app, page } = await startApp();
    const before = page.url();
    await page.evaluate(() => location.assign('https://example.invalid/'));
    await page.evaluate(() => {
      for (const url of ['file:///etc/passwd', 'javascript:1', 'https://example.invalid/read', 'app://other/'])
        window.open(url);
    });
    expect((await app.waitForCall('shell.openExternal')).args[0]).toBe('https://example.invalid/read');
    expect(await app.calls('shell.openExternal')).toHaveLength(1);
    expect(await app.windowStates()).toHaveLength(1);
    expect(page.url()).toBe(before);

    const states = await page.evaluate(() =>
      Promise.all(
        (['notifications', 'geolocation', 'camera', 'microphone'] as const).map(
          async (name) => (await navigator.permissions.query({ name })).state,
        ),
      ),
    );
    expect(states).toEqual(['granted', 'denied', 'granted', 'granted']);
    await app.close();
  });

  it('saves what it made itself, and nothing from elsewhere', async () => {
    const { app } = await startApp();
    const prevented = await app.evaluate(({ session }) =>
      ['blob:app://miyu/0f3d', 'https://example.invalid/x.exe', 'blob:https://example.invalid/0f3d'].map((url) => {
        let isPrevented = false;
        const event = { preventDefault: () => (isPrevented = true) };
        session.defaultSession.emit('will-download', event, { getURL: () => url });
        return isPrevented;
      }),
    );
    expect(prevented).toEqual([false, true, true]);
    await app.close();
  });
});
