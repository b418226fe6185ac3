import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { makeReset } from '../../src-server/reset.ts';
import { type Desktop, launchBrowser, launchBrowserWithCamera } from '../support/browser.ts';
import { benPerson, openFriends } from '../support/friends.ts';
import { chromiumMissing, describeUnless } from '../support/needs.ts';
import { safetyDialog } from '../support/safety-dialog.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { textsIn } from '../support/texts.ts';
import { inWindow } from '../support/windows.ts';

const text = textsIn('en');

describeUnless(chromiumMissing, 'being sure of each other', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  /** Two friends who have the chat with each other open, and have seen each other's keys. */
  async function openChatOfFriends(inBrowser = browser) {
    const friends = await openFriends(inBrowser);
    const { anna, ben } = friends;
    await inWindow.startChat(anna.page, 'ben');
    await inWindow.send(anna.page, 'is it you?');
    await inWindow.openChat(ben.page, 'anna');
    await inWindow.message(ben.page, 'is it you?').waitFor();
    await inWindow.send(ben.page, 'who else');
    await inWindow.message(anna.page, 'who else').waitFor();
    return friends;
  }

  it('is had by reading the safety number to each other', async () => {
    const { anna, ben } = await openChatOfFriends();
    const annas = await safetyDialog.open(anna.page, 'ben', 'server');
    const bens = await safetyDialog.open(ben.page, 'anna', 'server');
    const read = await safetyDialog.number(annas);
    expect(read).toMatch(/^(\d{5} ){11}\d{5}$/);
    expect(await safetyDialog.number(bens)).toBe(read);

    await safetyDialog.verify(annas);
    await anna.page.keyboard.press('Escape');
    await safetyDialog.badge(anna.page, 'ben', 'verified').waitFor();
    await ben.page.keyboard.press('Escape');
    await safetyDialog.badge(ben.page, 'anna', 'server').waitFor();
    await inWindow.send(anna.page, 'now I am sure');
    await inWindow.message(ben.page, 'now I am sure').waitFor();
    expect([...anna.problems, ...ben.problems]).toEqual([]);
  });

  it('is had by a picture of the other window’s QR code', async () => {
    const { anna, ben } = await openChatOfFriends();
    const bens = await safetyDialog.open(ben.page, 'anna', 'server');
    const picture = await safetyDialog.picture(bens);
    const annas = await safetyDialog.open(anna.page, 'ben', 'server');
    await safetyDialog.showTab(annas, 'scan');
    await safetyDialog.scan(annas, 'ben', Buffer.from('not a picture'), 'no-picture');
    await safetyDialog.scan(annas, 'ben', await inWindow.editor(ben.page).screenshot(), 'no-code');
    await safetyDialog.scan(annas, 'ben', picture, 'match');

    await anna.page.keyboard.press('Escape');
    await safetyDialog.badge(anna.page, 'ben', 'verified').waitFor();
    expect([...anna.problems, ...ben.problems]).toEqual([]);
  });

  it('is had by the camera', async () => {
    const film = path.join(await temporaryFolder(), 'camera.mjpeg');
    const withCamera = await launchBrowserWithCamera(film);
    onTestFinished(() => withCamera.close());
    const { anna, ben } = await openChatOfFriends(withCamera);
    const bens = await safetyDialog.open(ben.page, 'anna', 'server');
    await safetyDialog.number(bens);
    await bens.screenshot({ path: film, type: 'jpeg', quality: 95 });

    const annas = await safetyDialog.open(anna.page, 'ben', 'server');
    await safetyDialog.showTab(annas, 'scan');
    await annas.getByRole('button', { name: text('trust.camera') }).click();
    await annas.getByText(text.filled('trust.scan.match', { name: 'ben' })).waitFor();
    expect([...anna.problems, ...ben.problems]).toEqual([]);
  });

  it('ends when the other person’s keys are reset: the chat says why, and sends nothing until they are compared', async () => {
    const { running, anna, ben } = await openChatOfFriends();
    const dialog = await safetyDialog.open(anna.page, 'ben', 'server');
    const before = await safetyDialog.number(dialog);
    await safetyDialog.verify(dialog);
    await anna.page.keyboard.press('Escape');

    await resetPassword(ben, (await makeReset(running.folder, 'ben', Date.now())).code);
    const chat = inWindow.chat(anna.page, 'ben');
    await chat
      .getByRole('note')
      .filter({ hasText: /An administrator let .*ben.* set up new keys/ })
      .waitFor();
    await chat.getByText(text.filled('trust.hint.changed', { name: 'ben' })).waitFor();
    expect(await inWindow.editor(anna.page).count()).toBe(0);

    const again = await safetyDialog.open(anna.page, 'ben', 'changed');
    expect(await safetyDialog.number(again)).not.toBe(before);
    await safetyDialog.verify(again);
    await anna.page.keyboard.press('Escape');
    await inWindow.send(anna.page, 'you again?');
    await inWindow.startChat(ben.page, 'anna');
    await inWindow.message(ben.page, 'you again?').waitFor();
    expect([...anna.problems, ...ben.problems]).toEqual([]);
  });

  /** With the administrator's code, and without the history: its keys are gone. */
  async function resetPassword(desktop: Desktop, code: string): Promise<void> {
    await desktop.leave();
    await desktop.come();
    const { page } = desktop;
    await page.getByRole('button', { name: text('login.other') }).click();
    await page.getByRole('button', { name: text('login.forgot') }).click();
    await page.getByRole('button', { name: text('forgot.reset.title') }).click();
    const password = 'small-harbour-31';
    await page.getByLabel(text('login.name'), { exact: true }).fill(benPerson.name);
    await page.getByLabel(text('forgot.reset.code')).fill(code);
    await page.getByLabel(text('password.next'), { exact: true }).fill(password);
    await page.getByLabel(text('password.repeat')).fill(password);
    await page.getByRole('button', { name: text('forgot.submit') }).click();
    await page.getByText(text('forgot.done')).waitFor();

    await page.getByLabel(text('login.name'), { exact: true }).fill(benPerson.name);
    await page.getByLabel(text('login.password'), { exact: true }).fill(password);
    await page.getByRole('button', { name: text('login.submit'), exact: true }).click();
    await page.getByRole('heading', { name: text('trouble.other-keys.title') }).waitFor();
    await page.getByRole('button', { name: text('trouble.beginAnew') }).click();
    await page.getByRole('button', { name: text('trouble.goOn') }).click();
    await inWindow.keepRecoveryCode(page);
    await page.getByRole('navigation', { name: text('navigation.label') }).waitFor();
  }

  it('shows a friend’s certificate, and saves it as it is', async () => {
    const { anna, ben, members } = await openChatOfFriends();
    const dialog = await safetyDialog.open(anna.page, 'ben', 'server');
    await safetyDialog.showTab(dialog, 'certificate');
    await dialog.getByText(String(members.ben.account), { exact: true }).waitFor();
    expect(await dialog.getByText(benPerson.email).count()).toBe(0);

    const saved = anna.page.waitForEvent('download');
    await dialog.getByRole('button', { name: text('certificate.save') }).click();
    const file = await saved;
    expect(file.suggestedFilename()).toBe(`ben-${members.ben.account}.pem`);
    const certificate = new X509Certificate(await readFile(await file.path()));
    expect(certificate.subject.split('\n')).toContain('CN=ben');
    expect(certificate.subjectAltName).not.toContain(benPerson.email);
    await dialog.getByText(certificate.fingerprint256).waitFor();
    expect([...anna.problems, ...ben.problems]).toEqual([]);
  });
});
