import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { signUp } from '../../scripts/people.ts';
import { type Desktop, launchBrowser, openDesktop } from '../support/browser.ts';
import { trustServer } from '../support/client-calls.ts';
import { annaPerson, benPerson, openFriends } from '../support/friends.ts';
import { chromiumMissing, describeUnless } from '../support/needs.ts';
import { startTestServer } from '../support/server.ts';
import { textsIn } from '../support/texts.ts';
import { inWindow } from '../support/windows.ts';

const text = textsIn('en');
const newPassword = 'small-harbour-31';

describeUnless(chromiumMissing, 'opening an account', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  /** Anna at her machine, who has registered in the window. */
  async function openAnna() {
    const { server } = await startTestServer();
    const anna = await openDesktop(browser);
    await inWindow.enterServer(anna.page, server.invitation);
    return { anna, server, code: await inWindow.register(anna.page, annaPerson) };
  }

  async function tryPassword(page: Page, password: string): Promise<void> {
    await page.getByLabel(text('login.password'), { exact: true }).fill(password);
    await page.getByRole('button', { name: text('unlock.submit') }).click();
  }

  it('locks on demand, and opens with the password only', async () => {
    const { anna, ben } = await openFriends(browser);
    await inWindow.startChat(anna.page, 'ben');
    await inWindow.send(anna.page, 'for ben alone');
    await inWindow.lock(anna.page);
    expect(await anna.page.content()).not.toContain('for ben alone');

    await tryPassword(anna.page, benPerson.password);
    await anna.page.getByText(text('unlock.wrong')).waitFor();
    await inWindow.unlock(anna.page, annaPerson.password);
    await inWindow.openChat(anna.page, 'ben');
    await inWindow.message(anna.page, 'for ben alone').waitFor();
    expect([...anna.problems, ...ben.problems]).toEqual([]);
  });

  it('stays locked over a reload, and gets what came meanwhile', async () => {
    const { anna, ben } = await openFriends(browser);
    await inWindow.lock(anna.page);
    await anna.page.reload();
    await anna.page.getByRole('heading', { name: text('lock.title') }).waitFor();
    await inWindow.startChat(ben.page, 'anna');
    await inWindow.send(ben.page, 'while you were away');
    await inWindow.messageIn(ben.page, 'while you were away', 'sent').waitFor();

    await inWindow.unlock(anna.page, annaPerson.password);
    await inWindow.openChat(anna.page, 'ben');
    await inWindow.message(anna.page, 'while you were away').waitFor();
    expect([...anna.problems, ...ben.problems]).toEqual([]);
  });

  it('needs the password after a restart, without the server, and has the history', async () => {
    const { running, anna, ben } = await openFriends(browser);
    await inWindow.startChat(anna.page, 'ben');
    await inWindow.send(anna.page, 'kept here');
    await inWindow.messageIn(anna.page, 'kept here', 'delivered').waitFor();
    await anna.leave();
    await running.server.stop();

    await anna.come();
    await anna.page.getByRole('button', { name: text.filled('login.openAccount', { name: 'anna' }) }).click();
    await tryPassword(anna.page, newPassword);
    await anna.page.getByText(text('unlock.wrong')).waitFor();
    await inWindow.unlock(anna.page, annaPerson.password);
    await inWindow.openChat(anna.page, 'ben');
    await inWindow.message(anna.page, 'kept here').waitFor();
    expect([...anna.problems, ...ben.problems]).toEqual([]);
  });

  it('asks before it makes keys for an account that was made elsewhere', async () => {
    const { server } = await startTestServer();
    const elsewhere = await openDesktop(browser);
    await trustServer(elsewhere.core, server);
    await elsewhere.core.call('account.register', annaPerson);

    const anna = await openDesktop(browser, { colorScheme: 'dark' });
    await inWindow.enterServer(anna.page, server.invitation);
    await inWindow.fillLogin(anna.page, annaPerson);
    const dialog = anna.page.getByRole('dialog');
    await dialog.getByText(text('login.noVaultWarning')).waitFor();
    await anna.page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await anna.page.getByRole('button', { name: text('login.submit') }).click();
    await dialog.getByRole('button', { name: text('login.noVaultSubmit') }).click();
    await anna.page.getByRole('heading', { name: text('recovery.title') }).waitFor();
    expect([...anna.problems, ...elsewhere.problems]).toEqual([]);
  });

  it('takes the recovery code for a forgotten password', async () => {
    const { anna, code } = await openAnna();
    await anna.leave();
    await anna.come();
    await openForgot(anna, 'recover');
    const submit = anna.page.getByRole('button', { name: text('forgot.submit') });
    await anna.page.getByLabel(text('forgot.recover.code')).fill(code.slice(0, -1));
    await fillNewPassword(anna.page);
    await submit.click();
    await anna.page.getByText(text('errors.bad-code')).waitFor();

    await anna.page.getByLabel(text('forgot.recover.code')).fill(code.toLowerCase().replaceAll('-', ' '));
    await submit.click();
    await anna.page.getByText(text('forgot.done')).waitFor();
    await inWindow.login(anna.page, { name: annaPerson.name, password: newPassword });
    expect(anna.problems).toEqual([]);
  });

  async function openForgot({ page }: Desktop, way: 'recover' | 'reset'): Promise<void> {
    await page.getByRole('button', { name: text('login.other') }).click();
    await page.getByRole('button', { name: text('login.forgot') }).click();
    await page.getByRole('button', { name: text(`forgot.${way}.title`) }).click();
    await page.getByLabel(text('login.name'), { exact: true }).fill(annaPerson.name);
  }

  async function fillNewPassword(page: Page): Promise<void> {
    await page.getByLabel(text('password.next'), { exact: true }).fill(newPassword);
    await page.getByLabel(text('password.repeat')).fill(newPassword);
  }

  it('changes the password, which opens it from then on', async () => {
    const { anna } = await openAnna();
    await inWindow.openSettings(anna.page, 'security');
    await anna.page.getByRole('button', { name: text('password.title') }).click();
    const dialog = anna.page.getByRole('dialog', { name: text('password.title') });
    await fillNewPassword(anna.page);
    await dialog.getByLabel(text('password.current')).fill(benPerson.password);
    await dialog.getByRole('button', { name: text('password.submit') }).click();
    await dialog.getByText(text('unlock.wrong')).waitFor();
    await dialog.getByLabel(text('password.current')).fill(annaPerson.password);
    await dialog.getByRole('button', { name: text('password.submit') }).click();
    await dialog.getByText(text('password.done')).waitFor();
    await dialog
      .getByRole('button', { name: text('action.close') })
      .last()
      .click();

    await inWindow.lock(anna.page);
    await tryPassword(anna.page, annaPerson.password);
    await anna.page.getByText(text('unlock.wrong')).waitFor();
    await inWindow.unlock(anna.page, newPassword);
    expect(anna.problems).toEqual([]);
  });

  it('shows the recovery code again to whoever knows the password', async () => {
    const { anna, code } = await openAnna();
    await inWindow.openSettings(anna.page, 'security');
    await anna.page.getByRole('button', { name: text('security.showCode') }).click();
    const dialog = anna.page.getByRole('dialog', { name: text('recovery.code') });
    await dialog.getByLabel(text('login.password'), { exact: true }).fill(annaPerson.password);
    await dialog.getByRole('button', { name: text('recovery.show'), exact: true }).click();
    expect(await inWindow.recoveryCode(anna.page)).toBe(code);
    expect(anna.problems).toEqual([]);
  });

  it('says that the history is damaged, and begins a new one beside it', async () => {
    const { server } = await startTestServer();
    const anna = await openDesktop(browser);
    await signUp(anna.core, server.invitation, annaPerson);
    await anna.leave();
    const history = await historyFile(anna.folder);
    await writeFile(history, Buffer.alloc(8192, 0x5a));

    await anna.come();
    await anna.page.getByRole('button', { name: text.filled('login.openAccount', { name: 'anna' }) }).click();
    await tryPassword(anna.page, annaPerson.password);
    await anna.page.getByRole('heading', { name: text('trouble.damaged.title') }).waitFor();
    await anna.page.getByRole('button', { name: text('trouble.beginAnew') }).click();
    await anna.page
      .getByText(/history/)
      .first()
      .waitFor();
    await anna.page.getByRole('button', { name: text('trouble.goOn') }).click();
    await inWindow.login(anna.page, annaPerson);
    const kept = (await readdir(path.dirname(history))).filter((name) => name.startsWith('history.db.'));
    expect(kept).not.toEqual([]);
    expect(anna.problems).toEqual([]);
  });

  async function historyFile(folder: string): Promise<string> {
    const names = await readdir(folder, { recursive: true });
    const name = names.find((each) => path.basename(each) === 'history.db');
    if (!name) throw new Error('there is no history');
    return path.join(folder, name);
  }
});
