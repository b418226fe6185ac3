import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { attachWindow } from '../support/attach-window.ts';
import { launchBrowser } from '../support/browser.ts';
import { openFriends, openThree } from '../support/friends.ts';
import { chromiumMissing, describeUnless } from '../support/needs.ts';
import { inRoom } from '../support/room-window.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { textsIn } from '../support/texts.ts';
import { inWindow } from '../support/windows.ts';

const text = textsIn('en');
const note = { name: 'note.txt', mimeType: 'text/plain', buffer: Buffer.from('what was said') };

describeUnless(chromiumMissing, 'what is about to be sent', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
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

  it('says so when a file has vanished since it was chosen', async () => {
    const { anna, ben } = await openFriends(browser);
    const { page } = anna;
    await inWindow.startChat(page, 'ben');
    const file = path.join(await temporaryFolder(), 'draft.txt');
    await writeFile(file, 'not for long');
    await holdChosen(page, file);
    await rm(file);
    await pasteChosen(page);
    const dialog = attachWindow.dialog(page, 'ben');
    await dialog.getByText(text('errors.file-gone')).waitFor();
    await dialog.getByRole('button', { name: text('action.retry') }).waitFor();
    expect(ben.problems).toEqual([]);
  });
});

function captionIn(dialog: Locator): Locator {
  return dialog.getByPlaceholder(text('attach.caption'));
}

/** Types into an input method, which has not been told yet what is meant. */
async function compose(page: Page, typed: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Input.imeSetComposition', { text: typed, selectionStart: typed.length, selectionEnd: typed.length });
  await session.detach();
}

/** Chooses a file of this machine, and does nothing with it yet. */
async function holdChosen(page: Page, file: string): Promise<void> {
  await page.evaluate(() => {
    const input = document.createElement('input');
    input.type = 'file';
    input.id = 'held';
    document.body.append(input);
  });
  await page.locator('#held').setInputFiles(file);
}

async function pasteChosen(page: Page): Promise<void> {
  await page.locator('#held').evaluate((input) => {
    const clipboardData = new DataTransfer();
    if (input instanceof HTMLInputElement && input.files?.[0]) clipboardData.items.add(input.files[0]);
    document.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  });
}
