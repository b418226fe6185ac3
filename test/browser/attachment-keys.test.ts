import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { MessageId } from '../../src-main/contract/model.ts';
import { isolate } from '../../src-renderer/model/names.ts';
import { attachWindow } from '../support/attach-window.ts';
import { attachmentIn, sendFile, stage } from '../support/attachments.ts';
import { launchBrowser } from '../support/browser.ts';
import { openFriends } from '../support/friends.ts';
import { chromiumMissing, describeUnless } from '../support/needs.ts';
import { pngFile } from '../support/png-files.ts';
import { textsIn } from '../support/texts.ts';
import { voiceWindow } from '../support/voice-window.ts';
import { inWindow } from '../support/windows.ts';

const text = textsIn('en');

const png = (width: number, height: number) => pngFile({ width, height, colourType: 2, depth: 8 });
const notes = { name: 'notes.txt', bytes: Buffer.from('one two three') };

function carrier(page: Page, id: MessageId): Locator {
  return page.locator(`[data-message="${id}"]`);
}

function step(place: Locator, name: 'fetch' | 'cancel'): Locator {
  return place.getByRole('button', { name: text(`transfer.step.${name}`) });
}

/** Waits until that has the focus. */
function isFocused(page: Page, element: Locator): Promise<void> {
  return element.and(page.locator(':focus')).waitFor();
}

/** Waits until nothing has it. */
function isFree(page: Page): Promise<unknown> {
  return page.waitForFunction(() => document.activeElement === document.body);
}

describeUnless(chromiumMissing, 'attachments by the keys', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser(['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream']);
  });
  afterAll(() => browser.close());

  /** Two friends who have the chat with each other open. */
  async function openChats() {
    const friends = await openFriends(browser);
    await inWindow.startChat(friends.anna.page, 'ben');
    await inWindow.startChat(friends.ben.page, 'anna');
    const problems = () => [...friends.anna.problems, ...friends.ben.problems];
    return { ...friends, problems };
  }

  it('are deleted here from the chat only after a question', async () => {
    const { anna, ben, members, problems } = await openChats();
    const { page } = ben;
    const { id } = await sendFile(anna.core, members.ben.account, notes);
    const message = carrier(page, id);
    await step(message, 'fetch').click();
    await attachmentIn(ben.core, id, 'here');
    const received = () => readdir(path.join(ben.folder, 'received'));

    const question = page.getByRole('dialog', { name: text('files.deleteTitle') });
    const ask = async () => {
      await message.press('Shift+F10');
      const item = page.getByRole('menuitem', { name: text('messageAction.delete-here') });
      expect(await item.getAttribute('data-danger')).toBe('true');
      await item.press('Enter');
      await inWindow.takesKeys(question);
    };
    await ask();
    await question.getByText(text.filled('files.deleteText', { name: isolate('notes.txt') })).waitFor();
    await page.keyboard.press('Escape');
    await question.waitFor({ state: 'detached' });
    await isFocused(page, message);
    expect(await received()).toEqual(['notes.txt']);

    await ask();
    await question.getByRole('button', { name: text('files.deleteHere') }).press('Enter');
    await step(message, 'fetch').waitFor();
    await isFocused(page, message);
    expect(await received()).toEqual([]);
    expect(problems()).toEqual([]);
  });

  it('leave the focus of a file in its place: on what opens it, on the way to it', async () => {
    const { running, anna, ben, members, problems } = await openChats();
    const { page } = ben;
    const first = await sendFile(anna.core, members.ben.account, notes);
    const second = await sendFile(anna.core, members.ben.account, { ...notes, name: 'more.txt' });
    await attachmentIn(ben.core, second.id, 'remote');
    await step(carrier(page, first.id), 'fetch').press('Enter');
    const open = text.filled('media.openFile', { name: 'notes.txt' });
    await isFocused(page, carrier(page, first.id).getByRole('button', { name: open }));

    await running.server.stop();
    const message = carrier(page, second.id);
    await step(message, 'fetch').press('Enter');
    await step(message, 'cancel').press('Enter');
    await isFocused(page, step(message, 'fetch'));
    expect(problems()).toEqual([]);
  });

  it('leave it on the picture, and on the message of a sticker', async () => {
    const { anna, ben, members, problems } = await openChats();
    const { page } = ben;
    const to = members.ben.account;
    const picture = await sendFile(anna.core, to, { name: 'a.png', bytes: png(400, 240), kind: 'picture' });
    const { id: staged } = await stage(anna.core, 'cat.png', png(400, 400));
    const { id: cat } = await anna.core.call('stickers.add', { of: { staged } });
    const sticker = await anna.core.call('stickers.send', { conversation: to, sticker: cat });
    // the full ones: what comes with the messages is smaller
    for (const { id } of [picture, sticker])
      await expect.poll(() => attachWindow.shownPixels(carrier(page, id))).toBe(400);
    await ben.core.call('attachments.clearCache', {});

    await step(carrier(page, picture.id), 'fetch').press('Enter');
    await isFocused(page, attachWindow.picture(page, 400, 240));
    await step(carrier(page, sticker.id), 'fetch').press('Enter');
    await isFocused(page, carrier(page, sticker.id));
    await page.keyboard.press('ArrowUp');
    await isFocused(page, carrier(page, picture.id));
    expect(problems()).toEqual([]);
  });

  it('leave it on what plays a voice message', async () => {
    const { anna, ben, problems } = await openChats();
    const { page } = ben;
    await voiceWindow.recordFor(anna.page, 2);
    await anna.page.keyboard.press('Enter');
    const heard = voiceWindow.player(voiceWindow.messages(page));
    await heard.play.and(page.locator(':enabled')).waitFor();
    await ben.core.call('attachments.clearCache', {});
    await step(voiceWindow.messages(page), 'fetch').press('Enter');
    await isFocused(page, heard.play);
    await page.keyboard.press('Enter');
    await heard.pause.waitFor();
    expect(problems()).toEqual([]);
  });

  it('leave it alone where it is elsewhere', async () => {
    const { anna, ben, members, problems } = await openChats();
    const { page } = ben;
    const get = async () => {
      const { id } = await sendFile(anna.core, members.ben.account, notes);
      await step(carrier(page, id), 'fetch').waitFor();
      await ben.core.call('attachments.start', { message: id });
      await carrier(page, id)
        .getByRole('button', { name: text('media.show') })
        .waitFor();
    };
    await inWindow.editor(page).focus();
    await get();
    await isFocused(page, inWindow.editor(page));
    await inWindow.editor(page).blur();
    await get();
    await isFree(page);
    expect(problems()).toEqual([]);
  });

  it('leave it on the row of the files page', async () => {
    const { anna, ben, members, problems } = await openChats();
    const { page } = ben;
    for (const name of ['lower.txt', 'upper.txt']) await sendFile(anna.core, members.ben.account, { ...notes, name });
    await inWindow.goTo(page, 'files');
    const row = (name: string) =>
      page
        .getByRole('group', { name: text('files.list') })
        .getByRole('listitem')
        .filter({ hasText: name });
    await step(row('upper'), 'fetch').press('Enter');
    await isFocused(page, row('upper').getByRole('button').first());
    await page.keyboard.press('ArrowDown');
    await isFocused(page, row('lower').getByRole('button').first());

    const more = row('upper').getByRole('button', { name: /^More about/ });
    await more.press('Enter');
    await page.getByRole('menuitem', { name: text('files.deleteHere') }).press('Enter');
    const question = page.getByRole('dialog', { name: text('files.deleteTitle') });
    await inWindow.takesKeys(question);
    await page.keyboard.press('Escape');
    await question.waitFor({ state: 'detached' });
    await isFocused(page, more);
    expect(problems()).toEqual([]);
  });

  it('are moved in the viewer while they are large, and copied with a word about it', async () => {
    const { anna, ben, members, problems } = await openChats();
    const { page } = ben;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    for (const width of [1400, 1500])
      await sendFile(anna.core, members.ben.account, { name: 'a.png', bytes: png(width, 1200), kind: 'picture' });
    await attachWindow.picture(page, 1500, 1200).click();
    await attachWindow.place(page, 2, 2).waitFor({ state: 'attached' });
    await expect.poll(() => attachWindow.shownPixels(attachWindow.viewer(page))).toBe(1500);
    const box = async () => (await attachWindow.viewer(page).locator('img').last().boundingBox()) ?? { x: 0, y: 0 };
    for (const _ of [1, 2, 3, 4]) await page.keyboard.press('+');
    const from = await box();
    await page.keyboard.press('ArrowRight');
    await expect.poll(async () => (await box()).x).toBeLessThan(from.x);
    await page.keyboard.press('ArrowDown');
    await expect.poll(async () => (await box()).y).toBeLessThan(from.y);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowUp');
    await expect.poll(box).toEqual(from);
    await attachWindow.place(page, 2, 2).waitFor({ state: 'attached' });

    await page.keyboard.press('Control+c');
    await attachWindow
      .viewer(page)
      .getByRole('status')
      .filter({ hasText: text('action.copied') })
      .waitFor();
    const types = await page.evaluate(async () => (await navigator.clipboard.read()).flatMap((item) => item.types));
    expect(types).toEqual(['image/png']);

    await page.keyboard.press('PageUp');
    await attachWindow.place(page, 1, 2).waitFor({ state: 'attached' });
    await page.keyboard.press('ArrowRight');
    await attachWindow.place(page, 2, 2).waitFor({ state: 'attached' });
    expect(problems()).toEqual([]);
  });
});
