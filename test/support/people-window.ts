import type { Locator, Page } from 'playwright-core';
import type { OwnPresence, Presence } from '../../src-main/contract/model.ts';
import { textsIn } from './texts.ts';
import { inWindow } from './windows.ts';

const english = textsIn('en');

/** What people do with each other in a window beside talking, by what it says in English. */
export const peopleWindow = {
  find,
  results,
  showOwnCode,
  setPresence,
  contactRow,
  openContact,
  shows,
  fact,
  remark,
  newGroup,
  moveToGroup,
  group,
  block,
  remove,
  choose,
  choosePicture,
  chatMenu,
};

/** Looks for people and rooms in the dialog for adding, which is opened if it is not. */
async function find(page: Page, query: string): Promise<Locator> {
  const dialog = page.getByRole('dialog', { name: english('add.title') });
  if (!(await dialog.isVisible())) await page.keyboard.press('Control+n');
  await dialog.getByLabel(english('add.label')).fill(query);
  await page.keyboard.press('Enter');
  return dialog;
}

/** The people and rooms that were found. */
function results(dialog: Locator): Locator {
  return dialog.getByRole('list', { name: english('add.result') }).getByRole('article');
}

/** Shows the QR code and the link that add the person here. The answer is the dialog. */
async function showOwnCode(page: Page): Promise<Locator> {
  await openOwnMenu(page);
  await page.getByRole('menuitem', { name: english('add.tab.mine') }).click();
  const dialog = page.getByRole('dialog', { name: english('add.title') });
  await dialog.getByRole('img', { name: english('add.mineCode') }).waitFor();
  return dialog;
}

function openOwnMenu(page: Page): Promise<void> {
  const navigation = page.getByRole('navigation', { name: english('navigation.label') });
  return navigation.getByRole('button', { name: /^Me: / }).click();
}

/** What others are to see, from the menu behind the own picture. */
async function setPresence(page: Page, presence: OwnPresence): Promise<void> {
  await openOwnMenu(page);
  await page.getByRole('menuitemradio', { name: english(`presence.${presence}`), checked: false }).click();
  await page.getByRole('menuitemradio', { name: english(`presence.${presence}`), checked: true }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('menu').waitFor({ state: 'detached' });
}

/** A friend in the list of contacts. */
function contactRow(page: Page, name: string): Locator {
  return contactList(page).getByRole('button').filter({ hasText: name });
}

function contactList(page: Page): Locator {
  return page.getByRole('group', { name: english('contacts.list') });
}

/** Shows what is known about a friend. */
async function openContact(page: Page, name: string): Promise<void> {
  await inWindow.goTo(page, 'contacts');
  await contactRow(page, name).click();
  await page.getByRole('heading', { name, level: 2 }).waitFor();
}

/** Waits until the friend is shown so, in the list and in the profile, which is open. */
async function shows(page: Page, name: string, presence: Presence): Promise<void> {
  await contactRow(page, name)
    .getByText(english(`presence.${presence}`))
    .waitFor();
  await page
    .getByRole('main')
    .getByText(english(`presence.${presence}`), { exact: true })
    .waitFor();
}

/** A line of the friend's profile, by what it is called. */
function fact(page: Page, label: string): Locator {
  return page
    .getByRole('main')
    .locator('dl > div')
    .filter({ has: page.getByText(label, { exact: true }) })
    .getByRole('definition');
}

/** Gives the friend, whose profile is open, another name. */
async function remark(page: Page, name: string): Promise<void> {
  await page.getByLabel(english('contacts.remark')).fill(name);
  await page.getByRole('button', { name: english('action.save') }).click();
  await page.getByRole('heading', { name, level: 2 }).waitFor();
}

/** Makes a group with the friend in it whose profile is open. */
async function newGroup(page: Page, name: string): Promise<void> {
  await groupButton(page).click();
  await page.getByRole('menuitem', { name: english('groups.new') }).click();
  const dialog = page.getByRole('dialog', { name: english('groups.new') });
  await dialog.getByLabel(english('groups.name')).fill(name);
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
}

/** Puts the friend, whose profile is open, into another group. */
async function moveToGroup(page: Page, name: string): Promise<void> {
  await groupButton(page).click();
  await page.getByRole('menuitemradio', { name }).click();
  await page.getByRole('menuitemradio', { name, checked: true }).waitFor();
  await page.keyboard.press('Escape');
}

function groupButton(page: Page): Locator {
  return page.getByRole('main').getByRole('button', { description: english('groups.one') });
}

/** The heading of a group that has that many friends, so many of them there. */
function group(page: Page, name: string, online: number, total: number): Locator {
  return contactList(page).getByRole('button', { name: english.filled('groups.heading', { name, online, total }) });
}

/** Blocks the friend whose profile is open. */
async function block(page: Page, name: string): Promise<void> {
  await page
    .getByRole('main')
    .getByRole('button', { name: english('block.submit'), exact: true })
    .click();
  const dialog = page.getByRole('dialog', { name: english.filled('block.title', { name }) });
  await dialog.getByRole('button', { name: english('block.submit') }).click();
  await dialog.waitFor({ state: 'detached' });
}

/** Ends the friendship with the friend whose profile is open. */
async function remove(page: Page, name: string, more: { clears: boolean }): Promise<void> {
  await page
    .getByRole('main')
    .getByRole('button', { name: english('contacts.remove') })
    .click();
  const dialog = page.getByRole('dialog', { name: english.filled('contacts.removeTitle', { name }) });
  if (more.clears) await dialog.getByLabel(english('contacts.removeHistory')).check();
  await dialog.getByRole('button', { name: english('contacts.remove') }).click();
  await dialog.waitFor({ state: 'detached' });
}

/** Chooses one of a few in the settings. */
async function choose(page: Page, label: string, option: string): Promise<void> {
  const choice = page.getByRole('radiogroup', { name: label }).getByRole('radio', { name: option, exact: true });
  await choice.click();
  await page.getByRole('radio', { name: option, exact: true, checked: true }).first().waitFor();
}

/** Gives the picture editor of the open page a file. */
function choosePicture(page: Page, buffer: Buffer): Promise<void> {
  const input = page.getByLabel(english('picture.choose')).and(page.locator('input'));
  return input.setInputFiles({ name: 'picture.png', mimeType: 'image/png', buffer });
}

/** Takes something from the menu of a chat in the list. */
async function chatMenu(page: Page, name: string, item: string): Promise<void> {
  await inWindow.chatRow(page, name).click({ button: 'right' });
  await page.getByRole('menuitem', { name: item }).click();
}
