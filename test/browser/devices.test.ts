import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Desktop, launchBrowser, openDesktop } from '../support/browser.ts';
import { benPerson, type Friends, openFriends } from '../support/friends.ts';
import { chromiumMissing, describeUnless } from '../support/needs.ts';
import { textsIn } from '../support/texts.ts';
import { inWindow } from '../support/windows.ts';

const text = textsIn('en');

describeUnless(chromiumMissing, 'a second device', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  /** Ben signs in on another machine, which ends the session on his desk. */
  async function openLibrary({ running }: Friends): Promise<Desktop> {
    const library = await openDesktop(browser, { deviceName: 'library computer' });
    await inWindow.enterServer(library.page, running.server.invitation);
    await inWindow.login(library.page, benPerson);
    return library;
  }

  /** Ben goes back to a machine whose session has ended, and signs in there again. */
  async function comeBackTo({ page }: Desktop): Promise<void> {
    const dialog = page.getByRole('dialog', { name: text('ended.kickedTitle') });
    await dialog.getByRole('button', { name: text('ended.again') }).click();
    await inWindow.login(page, benPerson);
  }

  it('gets what is written from then on, and so does the first', async () => {
    const friends = await openFriends(browser);
    const { anna, ben } = friends;
    await inWindow.startChat(anna.page, 'ben');
    await inWindow.send(anna.page, 'to the desk');
    await inWindow.messageIn(anna.page, 'to the desk', 'delivered').waitFor();

    const library = await openLibrary(friends);
    await inWindow.startChat(library.page, 'anna');
    await library.page
      .getByText(/^This device is in use since .*; earlier messages are on your other devices$/)
      .waitFor();
    await inWindow.send(anna.page, 'to both');
    await inWindow.message(library.page, 'to both').waitFor();
    await inWindow.send(library.page, 'from the library');
    await inWindow.message(anna.page, 'from the library').waitFor();
    expect(await inWindow.messageTexts(library.page)).toEqual(['to both', 'from the library']);

    await comeBackTo(ben);
    await inWindow.openChat(ben.page, 'anna');
    await inWindow.message(ben.page, 'from the library').waitFor();
    expect(await inWindow.messageTexts(ben.page)).toEqual(['to the desk', 'to both', 'from the library']);
    expect([...anna.problems, ...ben.problems, ...library.problems]).toEqual([]);
  });

  it('is in the list of devices, and gets nothing any more once it is removed', async () => {
    const friends = await openFriends(browser);
    const { anna, ben } = friends;
    const library = await openLibrary(friends);
    await comeBackTo(ben);
    await inWindow.openSettings(ben.page, 'security');
    const devices = ben.page.getByRole('list', { name: text('devices.title') }).getByRole('listitem');
    await devices.filter({ hasText: "ben's desk" }).getByText(text('devices.this')).waitFor();
    await devices
      .filter({ hasText: 'library computer' })
      .getByRole('button', { name: text.filled('devices.removeNamed', { name: 'library computer' }) })
      .click();
    const dialog = ben.page.getByRole('dialog');
    await dialog.getByRole('button', { name: text('devices.remove'), exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await expect.poll(() => devices.count()).toBe(1);

    await inWindow.startChat(anna.page, 'ben');
    await inWindow.send(anna.page, 'to the desk alone');
    await inWindow.openChat(ben.page, 'anna');
    await inWindow.message(ben.page, 'to the desk alone').waitFor();
    expect([...anna.problems, ...ben.problems, ...library.problems]).toEqual([]);
  });
});
