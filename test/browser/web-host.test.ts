import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { signUp } from '../../scripts/people.ts';
import { Entrance } from '../../src-main/web/entrance.ts';
import { inPieces } from '../support/attachments.ts';
import { type Desktop, launchBrowser, openDesktop } from '../support/browser.ts';
import { annaPerson } from '../support/friends.ts';
import { chromiumMissing, describeUnless } from '../support/needs.ts';
import { pngFile } from '../support/png-files.ts';
import { startTestServer } from '../support/server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { type Texts, textsIn } from '../support/texts.ts';
import { inWindow } from '../support/windows.ts';

const english = textsIn('en');

describeUnless(chromiumMissing, 'the browser host', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  /** Anna at her machine, signed in, with the main window open. */
  async function openAnna(options: Parameters<typeof openDesktop>[1] = {}): Promise<Desktop> {
    const { server } = await startTestServer();
    const anna = await openDesktop(browser, options);
    await signUp(anna.core, server.invitation, annaPerson);
    await anna.page.reload();
    await isOpen(anna.page, textsIn(options.language ?? 'en'));
    return anna;
  }

  function isOpen(page: Page, text: Texts = english): Promise<void> {
    return page.getByRole('navigation', { name: text('navigation.label') }).waitFor();
  }

  function isShutOut(page: Page, why: 'refused' | 'ended', text: Texts = english): Promise<void> {
    return page.getByText(text(`link.${why}.title`)).waitFor();
  }

  async function openSecurity(page: Page, text: Texts): Promise<void> {
    await page.getByRole('button', { name: text('navigation.settings') }).click();
    await page.getByRole('button', { name: text('settings.security') }).click();
  }

  /** A tab of another browser, with nothing in it yet. */
  async function otherBrowser(locale = 'en'): Promise<Page> {
    const context = await browser.newContext({ locale });
    onTestFinished(() => context.close());
    context.setDefaultTimeout(10_000);
    return context.newPage();
  }

  /** A tab beside Anna's that shows her account. */
  async function openSecond(anna: Desktop, text: Texts = english, locale = 'en'): Promise<Page> {
    const second = await otherBrowser(locale);
    await second.goto(anna.link);
    await isOpen(second, text);
    return second;
  }

  it('lets a browser in through the file that leads there, and leaves no token behind', async () => {
    const anna = await openAnna();
    const entrance = new Entrance(await temporaryFolder());
    const token = anna.link.slice(anna.link.indexOf('=') + 1);
    await entrance.open(anna.link);
    const second = await otherBrowser();
    await second.goto(pathToFileURL(entrance.page).href);
    await isOpen(second);
    expect(second.url()).not.toContain(token);
    expect(await second.evaluate(() => JSON.stringify([document.cookie, { ...sessionStorage }]))).not.toContain(token);
    expect(await second.context().cookies()).toEqual([]);

    const third = await otherBrowser();
    await third.goto(pathToFileURL(entrance.page).href);
    await isShutOut(third, 'refused');
  });

  it('goes on after a reload, and is not open in another tab by its address alone', async () => {
    const anna = await openAnna();
    await anna.page.reload();
    await isOpen(anna.page);
    const beside = await anna.page.context().newPage();
    await beside.goto(anna.page.url());
    await isShutOut(beside, 'refused');
    expect(anna.problems).toEqual([]);
  });

  /** A server of somebody else on this machine, with what browsers tell it. */
  async function neighbour() {
    const heard: IncomingHttpHeaders[] = [];
    const server = createServer(({ headers }, response) => {
      heard.push(headers);
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>neighbour</title>');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('it does not listen');
    return { url: `http://127.0.0.1:${address.port}/`, heard };
  }

  it('gives a page on another port of this machine nothing', async () => {
    const anna = await openAnna();
    const { origin, host } = new URL(anna.page.url());
    const staged = await anna.core.stage(
      { name: 'a.png', type: 'image/png' },
      inPieces(pngFile({ width: 20, height: 20, colourType: 2, depth: 8 })),
    );
    const secrets = await anna.page.evaluate(() => sessionStorage.getItem('miyu-session') ?? '');
    const { secret, media } = JSON.parse(secrets);
    const picture = `${origin}/media/${media}/staged/${staged.id}/full`;
    const loads = (address: string) =>
      new Promise<boolean>((resolve) => {
        const image = new Image();
        image.onload = () => resolve(true);
        image.onerror = () => resolve(false);
        image.src = address;
      });
    expect(await anna.page.evaluate(loads, picture)).toBe(true);

    const { url, heard } = await neighbour();
    const evil = await anna.page.context().newPage();
    await evil.goto(url);
    expect(heard[0]).not.toHaveProperty('cookie');
    expect(await evil.evaluate(() => sessionStorage.length + document.cookie.length)).toBe(0);
    // even with what only the page knows
    expect(await evil.evaluate(loads, picture)).toBe(false);
    const tried = await evil.evaluate(
      async ([origin, host, secret]) => {
        const outcomeOf = (work: Promise<Response>) =>
          work.then(
            ({ status, type }) => `${status} ${type}`,
            () => 'failed',
          );
        const socket = new WebSocket(`ws://${host}/bridge`, ['miyu', secret]);
        const connected = await new Promise((resolve) => {
          socket.onopen = () => resolve('open');
          socket.onclose = () => resolve('closed');
        });
        const post = { method: 'POST', body: 'x' };
        return {
          connected,
          page: await outcomeOf(fetch(`${origin}/`)),
          session: await outcomeOf(fetch(`${origin}/session`, { headers: { 'x-miyu-session': secret } })),
          // without asking first, as forms may
          unasked: await outcomeOf(fetch(`${origin}/stage`, { ...post, mode: 'no-cors' })),
          stage: await outcomeOf(fetch(`${origin}/stage`, { ...post, headers: { 'x-miyu-session': secret } })),
        };
      },
      [origin, host, secret] as const,
    );
    const nothing = { page: 'failed', session: 'failed', stage: 'failed', unasked: 'failed' };
    expect(tried).toEqual({ connected: 'closed', ...nothing });
  });

  it('is neither framed by that page nor held by it', async () => {
    const anna = await openAnna();
    const { origin } = new URL(anna.page.url());
    const { url } = await neighbour();
    const evil = await anna.page.context().newPage();
    await evil.goto(url);
    const framed = evil.waitForResponse((response) => response.url() === `${origin}/`);
    await evil.evaluate((origin) => {
      document.body.append(Object.assign(document.createElement('iframe'), { src: `${origin}/` }));
    }, origin);
    expect((await framed).status()).toBe(403);

    const opened = evil.waitForEvent('popup');
    await evil.evaluate((origin) => {
      Reflect.set(window, 'held', window.open(`${origin}/`));
    }, origin);
    await isShutOut(await opened, 'refused');
    expect(await evil.evaluate(() => Reflect.get(window, 'held').closed)).toBe(true);
    await isOpen(anna.page);
  });

  it.each(['en', 'zh-CN'] as const)(
    'says in %s that it was opened a second time, and ends that by keyboard',
    async (language) => {
      const text = textsIn(language);
      const anna = await openAnna({ language });
      await openSecurity(anna.page, text);
      const list = anna.page.getByRole('list', { name: text('browsers.title') });
      expect(await list.getByRole('listitem').count()).toBe(1);
      await list.getByText(text('browsers.this')).waitFor();

      const second = await openSecond(anna, text, language);
      const banner = anna.page.getByRole('status').filter({ hasText: 'Chrome' });
      await banner.waitFor();
      expect(await list.getByRole('listitem').count()).toBe(2);
      await anna.page.getByRole('button', { name: text('browsers.endIt') }).focus();
      await anna.page.keyboard.press('Enter');
      await isShutOut(second, 'ended', text);
      await banner.waitFor({ state: 'detached' });
      expect(await list.getByRole('listitem').count()).toBe(1);
      await second.reload();
      await isShutOut(second, 'refused', text);
      expect(anna.problems).toEqual([]);
    },
  );

  it('keeps a second tab that the person knows of, and says nothing of it again', async () => {
    const anna = await openAnna();
    const second = await openSecond(anna);
    const banner = anna.page.getByRole('button', { name: english('browsers.endIt') });
    await anna.page.reload();
    await banner.waitFor();
    await anna.page.getByRole('button', { name: english('browsers.ok') }).press('Enter');
    await banner.waitFor({ state: 'detached' });
    await anna.page.reload();
    await isOpen(anna.page);
    await inWindow.openSettings(anna.page, 'security');
    const list = anna.page.getByRole('list', { name: english('browsers.title') });
    await expect.poll(() => list.getByRole('listitem').count()).toBe(2);
    expect(await banner.count()).toBe(0);

    await list.getByRole('button').click();
    await isShutOut(second, 'ended');
    expect(await list.getByRole('listitem').count()).toBe(1);
  });

  it('is locked in all tabs, and open in the one alone whose person knows the password', async () => {
    const anna = await openAnna();
    const second = await openSecond(anna);
    await inWindow.lock(second);
    await anna.page.getByRole('heading', { name: english('lock.title') }).waitFor();
    await inWindow.unlock(anna.page, annaPerson.password);
    await isShutOut(second, 'ended');
    expect(await second.content()).not.toContain(annaPerson.name);
    await second.reload();
    await isShutOut(second, 'refused');
    // under its new credentials
    await anna.page.reload();
    await isOpen(anna.page);
    expect(anna.problems).toEqual([]);
  });

  it('ends in the other tabs when the person signs out', async () => {
    const anna = await openAnna();
    const second = await openSecond(anna);
    await anna.core.call('account.lock', {});
    await inWindow.unlock(anna.page, annaPerson.password);
    await isShutOut(second, 'ended');
    const third = await openSecond(anna);
    await inWindow.openSettings(third, 'profile');
    await third
      .getByRole('button', { name: english('settings.logout') })
      .first()
      .click();
    await third
      .getByRole('dialog')
      .getByRole('button', { name: english('settings.logout') })
      .click();
    await third.getByRole('heading', { name: english('login.title') }).waitFor();
    await isShutOut(anna.page, 'ended');
  });
});
