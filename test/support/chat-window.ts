import type { Locator, Page } from 'playwright-core';
import { textsIn } from './texts.ts';
import { inWindow } from './windows.ts';

const english = textsIn('en');

type Action = 'reply' | 'copy' | 'forward' | 'pin' | 'unpin' | 'select' | 'recall' | 'delete';

/** What people do with messages in a window whose chat is open, by what it says in English. */
export const chatWindow = {
  openMenu,
  act,
  confirm,
  look,
  setStyle,
  quoteIn,
  line,
  forward,
  mergedCard,
  selection,
  toggle,
  react,
  reaction,
  pinned,
  openSaved,
  nudge,
  clipboard,
  countShakes,
  everShows,
};

/** The menu of a message. */
async function openMenu(page: Page, text: string): Promise<Locator> {
  await inWindow.message(page, text).last().click({ button: 'right' });
  return page.getByRole('menu');
}

/** Takes something from the menu of a message. */
async function act(page: Page, text: string, action: Action): Promise<void> {
  const menu = await openMenu(page, text);
  await menu.getByRole('menuitem', { name: english(`messageAction.${action}`), exact: true }).click();
  await menu.waitFor({ state: 'detached' });
}

/** Says yes in the dialog of that title. */
async function confirm(page: Page, title: string, button: string): Promise<void> {
  const dialog = page.getByRole('dialog', { name: title });
  await dialog.getByRole('button', { name: button, exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
}

/** The size and colour that a message is drawn in. */
function look(page: Page, text: string): Promise<{ size: string; colour: string }> {
  return inWindow
    .message(page, text)
    .locator('p')
    .evaluate((element) => {
      const { fontSize, color } = getComputedStyle(element);
      return { size: fontSize, colour: color };
    });
}

/** Chooses what the next texts look like. */
async function setStyle(page: Page, size: string, colour: string): Promise<void> {
  await page.getByRole('button', { name: english('style.title') }).click();
  const picker = page.getByRole('dialog', { name: english('style.title') });
  await picker
    .getByRole('radiogroup', { name: english('style.size') })
    .getByRole('radio', { name: english(`style.sizes.${size}`) })
    .click();
  await picker
    .getByRole('group', { name: english('style.colour') })
    .getByRole('radio', { name: english(`style.colours.${colour}`) })
    .check();
  await page.keyboard.press('Escape');
  await picker.waitFor({ state: 'detached' });
}

/** The message that another one answers, inside that one. */
function quoteIn(page: Page, text: string): Locator {
  return inWindow.message(page, text).getByRole('button', { name: english('chat.inReplyTo') });
}

/** A line of the chat that is no message. */
function line(page: Page, key: string, values: Record<string, string>): Locator {
  return page
    .getByRole('log', { name: english('chat.history') })
    .getByRole('note')
    .filter({ hasText: english.within(key, values) });
}

/** In the dialog that is open: sends what is forwarded to those chats. */
async function forward(page: Page, to: string[]): Promise<void> {
  const dialog = page.getByRole('dialog');
  const list = dialog.getByRole('list', { name: english('forward.to') });
  for (const name of to) await list.getByRole('checkbox', { name }).check();
  const key = to.length === 1 ? 'forward.send_one' : 'forward.send_other';
  await dialog.getByRole('button', { name: english.filled(key, { count: to.length }) }).click();
  await dialog.waitFor({ state: 'detached' });
}

/** What several messages were forwarded as. */
function mergedCard(page: Page, title: RegExp): Locator {
  return page
    .getByRole('log', { name: english('chat.history') })
    .getByRole('button')
    .filter({ has: page.getByText(title) });
}

/** What can be done with the selected messages. */
function selection(page: Page): Locator {
  return page.getByRole('region', { name: english('select.title') });
}

/** Selects another message, or no longer. */
function toggle(page: Page, name: string, text: string): Promise<void> {
  const box = page.getByRole('checkbox', { name: english.filled('select.message', { name, text }) });
  // its label lies above it, and above the whole row
  return page.locator('label').filter({ has: box }).click();
}

/** Reacts with one of the usual few, or takes that back. */
async function react(page: Page, text: string, emoji: string): Promise<void> {
  const menu = await openMenu(page, text);
  await menu.getByRole('menuitem', { name: english.filled('reaction.with', { emoji }) }).click();
  await menu.waitFor({ state: 'detached' });
}

/** How many have reacted to a message with that. */
function reaction(page: Page, text: string, emoji: string, count: number): Locator {
  return inWindow
    .message(page, text)
    .locator('xpath=../..')
    .getByRole('list', { name: english('reaction.list') })
    .getByRole('button', { name: `${emoji}, ${count} ` });
}

/** The bar with the pinned messages. */
function pinned(page: Page): Locator {
  return page.getByRole('region', { name: english('pinned.title') });
}

/** Opens the chat with oneself. */
async function openSaved(page: Page): Promise<void> {
  await page.getByRole('button', { name: english('chats.new') }).click();
  await page.getByRole('menuitem', { name: english('chats.saved') }).click();
  await inWindow.chat(page, english('chats.saved')).waitFor();
}

function nudge(page: Page): Promise<void> {
  return page.getByRole('button', { name: english('nudge.send') }).click();
}

/** What was copied last; the window needs the permission to read it. */
function clipboard(page: Page): Promise<string> {
  return page.evaluate(() => navigator.clipboard.readText());
}

/** Counts how often the window shakes from now on. The answer tells how often it has so far. */
async function countShakes(page: Page): Promise<() => Promise<number>> {
  const counter = await page.evaluateHandle(() => {
    const root = document.getElementById('root');
    const count = { shakes: 0 };
    const animate = root?.animate.bind(root);
    if (root && animate) {
      root.animate = (...shake) => {
        count.shakes += 1;
        return animate(...shake);
      };
    }
    return count;
  });
  return () => counter.evaluate(({ shakes }) => shakes);
}

/** Watches for a text in the window from now on. The answer tells whether it was ever there. */
async function everShows(page: Page, text: string): Promise<() => Promise<boolean>> {
  const watch = await page.evaluateHandle((wanted) => {
    const seen = { text: false };
    const look = () => {
      if (document.body.innerText.includes(wanted)) seen.text = true;
    };
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
    return seen;
  }, text);
  return () => watch.evaluate((seen) => seen.text);
}
