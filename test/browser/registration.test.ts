import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { signUp } from '../../scripts/people.ts';
import { launchBrowser, openDesktop } from '../support/browser.ts';
import { chromiumMissing, describeUnless } from '../support/needs.ts';
import { startTestServer } from '../support/server.ts';
import { textsIn } from '../support/texts.ts';
import { inWindow } from '../support/windows.ts';

const text = textsIn('en');
const anna = { name: 'anna', email: 'anna@example.org', password: 'quiet-river-88' };

describeUnless(chromiumMissing, 'registration', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  async function openForm() {
    const { server } = await startTestServer();
    const desktop = await openDesktop(browser);
    await inWindow.enterServer(desktop.page, server.invitation);
    await desktop.page.getByRole('button', { name: text('login.toRegister') }).click();
    const { page } = desktop;
    return {
      ...desktop,
      page,
      link: server.invitation,
      submit: () => page.getByRole('button', { name: text('register.submit') }).click(),
      field: (key: string) => page.getByLabel(text(`register.${key}`), { exact: true }),
      alerts: () => page.getByRole('alert').allTextContents(),
    };
  }

  it('names every empty field, and what is wrong with each filled one', async () => {
    const { page, problems, submit, field, alerts } = await openForm();
    await submit();
    expect(await alerts()).toEqual([
      text('problem.name.empty'),
      text('problem.email.empty'),
      text('problem.password.empty'),
      text('problem.repeat.empty'),
    ]);

    await field('name').fill('an na');
    await field('email').fill('anna@');
    await field('password').fill('short');
    await field('repeat').fill('shorter');
    await expect
      .poll(alerts)
      .toEqual([
        text('problem.name.format'),
        text('problem.email.format'),
        expect.stringMatching(text.filled('problem.password.tooShort', { min: 8 })),
        text('problem.repeat.mismatch'),
      ]);

    await field('name').fill('x'.repeat(17));
    await field('email').fill(anna.email);
    await field('password').fill('password1');
    await field('repeat').fill('password1');
    await field('age').fill('old');
    await expect
      .poll(alerts)
      .toEqual([
        expect.stringMatching(text.filled('problem.name.tooLong', { max: 16 })),
        text('problem.password.weak'),
        text('problem.age.format'),
      ]);
    expect(await page.getByRole('navigation').count()).toBe(0);
    expect(problems).toEqual([]);
  });

  it('ends with the recovery code, of which the last group must be typed', async () => {
    const { page, problems } = await openForm();
    await inWindow.fillRegistration(page, anna);
    await page.getByRole('heading', { name: text('recovery.title') }).waitFor();
    const code = await inWindow.recoveryCode(page);
    expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{5}-){4}[0-9A-HJKMNP-TV-Z]{5}$/);

    await page.getByRole('button', { name: text('recovery.written') }).click();
    await page.getByLabel(text('recovery.lastGroup')).fill(code.slice(0, 5));
    await page.getByRole('button', { name: text('recovery.confirm') }).click();
    await page.getByText(text('recovery.wrongGroup')).waitFor();
    await page.getByRole('button', { name: text('recovery.showAgain') }).click();
    expect(await inWindow.keepRecoveryCode(page)).toBe(code);
    await page.getByRole('navigation', { name: text('navigation.label') }).waitFor();
    expect(await page.getByText(text('recovery.banner')).count()).toBe(0);
    expect(problems).toEqual([]);
  });

  it('reminds of a recovery code that was put off, until it is confirmed', async () => {
    const { page, problems } = await openForm();
    await inWindow.fillRegistration(page, anna);
    await inWindow.recoveryCode(page);
    await page.getByRole('button', { name: text('recovery.later') }).click();

    const reminder = page.getByText(text('recovery.banner'));
    await reminder.waitFor();
    await page.getByRole('button', { name: text('recovery.toPage') }).click();
    await inWindow.keepRecoveryCode(page);
    await page.getByRole('navigation', { name: text('navigation.label') }).waitFor();
    await reminder.waitFor({ state: 'detached' });
    expect(problems).toEqual([]);
  });

  it('says that a name or an address is taken, beside it, and goes on with another', async () => {
    const { page, link, problems, submit, field, alerts } = await openForm();
    const other = await openDesktop(browser);
    await signUp(other.core, link, anna);

    await field('name').fill('ANNA');
    await field('email').fill(anna.email);
    await field('password').fill(anna.password);
    await field('repeat').fill(anna.password);
    await submit();
    await expect
      .poll(alerts)
      .toEqual([text('problem.name.taken'), text('problem.email.taken'), text('errors.invalid-fields')]);

    await field('name').fill('anna_2');
    await field('email').fill('anna2@example.org');
    await submit();
    await inWindow.keepRecoveryCode(page);
    await page.getByRole('navigation', { name: text('navigation.label') }).waitFor();
    expect([...problems, ...other.problems]).toEqual([]);
  });

  it('keeps a stranger out: a wrong password and an unknown name get the same answer', async () => {
    const { page, link, problems } = await openForm();
    const other = await openDesktop(browser);
    await signUp(other.core, link, anna);
    await page.getByRole('button', { name: text('register.toLogin') }).click();

    for (const name of [anna.name, 'nobody']) {
      await page.getByLabel(text('login.name'), { exact: true }).fill(name);
      await page.getByLabel(text('login.password'), { exact: true }).fill('wrong-password-1');
      await page.getByRole('button', { name: text('login.submit'), exact: true }).click();
      await page
        .getByRole('alert')
        .filter({ hasText: text('login.wrong') })
        .waitFor();
    }
    await inWindow.login(page, anna);
    expect(problems).toEqual([]);
  });

  it('explains an address that leads nowhere', async () => {
    const { page, problems } = await openDesktop(browser);
    const look = page.getByRole('button', { name: text('server.look'), exact: true });
    await page.getByLabel(text('server.address')).fill('not a server!');
    await look.click();
    await page.getByText(text('errors.bad-address')).waitFor();
    await page.getByLabel(text('server.address')).fill('127.0.0.1:1');
    await look.click();
    await page.getByText(text('errors.unreachable')).waitFor();
    expect(problems).toEqual([]);
  });
});
