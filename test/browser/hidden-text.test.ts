import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { attachWindow } from '../support/attach-window.ts';
import { launchBrowser } from '../support/browser.ts';
import { openFriends } from '../support/friends.ts';
import { chromiumMissing, describeUnless } from '../support/needs.ts';
import { pngFile } from '../support/png-files.ts';
import { textsIn } from '../support/texts.ts';
import { inWindow } from '../support/windows.ts';

const text = textsIn('en');

function picture(name: string, width = 96) {
  return { name, mimeType: 'image/png', buffer: pngFile({ width, height: 64, colourType: 2, depth: 8 }) };
}

describeUnless(chromiumMissing, 'a text that is hidden in what is about to be sent', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  it('keeps its password when it is corrected', async () => {
    const { anna, ben } = await openFriends(browser);
    await inWindow.startChat(anna.page, 'ben');
    await inWindow.startChat(ben.page, 'anna');
    const dialog = await attachWindow.choose(anna.page, 'picture', [picture('evening.png')], 'ben');
    const step = anna.page.getByRole('dialog', { name: text('hide.title') });
    const password = step.getByLabel(text('hide.password'), { exact: true });
    await dialog.getByRole('button', { name: text('hide.open') }).click();
    await step.getByLabel(text('hide.text')).fill('Saturday at thre');
    await password.fill('sweet plum');
    await step.getByRole('button', { name: text('hide.submit') }).click();

    await dialog.getByRole('button', { name: text('hide.change') }).click();
    expect(await password.inputValue()).toBe('sweet plum');
    await step.getByLabel(text('hide.text')).fill('Saturday at three');
    await step.getByRole('button', { name: text('hide.submit') }).click();
    await attachWindow.sendAll(anna.page, 'ben', 1);

    await ben.page.getByRole('button', { name: text('media.hidesText') }).click();
    const view = ben.page.getByRole('dialog', { name: text('hiddenText.title') });
    await view.getByRole('button', { name: text('hiddenText.show') }).click();
    await view.getByText(text('errors.nothing-hidden')).waitFor();
    await view.getByLabel(text('hiddenText.password'), { exact: true }).fill('sweet plum');
    await ben.page.keyboard.press('Enter');
    const shown = view.getByRole('textbox', { name: text('hiddenText.title') });
    expect(await shown.inputValue()).toBe('Saturday at three');
    expect([...anna.problems, ...ben.problems]).toEqual([]);
  });

  it('keeps who can read it, until it is taken out with all of that', async () => {
    const { anna } = await openFriends(browser);
    const { page } = anna;
    await inWindow.startChat(page, 'ben');
    const dialog = await attachWindow.choose(page, 'picture', [picture('evening.png')], 'ben');
    const step = page.getByRole('dialog', { name: text('hide.title') });
    const anyone = step.getByRole('radio', { name: text('hide.anyone') });
    await dialog.getByRole('button', { name: text('hide.open') }).click();
    await step.getByLabel(text('hide.text')).fill('Saturday');
    await anyone.check();
    await step.getByLabel(text('hide.password'), { exact: true }).fill('sweet plum');
    await step.getByRole('button', { name: text('hide.submit') }).click();
    await dialog.getByRole('button', { name: text('hide.change') }).click();
    expect(await anyone.isChecked()).toBe(true);
    await step.getByRole('button', { name: text('hide.takeOut') }).click();
    await dialog.getByRole('button', { name: text('hide.open') }).click();
    expect(await step.getByLabel(text('hide.text')).inputValue()).toBe('');
    expect(await step.getByLabel(text('hide.password'), { exact: true }).inputValue()).toBe('');
    expect(await anyone.isChecked()).toBe(false);
    expect(anna.problems).toEqual([]);
  });
});

/** The page for texts in pictures on this machine, with a picture chosen. */
async function openTool(page: Page) {
  await inWindow.goTo(page, 'files');
  await page.getByRole('button', { name: text('hiddenTool.title') }).click();
  const dialog = page.getByRole('dialog', { name: text('hiddenTool.title') });
  await choose(dialog, 'small.png');
  return {
    dialog,
    words: dialog.getByLabel(text('hiddenTool.text')),
    password: dialog.getByLabel(text('hiddenTool.password'), { exact: true }),
    tab: (name: 'hide' | 'reveal') => dialog.getByRole('tab', { name: text(`hiddenTool.${name}`) }),
    save: dialog.getByRole('button', { name: text('hiddenTool.save') }),
  };
}

async function choose(dialog: Locator, name: string, width?: number): Promise<void> {
  await dialog.getByLabel(text('hiddenTool.pick')).last().setInputFiles(picture(name, width));
  await dialog.getByTitle(name).waitFor();
}

describeUnless(chromiumMissing, 'what was typed to be hidden in a picture on the disk', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  it('is there for a larger picture when the first has no room for it', async () => {
    const { anna } = await openFriends(browser);
    const { dialog, words, password, save } = await openTool(anna.page);
    const long = 'under the third stone '.repeat(400);
    await words.fill(long);
    await password.fill('moss');
    expect(await save.isDisabled()).toBe(true);
    await choose(dialog, 'large.png', 600);
    expect(await words.inputValue()).toBe(long);
    expect(await password.inputValue()).toBe('moss');
    await save.click();
    await dialog.getByRole('button', { name: text('files.showFolder') }).waitFor();
    expect(anna.problems).toEqual([]);
  });

  it('is there after a look at the other page, and so is the picture', async () => {
    const { anna } = await openFriends(browser);
    const { dialog, words, password, tab } = await openTool(anna.page);
    await words.fill('under the third stone');
    await password.fill('moss');
    await tab('reveal').click();
    await words.waitFor({ state: 'detached' });
    await tab('hide').click();
    await dialog.getByTitle('small.png').waitFor();
    expect(await words.inputValue()).toBe('under the third stone');
    expect(await password.inputValue()).toBe('moss');
    expect(anna.problems).toEqual([]);
  });

  it('can be pasted from an office program, which copies a picture of it as well', async () => {
    const { anna } = await openFriends(browser);
    const { page } = anna;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const { dialog, words } = await openTool(page);
    await words.focus();
    await attachWindow.pasteText(page, 'under the third stone', picture('copied.png').buffer);
    await expect.poll(() => words.inputValue()).toBe('under the third stone');
    await dialog.getByTitle('small.png').waitFor();
    // a picture alone is what is meant to carry it
    await attachWindow.paste(page, picture('copied.png').buffer);
    await dialog.getByTitle('image.png').waitFor();
    expect(await words.inputValue()).toBe('under the third stone');
    expect(anna.problems).toEqual([]);
  });

  it('is asked about before it is left, unless it has been saved', async () => {
    const { anna } = await openFriends(browser);
    const { page } = anna;
    const { dialog, words, save } = await openTool(page);
    const question = page.getByRole('dialog', { name: text('hiddenTool.discardTitle') });
    await words.fill('under the third stone');
    await page.keyboard.press('Escape');
    await question.getByText(text('attach.discardHidden')).waitFor();
    await question.getByRole('button', { name: text('action.back') }).click();
    await question.waitFor({ state: 'detached' });
    expect(await words.inputValue()).toBe('under the third stone');

    await save.click();
    await dialog.getByRole('button', { name: text('files.showFolder') }).waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });

    const again = await openTool(page);
    await again.words.fill('under the fourth stone');
    await dialog.getByRole('button', { name: text('action.close') }).click();
    await question.getByRole('button', { name: text('attach.discard') }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(anna.problems).toEqual([]);
  });
});
