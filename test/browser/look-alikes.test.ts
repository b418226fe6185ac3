import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { signUp } from '../../scripts/people.ts';
import { launchBrowser } from '../support/browser.ts';
import { startCore } from '../support/core.ts';
import { openFriends } from '../support/friends.ts';
import { chromiumMissing, describeUnless } from '../support/needs.ts';
import { peopleWindow } from '../support/people-window.ts';
import { textsIn } from '../support/texts.ts';
import { inWindow } from '../support/windows.ts';

const text = textsIn('en');

/** What stands around names, so that their writing direction stays their own. */
const ISOLATES = /[\u2068\u2069]/g;

describeUnless(chromiumMissing, 'people who look alike', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  it('are told apart by @name and number, in lists and where they ask', async () => {
    const { running, anna, members } = await openFriends(browser);
    const { page } = anna;
    const cara = { name: 'cara', email: 'cara@example.org', password: 'silver-bridge-31' };
    const impostor = await signUp(await startCore(), running.server.invitation, cara);
    await impostor.core.call('profile.set', { displayName: 'bеn' }); // with a Cyrillic letter
    await impostor.core.call('contacts.request', { account: members.anna.account, greeting: 'It is me again' });
    await page.getByRole('button', { name: text('navigation.contacts') }).click();
    const row = page.getByRole('button').filter({ hasText: '(@' });
    await row.waitFor();
    expect((await row.textContent())?.replace(ISOLATES, '')).toContain(`ben (@ben, ${members.ben.account})`);
    await page.getByRole('button', { name: text('contacts.newFriends') }).click();
    const card = page.getByRole('article');
    await card.getByText('It is me again').waitFor();
    expect(await card.textContent()).toContain(`@cara · Number ${impostor.account}`);
    await page.reload();
    await page.getByText(/@.?cara.* wants to be your friend/).waitFor();
  });

  it('are found by a display name only once they allow it', async () => {
    const { anna, ben, running } = await openFriends(browser);
    const dora = { name: 'dora', email: 'dora@example.org', password: 'silver-bridge-31' };
    const stranger = await signUp(await startCore(), running.server.invitation, dora);
    await ben.core.call('profile.set', { displayName: 'Benjamin Bell' });
    const find = () => stranger.core.call('contacts.search', { query: 'benjamin bell' });
    expect(await find()).toEqual([]);
    await inWindow.openSettings(ben.page, 'privacy');
    const findable = ben.page.getByRole('radiogroup', { name: text('settings.findable') });
    await findable.getByRole('radio', { name: text('settings.on') }).click();
    await ben.page
      .getByRole('radio', { name: text('settings.on'), checked: true })
      .first()
      .waitFor();
    await expect.poll(find).toMatchObject([{ profile: { name: 'ben', displayName: 'Benjamin Bell' } }]);
    const dialog = await peopleWindow.find(anna.page, 'nobody is called so');
    await dialog.getByText(text('add.hint')).waitFor();
  });
});
