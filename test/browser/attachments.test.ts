import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { MessageId } from '../../src-main/contract/model.ts';
import { attachWindow } from '../support/attach-window.ts';
import { sendFile } from '../support/attachments.ts';
import { launchBrowser } from '../support/browser.ts';
import { openFriends } from '../support/friends.ts';
import { chromiumMissing, describeUnless } from '../support/needs.ts';
import { noise } from '../support/picture-files.ts';
import { chunk, IEND, ihdr, pngFile, pngOf } from '../support/png-files.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { textsIn } from '../support/texts.ts';
import { inWindow } from '../support/windows.ts';

const text = textsIn('en');

function png(width: number, height: number): Buffer {
  return pngFile({ width, height, colourType: 2, depth: 8 });
}

function chosen(name: string, buffer: Buffer, mimeType = 'image/png') {
  return { name, mimeType, buffer };
}

describeUnless(chromiumMissing, 'pictures and files', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  it('go with a caption: a picture is seen by both in its place', async () => {
    const { anna, ben } = await openFriends(browser);
    await inWindow.startChat(anna.page, 'ben');
    const dialog = await attachWindow.choose(anna.page, 'picture', [chosen('lake.png', png(640, 400))], 'ben');
    await dialog.getByRole('img', { name: 'lake.png' }).waitFor();
    await dialog.getByText(text('attach.asPictureNote')).waitFor();
    await dialog.getByPlaceholder(text('attach.caption')).fill('the lake');
    await dialog.getByRole('button', { name: text('chat.send'), exact: true }).waitFor();
    await anna.page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await inWindow
      .messageIn(anna.page, 'the lake', 'sent')
      .or(inWindow.messageIn(anna.page, 'the lake', 'delivered'))
      .waitFor();

    await inWindow.openChat(ben.page, 'anna');
    await inWindow.message(ben.page, 'the lake').waitFor();
    for (const { page } of [anna, ben]) {
      const picture = attachWindow.picture(page, 640, 400);
      await expect.poll(() => attachWindow.shownPixels(picture)).toBe(640);
      const box = await picture.boundingBox();
      expect((box?.width ?? 0) / (box?.height ?? 1)).toBeCloseTo(1.6, 1);
    }
    await inWindow
      .chatRow(anna.page, 'ben')
      .filter({ hasText: text.within('attachment.line.picture', { caption: ' the lake' }) })
      .waitFor();
    expect(await inWindow.editor(anna.page).inputValue()).toBe('');
    expect([...anna.problems, ...ben.problems]).toEqual([]);
  });

  it('are pasted, several together, and looked at with the keys', async () => {
    const { anna, ben } = await openFriends(browser);
    await inWindow.startChat(anna.page, 'ben');
    await anna.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await inWindow.editor(anna.page).focus();
    await attachWindow.paste(anna.page, png(500, 300));
    const dialog = attachWindow.dialog(anna.page, 'ben');
    await dialog.getByRole('img', { name: 'image.png' }).waitFor();
    await dialog
      .getByLabel(text('attach.add'))
      .first()
      .setInputFiles([chosen('tall.png', png(300, 480)), chosen('small.png', png(200, 120))]);
    await attachWindow.sendAll(anna.page, 'ben', 3);

    await inWindow.openChat(ben.page, 'anna');
    const { page } = ben;
    await expect.poll(() => attachWindow.shownPixels(attachWindow.picture(page, 200, 120))).toBe(200);
    await attachWindow.picture(page, 200, 120).click();
    await attachWindow.place(page, 3, 3).waitFor({ state: 'attached' });
    const image = attachWindow.viewer(page).locator('img').last();
    await page.keyboard.press('ArrowLeft');
    await attachWindow.place(page, 2, 3).waitFor({ state: 'attached' });
    await expect.poll(() => attachWindow.shownPixels(attachWindow.viewer(page))).toBe(300);
    const fitting = (await image.boundingBox())?.width ?? 0;
    await page.keyboard.press('+');
    await expect.poll(async () => (await image.boundingBox())?.width).toBeCloseTo(fitting * 1.25, 0);
    await page.keyboard.press('0');
    await page.keyboard.press('r');
    await expect.poll(async () => (await image.boundingBox())?.height).toBeCloseTo(fitting, 0);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await attachWindow.place(page, 1, 3).waitFor({ state: 'attached' });

    await page.keyboard.press('Control+s');
    await attachWindow
      .viewer(page)
      .getByText(text.within('media.saved', { name: 'image.png' }))
      .waitFor();
    expect(await readFile(path.join(ben.folder, 'received', 'image.png'))).toMatchObject({
      length: expect.any(Number),
    });
    await page.keyboard.press('Escape');
    await attachWindow.viewer(page).waitFor({ state: 'detached' });
    await expect
      .poll(() => attachWindow.picture(page, 200, 120).evaluate((it) => it === document.activeElement))
      .toBe(true);
    expect([...anna.problems, ...ben.problems]).toEqual([]);
  });

  it('are looked at back to the first of the chat, and counted once that is known', async () => {
    const { running, anna, ben, members } = await openFriends(browser);
    const { page, core } = anna;
    const count = 120;
    await running.server.stop();
    const ids: MessageId[] = [];
    const to = members.ben.account;
    for (let width = 140; width < 152; width++)
      ids.push((await sendFile(core, to, { name: 'a.png', bytes: png(width, 120), kind: 'picture' })).id);
    // the others are the same ones again: to take in so many would be most of this test
    for (let sent = ids.length; sent < count; sent += ids.length)
      await core.call('messages.forward', { ids, to: [to] });
    await inWindow.openChat(page, 'ben');
    // beside the sign that it waits for the server
    await attachWindow
      .picture(page, 151, 120)
      .last()
      .click({ position: { x: 8, y: 8 } });
    const viewer = attachWindow.viewer(page);
    await viewer.getByRole('button', { name: text('viewer.previous') }).waitFor();
    expect(await viewer.getByText(/\d+ of \d+/).count()).toBe(0);

    const first = attachWindow.place(page, 1, count);
    const back = async () => {
      for (let key = 0; key < 10; key++) await page.keyboard.press('ArrowLeft');
      return first.count();
    };
    await expect.poll(back, { timeout: 40_000, interval: 5 }).toBe(1);
    await expect.poll(() => attachWindow.shownPixels(viewer)).toBe(140);
    await page.keyboard.press('ArrowRight');
    await attachWindow.place(page, 2, count).waitFor({ state: 'attached' });
    // far above what the chat has loaded
    await core.call('messages.delete', { ids: ids.slice(0, 1) });
    await attachWindow.place(page, 1, count - 1).waitFor({ state: 'attached' });
    await core.call('messages.delete', { ids: ids.slice(1, 2) });
    await viewer.waitFor({ state: 'detached' });
    expect([...anna.problems, ...ben.problems]).toEqual([]);
  });

  it('come and go in the viewer as they do in the chat', async () => {
    const { anna, ben, members } = await openFriends(browser);
    const send = (width: number) =>
      sendFile(anna.core, members.ben.account, { name: 'a.png', bytes: png(width, 120), kind: 'picture' });
    await send(200);
    const { id } = await send(210);
    const { page } = ben;
    await inWindow.openChat(page, 'anna');
    await attachWindow.picture(page, 210, 120).click();
    await attachWindow.place(page, 2, 2).waitFor({ state: 'attached' });
    await send(220);
    await attachWindow.place(page, 2, 3).waitFor({ state: 'attached' });
    await anna.core.call('messages.recall', { id });
    await attachWindow.viewer(page).waitFor({ state: 'detached' });
    await attachWindow.picture(page, 220, 120).click();
    await attachWindow.place(page, 2, 2).waitFor({ state: 'attached' });
    expect([...anna.problems, ...ben.problems]).toEqual([]);
  });

  it('are dropped on the chat, wait for the server, are paused, and arrive byte for byte', async () => {
    const { running, anna, ben } = await openFriends(browser);
    const folder = await temporaryFolder();
    const file = path.join(folder, 'measurements.bin');
    const bytes = await noise(1000, 700).raw().toBuffer();
    await writeFile(file, bytes);
    await inWindow.startChat(anna.page, 'ben');
    const { port } = running.server;
    await running.server.stop();
    await anna.page.getByText(/Connection lost|Connecting to the server/).waitFor();

    const letGo = await attachWindow.hold(anna.page, [file]);
    await anna.page.getByText(text.within('attach.drop', { name: 'ben' })).waitFor();
    await letGo();
    await anna.page.getByText(text('attach.dropNote')).waitFor({ state: 'detached' });
    await attachWindow.sendAll(anna.page, 'ben', 1);
    const own = attachWindow.carrier(anna.page, 'measurements.bin');
    await own.getByRole('progressbar').waitFor();
    await own.getByRole('button', { name: text('transfer.step.pause') }).click();
    await own.getByText(text('attachment.paused')).waitFor();

    await running.restart({ port });
    await inWindow.send(anna.page, 'the file comes later');
    await inWindow.openChat(ben.page, 'anna');
    await inWindow.message(ben.page, 'the file comes later').waitFor({ timeout: 30_000 });
    await own.getByText(text('attachment.paused')).waitFor();
    await own.getByRole('button', { name: text('transfer.step.resume') }).click();

    const received = attachWindow.carrier(ben.page, 'measurements.bin');
    await received.getByRole('button', { name: text('transfer.step.fetch') }).click();
    await received.getByRole('button', { name: text('media.show') }).waitFor();
    expect(bytes.equals(await readFile(path.join(ben.folder, 'received', 'measurements.bin')))).toBe(true);
    await received.getByText(/kept until/).waitFor();
    expect([...anna.problems, ...ben.problems]).toEqual([]);
  });

  it('that cannot be sent say why, and leave the others alone', async () => {
    const { anna, ben } = await openFriends(browser);
    const folder = await temporaryFolder();
    await mkdir(path.join(folder, 'holiday'));
    // what says that it is 20000 x 20000 and is not: nothing may try to draw it
    const data = chunk('IDAT', Buffer.alloc(400_000));
    const huge = pngOf([ihdr({ width: 20_000, height: 20_000, colourType: 2, depth: 8 }), data, IEND]);
    await writeFile(path.join(folder, 'huge.png'), huge);
    await writeFile(path.join(folder, 'empty.txt'), '');
    await writeFile(path.join(folder, 'notes.txt'), 'what was said');
    await inWindow.startChat(anna.page, 'ben');
    await attachWindow.drop(
      anna.page,
      ['holiday', 'huge.png', 'empty.txt', 'notes.txt'].map((name) => path.join(folder, name)),
    );
    const dialog = attachWindow.dialog(anna.page, 'ben');
    await dialog.getByText(text('attach.folder')).waitFor();
    await dialog.getByText(text('errors.empty-file')).waitFor();
    await dialog.getByText(text('attach.pictureProblem.too-many-pixels')).waitFor();
    await attachWindow.sendAll(anna.page, 'ben', 2);

    await inWindow.openChat(ben.page, 'anna');
    for (const name of ['huge.png', 'notes.txt']) {
      const received = attachWindow.carrier(ben.page, name);
      await received.getByRole('button', { name: text('transfer.step.fetch') }).click();
      await received.getByRole('button', { name: text('media.show') }).waitFor();
    }
    expect(huge.equals(await readFile(path.join(ben.folder, 'received', 'huge.png')))).toBe(true);
    expect([...anna.problems, ...ben.problems]).toEqual([]);
  });

  it('are left, or taken away one by one, before they are sent; the words stay', async () => {
    const { anna, ben } = await openFriends(browser);
    await inWindow.startChat(anna.page, 'ben');
    await inWindow.editor(anna.page).fill('half a thought');
    const files = [
      chosen('one.txt', Buffer.from('1'), 'text/plain'),
      chosen('two.txt', Buffer.from('2'), 'text/plain'),
    ];
    const dialog = await attachWindow.choose(anna.page, 'file', files, 'ben');
    expect(await dialog.getByPlaceholder(text('attach.caption')).inputValue()).toBe('half a thought');
    await dialog.getByRole('button', { name: text.filled('attach.removeNamed', { name: 'one.txt' }) }).click();
    await dialog.getByText('one').waitFor({ state: 'detached' });
    await anna.page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await inWindow.editor(anna.page).inputValue()).toBe('half a thought');
    expect(await inWindow.messageTexts(anna.page)).toEqual([]);
    expect([...anna.problems, ...ben.problems]).toEqual([]);
  });
});
