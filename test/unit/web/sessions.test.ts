import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { SESSION_ENDED } from '../../../src-main/contract/browsers.ts';
import { ContractError } from '../../../src-main/contract/errors.ts';
import type { Session } from '../../../src-main/contract/model.ts';
import { startWebHost, type WebHost } from '../../../src-main/web/host.ts';
import { FakeCore } from '../../support/fake-core.ts';
import { comeIn, isGood, RawPage } from '../../support/web-page.ts';

const firefox = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0' };
const unlocking = { account: 1, fingerprint: 'f', password: 'p' };

let core: FakeCore;
let host: WebHost;
let now: number;
let pages: RawPage[];

beforeEach(async () => {
  const rendererFolder = await mkdtemp(path.join(tmpdir(), 'miyu-web-'));
  await writeFile(path.join(rendererFolder, 'index.html'), '<!doctype html>page');
  core = new FakeCore();
  now = 1000;
  pages = [];
  host = await startWebHost({ core, rendererFolder, now: () => now });
  return async () => {
    for (const { socket } of pages) socket.terminate();
    await host.close();
    await rm(rendererFolder, { recursive: true });
  };
});

/** Another tab, with a link of its own. */
async function openTab(headers: Record<string, string> = {}): Promise<RawPage> {
  const page = await RawPage.open(host.port, await comeIn(host, headers));
  pages.push(page);
  return page;
}

/** Two tabs that use the open account. */
async function openTwo(): Promise<[RawPage, RawPage]> {
  core.open();
  return [await openTab(), await openTab()];
}

/** Until everything told to a page before now has come. */
async function hasHeard(page: RawPage): Promise<void> {
  await page.call('app.state');
}

/** The core opens the account for whoever asks next, when the answer is called for. */
function holdUnlock(): PromiseWithResolvers<void> {
  const held = Promise.withResolvers<void>();
  core.answers['account.unlock'] = async () => {
    const session = core.open();
    core.emit('messages', []);
    await held.promise;
    return session;
  };
  return held;
}

describe('a lock', () => {
  it('leaves every tab the page with the password alone', async () => {
    const [first, second] = await openTwo();
    core.answers['contacts.list'] = async () => [];
    core.answers['settings.set'] = () => Promise.reject(new ContractError('invalid-argument'));
    expect(await first.call('contacts.list')).toEqual({ ok: [] });
    core.close('lock');
    for (const page of [first, second]) {
      await hasHeard(page);
      expect(page.events.slice(-2)).toEqual(['locked', 'session']);
      expect(await page.call('contacts.list')).toEqual({ error: { code: 'no-session' } });
      expect(await page.call('settings.set', { theme: 'dark' })).toEqual({ error: { code: 'invalid-argument' } });
      expect(await page.call('settings.set', { lockAfter: 0 })).toEqual({ error: { code: 'no-session' } });
      expect(await isGood(host, page.credentials)).toBe(true);
    }
    expect(core.asked.filter(([call]) => call === 'contacts.list')).toHaveLength(1);
  });

  it('ends for the tab that knows the password, under new credentials, and ends the others', async () => {
    const [first, second] = await openTwo();
    core.close('lock');
    const old = first.credentials;
    core.answers['account.unlock'] = async () => core.open();
    const ended = second.closed();
    expect(await first.call('account.unlock', unlocking)).toMatchObject({ ok: { profile: { name: 'anna' } } });
    expect(await ended).toBe(SESSION_ENDED);

    expect(first.credentials.secret).not.toBe(old.secret);
    expect(first.credentials.media).not.toBe(old.media);
    for (const gone of [old, second.credentials]) expect(await isGood(host, gone)).toBe(false);
    expect(await isGood(host, first.credentials)).toBe(true);
    core.answers['contacts.list'] = async () => [];
    expect(await first.call('contacts.list')).toEqual({ ok: [] });
    await expect(RawPage.open(host.port, old)).rejects.toThrow('401');
  });

  it('also ends a tab that was duplicated from the one that knows the password', async () => {
    core.open();
    const first = await openTab();
    const duplicate = await RawPage.open(host.port, first.credentials);
    pages.push(duplicate);
    core.close('lock');
    core.answers['account.unlock'] = async () => core.open();
    const ended = duplicate.closed();
    await first.call('account.unlock', unlocking);
    expect(await ended).toBe(SESSION_ENDED);
  });

  it('stays for those who do not know the password', async () => {
    const [first, second] = await openTwo();
    core.close('lock');
    core.answers['account.unlock'] = () => Promise.reject(new ContractError('bad-credentials'));
    expect(await first.call('account.unlock', unlocking)).toEqual({ error: { code: 'bad-credentials' } });
    expect(await first.call('contacts.list')).toEqual({ error: { code: 'no-session' } });
    expect(await isGood(host, second.credentials)).toBe(true);
  });

  it('stays for a tab that comes with the link meanwhile', async () => {
    core.open();
    core.close('lock');
    const page = await openTab();
    expect(await page.call('contacts.list')).toEqual({ error: { code: 'no-session' } });
  });

  it('shows the others nothing while the password of one is looked at', async () => {
    const [first, second] = await openTwo();
    core.close('lock');
    const held = holdUnlock();
    core.answers['app.state'] = async () => ({ session: core.session, version: '' }) as never;
    const opened = first.call('account.unlock', unlocking);
    await expect.poll(() => core.session).toBeDefined();

    const third = await openTab();
    for (const page of [second, third]) {
      expect(await page.call('app.state')).toEqual({ ok: { version: '' } });
      expect(await page.call('contacts.list')).toEqual({ error: { code: 'no-session' } });
      expect(await page.call('account.open', { account: 1, fingerprint: 'f' })).toEqual({ error: { code: 'locked' } });
      expect(await page.call('account.lock')).toEqual({ error: { code: 'no-session' } });
      expect(page.events).not.toContain('messages');
    }
    expect(first.events).not.toContain('messages');
    held.resolve();
    await opened;
    // in their order, before the answer
    expect(first.events.slice(-2)).toEqual(['session', 'messages']);
    expect(second.events).not.toContain('messages');
  });

  it('opens to nobody else when the tab that knows the password goes meanwhile', async () => {
    const [first, second] = await openTwo();
    core.close('lock');
    const held = holdUnlock();
    void first.call('account.unlock', unlocking);
    await expect.poll(() => core.session).toBeDefined();
    first.socket.terminate();
    await expect.poll(() => core.listeners.size).toBe(2);
    held.resolve();
    await hasHeard(second);
    core.emit('session', core.session as Session);
    expect(await second.call('contacts.list')).toEqual({ error: { code: 'no-session' } });
    const third = await openTab();
    expect(await third.call('contacts.list')).toEqual({ error: { code: 'no-session' } });
    // the one that went may try again
    expect(await isGood(host, first.credentials)).toBe(true);
  });
});

it('is a session for the account that the program itself opens', async () => {
  const page = await openTab();
  core.answers['contacts.list'] = async () => [];
  expect(await page.call('contacts.list')).toEqual({ error: { code: 'no-session' } });
  core.open();
  expect(await page.call('contacts.list')).toEqual({ ok: [] });
});

it.each(['account.logout', 'account.close'] as const)('ends the others at %s', async (call) => {
  const [first, second] = await openTwo();
  core.answers[call] = async () => core.close('logout');
  const old = first.credentials;
  const ended = second.closed();
  expect(await first.call(call)).toEqual({});
  expect(await ended).toBe(SESSION_ENDED);
  expect(await isGood(host, old)).toBe(false);
  expect(await isGood(host, first.credentials)).toBe(true);
  expect(await first.call('contacts.list')).toEqual({ error: { code: 'no-session' } });
});

it('ends the others when somebody signs in', async () => {
  const first = await openTab();
  const second = await openTab();
  core.answers['account.login'] = async () => core.open();
  const ended = second.closed();
  await first.call('account.login', { name: 'anna', password: 'p', remember: false });
  expect(await ended).toBe(SESSION_ENDED);
});

describe('the list of sessions', () => {
  it('says which browser each is, since when, and whether it is new to the one who looks', async () => {
    core.open();
    const first = await openTab();
    now = 2000;
    const second = await openTab(firefox);
    await hasHeard(first);
    await hasHeard(second);
    expect(first.browsers).toEqual([
      { id: 1, since: 1000, isThis: true, isNew: false },
      { id: 2, since: 2000, isThis: false, isNew: true, browser: 'Firefox', system: 'Linux' },
    ]);
    expect(second.browsers).toMatchObject([
      { id: 1, isThis: false, isNew: false },
      { id: 2, isThis: true, isNew: false },
    ]);

    expect(await first.ask({ note: 2 })).toEqual({});
    expect(first.browsers).toMatchObject([{ id: 1 }, { id: 2, isNew: false }]);
  });

  it('says so again after a reload, until the person takes note', async () => {
    core.open();
    const first = await openTab();
    first.socket.terminate();
    await openTab();
    const reloaded = await RawPage.open(host.port, first.credentials);
    pages.push(reloaded);
    await hasHeard(reloaded);
    expect(reloaded.browsers).toMatchObject([{ id: 1, isThis: true }, { isNew: true }]);
  });

  it('says when a tab was closed', async () => {
    const [first, second] = await openTwo();
    now = 3000;
    second.socket.close();
    await expect.poll(() => first.browsers[1]).toMatchObject({ id: 2, closedAt: 3000 });
  });

  it('ends others one by one, and not oneself', async () => {
    const [first, second] = await openTwo();
    expect(await first.ask({ end: 1 })).toEqual({ error: { code: 'not-found' } });
    expect(await first.ask({ end: 77 })).toEqual({ error: { code: 'not-found' } });
    const ended = second.closed();
    expect(await first.ask({ end: 2 })).toEqual({});
    expect(await ended).toBe(SESSION_ENDED);
    expect(await isGood(host, second.credentials)).toBe(false);
    expect(first.browsers).toMatchObject([{ id: 1 }]);
  });

  it('is not for a locked tab', async () => {
    const [first, second] = await openTwo();
    core.close('lock');
    await hasHeard(first);
    const told = first.browsers;
    await openTab();
    await hasHeard(first);
    expect(first.browsers).toBe(told);
    expect(await first.ask({ end: 2 })).toEqual({ error: { code: 'no-session' } });
    expect(await first.ask({ note: 2 })).toEqual({ error: { code: 'no-session' } });
    expect(await isGood(host, second.credentials)).toBe(true);
  });

  it('takes nothing from a tab that was ended and goes on', async () => {
    const [first, second] = await openTwo();
    core.answers['account.lock'] = async () => core.close('lock');
    second.socket.pause();
    await first.ask({ end: 2 });
    second.socket.send('{"id":1,"call":"account.lock","args":{}}');
    const ended = second.closed();
    second.socket.resume();
    await ended;
    expect(core.asked.map(([call]) => call)).not.toContain('account.lock');
  });
});
