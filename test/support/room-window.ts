import type { Browser, Locator, Page } from 'playwright-core';
import type { RoomEntry } from '../../src-main/contract/model.ts';
import { openThree, type Three } from './friends.ts';
import { textsIn } from './texts.ts';
import { inWindow } from './windows.ts';

const english = textsIn('en');

/** What people do with rooms in a window, by what it says in English. Each waits until the window shows that it is done. */
export const inRoom = {
  create,
  tryToCreate,
  number,
  find,
  ask,
  join,
  requestOf,
  show,
  openPanel,
  choose,
  confirm,
  setEntry,
  addFriends,
  rename,
  setPicture,
  setCard,
  postNotice,
  member,
  chooseFor,
  line,
  closed,
  messageMenu,
  reply,
  react,
  reaction,
  recall,
};

/** Three people at their machines, all of them looking at a room of anna's. */
export async function openRoom(browser: Browser): Promise<Three> {
  const three = await openThree(browser);
  await create(three.anna.page, { name: 'harbour', members: ['ben', 'clara'] });
  for (const { page } of [three.ben, three.clara]) await inWindow.openChat(page, 'harbour');
  return three;
}

interface NewRoom {
  name: string;
  /** friends who are in it from the beginning */
  members?: string[];
  entry?: RoomEntry;
  /** to those who want to come in */
  question?: string;
}

/** Makes a room, which is open then. The answer is its number. */
async function create(page: Page, { name, members = [], entry, question }: NewRoom): Promise<string> {
  const dialog = await openCreation(page);
  await dialog.getByLabel(english('room.name')).fill(name);
  await chooseFriends(dialog, members);
  if (entry) {
    await dialog.getByText(english('room.rules')).click();
    await fillRules(dialog, entry, question);
  }
  await dialog.getByRole('button', { name: english('room.create') }).click();
  await inWindow.chat(page, name).waitFor();
  return number(page, name);
}

/** Asks for a room of that name and leaves the dialog, which is the answer, as it is then. */
async function tryToCreate(page: Page, name: string): Promise<Locator> {
  const dialog = await openCreation(page);
  await dialog.getByLabel(english('room.name')).fill(name);
  await dialog.getByRole('button', { name: english('room.create') }).click();
  return dialog;
}

async function openCreation(page: Page): Promise<Locator> {
  await inWindow.goTo(page, 'chats');
  await page.getByRole('button', { name: english('chats.new') }).click();
  await page.getByRole('menuitem', { name: english('room.create') }).click();
  return page.getByRole('dialog', { name: english('room.create') });
}

async function chooseFriends(dialog: Locator, names: string[]): Promise<void> {
  const choice = dialog.getByRole('group', { name: english('people.choose') });
  for (const name of names) await choice.getByRole('checkbox', { name, exact: true }).check();
}

async function fillRules(dialog: Locator, entry: RoomEntry, question?: string): Promise<void> {
  await dialog.getByRole('radio', { name: english(`room.entryOf.${entry}`) }).click();
  if (question !== undefined) await dialog.getByLabel(english('room.questionLabel')).fill(question);
}

/** The number of the open room, as its header shows it. */
async function number(page: Page, name: string): Promise<string> {
  const note = inWindow.chat(page, name).getByText(/ · room \d+$/);
  return (await note.innerText()).split(' ').at(-1) ?? '';
}

/** Looks for a room by name or number. The answer is the dialog with what was found. */
async function find(page: Page, query: string): Promise<Locator> {
  await inWindow.goTo(page, 'chats');
  await page.getByRole('button', { name: english('chats.new') }).click();
  await page.getByRole('menuitem', { name: english('room.find') }).click();
  const dialog = page.getByRole('dialog', { name: english('add.title') });
  await dialog.getByLabel(english('add.label')).fill(query);
  await dialog.getByRole('button', { name: english('add.find'), exact: true }).click();
  return dialog;
}

/** Asks to be let into a room that wants to know something. */
async function ask(page: Page, query: string, question: string, answer: string): Promise<void> {
  const dialog = await find(page, query);
  await dialog.getByLabel(english.filled('room.question', { question })).fill(answer);
  await dialog.getByRole('button', { name: english('room.ask') }).click();
  await dialog.getByText(english('room.asked')).waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
}

/** Goes into an open room, which is shown then. */
async function join(page: Page, query: string): Promise<void> {
  const dialog = await find(page, query);
  await dialog.getByRole('button', { name: english('room.join'), exact: true }).click();
  await dialog.getByText(english('room.joined')).waitFor();
  await dialog.getByRole('button', { name: english('room.open') }).click();
  await inWindow.editor(page).waitFor();
}

/** Opens the page of requests. The answer is the one of somebody who wants to join a room. */
async function requestOf(page: Page, name: string, room: string): Promise<Locator> {
  await inWindow.goTo(page, 'contacts');
  await page.getByRole('button', { name: english('contacts.newFriends') }).click();
  return page.getByRole('article', { name: english.filled('requests.roomCard', { name, room }) });
}

/** Shows a room of the list, also one in which one cannot write. */
async function show(page: Page, name: string): Promise<void> {
  await inWindow.goTo(page, 'chats');
  await inWindow.chatRow(page, name).click();
  await inWindow.chat(page, name).waitFor();
}

/** What is beside the chat: facts and members. */
function panel(page: Page): Locator {
  return page.getByRole('region', { name: english('room.panel') });
}

/** Shows who is in the open room. */
async function openPanel(page: Page): Promise<Locator> {
  const shown = panel(page);
  if (!(await shown.isVisible())) await page.getByRole('button', { name: english('chat.roomInfo') }).click();
  await shown.getByRole('group', { name: english('room.memberList') }).waitFor();
  return shown;
}

/** One of the actions of the open room. */
async function choose(page: Page, action: string): Promise<void> {
  const shown = await openPanel(page);
  await shown.getByRole('button', { name: english('room.menu') }).click();
  await page.getByRole('menuitem', { name: action, exact: true }).click();
}

/** Says once more, in the dialog of that title, that it is to be done. */
async function confirm(page: Page, title: RegExp, submit: string): Promise<void> {
  const dialog = page.getByRole('dialog', { name: title });
  await dialog.getByRole('button', { name: submit, exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
}

/** Changes who gets into the open room. */
async function setEntry(page: Page, entry: RoomEntry, question?: string): Promise<void> {
  await choose(page, english('room.rules'));
  const dialog = page.getByRole('dialog', { name: english('room.rules') });
  await fillRules(dialog, entry, question);
  await save(dialog);
}

async function addFriends(page: Page, room: string, names: string[]): Promise<void> {
  await choose(page, english('room.addMembers'));
  const dialog = page.getByRole('dialog', { name: english.filled('room.addTitle', { name: room }) });
  await chooseFriends(dialog, names);
  await dialog.getByText(english('room.newcomers')).waitFor();
  await dialog.getByRole('button', { name: english('room.addSubmit'), exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
}

async function rename(page: Page, name: string): Promise<void> {
  await choose(page, english('room.rename'));
  const dialog = page.getByRole('dialog', { name: english('room.rename') });
  await dialog.getByLabel(english('room.name')).fill(name);
  await save(dialog);
}

async function setPicture(page: Page, picture: Buffer): Promise<void> {
  await choose(page, english('room.picture'));
  const dialog = page.getByRole('dialog', { name: english('room.picture') });
  const file = { name: 'picture.png', mimeType: 'image/png', buffer: picture };
  await dialog.locator('input[type=file]').setInputFiles(file);
  await dialog.getByRole('button', { name: english('picture.remove') }).waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
}

async function setCard(page: Page, card: string): Promise<void> {
  await choose(page, english('room.card'));
  const dialog = page.getByRole('dialog', { name: english('room.card') });
  await dialog.getByLabel(english('room.cardLabel')).fill(card);
  await save(dialog);
}

async function postNotice(page: Page, text: string): Promise<void> {
  await choose(page, english('room.setNotice'));
  const dialog = page.getByRole('dialog', { name: english('room.setNotice') });
  await dialog.getByLabel(english('room.noticeLabel')).fill(text);
  await dialog.getByRole('button', { name: english('room.publish'), exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
}

async function save(dialog: Locator): Promise<void> {
  await dialog.getByRole('button', { name: english('action.save'), exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
}

/** Somebody in the list of members, which is shown. */
function member(page: Page, name: string): Locator {
  return panel(page)
    .getByRole('group', { name: english('room.memberList') })
    .getByRole('button')
    .filter({ hasText: name });
}

/** One of the actions for a member of the open room. */
async function chooseFor(page: Page, name: string, action: string): Promise<void> {
  await openPanel(page);
  await member(page, name).click();
  await page.getByRole('menuitem', { name: action, exact: true }).click();
}

/** A line of the open room that tells what somebody did. */
function line(page: Page, key: string, values: Record<string, string>): Locator {
  return page.getByRole('note').filter({ hasText: english.within(key, values) });
}

/** What stands in place of the editor. */
function closed(page: Page, text: string | RegExp): Locator {
  return page.getByRole('status').filter({ hasText: text });
}

/** Chooses from the menu of a message of the open chat. */
async function messageMenu(page: Page, text: string, action: string): Promise<void> {
  await inWindow.message(page, text).click({ button: 'right' });
  await page.getByRole('menuitem', { name: action, exact: true }).click();
}

async function reply(page: Page, text: string, answer: string): Promise<void> {
  await messageMenu(page, text, english('messageAction.reply'));
  await inWindow.editor(page).fill(answer);
  await page.keyboard.press('Enter');
  await inWindow.message(page, answer).waitFor();
}

function react(page: Page, text: string, emoji: string): Promise<void> {
  return messageMenu(page, text, english('reaction.with').replace('{{emoji}}', emoji));
}

/** An emoji below a message, with how many have chosen it. */
function reaction(page: Page, text: string, emoji: string, count: number): Locator {
  return inWindow
    .message(page, text)
    .locator('../..')
    .getByRole('list', { name: english('reaction.list') })
    .getByRole('button', { name: emoji })
    .filter({ hasText: String(count) });
}

async function recall(page: Page, text: string): Promise<void> {
  await messageMenu(page, text, english('messageAction.recall'));
  const dialog = page.getByRole('dialog', { name: english('recall.title') });
  await dialog.getByRole('button', { name: english('messageAction.recall') }).click();
  await dialog.waitFor({ state: 'hidden' });
}
