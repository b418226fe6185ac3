import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { signUp } from '../../scripts/people.ts';
import { launchBrowser, openDesktop } from '../support/browser.ts';
import { annaPerson, openFriends } from '../support/friends.ts';
import { chromiumMissing, describeUnless } from '../support/needs.ts';
import { startTestServer } from '../support/server.ts';
import { textsIn } from '../support/texts.ts';
import { inWindow } from '../support/windows.ts';

const english = textsIn('en');
const chinese = textsIn('zh-CN');

describeUnless(chromiumMissing, 'the window', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  /** How light its background is, from 0 to 255. */
  function lightness(page: Page): Promise<number> {
    return page.evaluate(() => {
      const [red = 0, green = 0, blue = 0] =
        getComputedStyle(document.body).backgroundColor.match(/\d+/g)?.map(Number) ?? [];
      return (red + green + blue) / 3;
    });
  }

  it('speaks the language of the system, and the other one when asked', async () => {
    const { page, problems } = await openDesktop(browser, { language: 'zh-CN' });
    await page.getByRole('heading', { name: chinese('server.title') }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');

    await page.getByRole('button', { name: chinese('server.menu') }).click();
    await page.getByRole('menuitemradio', { name: 'English' }).click();
    await page.getByRole('heading', { name: english('server.title') }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: english('server.title') }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    expect(problems).toEqual([]);
  });

  it('says that a damaged file was set aside, until that is read', async () => {
    const desktop = await openDesktop(browser);
    await desktop.leave();
    await writeFile(join(desktop.folder, 'settings.json'), '{ "theme": ');
    await desktop.come();
    const notice = desktop.page.getByRole('status').filter({ hasText: 'settings.json' });
    await notice.getByRole('button', { name: english('action.dismiss') }).click();
    await notice.waitFor({ state: 'detached' });
    expect(desktop.problems).toEqual([]);
  });

  it('follows the dark theme of the system, and keeps a choice over a reload', async () => {
    const { page, problems } = await openDesktop(browser, { colorScheme: 'dark' });
    const title = page.getByRole('heading', { name: english('server.title') });
    await title.waitFor();
    expect(await lightness(page)).toBeLessThan(60);
    await page.emulateMedia({ colorScheme: 'light' });
    await expect.poll(() => lightness(page)).toBeGreaterThan(200);

    await page.getByRole('button', { name: english('server.menu') }).click();
    await page.getByRole('menuitemradio', { name: english('settings.themeDark') }).click();
    await expect.poll(() => lightness(page)).toBeLessThan(60);
    await page.reload();
    await title.waitFor();
    await expect.poll(() => lightness(page)).toBeLessThan(60);
    expect(problems).toEqual([]);
  });

  it('shows one pane at a time where it is narrow', async () => {
    const { anna, ben } = await openFriends(browser);
    await inWindow.startChat(anna.page, 'ben');
    await anna.page.setViewportSize({ width: 420, height: 680 });
    await inWindow.editor(anna.page).waitFor();
    expect(await anna.page.getByLabel(english('chats.search')).isVisible()).toBe(false);
    await anna.page.getByRole('button', { name: english('action.back') }).click();
    await anna.page.getByLabel(english('chats.search')).waitFor();
    expect(await inWindow.editor(anna.page).isVisible()).toBe(false);
    expect([...anna.problems, ...ben.problems]).toEqual([]);
  });

  it('has no text or control beyond its edges at 150 %', async () => {
    const { server } = await startTestServer();
    const { core, page, problems } = await openDesktop(browser, { viewport: { width: 760, height: 560 } });
    await core.call('settings.set', { scale: 150 });
    await signUp(core, server.invitation, annaPerson);
    await page.getByRole('navigation', { name: english('navigation.label') }).waitFor();
    for (const section of ['chats', 'contacts', 'settings'] as const) {
      await inWindow.goTo(page, section);
      const { scroll, client } = await page.evaluate(() => ({
        scroll: document.documentElement.scrollWidth,
        client: document.documentElement.clientWidth,
      }));
      expect(scroll).toBe(client);
    }
    expect(problems).toEqual([]);
  });
});
