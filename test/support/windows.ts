import type { Locator, Page } from 'playwright-core';
import type { Person } from '../../scripts/people.ts';
import type { MessageState } from '../../src-main/contract/model.ts';
import { textsIn } from './texts.ts';

const english = textsIn('en');

/** The things people do in a window, by what it says in English. Each waits until the window shows that it is done. */
export const inWindow = {
  enterServer,
  register,
  fillRegistration,
  recoveryCode,
  keepRecoveryCode,
  login,
  fillLogin,
  lock,
  unlock,
  unlockRemembered,
  addFriend,
  openRequest,
  acceptRequest,
  goTo,
  openSettings,
  startChat,
  openChat,
  chat,
  chatRow,
  editor,
  send,
  message,
  messageIn,
  messageTexts,
  takesKeys,
};

async function enterServer(page: Page, link: string): Promise<void> {
  await page.getByLabel(english('server.address')).fill(link);
  await page.getByRole('button', { name: english('server.look'), exact: true }).click();
  await page.getByRole('heading', { name: english('login.title') }).waitFor();
}

/** Makes an account, and keeps its recovery code: the answer. */
async function register(page: Page, person: Person): Promise<string> {
  await page.getByRole('button', { name: english('login.toRegister') }).click();
  await fillRegistration(page, person);
  const code = await keepRecoveryCode(page);
  await isOpen(page);
  return code;
}

/** The form of the page for registering, which is open. */
async function fillRegistration(page: Page, { name, email, password }: Person): Promise<void> {
  await page.getByLabel(english('register.name'), { exact: true }).fill(name);
  await page.getByLabel(english('register.email')).fill(email);
  await page.getByLabel(english('register.password'), { exact: true }).fill(password);
  await page.getByLabel(english('register.repeat')).fill(password);
  await page.getByRole('button', { name: english('register.submit') }).click();
}

/** The recovery code that is shown, in the page after registering or in its dialog. */
async function recoveryCode(page: Page): Promise<string> {
  const groups = page.getByRole('list', { name: english('recovery.code') }).getByRole('listitem');
  await groups.first().waitFor();
  return (await groups.allTextContents()).join('-');
}

/** Writes the code down, and shows it by typing its last group. */
async function keepRecoveryCode(page: Page): Promise<string> {
  const code = await recoveryCode(page);
  await page.getByRole('button', { name: english('recovery.written') }).click();
  await page.getByLabel(english('recovery.lastGroup')).fill(code.slice(-5));
  await page.getByRole('button', { name: english('recovery.confirm') }).click();
  return code;
}

function isOpen(page: Page): Promise<void> {
  return page.getByRole('navigation', { name: english('navigation.label') }).waitFor();
}

async function login(page: Page, person: Omit<Person, 'email'>): Promise<void> {
  await fillLogin(page, person);
  await isOpen(page);
}

/** Types name and password, and sends them. */
async function fillLogin(page: Page, { name, password }: Omit<Person, 'email'>): Promise<void> {
  await page.getByLabel(english('login.name'), { exact: true }).fill(name);
  await page.getByLabel(english('login.password'), { exact: true }).fill(password);
  await page.getByRole('button', { name: english('login.submit'), exact: true }).click();
}

async function lock(page: Page): Promise<void> {
  await isOpen(page);
  await page.keyboard.press('Control+l');
  await page.getByRole('heading', { name: english('lock.title') }).waitFor();
}

/** Types the password of the account whose lock is shown. */
async function unlock(page: Page, password: string): Promise<void> {
  await page.getByLabel(english('login.password'), { exact: true }).fill(password);
  await page.getByRole('button', { name: english('unlock.submit') }).click();
  await isOpen(page);
}

/** Opens an account of the login page's list with its password. */
async function unlockRemembered(page: Page, { name, password }: Omit<Person, 'email'>): Promise<void> {
  await page.getByRole('button', { name: english.filled('login.openAccount', { name }) }).click();
  await unlock(page, password);
}

async function addFriend(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: english('chats.new') }).click();
  await page.getByRole('menuitem', { name: english('chats.add') }).click();
  const dialog = page.getByRole('dialog', { name: english('add.title') });
  await dialog.getByLabel(english('add.label')).fill(name);
  await dialog.getByRole('button', { name: english('add.find'), exact: true }).click();
  await dialog.getByRole('button', { name: english('add.send') }).click();
  await dialog.getByText(english('add.sent')).waitFor();
  await page.keyboard.press('Escape');
}

/** Opens the page of friend requests. The answer is the one from that person. */
async function openRequest(page: Page, name: string): Promise<Locator> {
  await goTo(page, 'contacts');
  await page.getByRole('button', { name: english('contacts.newFriends') }).click();
  return page.getByRole('article', { name: english.filled('requests.card', { name }) });
}

async function acceptRequest(page: Page, name: string): Promise<void> {
  const request = await openRequest(page, name);
  await request.getByRole('button', { name: english('requests.accept') }).click();
}

/** To one of the sections that the navigation names. */
function goTo(page: Page, section: 'chats' | 'contacts' | 'files' | 'settings'): Promise<void> {
  const navigation = page.getByRole('navigation', { name: english('navigation.label') });
  return navigation.getByRole('button', { name: english(`navigation.${section}`) }).click();
}

/** Opens one of the pages of the settings. */
async function openSettings(page: Page, category: 'profile' | 'general' | 'privacy' | 'security'): Promise<void> {
  await goTo(page, 'settings');
  const categories = page.getByRole('navigation', { name: english('settings.categories') });
  await categories.getByRole('button', { name: english(`settings.${category}`) }).click();
}

/** Opens the chat with a friend by the search field. */
async function startChat(page: Page, name: string): Promise<void> {
  const search = page.getByLabel(english('chats.search'));
  await search.fill(name);
  await chatRow(page, name).first().waitFor();
  await page.keyboard.press('Enter');
  await editor(page).waitFor();
  await search.fill('');
}

/** Opens a chat that is in the list of chats. */
async function openChat(page: Page, name: string): Promise<void> {
  await goTo(page, 'chats');
  await chatRow(page, name).click();
  await editor(page).waitFor();
}

async function send(page: Page, text: string): Promise<void> {
  await editor(page).fill(text);
  await page.keyboard.press('Enter');
  await message(page, text).waitFor();
}

function chat(page: Page, name: string): Locator {
  return page.getByRole('region', { name: english.filled('chat.region', { name }) });
}

/** One message of the open chat. */
function message(page: Page, text: string): Locator {
  return messages(page).filter({ has: page.getByText(text, { exact: true }) });
}

/** The mark beside an own message that says how far it has come. */
function messageIn(page: Page, text: string, state: MessageState): Locator {
  return message(page, text)
    .locator('..')
    .getByText(english(`messageState.${state}`));
}

/** What is said in the open chat, from top to bottom. */
function messageTexts(page: Page): Promise<string[]> {
  return messages(page).locator('p').allTextContents();
}

function messages(page: Page): Locator {
  return page.getByRole('log', { name: english('chat.history') }).getByRole('article');
}

function chatRow(page: Page, name: string): Locator {
  return page
    .getByRole('group', { name: english('chats.list') })
    .getByRole('button')
    .filter({ hasText: name });
}

function editor(page: Page): Locator {
  return page.getByPlaceholder(english('chat.placeholder'));
}

/**
 * Resolves when a dialog that has just come has the focus, and what draws it has come to rest: keys before that are
 * lost.
 */
async function takesKeys(dialog: Locator): Promise<void> {
  await dialog.evaluate(async (element) => {
    const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    while (!element.contains(document.activeElement)) await nextFrame();
    for (let frame = 0; frame < 3; frame++) await nextFrame();
  });
}
