import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser, openDesktop } from '../support/browser.ts';
import { annaPerson, benPerson, openFriends } from '../support/friends.ts';
import { chromiumMissing, describeUnless } from '../support/needs.ts';
import { startTestServer } from '../support/server.ts';
import { textsIn } from '../support/texts.ts';
import { inWindow } from '../support/windows.ts';

const text = textsIn('en');

describeUnless(chromiumMissing, 'two people', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  it('register, become friends and talk', async () => {
    const { server } = await startTestServer();
    const anna = await openDesktop(browser);
    const ben = await openDesktop(browser);
    await inWindow.enterServer(anna.page, server.invitation);
    await inWindow.register(anna.page, annaPerson);
    await inWindow.enterServer(ben.page, server.invitation);
    await inWindow.register(ben.page, benPerson);

    await inWindow.addFriend(anna.page, 'ben');
    await inWindow.acceptRequest(ben.page, 'anna');
    await inWindow.startChat(anna.page, 'ben');
    await inWindow.send(anna.page, 'hello <b>ben</b> 你好');
    await inWindow.openChat(ben.page, 'anna');
    await inWindow.message(ben.page, 'hello <b>ben</b> 你好').waitFor();
    await inWindow.send(ben.page, 'hello anna');
    await inWindow.message(anna.page, 'hello anna').waitFor();
    await inWindow.messageIn(anna.page, 'hello <b>ben</b> 你好', 'read').waitFor();
    expect([...anna.problems, ...ben.problems]).toEqual([]);
  });

  it('see who is there, who types, and what is unread', async () => {
    const { anna, ben } = await openFriends(browser);
    await inWindow.startChat(anna.page, 'ben');
    await inWindow.chat(anna.page, 'ben').getByText(text('presence.online')).waitFor();
    await inWindow.send(anna.page, 'one');
    await inWindow.send(anna.page, 'two');
    await inWindow.chatRow(ben.page, 'anna').filter({ hasText: '2 unread messages' }).waitFor();
    expect(await ben.page.title()).toBe('(2) Miyu 密语');

    await inWindow.openChat(ben.page, 'anna');
    await expect.poll(() => ben.page.title()).toBe('Miyu 密语');
    await inWindow.editor(ben.page).pressSequentially('thinking');
    await inWindow.chat(anna.page, 'ben').getByText(text('presence.typing')).first().waitFor();

    await ben.leave();
    await inWindow.chat(anna.page, 'ben').getByText(text('presence.offline')).waitFor();
    expect([...anna.problems, ...ben.problems]).toEqual([]);
  });

  it('get what was written while they were away, in order', async () => {
    const { anna, ben } = await openFriends(browser);
    await ben.leave();
    await inWindow.startChat(anna.page, 'ben');
    for (const said of ['first', 'second', 'third']) await inWindow.send(anna.page, said);
    await inWindow.messageIn(anna.page, 'third', 'sent').waitFor();

    await ben.come();
    await inWindow.unlockRemembered(ben.page, benPerson);
    await inWindow.openChat(ben.page, 'anna');
    await inWindow.message(ben.page, 'third').waitFor();
    expect(await inWindow.messageTexts(ben.page)).toEqual(['first', 'second', 'third']);
    await inWindow.messageIn(anna.page, 'third', 'read').waitFor();
    expect([...anna.problems, ...ben.problems]).toEqual([]);
  });

  it('go on by themselves after the server was away', async () => {
    const { running, anna, ben } = await openFriends(browser);
    await inWindow.startChat(anna.page, 'ben');
    await inWindow.send(anna.page, 'before');
    await inWindow.openChat(ben.page, 'anna');

    const { port } = running.server;
    await running.server.stop();
    const lost = /Connection lost|Connecting to the server/;
    for (const { page } of [anna, ben]) await page.getByText(lost).waitFor();
    await inWindow.send(anna.page, 'during');
    await inWindow.messageIn(anna.page, 'during', 'sending').waitFor();
    await inWindow.send(ben.page, 'also during');

    await running.restart({ port });
    for (const { page } of [anna, ben]) await page.getByText(lost).waitFor({ state: 'hidden', timeout: 30_000 });
    await inWindow.message(anna.page, 'also during').waitFor();
    await inWindow.message(ben.page, 'during').first().waitFor();
    await inWindow.send(anna.page, 'after');
    await inWindow.message(ben.page, 'after').waitFor();
    for (const { page } of [anna, ben]) {
      const texts = await inWindow.messageTexts(page);
      expect([...texts].sort()).toEqual(['after', 'also during', 'before', 'during']);
      expect([texts.at(0), texts.at(-1)]).toEqual(['before', 'after']);
    }
    expect([...anna.problems, ...ben.problems]).toEqual([]);
  });

  it('keep an account in one place: a second login ends the first, which loses nothing', async () => {
    const { running, anna, ben } = await openFriends(browser);
    await inWindow.startChat(ben.page, 'anna');
    await inWindow.send(ben.page, 'from the first machine');
    await inWindow.editor(ben.page).fill('not sent yet');

    const elsewhere = await openDesktop(browser, { deviceName: 'library computer' });
    await inWindow.enterServer(elsewhere.page, running.server.invitation);
    await inWindow.login(elsewhere.page, benPerson);
    await elsewhere.page.getByText(/Your session elsewhere has ended: .*ben's desk/).waitFor();

    const dialog = ben.page.getByRole('dialog', { name: text('ended.kickedTitle') });
    await dialog.getByText('library computer').waitFor();
    await dialog.getByText('127.0.0.1').waitFor();
    await dialog.getByRole('button', { name: text('ended.notMe') }).click();
    await dialog.getByText(text('ended.notMeText')).waitFor();
    await dialog.getByRole('button', { name: text('ended.again') }).click();
    await inWindow.login(ben.page, benPerson);
    await ben.page.getByText(text('security.suspects')).waitFor();

    await elsewhere.page
      .getByRole('dialog', { name: text('ended.kickedTitle') })
      .getByText("ben's desk")
      .waitFor();
    await inWindow.openChat(ben.page, 'anna');
    await inWindow.message(ben.page, 'from the first machine').waitFor();
    expect(await inWindow.editor(ben.page).inputValue()).toBe('not sent yet');
    expect([...anna.problems, ...ben.problems, ...elsewhere.problems]).toEqual([]);
  });

  it('find their drafts again: in another chat, after a reload, after a restart', async () => {
    const { anna, ben } = await openFriends(browser);
    await inWindow.startChat(anna.page, 'ben');
    await inWindow.editor(anna.page).fill('half a thought');
    await inWindow.goTo(anna.page, 'settings');
    await inWindow.goTo(anna.page, 'chats');
    expect(await inWindow.editor(anna.page).inputValue()).toBe('half a thought');

    await anna.page.reload();
    await inWindow.openChat(anna.page, 'ben');
    expect(await inWindow.editor(anna.page).inputValue()).toBe('half a thought');

    await anna.leave();
    await anna.come();
    await inWindow.unlockRemembered(anna.page, annaPerson);
    await inWindow.openChat(anna.page, 'ben');
    expect(await inWindow.editor(anna.page).inputValue()).toBe('half a thought');
    expect([...anna.problems, ...ben.problems]).toEqual([]);
  });
});
