import type { Locator, Page } from 'playwright-core';
import { type Texts, textsIn } from './texts.ts';
import { inWindow } from './windows.ts';

const english = textsIn('en');

/** A file that a person chooses. */
export interface ChosenFile {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** What people do with pictures and files in a window whose chat is open, by what it says in English. */
export const attachWindow = {
  choose,
  paste,
  pasteText,
  hold,
  drop,
  dialog,
  sendAll,
  carrier,
  picture,
  pictureIn,
  shownPixels,
  viewer,
  place,
};

/** Chooses files by the button beside the editor. The answer is the dialog in which they are looked at again. */
async function choose(page: Page, sort: 'picture' | 'file', files: ChosenFile[], name: string): Promise<Locator> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: english('attach.open') }).click();
  await page.getByRole('menuitem', { name: english(`attach.${sort}`) }).click();
  await (await chooser).setFiles(files);
  await inWindow.takesKeys(dialog(page, name));
  return dialog(page, name);
}

/** Copies a picture as a screenshot program does, and pastes it. The window needs the permission for the clipboard. */
function paste(page: Page, png: Buffer): Promise<void> {
  return pasteAll(page, {}, png);
}

/** The same as an office program copies a text: with its looks, and a picture of it. */
function pasteText(page: Page, text: string, png: Buffer): Promise<void> {
  return pasteAll(page, { 'text/plain': text, 'text/html': `<p>${text}</p>` }, png);
}

async function pasteAll(page: Page, texts: Record<string, string>, png: Buffer): Promise<void> {
  const copied = { texts, bytes: png.toString('base64') };
  await page.evaluate(async ({ texts, bytes }) => {
    const picture = Uint8Array.from(atob(bytes), (character) => character.charCodeAt(0));
    const blob = new Blob([picture], { type: 'image/png' });
    await navigator.clipboard.write([new ClipboardItem({ ...texts, 'image/png': blob })]);
  }, copied);
  await page.keyboard.press('Control+v');
}

/** Holds files of this machine over the chat, as they are dragged from another window. The answer lets them go there. */
async function hold(page: Page, paths: string[]): Promise<() => Promise<void>> {
  const session = await page.context().newCDPSession(page);
  const box = await page.getByRole('main').boundingBox();
  if (!box) throw new Error('the window has no chat');
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const data = { items: [], files: paths, dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver'] as const)
    await session.send('Input.dispatchDragEvent', { type, ...at, data });
  return async () => {
    await session.send('Input.dispatchDragEvent', { type: 'drop', ...at, data });
    await session.detach();
  };
}

async function drop(page: Page, paths: string[]): Promise<void> {
  const letGo = await hold(page, paths);
  await letGo();
}

function dialog(page: Page, name: string): Locator {
  return page.getByRole('dialog', { name: english.filled('attach.title', { name }) });
}

/** Sends what is in the dialog once all of it has been taken in. */
async function sendAll(page: Page, to: string, count: number): Promise<void> {
  const name = count === 1 ? english('chat.send') : english.filled('attach.send_other', { count });
  await dialog(page, to).getByRole('button', { name, exact: true }).click();
  await dialog(page, to).waitFor({ state: 'detached' });
}

/** The message that carries the file of that name. */
function carrier(page: Page, name: string): Locator {
  const messages = page.getByRole('log', { name: english('chat.history') }).getByRole('article');
  return messages.filter({ has: page.getByTitle(name) });
}

/** The way to a picture of that size in the open chat. */
function picture(page: Page, width: number, height: number): Locator {
  return pictureIn(page, english, width, height);
}

/** The same in a window of another language. */
function pictureIn(page: Page, texts: Texts, width: number, height: number): Locator {
  return page.getByRole('button', { name: texts.filled('media.openPicture', { width, height }) });
}

/** The width of the largest picture that has been loaded in there; 0 while there is none. */
function shownPixels(place: Locator): Promise<number> {
  return place
    .locator('img')
    .evaluateAll((images) =>
      Math.max(0, ...images.map((image) => (image instanceof HTMLImageElement ? image.naturalWidth : 0))),
    );
}

function viewer(page: Page): Locator {
  return page.getByRole('dialog', { name: english('viewer.title') });
}

/** Where the picture that is looked at stands among those of the chat. */
function place(page: Page, index: number, count: number): Locator {
  return viewer(page)
    .getByRole('status')
    .filter({ hasText: english.filled('viewer.place', { index, count }) });
}
