import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Member } from '../../scripts/people.ts';
import { type DesktopOptions, launchBrowser } from '../support/browser.ts';
import { chatWindow } from '../support/chat-window.ts';
import { waitFor } from '../support/client-calls.ts';
import { type Friends, openFriends } from '../support/friends.ts';
import { chromiumMissing, describeUnless } from '../support/needs.ts';
import { peopleWindow } from '../support/people-window.ts';
import { textsIn } from '../support/texts.ts';
import { inWindow } from '../support/windows.ts';

const text = textsIn('en');

const MINUTE_MS = 60_000;

/** A clock that a test can put forward. */
class Clock {
  ahead = 0;
  readonly now = () => Date.now() + this.ahead;
}

describeUnless(chromiumMissing, 'a conversation', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  /** Two friends who have the chat with each other open: one message each. */
  async function openTalk(options: DesktopOptions = {}): Promise<Friends> {
    const friends = await openFriends(browser, options);
    const { anna, ben } = friends;
    await inWindow.startChat(anna.page, 'ben');
    await inWindow.send(anna.page, 'hello ben');
    await inWindow.openChat(ben.page, 'anna');
    await inWindow.message(ben.page, 'hello ben').waitFor();
    await inWindow.send(ben.page, 'hello anna');
    await inWindow.message(anna.page, 'hello anna').waitFor();
    return friends;
  }

  function expectNoProblems({ anna, ben }: Friends): void {
    expect([...anna.problems, ...ben.problems]).toEqual([]);
  }

  /** Writes many messages, too many for one screen. */
  async function sayMany(from: Member, to: Member, count: number): Promise<void> {
    for (let index = 1; index <= count; index += 1) {
      await from.core.call('messages.send', { conversation: to.account, text: `line ${index}` });
    }
  }

  async function setting(page: Page, category: 'general' | 'privacy', key: string, isOn: boolean): Promise<void> {
    await inWindow.openSettings(page, category);
    const choice = page.getByRole('radiogroup', { name: text(`settings.${key}`) });
    await choice.getByRole('radio', { name: text(isOn ? 'settings.on' : 'settings.off') }).click();
    await choice.getByRole('radio', { name: text(isOn ? 'settings.on' : 'settings.off'), checked: true }).waitFor();
    await inWindow.goTo(page, 'chats');
  }

  it('has texts in sizes and colours, which the receiver need not see (M2)', async () => {
    const friends = await openTalk();
    const { anna, ben } = friends;
    await chatWindow.setStyle(anna.page, 'huge', 'red');
    await inWindow.send(anna.page, 'look at this');
    await inWindow.message(ben.page, 'look at this').waitFor();
    const usual = await chatWindow.look(ben.page, 'hello ben');
    const styled = await chatWindow.look(ben.page, 'look at this');
    expect(Number.parseFloat(styled.size)).toBeGreaterThan(Number.parseFloat(usual.size));
    expect(styled.colour).not.toBe(usual.colour);

    await setting(ben.page, 'general', 'textStyles', false);
    await inWindow.message(ben.page, 'look at this').waitFor();
    expect(await chatWindow.look(ben.page, 'look at this')).toEqual(usual);
    expectNoProblems(friends);
  });

  it('shows when messages were delivered and read (M3)', async () => {
    const friends = await openTalk();
    const { anna, ben } = friends;
    await inWindow.goTo(ben.page, 'settings');
    await inWindow.send(anna.page, 'have you seen it?');
    await inWindow.messageIn(anna.page, 'have you seen it?', 'delivered').waitFor();
    const menu = await chatWindow.openMenu(anna.page, 'have you seen it?');
    await menu.getByText(/Sent .*\d:\d\d.*\nDelivered .*\d:\d\d/).waitFor();
    expect(await menu.getByText(/Read .*\d:\d\d/).count()).toBe(0);
    await anna.page.keyboard.press('Escape');

    await inWindow.goTo(ben.page, 'chats');
    await inWindow.messageIn(anna.page, 'have you seen it?', 'read').waitFor();
    await chatWindow.openMenu(anna.page, 'have you seen it?');
    await menu.getByText(/\nRead .*\d:\d\d/).waitFor();
    expectNoProblems(friends);
  });

  it('tells neither who does not tell the other (M3)', async () => {
    const friends = await openTalk();
    const { anna, ben } = friends;
    await inWindow.messageIn(anna.page, 'hello ben', 'read').waitFor();
    await inWindow.messageIn(ben.page, 'hello anna', 'read').waitFor();
    await setting(ben.page, 'privacy', 'readReceipts', false);
    await inWindow.messageIn(ben.page, 'hello anna', 'delivered').waitFor();

    await inWindow.send(anna.page, 'did you see this?');
    await inWindow.message(ben.page, 'did you see this?').waitFor();
    await inWindow.send(ben.page, 'I do not tell');
    await inWindow.message(anna.page, 'I do not tell').waitFor();
    await inWindow.messageIn(anna.page, 'did you see this?', 'delivered').waitFor();
    await inWindow.messageIn(ben.page, 'I do not tell', 'delivered').waitFor();
    expect(await inWindow.messageIn(anna.page, 'did you see this?', 'read').count()).toBe(0);
    expect(await inWindow.messageIn(ben.page, 'I do not tell', 'read').count()).toBe(0);
    expectNoProblems(friends);
  });

  it('counts what is unread, begins there, and leads back to it (M4)', async () => {
    const friends = await openTalk();
    const { ben, members } = friends;
    await inWindow.goTo(ben.page, 'settings');
    await sayMany(members.anna, members.ben, 60);
    const navigation = ben.page.getByRole('navigation', { name: text('navigation.label') });
    await navigation.getByText(text.filled('navigation.unread_other', { count: 60 })).waitFor();
    expect(await ben.page.title()).toBe('(60) Miyu 密语');

    await inWindow.goTo(ben.page, 'chats');
    const divider = ben.page.getByText(text('chat.unread'));
    const toUnread = ben.page.getByRole('button', { name: text('chat.toUnread') });
    await divider.waitFor();
    await inWindow.message(ben.page, 'line 1').hover();
    // Virtuoso holds to the place it was sent to until no height has changed for 150 ms: it may take back the first turn of the wheel.
    const isAbove = async () => {
      await ben.page.mouse.wheel(0, 250);
      return toUnread.isVisible();
    };
    await expect.poll(isAbove, { interval: 300 }).toBe(true);
    await ben.page.getByRole('button', { name: /^\d+ new messages$/ }).click();
    await inWindow.message(ben.page, 'line 60').waitFor();
    await expect.poll(() => ben.page.title()).toBe('Miyu 密语');
    await toUnread.click();
    await divider.waitFor();
    await toUnread.waitFor({ state: 'detached' });
    await ben.page.reload();
    await inWindow.openChat(ben.page, 'anna');
    expect(await ben.page.title()).toBe('Miyu 密语');
    expectNoProblems(friends);
  });

  it('has answers that lead to what they answer, however far above (M6)', async () => {
    const friends = await openTalk();
    const { anna, ben, members } = friends;
    await inWindow.goTo(ben.page, 'settings');
    await inWindow.send(anna.page, 'a question');
    await sayMany(members.anna, members.ben, 60);
    // What comes later would move the chat down, were he to look while little of it fills the window.
    const { account } = members.anna;
    await waitFor(members.ben.core, async () => {
      const { messages } = await members.ben.core.call('messages.page', { conversation: account, limit: 1 });
      return messages[0]?.text === 'line 60' || undefined;
    });
    await inWindow.goTo(ben.page, 'chats');
    await inWindow.message(ben.page, 'a question').waitFor();
    await chatWindow.act(ben.page, 'a question', 'reply');
    const bar = ben.page.getByRole('status').filter({ hasText: text.within('chat.replyTo', { name: 'anna' }) });
    await bar.getByText('a question').waitFor();
    await ben.page.keyboard.press('Escape');
    await bar.waitFor({ state: 'detached' });
    await chatWindow.act(ben.page, 'a question', 'reply');
    await bar.getByText('a question').waitFor();
    await inWindow.message(ben.page, 'a question').press('Escape');
    await bar.waitFor({ state: 'detached' });
    await chatWindow.act(ben.page, 'a question', 'reply');
    await inWindow.send(ben.page, 'an answer');
    await bar.waitFor({ state: 'detached' });
    await chatWindow.quoteIn(ben.page, 'an answer').waitFor();
    await inWindow.message(anna.page, 'an answer').waitFor();
    expect(await inWindow.messageTexts(anna.page)).not.toContain('a question');
    await chatWindow.quoteIn(anna.page, 'an answer').click();
    await expect.poll(() => anna.page.locator('article:focus').innerText()).toContain('a question');
    expectNoProblems(friends);
  });

  it('is forwarded, one by one or as one (M6, M12)', async () => {
    const friends = await openTalk();
    const { anna, ben } = friends;
    await chatWindow.act(anna.page, 'hello anna', 'forward');
    await chatWindow.forward(anna.page, ['ben', text('chats.saved')]);
    await expect.poll(() => inWindow.messageTexts(ben.page)).toEqual(['hello ben', 'hello anna', 'hello anna']);

    await chatWindow.act(anna.page, 'hello ben', 'select');
    await chatWindow.toggle(anna.page, 'ben', 'hello anna');
    await chatWindow.selection(anna.page).getByText('2 selected').waitFor();
    await chatWindow
      .selection(anna.page)
      .getByRole('button', { name: text('select.merge') })
      .click();
    await chatWindow.forward(anna.page, [text('chats.saved')]);
    await chatWindow.openSaved(anna.page);
    await expect.poll(() => inWindow.messageTexts(anna.page)).toEqual(['hello anna']);
    const title = text.filled('forward.fromPerson', { name: 'anna', other: 'ben' });
    await chatWindow.mergedCard(anna.page, title).click();
    const dialog = anna.page.getByRole('dialog', { name: title });
    await dialog.getByText('hello ben').waitFor();
    await dialog.getByText('hello anna').waitFor();
    expectNoProblems(friends);
  });

  it('loses what is recalled, which can be edited again (M6)', async () => {
    const friends = await openTalk();
    const { anna, ben } = friends;
    await inWindow.send(anna.page, 'at thre o’clock');
    await inWindow.message(ben.page, 'at thre o’clock').waitFor();
    await chatWindow.act(anna.page, 'at thre o’clock', 'recall');
    await chatWindow.confirm(anna.page, text('recall.title'), text('messageAction.recall'));
    await chatWindow.line(ben.page, 'line.recalled', { name: 'anna' }).waitFor();
    await inWindow.message(ben.page, 'at thre o’clock').waitFor({ state: 'detached' });
    const line = chatWindow.line(anna.page, 'line.recalled', { name: text('line.youBy') });
    await line.waitFor();
    await line.getByRole('button', { name: text('line.editAgain') }).click();
    expect(await inWindow.editor(anna.page).inputValue()).toBe('at thre o’clock');
    await inWindow.send(anna.page, 'at three o’clock');
    await inWindow.message(ben.page, 'at three o’clock').waitFor();
    expectNoProblems(friends);
  });

  it('keeps what is recalled too late (M6)', async () => {
    const clock = new Clock();
    const friends = await openTalk({ now: clock.now });
    const { anna, ben } = friends;
    await inWindow.messageIn(anna.page, 'hello ben', 'read').waitFor();
    await chatWindow.act(anna.page, 'hello ben', 'recall');
    clock.ahead = 3 * MINUTE_MS;
    const dialog = anna.page.getByRole('dialog', { name: text('recall.title') });
    await dialog.getByRole('button', { name: text('messageAction.recall') }).click();
    await dialog.getByText(text('errors.too-late')).waitFor();
    await dialog.getByRole('button', { name: text('action.cancel') }).click();

    clock.ahead = -3 * MINUTE_MS;
    await inWindow.send(anna.page, 'from a while ago');
    await inWindow.message(ben.page, 'from a while ago').waitFor();
    await inWindow.messageIn(anna.page, 'from a while ago', 'read').waitFor();
    const menu = await chatWindow.openMenu(anna.page, 'from a while ago');
    await menu.getByRole('menuitem', { name: text('messageAction.delete') }).waitFor();
    expect(await menu.getByRole('menuitem', { name: text('messageAction.recall') }).count()).toBe(0);
    expectNoProblems(friends);
  });

  it('lets messages be copied, and be deleted here alone (M6)', async () => {
    const friends = await openTalk();
    const { anna, ben } = friends;
    await anna.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await chatWindow.act(anna.page, 'hello anna', 'copy');
    await expect.poll(() => chatWindow.clipboard(anna.page)).toBe('hello anna');

    await chatWindow.act(anna.page, 'hello ben', 'select');
    await chatWindow.toggle(anna.page, 'ben', 'hello anna');
    await chatWindow
      .selection(anna.page)
      .getByRole('button', { name: text('action.copy') })
      .click();
    await expect.poll(() => chatWindow.clipboard(anna.page)).toBe('anna: hello ben\nben: hello anna');

    await chatWindow.act(anna.page, 'hello ben', 'delete');
    await chatWindow.confirm(anna.page, text('deleteMessages.title_one'), text('deleteMessages.submit'));
    await expect.poll(() => inWindow.messageTexts(anna.page)).toEqual(['hello anna']);
    await anna.page.reload();
    await inWindow.openChat(anna.page, 'ben');
    await inWindow.message(anna.page, 'hello anna').waitFor();
    expect(await inWindow.messageTexts(anna.page)).toEqual(['hello anna']);
    expect(await inWindow.messageTexts(ben.page)).toEqual(['hello ben', 'hello anna']);
    expectNoProblems(friends);
  });

  it('shows that somebody types, unless they do not want it; drafts outlive the window (M7)', async () => {
    const friends = await openTalk();
    const { anna, ben } = friends;
    await setting(ben.page, 'privacy', 'typing', false);
    const typed = await chatWindow.everShows(anna.page, text('presence.typing'));
    await inWindow.editor(ben.page).pressSequentially('nobody knows');
    await inWindow.send(ben.page, 'nobody knew');
    await inWindow.message(anna.page, 'nobody knew').waitFor();
    expect(await typed()).toBe(false);

    await setting(ben.page, 'privacy', 'typing', true);
    await inWindow.editor(ben.page).pressSequentially('everybody knows');
    await inWindow.chat(anna.page, 'ben').getByText(text('presence.typing')).first().waitFor();
    expect(await typed()).toBe(true);
    await ben.page.reload();
    await inWindow.chatRow(ben.page, 'anna').getByText(text('chats.draft')).waitFor();
    await inWindow.openChat(ben.page, 'anna');
    expect(await inWindow.editor(ben.page).inputValue()).toBe('everybody knows');
    expectNoProblems(friends);
  });

  it('has nudges, not too many of them, and not for those who mind (M11)', async () => {
    const clock = new Clock();
    const friends = await openTalk({ now: clock.now });
    const { anna, ben } = friends;
    const shakes = await chatWindow.countShakes(ben.page);
    await chatWindow.nudge(anna.page);
    await chatWindow.line(anna.page, 'line.nudgeOwn', { name: 'ben' }).waitFor();
    const nudged = chatWindow.line(ben.page, 'line.nudge', { name: 'anna' });
    await nudged.waitFor();
    await expect.poll(shakes).toBe(1);
    await chatWindow.nudge(anna.page);
    await anna.page.getByText(/^Again in \d+ seconds?$/).waitFor();
    expect(await nudged.count()).toBe(1);

    clock.ahead += 11_000;
    await setting(ben.page, 'general', 'nudges', false);
    await chatWindow.nudge(anna.page);
    await expect.poll(() => nudged.count()).toBe(2);
    clock.ahead += 11_000;
    await setting(ben.page, 'general', 'nudges', true);
    await chatWindow.nudge(anna.page);
    await expect.poll(() => nudged.count()).toBe(3);
    await expect.poll(shakes).toBe(2);
    expectNoProblems(friends);
  });

  it('has reactions, which both see (M12)', async () => {
    const friends = await openTalk();
    const { anna, ben } = friends;
    await chatWindow.react(anna.page, 'hello anna', '👍');
    await chatWindow.reaction(ben.page, 'hello anna', '👍', 1).click();
    await chatWindow.reaction(anna.page, 'hello anna', '👍', 2).waitFor();
    await chatWindow.react(anna.page, 'hello anna', '👍');
    await chatWindow.reaction(ben.page, 'hello anna', '👍', 1).waitFor();

    const menu = await chatWindow.openMenu(anna.page, 'hello anna');
    await menu.getByRole('menuitem', { name: text('reaction.other') }).click();
    const panel = anna.page.getByRole('dialog', { name: text('emoji.title') });
    await panel.getByRole('button', { name: '🎉' }).click();
    await chatWindow.reaction(ben.page, 'hello anna', '🎉', 1).waitFor();
    expectNoProblems(friends);
  });

  it('has pinned messages, and a place for what one keeps for oneself (M12)', async () => {
    const friends = await openTalk();
    const { anna, ben } = friends;
    await chatWindow.act(anna.page, 'hello anna', 'pin');
    await chatWindow.pinned(anna.page).getByText('hello anna').waitFor();
    await chatWindow.pinned(ben.page).getByText('hello anna').click();
    await expect.poll(() => ben.page.locator('article:focus').innerText()).toContain('hello anna');
    await chatWindow.act(ben.page, 'hello anna', 'unpin');
    await chatWindow.pinned(anna.page).waitFor({ state: 'detached' });

    await chatWindow.openSaved(anna.page);
    await inWindow.send(anna.page, 'buy milk');
    await inWindow.messageIn(anna.page, 'buy milk', 'sent').waitFor();
    await anna.page.reload();
    await inWindow.openChat(anna.page, text('chats.saved'));
    await inWindow.message(anna.page, 'buy milk').waitFor();
    await peopleWindow.chatMenu(anna.page, text('chats.saved'), text('chats.pin'));
    await inWindow.chatRow(anna.page, text('chats.saved')).getByText(text('chats.isPinned')).waitFor();
    expectNoProblems(friends);
  });
});
