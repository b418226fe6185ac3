import { readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { quit, startAgain, startApp } from '../support/desktop-app.ts';
import { type DesktopOptions, launchApp, type RunningApp, runApp } from '../support/electron.ts';
import { annaPerson as anna } from '../support/friends.ts';
import { chromiumMissing, describeUnless, noModes } from '../support/needs.ts';
import { startTestServer } from '../support/server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { textsIn } from '../support/texts.ts';
import { inWindow } from '../support/windows.ts';

const text = textsIn('en');

async function launchWithoutServer(desktop: DesktopOptions): Promise<{ app: RunningApp; folder: string }> {
  const folder = await temporaryFolder();
  const app = await launchApp(folder, undefined, desktop);
  onTestFinished(() => app.kill());
  return { app, folder };
}

describeUnless(chromiumMissing, 'the start in Electron', () => {
  it('shows its window though Wayland says nothing and the keyring hangs, and takes a link that comes meanwhile', async () => {
    const { server } = await startTestServer();
    const { app } = await launchWithoutServer({
      readyToShow: 'never',
      safeStorage: { realProvider: 'hang' },
      secondInstanceDuringStart: [server.invitation],
      args: ['--no-sandbox'],
    });
    const page = await app.firstWindow();
    await expect.poll(async () => (await app.windowStates())[0]?.visible).toBe(true);
    await expect.poll(() => app.output().stdout).toBe('miyu: window open\n');
    await page.getByText(text('app.noSandbox')).waitFor();
    expect(await app.calls('app.enableSandbox')).toEqual([]);
    // the server of the link is the login page's
    await page.getByRole('button', { name: text('login.toRegister') }).waitFor();
    await inWindow.register(page, anna);

    await page.locator('input').first().click({ button: 'right' });
    const labels = async () => (await app.menu.popup())?.map(({ label }: { label: string }) => label);
    await expect.poll(labels).toContain(text('edit.paste'));
    await quit(app);
  });

  it('brings a page back that crashed, asks when it crashes again, and writes no more than that into its log', async () => {
    const { app, page, folder } = await startApp();
    await inWindow.register(page, anna);
    const isBack = async () => {
      const again = await app.firstWindow();
      await again.getByRole('navigation', { name: text('navigation.label') }).waitFor();
      return again;
    };
    await app.killRenderer();
    await isBack();
    await app.dialogs.answer('showMessageBox', { response: 0 });
    await app.killRenderer();
    await isBack();
    expect(await app.dialogs.shown('showMessageBox')).toMatchObject([
      { message: text('crash.title'), buttons: [text('crash.reload'), text('crash.quit')] },
    ]);

    await app.evaluate(({ app }) => app.emit('child-process-gone', {}, { type: 'GPU', reason: 'oom', exitCode: 9 }));
    const log = path.join(folder, 'logs/miyu.log');
    if (!noModes) expect((await stat(log)).mode & 0o777).toBe(0o600);
    const lines = (await readFile(log, 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => line.slice(25))).toEqual([
      expect.stringMatching(/^the page's process has gone: crashed, code \d+$/),
      expect.stringMatching(/^the page's process has gone: crashed, code \d+$/),
      'a process has gone: GPU, oom, code 9',
    ]);
    await quit(app);
  });

  it('ends by itself when Windows ends the session, with all that was written kept', async () => {
    const started = await startApp({ platform: 'win32' });
    await inWindow.register(started.page, anna);
    await started.page.evaluate(async (text) => {
      const call = (name: string, args: object) => Reflect.get(window, 'miyu').call(name, args);
      const { ok } = await call('app.state', {});
      await call('messages.send', { conversation: ok.session.profile.account, text });
    }, 'before the machine goes off');
    await started.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.emit('session-end'));
    expect(await started.app.waitForExit()).toMatchObject({ code: 0 });
    expect(await started.app.takeProblems()).toEqual([]);

    const { app, page } = await startAgain(started, { platform: 'win32' });
    await inWindow.openChat(page, text('chats.saved'));
    await inWindow.message(page, 'before the machine goes off').waitFor();
    await quit(app);
  });

  it('ends in order when the window is closed while it loads', async () => {
    const { app } = await launchWithoutServer({ closeDuringLoad: true });
    expect(await app.waitForExit()).toMatchObject({ code: 0, stdout: '' });
    expect(await app.takeProblems()).toEqual([]);
  });

  it('says why it cannot open what it keeps, and ends with a failure', async () => {
    const folder = await temporaryFolder();
    await writeFile(path.join(folder, 'core'), 'no folder');
    const { code, stdout, stderr } = await runApp(folder);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    // the error box, as the stand-in shows it
    expect(stderr).toContain('Miyu cannot start\nEEXIST');
    const file = path.join(folder, 'core');
    const none = await runApp(path.join(file, 'below a file'));
    expect({ code: none.code, stdout: none.stdout }).toEqual({ code: 1, stdout: '' });
    expect(none.stderr).toContain('Miyu cannot start\nENOTDIR');
  });
});
