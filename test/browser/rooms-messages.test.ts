import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { openThree } from '../support/friends.ts';
import { chromiumMissing, describeUnless } from '../support/needs.ts';
import { inRoom, openRoom } from '../support/room-window.ts';
import { textsIn } from '../support/texts.ts';
import { inWindow } from '../support/windows.ts';

const text = textsIn('en');

describeUnless(chromiumMissing, 'people talking in a room', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  it('read a notice and say so', async () => {
    const { anna, ben, clara, problems } = await openRoom(browser);
    await inRoom.postNotice(anna.page, 'We meet at nine, at the old crane');
    for (const { page } of [ben, clara]) await notice(page).getByText('We meet at nine').waitFor();
    await notice(ben.page)
      .getByRole('button', { name: text('notice.confirm') })
      .click();
    await notice(ben.page)
      .getByRole('button', { name: text('notice.confirm') })
      .waitFor({ state: 'hidden' });
    await notice(anna.page)
      .getByText(text.filled('notice.confirmedBy_one', { count: 1 }))
      .waitFor();

    await notice(anna.page).getByRole('button').click();
    const dialog = anna.page.getByRole('dialog', { name: text('notice.title') });
    const confirmed = dialog.locator('section').filter({ hasText: text.within('notice.confirmed_one', { count: 1 }) });
    expect(await confirmed.getByRole('listitem').allTextContents()).toEqual(['ben']);
    const missing = dialog.locator('section').filter({ hasText: text.within('notice.unconfirmed_one', { count: 1 }) });
    expect(await missing.getByRole('listitem').allTextContents()).toEqual(['clara']);
    expect(problems()).toEqual([]);
  });

  it('call each other by name, and admins everybody', async () => {
    const { anna, ben, clara, problems } = await openThree(browser);
    await inRoom.create(anna.page, { name: 'harbour', members: ['ben', 'clara'] });
    await inWindow.chatRow(ben.page, 'harbour').waitFor();
    await mention(anna.page, 'be', 'ben');
    await anna.page.keyboard.press('Enter');
    await anna.page.keyboard.type('have you seen it?');
    await anna.page.keyboard.press('Enter');
    await inWindow.message(anna.page, '@ben have you seen it?').waitFor();
    const mark = text('chats.mentioned');
    await inWindow.chatRow(ben.page, 'harbour').filter({ hasText: mark }).waitFor();
    await inWindow.chatRow(clara.page, 'harbour').filter({ hasText: '@ben have you seen it?' }).waitFor();
    expect(await inWindow.chatRow(clara.page, 'harbour').innerText()).not.toContain(mark);
    await inWindow.openChat(ben.page, 'harbour');
    await inWindow.chatRow(ben.page, 'harbour').filter({ hasNotText: mark }).waitFor();

    await mention(ben.page, '', 'anna');
    expect(
      await choices(ben.page)
        .filter({ hasText: text('mention.allText') })
        .count(),
    ).toBe(0);
    await inWindow.editor(ben.page).fill('@all is for admins');
    await ben.page.keyboard.press('Enter');
    await inWindow.chatRow(clara.page, 'harbour').filter({ hasText: '@all is for admins' }).waitFor();
    expect(await inWindow.chatRow(clara.page, 'harbour').innerText()).not.toContain(mark);

    await mention(anna.page, 'al', text('mention.allText'));
    await anna.page.keyboard.press('Enter');
    await anna.page.keyboard.type('come here');
    await anna.page.keyboard.press('Enter');
    await inWindow.chatRow(clara.page, 'harbour').filter({ hasText: mark }).waitFor();
    expect(problems()).toEqual([]);
  });

  it('react, answer, pin and recall', async () => {
    const { anna, ben, clara, problems } = await openRoom(browser);
    await inWindow.send(anna.page, 'shall we sail?');
    for (const { page } of [ben, clara]) {
      await inWindow.message(page, 'shall we sail?').waitFor();
      await inRoom.react(page, 'shall we sail?', '👍');
    }
    for (const { page } of [anna, ben, clara]) await inRoom.reaction(page, 'shall we sail?', '👍', 2).waitFor();
    await inRoom.reaction(ben.page, 'shall we sail?', '👍', 2).click();
    for (const { page } of [anna, clara]) await inRoom.reaction(page, 'shall we sail?', '👍', 1).waitFor();

    await inRoom.messageMenu(anna.page, 'shall we sail?', text('messageAction.pin'));
    const pinned = ben.page.getByRole('region', { name: text('pinned.title') });
    await pinned.getByText('shall we sail?').waitFor();
    await inWindow.message(ben.page, 'shall we sail?').click({ button: 'right' });
    await ben.page.getByRole('menuitem', { name: text('messageAction.reply') }).waitFor();
    expect(await ben.page.getByRole('menuitem', { name: text('messageAction.unpin') }).count()).toBe(0);
    await ben.page.keyboard.press('Escape');

    await inRoom.reply(ben.page, 'shall we sail?', 'with pleasure');
    const answer = inWindow.message(clara.page, 'with pleasure');
    await answer.getByRole('button', { name: 'shall we sail?' }).waitFor();

    await inWindow.send(clara.page, 'I cannot swin');
    await inWindow.message(anna.page, 'I cannot swin').waitFor();
    await inRoom.recall(clara.page, 'I cannot swin');
    for (const { page } of [anna, ben]) {
      await inRoom.line(page, 'line.recalled', { name: 'clara' }).waitFor();
      expect(await inWindow.message(page, 'I cannot swin').count()).toBe(0);
    }
    const line = inRoom.line(clara.page, 'line.recalled', { name: 'You' });
    await line.getByRole('button', { name: text('line.editAgain') }).click();
    expect(await inWindow.editor(clara.page).inputValue()).toBe('I cannot swin');
    expect(problems()).toEqual([]);
  });
});

function notice(page: Page): Locator {
  return page.getByRole('region', { name: text('notice.title'), exact: true });
}

function choices(page: Page): Locator {
  return page.getByRole('listbox', { name: text('mention.title') }).getByRole('option');
}

/** Types an @ and the beginning of a name, until the choice is there. */
async function mention(page: Page, typed: string, offered: string): Promise<void> {
  await inWindow.editor(page).fill('');
  await inWindow.editor(page).pressSequentially(`@${typed}`);
  await choices(page).filter({ hasText: offered }).waitFor();
}
