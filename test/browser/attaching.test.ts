import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { attachWindow } from '../support/attach-window.ts';
import { launchBrowser } from '../support/browser.ts';
import { chatWindow } from '../support/chat-window.ts';
import { openFriends, openThree } from '../support/friends.ts';
import { chromiumMissing, describeUnless } from '../support/needs.ts';
import { noise } from '../support/picture-files.ts';
import { pngFile } from '../support/png-files.ts';
import { inRoom } from '../support/room-window.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { textsIn } from '../support/texts.ts';
import { voiceWindow } from '../support/voice-window.ts';
import { inWindow } from '../support/windows.ts';

const text = textsIn('en');
const note = { name: 'note.txt', mimeType: 'text/plain', buffer: Buffer.from('what was said') };

/** Chromium with a microphone that beeps, and the right to use it. */
const withMicrophone = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];

describeUnless(chromiumMissing, 'what is about to be sent', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser(withMicrophone);
  });
  afterAll(() => browser.close());

  it('stays when Esc is for something smaller: the members to mention, or what is being composed', async () => {
    const { anna, problems } = await openThree(browser);
    const { page } = anna;
    await inRoom.create(page, { name: 'harbour', members: ['ben', 'clara'] });
    const dialog = await attachWindow.choose(page, 'file', [note], 'harbour');
    const caption = captionIn(dialog);
    await caption.pressSequentially('@be');
    const members = dialog.getByRole('listbox');
    await members.waitFor();
    await page.keyboard.press('Escape');
    await members.waitFor({ state: 'detached' });
    await caption.waitFor();

    await caption.fill('');
    await compose(page, 'ni');
    await page.keyboard.press('Escape');
    await caption.waitFor();
    await dialog.getByTitle('note.txt').waitFor();
    expect(problems()).toEqual([]);
  });

  it('is asked about before much of it is left, and stays until that is said', async () => {
    const { anna, ben } = await openFriends(browser);
    const { page } = anna;
    await inWindow.startChat(page, 'ben');
    await inWindow.editor(page).fill('half a thought');
    await attachWindow.choose(page, 'file', [note], 'ben');
    await page.keyboard.press('Escape');
    await attachWindow.dialog(page, 'ben').waitFor({ state: 'detached' });

    const dialog = await attachWindow.choose(page, 'file', [note, { ...note, name: 'two.txt' }], 'ben');
    const question = page.getByRole('dialog', { name: text('attach.discardTitle') });
    const captionStays = question.getByText(text('attach.discardCaption'));
    await page.keyboard.press('Escape');
    await question.getByText(text.filled('attach.discardText_other', { count: 2 })).waitFor();
    expect(await captionStays.count()).toBe(0);
    await inWindow.takesKeys(question);
    await page.keyboard.press('Escape');
    await question.waitFor({ state: 'detached' });
    await dialog.getByRole('button', { name: text('action.close') }).click();
    await inWindow.takesKeys(question);
    // nothing is lost by a key that was meant for something else
    await page.keyboard.press('Enter');
    await question.getByRole('button', { name: text('action.back') }).click();
    await question.waitFor({ state: 'detached' });

    await dialog.getByRole('button', { name: text.filled('attach.removeNamed', { name: 'two.txt' }) }).click();
    await captionIn(dialog).fill('the note');
    await page.mouse.click(4, 4);
    await captionStays.waitFor();
    await question.getByRole('button', { name: text('action.back') }).click();
    await question.waitFor({ state: 'detached' });
    await dialog.getByTitle('note.txt').waitFor();
    await dialog.getByRole('button', { name: text('action.cancel') }).click();
    await question.getByRole('button', { name: text('attach.discard'), exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await inWindow.editor(page).inputValue()).toBe('the note');
    expect(await inWindow.messageTexts(page)).toEqual([]);
    expect([...anna.problems, ...ben.problems]).toEqual([]);
  });

  it('is asked about when it is one picture in which a text is hidden, or was to be', async () => {
    const { anna, ben } = await openFriends(browser);
    const { page } = anna;
    await inWindow.startChat(page, 'ben');
    const buffer = await noise(200, 120).png().toBuffer();
    const picture = { name: 'lake.png', mimeType: 'image/png', buffer };
    const dialog = await attachWindow.choose(page, 'picture', [picture], 'ben');
    await dialog.getByRole('button', { name: text('hide.open') }).click();
    await page.getByLabel(text('hide.text')).fill('under the third stone');
    await page.keyboard.press('Escape');
    await inWindow.takesKeys(dialog);
    await page.keyboard.press('Escape');
    const question = page.getByRole('dialog', { name: text('attach.discardTitle') });
    await question.getByText(text('attach.discardHidden')).waitFor();
    await question.getByRole('button', { name: text('action.back') }).click();
    await dialog.getByRole('button', { name: text('hide.open') }).click();
    expect(await page.getByLabel(text('hide.text')).inputValue()).toBe('under the third stone');

    await page.getByRole('button', { name: text('hide.submit') }).click();
    await dialog.getByRole('button', { name: text('hide.change') }).waitFor();
    await inWindow.takesKeys(dialog);
    await page.keyboard.press('Escape');
    await question.getByText(text('attach.discardHidden')).waitFor();
    await question.getByRole('button', { name: text('attach.discard'), exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    expect([...anna.problems, ...ben.problems]).toEqual([]);
  });

  it('says so when a file vanishes before its turn comes', async () => {
    const { anna, ben } = await openFriends(browser);
    const { page } = anna;
    await inWindow.startChat(page, 'ben');
    const folder = await temporaryFolder();
    const files = ['one.txt', 'two.txt', 'lost.txt'].map((name) => path.join(folder, name));
    for (const file of files) await writeFile(file, 'not for long');
    const goOn = Promise.withResolvers<void>();
    await page.route('**/stage', async (route) => {
      await goOn.promise;
      await route.continue();
    });
    await attachWindow.drop(page, files);
    const dialog = attachWindow.dialog(page, 'ben');
    await dialog.getByTitle('lost.txt').waitFor();
    await rm(path.join(folder, 'lost.txt'));
    goOn.resolve();
    await dialog.getByText(text('errors.file-gone')).waitFor();
    await dialog.getByRole('button', { name: text.filled('attach.send_other', { count: 2 }), exact: true }).click();
    for (const name of ['one.txt', 'two.txt']) await dialog.getByTitle(name).waitFor({ state: 'detached' });
    await dialog.getByTitle('lost.txt').waitFor();
    await page.keyboard.press('Escape');
    for (const name of ['one.txt', 'two.txt']) await attachWindow.carrier(page, name).waitFor();
    expect(ben.problems).toEqual([]);
  });

  it('is left when the page is loaded anew', async () => {
    const { anna, ben } = await openFriends(browser);
    const { page, core } = anna;
    await inWindow.startChat(page, 'ben');
    const dialog = await attachWindow.choose(page, 'file', [note], 'ben');
    await dialog
      .getByRole('button', { name: text('chat.send'), exact: true })
      .and(page.locator(':enabled'))
      .waitFor();
    expect((await core.call('attachments.space', {})).outgoing).toBe(note.buffer.length);
    await page.reload();
    await expect.poll(async () => (await core.call('attachments.space', {})).outgoing).toBe(0);
    expect([...anna.problems, ...ben.problems]).toEqual([]);
  });

  it('goes along when it is forwarded one by one, and is only named in several as one, which is said', async () => {
    const { anna } = await openFriends(browser);
    const { page } = anna;
    await inWindow.startChat(page, 'ben');
    const dialog = await attachWindow.choose(page, 'file', [note], 'ben');
    await dialog.getByPlaceholder(text('attach.caption')).fill('the note');
    await attachWindow.sendAll(page, 'ben', 1);
    await inWindow.send(page, 'and a word');
    await chatWindow.act(page, 'and a word', 'select');
    await page.locator('label').filter({ hasText: 'the note' }).click();
    const selection = chatWindow.selection(page);
    await selection.getByRole('button', { name: text('select.merge') }).click();
    await page.getByText(text('forward.namesOnly')).waitFor();
    await page.getByRole('radio', { name: text('forward.single') }).check();
    await page.getByText(text('forward.namesOnly')).waitFor({ state: 'detached' });
  });

  it('is kept by the server until a time that both are told, a picture as well', async () => {
    const { anna, ben } = await openFriends(browser);
    await inWindow.startChat(anna.page, 'ben');
    const picture = {
      name: 'lake.png',
      mimeType: 'image/png',
      buffer: pngFile({ width: 60, height: 40, colourType: 2, depth: 8 }),
    };
    const dialog = await attachWindow.choose(anna.page, 'picture', [picture], 'ben');
    await captionIn(dialog).fill('the lake');
    await attachWindow.sendAll(anna.page, 'ben', 1);
    await inWindow.openChat(ben.page, 'anna');
    for (const { page } of [ben, anna]) {
      const menu = await chatWindow.openMenu(page, 'the lake');
      await menu.getByText(/On the server until .*\d/).waitFor();
    }
  });

  it('can be taken away while it cannot leave: a voice message, which is heard all the same', async () => {
    const { running, anna } = await openFriends(browser);
    const { page } = anna;
    await inWindow.startChat(page, 'ben');
    await running.server.stop();
    await page.getByText(/Connection lost|Connecting to the server/).waitFor();
    await voiceWindow.recordFor(page, 2);
    await page.keyboard.press('Enter');
    const message = voiceWindow.messages(page);
    await voiceWindow.player(message).play.waitFor();
    await message.getByRole('button', { name: text('transfer.step.cancel') }).click();
    await message.waitFor({ state: 'detached' });
  });
});

function captionIn(dialog: Locator): Locator {
  return dialog.getByPlaceholder(text('attach.caption'));
}

/** Types into an input method, which has not been told yet what is meant. */
async function compose(page: Page, typed: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Input.imeSetComposition', {
    text: typed,
    selectionStart: typed.length,
    selectionEnd: typed.length,
  });
  await session.detach();
}
