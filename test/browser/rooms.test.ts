import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { benPerson, openThree } from '../support/friends.ts';
import { chromiumMissing, describeUnless } from '../support/needs.ts';
import { inRoom, openRoom } from '../support/room-window.ts';
import { textsIn } from '../support/texts.ts';
import { inWindow } from '../support/windows.ts';

const text = textsIn('en');

describeUnless(chromiumMissing, 'three people in a room', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  it('hear each other, also what was said while they were away', async () => {
    const { anna, ben, clara, problems } = await openRoom(browser);
    await inWindow.send(anna.page, 'hello all 大家好');
    for (const { page } of [ben, clara]) await inWindow.message(page, 'hello all 大家好').waitFor();
    await inWindow.send(ben.page, 'hello anna and clara');
    for (const { page } of [anna, clara]) await inWindow.message(page, 'hello anna and clara').waitFor();

    await ben.leave();
    for (const said of ['first', 'second']) await inWindow.send(anna.page, said);
    await inWindow.message(clara.page, 'second').waitFor();
    await inWindow.send(clara.page, 'third');
    await inWindow.messageIn(clara.page, 'third', 'sent').waitFor();
    await ben.come();
    await inWindow.unlockRemembered(ben.page, benPerson);
    await inWindow.chatRow(ben.page, 'harbour').filter({ hasText: '3 unread messages' }).waitFor();
    await inWindow.openChat(ben.page, 'harbour');
    await inWindow.message(ben.page, 'third').waitFor();
    const said = ['hello all 大家好', 'hello anna and clara', 'first', 'second', 'third'];
    for (const { page } of [anna, ben, clara]) expect(await inWindow.messageTexts(page)).toEqual(said);
    expect(problems()).toEqual([]);
  });

  it('are told, as newcomers, that they see nothing from before', async () => {
    const { anna, ben, clara, problems } = await openThree(browser);
    await inRoom.create(anna.page, { name: 'harbour', members: ['ben'] });
    await inWindow.send(anna.page, 'between us two');
    await inWindow.openChat(ben.page, 'harbour');
    await inWindow.message(ben.page, 'between us two').waitFor();
    await inRoom.addFriends(anna.page, 'harbour', ['clara']);
    await inWindow.openChat(clara.page, 'harbour');
    await clara.page.getByText(text('chat.beforeJoining')).waitFor();
    await inWindow.send(anna.page, 'welcome clara');
    await inWindow.message(clara.page, 'welcome clara').waitFor();
    expect(await inWindow.messageTexts(clara.page)).toEqual(['welcome clara']);
    expect(problems()).toEqual([]);
  });

  it('see who is there, names in colours, and how somebody wants to be called here', async () => {
    const { anna, ben, clara, problems } = await openRoom(browser);
    const panel = await inRoom.openPanel(anna.page);
    await panel.getByText(text.filled('room.membersOnline', { count: 3, online: 3 })).waitFor();
    await inWindow.send(ben.page, 'I am ben');
    await inWindow.send(clara.page, 'I am clara');
    await inWindow.message(anna.page, 'I am clara').waitFor();
    const colours = await Promise.all([nameOver(anna.page, 'ben'), nameOver(anna.page, 'clara')].map(colourOf));
    expect(new Set(colours).size).toBe(2);

    await inRoom.chooseFor(ben.page, 'clara', text('chats.add'));
    const dialog = ben.page.getByRole('dialog', { name: text('add.title') });
    await dialog.getByRole('button', { name: text('add.send') }).click();
    await dialog.getByText(text('add.sent')).waitFor();
    await ben.page.keyboard.press('Escape');
    await inWindow.acceptRequest(clara.page, 'ben');
    await inWindow.openChat(clara.page, 'harbour');

    await inRoom.setCard(ben.page, '船长 Ben');
    await inRoom.member(anna.page, '船长 Ben').waitFor();
    await nameOver(clara.page, '船长 Ben').waitFor();
    await ben.leave();
    await inRoom
      .member(anna.page, '船长 Ben')
      .filter({ hasText: text('presence.offline') })
      .waitFor();
    await panel.getByText(text.filled('room.membersOnline', { count: 3, online: 2 })).waitFor();
    expect(problems()).toEqual([]);
  });
});

describeUnless(chromiumMissing, 'many at once, and few clicks', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  it('sends one text to several friends, to each in their own chat', async () => {
    const { anna, ben, clara, problems } = await openThree(browser);
    await anna.page.getByRole('button', { name: text('chats.new') }).click();
    await anna.page.getByRole('menuitem', { name: text('broadcast.title') }).click();
    const dialog = anna.page.getByRole('dialog', { name: text('broadcast.title') });
    await dialog.getByLabel(text('broadcast.text'), { exact: true }).fill('no lesson tomorrow');
    for (const name of ['ben', 'clara']) await dialog.getByRole('checkbox', { name, exact: true }).check();
    await dialog.getByRole('button', { name: text.filled('broadcast.send_other', { count: 2 }) }).click();
    await dialog.getByText(text.filled('broadcast.sent_other', { count: 2 })).waitFor();
    await anna.page.keyboard.press('Escape');
    for (const { page } of [ben, clara]) {
      await inWindow.openChat(page, 'anna');
      await inWindow.message(page, 'no lesson tomorrow').waitFor();
    }
    await inWindow.openChat(anna.page, 'clara');
    await inWindow.messageIn(anna.page, 'no lesson tomorrow', 'read').waitFor();
    expect(problems()).toEqual([]);
  });

  it('takes two clicks to add a friend or make a room, and one to talk', async () => {
    const { ben, problems } = await openThree(browser);
    const { page } = ben;
    let clicks = 0;
    async function click(button: Locator): Promise<void> {
      clicks += 1;
      await button.click();
    }

    const search = page.getByLabel(text('chats.search'));
    await search.fill('clara');
    await click(page.getByRole('button', { name: text.filled('chats.findOnServer', { query: 'clara' }) }));
    const dialog = page.getByRole('dialog', { name: text('add.title') });
    await click(dialog.getByRole('button', { name: text('add.send') }));
    await dialog.getByText(text('add.sent')).waitFor();
    expect(clicks).toBe(2);
    await page.keyboard.press('Escape');

    clicks = 0;
    await search.fill('anna');
    await click(inWindow.chatRow(page, 'anna').first());
    await hasFocus(inWindow.editor(page));
    await page.keyboard.type('hello');
    await page.keyboard.press('Enter');
    await inWindow.message(page, 'hello').waitFor();
    expect(clicks).toBe(1);
    await search.fill('');

    clicks = 0;
    await click(page.getByRole('button', { name: text('chats.new') }));
    await click(page.getByRole('menuitem', { name: text('room.create') }));
    await hasFocus(page.getByLabel(text('room.name')));
    await page.keyboard.type('harbour');
    await page.keyboard.press('Enter');
    await inWindow.chat(page, 'harbour').waitFor();
    expect(clicks).toBe(2);
    expect(problems()).toEqual([]);
  });
});

/** The name above what somebody said, which is only for the eyes. */
function nameOver(page: Page, name: string): Locator {
  return page.getByRole('log').locator('bdi[aria-hidden]').filter({ hasText: name }).last();
}

function colourOf(shown: Locator): Promise<string> {
  return shown.evaluate((element) => getComputedStyle(element).color);
}

/** Waits until what is typed goes there. */
function hasFocus(field: Locator): Promise<void> {
  return expect.poll(() => field.evaluate((element) => element === document.activeElement)).toBe(true);
}
