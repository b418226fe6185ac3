import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { signUp } from '../../scripts/people.ts';
import { launchBrowser, openDesktop } from '../support/browser.ts';
import { annaPerson, benPerson, openFriends } from '../support/friends.ts';
import { chromiumMissing, describeUnless } from '../support/needs.ts';
import { startTestServer } from '../support/server.ts';
import { textsIn } from '../support/texts.ts';
import { inWindow } from '../support/windows.ts';

const text = textsIn('en');

describeUnless(chromiumMissing, 'adding friends', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  /** Two people who do not know each other, signed in. */
  async function openStrangers() {
    const { server } = await startTestServer();
    const anna = await openDesktop(browser);
    const ben = await openDesktop(browser);
    await signUp(anna.core, server.invitation, annaPerson);
    await signUp(ben.core, server.invitation, benPerson);
    return { anna, ben };
  }

  async function look(page: Page, name: string): Promise<void> {
    const dialog = page.getByRole('dialog', { name: text('add.title') });
    if (!(await dialog.isVisible())) await page.keyboard.press('Control+n');
    await dialog.getByLabel(text('add.label')).fill(name);
    await page.keyboard.press('Enter');
  }

  it('says that a name is unknown, and that one is oneself', async () => {
    const { anna } = await openStrangers();
    await look(anna.page, 'nobody');
    await anna.page.getByText(text.filled('add.unknown', { query: 'nobody' })).waitFor();
    await look(anna.page, 'Anna');
    await anna.page.getByText(text('add.self')).waitFor();
    expect(anna.problems).toEqual([]);
  });

  it('says that one has asked already, or is friends already', async () => {
    const { anna, ben } = await openStrangers();
    await inWindow.addFriend(anna.page, 'ben');
    await look(anna.page, 'ben');
    await anna.page.getByText(text('add.requested')).waitFor();

    await inWindow.acceptRequest(ben.page, 'anna');
    await anna.page.getByText(text('add.added')).waitFor();
    await anna.page.keyboard.press('Escape');
    await look(anna.page, 'ben');
    await anna.page.getByText(text('add.friend')).waitFor();
    expect([...anna.problems, ...ben.problems]).toEqual([]);
  });

  it('lets the other refuse, or put the answer off', async () => {
    const { anna, ben } = await openStrangers();
    await inWindow.addFriend(anna.page, 'ben');
    const card = await inWindow.openRequest(ben.page, 'anna');
    await card.getByText('Hello, I am anna').waitFor();

    await card.getByRole('button', { name: text('requests.later') }).click();
    await card.getByText(text('requests.isLater')).waitFor();
    await card.getByRole('button', { name: text('requests.refuse') }).click();
    await card.getByText(text('requests.refusedByYou')).waitFor();
    expect(await ben.core.call('contacts.list', {})).toEqual([]);
    expect([...anna.problems, ...ben.problems]).toEqual([]);
  });

  it('ends a friendship for both, who keep what was said', async () => {
    const { anna, ben } = await openFriends(browser);
    await inWindow.startChat(anna.page, 'ben');
    await inWindow.send(anna.page, 'remember this');
    await inWindow.openChat(ben.page, 'anna');
    await inWindow.message(ben.page, 'remember this').waitFor();

    await inWindow.chatRow(anna.page, 'ben').click({ button: 'right' });
    await anna.page.getByRole('menuitem', { name: text('contacts.remove') }).click();
    await anna.page
      .getByRole('dialog')
      .getByRole('button', { name: text('contacts.remove') })
      .click();
    for (const { page } of [anna, ben]) {
      await page.getByText(text('chat.notFriends')).waitFor();
      await inWindow.message(page, 'remember this').waitFor();
    }
    expect([...anna.problems, ...ben.problems]).toEqual([]);
  });
});
