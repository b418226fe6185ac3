import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { attachmentIn, sendFile } from '../support/attachments.ts';
import { type Desktop, launchBrowser } from '../support/browser.ts';
import { isOnline } from '../support/client-calls.ts';
import { openFriends, openThree } from '../support/friends.ts';
import { chromiumMissing, describeUnless } from '../support/needs.ts';
import { pngFile } from '../support/png-files.ts';
import { textsIn } from '../support/texts.ts';
import { voiceWindow } from '../support/voice-window.ts';
import { inWindow } from '../support/windows.ts';

const text = textsIn('en');
const carrier = () => pngFile({ width: 96, height: 64, colourType: 2, depth: 8 });

/** Chromium with a microphone that beeps, and the right to use it. */
const withMicrophone = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];

async function openChats(browser: Browser) {
  const friends = await openFriends(browser);
  await inWindow.startChat(friends.anna.page, 'ben');
  await inWindow.startChat(friends.ben.page, 'anna');
  const problems = () => [...friends.anna.problems, ...friends.ben.problems];
  return { ...friends, problems };
}

describeUnless(chromiumMissing, 'voice messages', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser(withMicrophone);
  });
  afterAll(() => browser.close());

  it('are recorded, listened to, sent, and heard by the other', async () => {
    const { anna, ben, problems } = await openChats(browser);
    const held = await voiceWindow.tracksInUse(anna.page);
    await voiceWindow.recordFor(anna.page, 4);
    expect(await held()).toBe(0);

    const draft = voiceWindow.player(voiceWindow.bar(anna.page));
    await draft.play.click();
    await expect.poll(draft.position, { timeout: 5000 }).toBeGreaterThan(0);
    await draft.pause.click();
    await voiceWindow
      .bar(anna.page)
      .getByRole('button', { name: text('voice.send') })
      .click();
    await inWindow.editor(anna.page).waitFor();

    const heard = voiceWindow.player(voiceWindow.messages(ben.page));
    await heard.slider.waitFor();
    expect(await heard.length()).toBeGreaterThanOrEqual(4);
    await heard.play.click();
    await expect.poll(heard.position, { timeout: 5000 }).toBeGreaterThan(0);
    await heard.speed.click();
    await heard.speed.filter({ hasText: '1.5' }).click();
    await heard.speed.filter({ hasText: '2' }).waitFor();
    // it comes to its end, and is at its beginning again
    await heard.play.waitFor();
    expect(await heard.position()).toBe(0);
    expect(problems()).toEqual([]);
  });

  it('go on from where one clicks, and by the keys; only one is heard', async () => {
    const { anna, ben, problems } = await openChats(browser);
    for (const _ of [1, 2]) {
      await voiceWindow.recordFor(anna.page, 6);
      await anna.page.keyboard.press('Enter');
      await inWindow.editor(anna.page).waitFor();
    }
    const first = voiceWindow.player(voiceWindow.messages(ben.page).nth(0));
    const second = voiceWindow.player(voiceWindow.messages(ben.page).nth(1));
    await second.play.waitFor();
    await first.slider.click();
    await expect.poll(first.position).toBe(3);
    await first.slider.press('ArrowRight');
    expect(await first.position()).toBe(4);
    await first.slider.press('Home');
    expect(await first.position()).toBe(0);
    await first.slider.press('ArrowRight');
    await first.slider.press('ArrowRight');
    await first.play.click();
    // further than where it was put: it did not begin anew
    await expect.poll(first.position).toBeGreaterThan(2);

    await second.play.click();
    await second.pause.waitFor();
    await first.play.waitFor();
    expect(await first.position()).toBe(0);
    await second.slider.press('End');
    await second.play.waitFor();
    expect(problems()).toEqual([]);
  });

  it('are dropped with Esc, and the microphone is given back', async () => {
    const { anna, problems } = await openChats(browser);
    const held = await voiceWindow.tracksInUse(anna.page);
    await voiceWindow.begin(anna.page);
    await voiceWindow.bar(anna.page).getByRole('timer').filter({ hasText: '0:01' }).waitFor();
    expect(await held()).toBe(1);
    await anna.page.keyboard.press('Escape');
    await inWindow.editor(anna.page).waitFor();
    expect(await held()).toBe(0);

    await voiceWindow.recordFor(anna.page, 1);
    await anna.page.keyboard.press('Escape');
    await inWindow.editor(anna.page).waitFor();
    expect(await voiceWindow.messages(anna.page).count()).toBe(0);
    expect(problems()).toEqual([]);
  });

  it('wait in their chat while one looks into another', async () => {
    const { anna, problems } = await openChats(browser);
    const held = await voiceWindow.tracksInUse(anna.page);
    await voiceWindow.begin(anna.page);
    await voiceWindow.bar(anna.page).getByRole('timer').filter({ hasText: '0:01' }).waitFor();
    await inWindow.goTo(anna.page, 'settings');
    await expect.poll(held).toBe(0);
    await inWindow.goTo(anna.page, 'chats');
    await voiceWindow
      .bar(anna.page)
      .getByRole('button', { name: text('voice.send') })
      .click();
    await voiceWindow.messages(anna.page).waitFor();
    expect(problems()).toEqual([]);
  });

  it('do not begin in a chat that was left before the microphone was allowed', async () => {
    const { anna, problems } = await openChats(browser);
    const { page } = anna;
    const held = await voiceWindow.tracksInUse(page);
    const allow = await voiceWindow.delayPermission(page);
    await voiceWindow.begin(page);
    await page.getByText(text('voice.asking')).waitFor();
    await inWindow.goTo(page, 'settings');
    await page.getByRole('navigation', { name: text('settings.categories') }).waitFor();
    await allow();
    await expect.poll(held).toBe(0);
    await inWindow.goTo(page, 'chats');
    await inWindow.editor(page).waitFor();
    expect(await voiceWindow.bar(page).count()).toBe(0);
    expect(problems()).toEqual([]);
  });

  it('are asked about before one that waits in another chat gives way to a new one', async () => {
    const { anna, problems } = await openThree(browser);
    const { page } = anna;
    await inWindow.startChat(page, 'ben');
    await inWindow.startChat(page, 'clara');
    await voiceWindow.recordFor(page, 1);
    await inWindow.openChat(page, 'ben');
    await voiceWindow.begin(page);
    const question = page.getByRole('dialog', { name: text('voice.replaceTitle') });
    await question.getByText(text.filled('voice.replaceText', { name: 'clara' })).waitFor();
    await inWindow.takesKeys(question);
    await page.keyboard.press('Escape');
    await question.waitFor({ state: 'detached' });
    await inWindow.chatRow(page, 'clara').click();
    await voiceWindow
      .bar(page)
      .getByRole('button', { name: text('voice.send') })
      .waitFor();

    await inWindow.openChat(page, 'ben');
    await voiceWindow.begin(page);
    await question.getByRole('button', { name: text('voice.replace') }).click();
    await voiceWindow.bar(page).getByRole('timer').filter({ hasText: '0:01' }).waitFor();
    // the keys are for the recording at once
    await page.keyboard.press('Enter');
    await voiceWindow
      .bar(page)
      .getByRole('button', { name: text('voice.send') })
      .click();
    await voiceWindow.messages(page).waitFor();
    await inWindow.openChat(page, 'clara');
    expect(problems()).toEqual([]);
  });
});

describeUnless(chromiumMissing, 'without a microphone', () => {
  it('a person is told that it is not allowed, and can try again', async () => {
    const browser = await launchBrowser(['--use-fake-device-for-media-stream', '--deny-permission-prompts']);
    try {
      const { anna } = await openChats(browser);
      await voiceWindow.begin(anna.page);
      await anna.page.getByText(text('voice.refused.refused')).waitFor();
      await anna.page.context().grantPermissions(['microphone']);
      await anna.page.getByRole('button', { name: text('action.retry') }).click();
      await voiceWindow.bar(anna.page).getByRole('timer').waitFor();
      await anna.page.keyboard.press('Escape');
      await inWindow.editor(anna.page).waitFor();
    } finally {
      await browser.close();
    }
  });

  it('a person is told that there is none', async () => {
    const browser = await launchBrowser();
    try {
      const { anna } = await openChats(browser);
      await anna.page.context().grantPermissions(['microphone']);
      await voiceWindow.begin(anna.page);
      await anna.page.getByText(text('voice.refused.none')).waitFor();
      await anna.page.keyboard.press('Escape');
      await inWindow.editor(anna.page).waitFor();
    } finally {
      await browser.close();
    }
  });
});

async function openStickers(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: text('chat.emoji'), exact: true }).click();
  await page.getByRole('tab', { name: text('stickers.title') }).click();
  return page.getByRole('dialog', { name: text('emoji.title') });
}

/** The pictures that a window shows have been drawn, not only asked for. */
function isDrawn(page: Page, selector: string): Promise<boolean> {
  return page
    .locator(selector)
    .last()
    .evaluate((image) => image instanceof HTMLImageElement && image.complete && image.naturalWidth > 0);
}

describeUnless(chromiumMissing, 'stickers', () => {
  it('are made of a picture, sent to a friend, and removed', async () => {
    const browser = await launchBrowser();
    try {
      const { anna, ben, problems } = await openChats(browser);
      const panel = await openStickers(anna.page);
      await panel.getByText(text('stickers.empty')).waitFor();
      const picture = { name: 'cat.png', mimeType: 'image/png', buffer: carrier() };
      await panel.getByLabel(text('stickers.add')).last().setInputFiles(picture);
      const sticker = panel.getByRole('button', { name: text.filled('stickers.number', { number: 1 }) });
      await sticker.click();
      await panel.waitFor({ state: 'detached' });
      const sent = '[data-carries="sticker"] img';
      await expect.poll(() => isDrawn(anna.page, sent)).toBe(true);
      await ben.page.locator(sent).first().waitFor();
      await expect.poll(() => isDrawn(ben.page, sent)).toBe(true);

      const again = await openStickers(anna.page);
      await again.getByRole('button', { name: text.filled('stickers.number', { number: 1 }) }).press('Delete');
      await again.getByRole('button', { name: text('stickers.remove') }).click();
      await again.getByText(text('stickers.empty')).waitFor();
      expect(problems()).toEqual([]);
    } finally {
      await browser.close();
    }
  });
});

describeUnless(chromiumMissing, 'a text in a picture', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  it('goes to a friend, who finds it with the password', async () => {
    const { anna, ben, problems } = await openChats(browser);
    const secret = 'Saturday at three, the east door.\n周六三点，东门。';
    const picture = { name: 'evening.png', mimeType: 'image/png', buffer: carrier() };
    await anna.page.getByLabel(text('attach.picture')).setInputFiles(picture);
    const dialog = anna.page.getByRole('dialog');
    await dialog.getByRole('button', { name: text('hide.open') }).click();
    await dialog.getByLabel(text('hide.text')).fill(secret);
    await dialog.getByLabel(text('hide.password'), { exact: true }).fill('sweet plum');
    await dialog.getByRole('button', { name: text('hide.submit') }).click();
    await dialog.getByRole('button', { name: text('chat.send'), exact: true }).click();
    await dialog.waitFor({ state: 'detached' });

    await ben.page.getByRole('button', { name: text('media.hidesText') }).click();
    const view = ben.page.getByRole('dialog', { name: text('hiddenText.title') });
    await view.getByLabel(text('hiddenText.password'), { exact: true }).fill('sour plum');
    await ben.page.keyboard.press('Enter');
    await view.getByText(text('errors.nothing-hidden')).waitFor();
    await view.getByLabel(text('hiddenText.password'), { exact: true }).fill('sweet plum');
    await ben.page.keyboard.press('Enter');
    const shown = view.getByRole('textbox', { name: text('hiddenText.title') });
    expect(await shown.inputValue()).toBe(secret);

    await ben.page.evaluate(() => window.dispatchEvent(new Event('blur')));
    await shown.waitFor({ state: 'detached' });
    expect(await view.getByLabel(text('hiddenText.password'), { exact: true }).inputValue()).toBe('');

    // who has gone before it was found does not want it on the screen
    await view.getByLabel(text('hiddenText.password'), { exact: true }).fill('sweet plum');
    await view.locator('form').evaluate((form) => {
      if (form instanceof HTMLFormElement) form.requestSubmit();
      window.dispatchEvent(new Event('blur'));
    });
    await view
      .getByRole('button', { name: text('hiddenText.show') })
      .and(ben.page.locator(':enabled'))
      .waitFor();
    await ben.page.keyboard.press('Escape');

    const lock = ben.page.getByRole('button', { name: text('media.hidesText') });
    await ben.core.call('attachments.clearCache', {});
    await lock.waitFor({ state: 'detached' });
    await ben.page
      .getByRole('log', { name: text('chat.history') })
      .getByRole('button', { name: text('transfer.step.fetch') })
      .click();
    await lock.waitFor();
    expect(problems()).toEqual([]);
  });

  it('is put into a picture on the disk, and found there', async () => {
    const { anna, problems } = await openChats(browser);
    const { page } = anna;
    const source = path.join(anna.folder, 'hill.png');
    await writeFile(source, carrier());
    await inWindow.goTo(page, 'files');
    await page.getByRole('button', { name: text('hiddenTool.title') }).click();
    const dialog = page.getByRole('dialog', { name: text('hiddenTool.title') });
    await dialog.getByLabel(text('hiddenTool.pick')).last().setInputFiles(source);
    await dialog.getByLabel(text('hiddenTool.text')).fill('under the third stone');
    await dialog.getByLabel(text('hiddenTool.password'), { exact: true }).fill('moss');
    await dialog.getByRole('button', { name: text('hiddenTool.save') }).click();
    await dialog.getByRole('button', { name: text('files.showFolder') }).waitFor();
    const [name = ''] = await readdir(path.join(anna.folder, 'received'));
    const saved = path.join(anna.folder, 'found.png');
    await rename(path.join(anna.folder, 'received', name), saved);
    expect((await readFile(saved)).equals(carrier())).toBe(false);

    await dialog.getByRole('tab', { name: text('hiddenTool.reveal') }).click();
    const find = async (file: string, password: string) => {
      await dialog.getByLabel(text('hiddenTool.pick')).last().setInputFiles(file);
      await dialog.getByText(path.basename(file, '.png'), { exact: true }).waitFor();
      await dialog.getByLabel(text('hiddenText.password'), { exact: true }).fill(password);
      await page.keyboard.press('Enter');
    };
    await find(source, 'moss');
    await dialog.getByText(text('errors.nothing-hidden')).waitFor();
    await find(saved, 'moss');
    const shown = dialog.getByRole('textbox', { name: text('hiddenText.title') });
    expect(await shown.inputValue()).toBe('under the third stone');
    expect(problems()).toEqual([]);
  });
});

describeUnless(chromiumMissing, 'the files page', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  async function openFiles() {
    const opened: string[] = [];
    const opener = { open: async (file: string) => void opened.push(file), show: async () => undefined };
    const friends = await openFriends(browser, { opener });
    return { ...friends, opened };
  }

  const row = ({ page }: Desktop, name: string) =>
    page
      .getByRole('group', { name: text('files.list') })
      .getByRole('listitem')
      .filter({ hasText: name });

  it('finds, gets, opens and deletes what was received, and leads to its message', async () => {
    const { anna, ben, members, opened } = await openFiles();
    const to = members.ben.account;
    const notes = await sendFile(anna.core, to, { name: 'notes.txt', bytes: Buffer.from('one two three') });
    await sendFile(anna.core, to, { name: 'table.csv', bytes: Buffer.from('1;2;3') });
    await sendFile(anna.core, to, { name: 'evening.png', bytes: carrier(), kind: 'picture', caption: 'look' });
    await attachmentIn(ben.core, notes.id, 'remote');

    await inWindow.goTo(ben.page, 'files');
    await row(ben, 'evening').waitFor();
    await ben.page.getByLabel(text('files.search')).fill('NOTES');
    await row(ben, 'table').waitFor({ state: 'detached' });
    await row(ben, 'notes')
      .getByRole('button', { name: text('transfer.step.fetch') })
      .click();
    await attachmentIn(ben.core, notes.id, 'here');
    await row(ben, 'notes').getByRole('button').first().click();
    await expect.poll(() => opened.map((file) => path.basename(file))).toEqual(['notes.txt']);
    expect(await readFile(opened[0] ?? '', 'utf8')).toBe('one two three');

    await row(ben, 'notes').getByRole('button').first().press('Delete');
    await ben.page
      .getByRole('dialog')
      .getByRole('button', { name: text('files.deleteHere') })
      .click();
    await row(ben, 'notes')
      .getByRole('button', { name: text('transfer.step.fetch') })
      .waitFor();
    await expect.poll(() => readdir(path.join(ben.folder, 'received'))).toEqual([]);

    await row(ben, 'notes')
      .getByRole('button', { name: /^More about/ })
      .click();
    await ben.page.getByRole('menuitem', { name: text('files.jump') }).click();
    await inWindow.editor(ben.page).waitFor();
    await ben.page.locator(`[data-message="${notes.id}"]`).waitFor();
    expect([...anna.problems, ...ben.problems]).toEqual([]);
  });

  it('sends again what could not be uploaded, by its button and by its menu', async () => {
    const { running, anna, ben, members } = await openFiles();
    await running.restart({ limits: { blobBytes: 1000 } });
    await isOnline(anna.core);
    const to = members.ben.account;
    const first = await sendFile(anna.core, to, { name: 'first.bin', bytes: Buffer.alloc(5000, 7) });
    const second = await sendFile(anna.core, to, { name: 'second.bin', bytes: Buffer.alloc(5000, 8) });
    for (const { id } of [first, second]) await attachmentIn(anna.core, id, 'upload-failed');
    await inWindow.goTo(anna.page, 'files');
    for (const name of ['first', 'second'])
      await row(anna, name).getByText(text('attachment.problem.over-quota')).waitFor();

    await running.restart({});
    await isOnline(anna.core);
    await row(anna, 'first')
      .getByRole('button', { name: text('messageAction.retry') })
      .click();
    await row(anna, 'second')
      .getByRole('button', { name: /^More about/ })
      .click();
    await anna.page.getByRole('menuitem', { name: text('messageAction.retry') }).click();
    for (const { id } of [first, second]) await attachmentIn(ben.core, id, 'remote');
    for (const name of ['first', 'second'])
      await row(anna, name).getByText(text('attachment.problem.over-quota')).waitFor({ state: 'detached' });
    expect([...anna.problems, ...ben.problems]).toEqual([]);
  });

  it('shows one kind, says when there is nothing, and lists what comes while it is open', async () => {
    const { anna, ben, members } = await openFiles();
    await inWindow.goTo(ben.page, 'files');
    await ben.page.getByText(text('files.empty.all')).waitFor();
    const bytes = carrier();
    await sendFile(anna.core, members.ben.account, { name: 'evening.png', bytes, kind: 'picture' });
    await row(ben, 'evening').waitFor();
    const kinds = ben.page.getByRole('navigation', { name: text('files.kinds') });
    await kinds.getByRole('button', { name: text('files.kind.files') }).click();
    await ben.page.getByText(text('files.empty.files')).waitFor();
    await kinds.getByRole('button', { name: text('files.kind.pictures') }).click();
    await row(ben, 'evening').waitFor();
    await ben.page.getByLabel(text('files.search')).fill('nothing like it');
    await ben.page.getByText(text('files.noMatchText')).waitFor();
    await ben.page.keyboard.press('Escape');
    await row(ben, 'evening').waitFor();
    expect([...anna.problems, ...ben.problems]).toEqual([]);
  });
});
