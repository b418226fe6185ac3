import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { befriend, happens, type Member, type Person, say, signUp } from '../../scripts/people.ts';
import type { Language } from '../../src-main/contract/model.ts';
import { makeReset } from '../../src-server/reset.ts';
import { type Desktop, launchBrowser, openDesktop } from '../support/browser.ts';
import { trustServer } from '../support/core.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { type Texts, textsIn } from '../support/texts.ts';

const root = path.join(import.meta.dirname, '../..');
const folder = path.resolve(root, process.env.SCREENSHOTS_FOLDER ?? 'out/screenshots');
/** Only these states, when any are named. */
const wanted = (process.env.SCREENSHOTS_STATES ?? '').split(' ').filter((name) => name !== '');

interface Cast {
  me: Person;
  friend: Person;
  stranger: Person;
  /** said by the friend and by me in turns */
  talk: string[];
  greeting: string;
  draft: string;
}

function person(name: string, email: string): Person {
  return { name, email: `${email}@example.org`, password: `${email}-quiet-river-88` };
}

const casts: Record<Language, Cast> = {
  'zh-CN': {
    me: person('小明', 'xiaoming'),
    friend: person('小红', 'xiaohong'),
    stranger: person('王老师', 'wang'),
    talk: [
      '周五的实验报告写完了吗？',
      '写完了，就差最后一张图',
      '太好了！我下午三点到图书馆，一起检查一遍？',
      '好，我带上数据和打印稿。\n对了，王老师说图要用矢量格式。',
      '收到，我来导出',
    ],
    greeting: '我是物理课的王老师',
    draft: '晚上还有一个问题想问你',
  },
  en: {
    me: person('anna', 'anna'),
    friend: person('ben', 'ben'),
    stranger: person('ms_wang', 'wang'),
    talk: [
      'Is the lab report for Friday done?',
      'Almost, one plot is missing',
      'Great! I am at the library at three. Shall we read it through together?',
      'Yes, I will bring the data and a print.\nMs Wang wants the plots as vectors, by the way.',
      'On it',
    ],
    greeting: 'I am Ms Wang from physics',
    draft: 'One more question for tonight',
  },
};

describe.each(['zh-CN', 'en'] as const)('%s', (language) => {
  const text = textsIn(language);
  const cast = casts[language];
  let browser: Browser;
  beforeAll(async () => {
    await mkdir(folder, { recursive: true });
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  /** The same state in both themes. */
  async function shoot({ page }: Desktop, state: string): Promise<void> {
    if (wanted.length > 0 && !wanted.includes(state)) return;
    for (const theme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await page.locator(`html[data-theme="${theme}"]`).waitFor();
      await page.screenshot({ path: path.join(folder, `${state}-${language}-${theme}.png`), animations: 'disabled' });
    }
  }

  it('the way in', async () => {
    const { server } = await startTestServer({ name: language === 'en' ? 'Physics class' : '物理班' });
    const desktop = await openDesktop(browser, { language });
    const { page } = desktop;
    await page.getByLabel(text('server.address')).waitFor();
    await shoot(desktop, 'server');
    await page.getByLabel(text('server.address')).fill(server.invitation);
    await page.keyboard.press('Enter');
    await page.getByLabel(text('login.name'), { exact: true }).fill(cast.me.name);
    await page.getByLabel(text('login.password'), { exact: true }).fill('wrong-password');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    await shoot(desktop, 'login');
    await page.getByRole('button', { name: text('login.toRegister') }).click();
    await page.getByLabel(text('register.name'), { exact: true }).fill('x');
    await page.getByLabel(text('register.email')).fill('x@');
    await page.getByRole('button', { name: text('register.submit') }).click();
    await page.getByRole('alert').first().waitFor();
    await shoot(desktop, 'register');
  });

  it('among friends', async () => {
    const running = await startTestServer({ name: language === 'en' ? 'Physics class' : '物理班' });
    const mine = await openDesktop(browser, { language, deviceName: 'laptop' });
    const me = await join(mine, running, cast.me);
    const chats = mine.page.getByRole('button', { name: text('navigation.chats') });
    await chats.waitFor();
    await shoot(mine, 'empty');

    const theirs = await openDesktop(browser, { language });
    const friend = await join(theirs, running, cast.friend);
    await befriend(me, friend, cast.draft);
    for (const [index, line] of cast.talk.entries()) {
      const [from, to] = index % 2 === 0 ? [friend, me] : [me, friend];
      await say(from, to, line);
    }
    await openChat(mine.page, text, cast.friend.name);
    await mine.page.getByPlaceholder(text('chat.placeholder')).fill(cast.draft);
    await shoot(mine, 'chat');

    const stranger = await join(await openDesktop(browser, { language }), running, cast.stranger);
    await asks(stranger, me, cast.greeting);
    await mine.page.getByRole('button', { name: text('navigation.contacts') }).click();
    await mine.page.getByRole('button', { name: cast.friend.name }).first().click();
    await shoot(mine, 'contact');
    await mine.page.getByRole('button', { name: text('contacts.newFriends') }).click();
    await mine.page.getByText(cast.greeting).waitFor();
    await shoot(mine, 'requests');
    await mine.page.keyboard.press('Control+n');
    await mine.page.getByLabel(text('add.label')).fill(cast.stranger.name);
    await mine.page.keyboard.press('Enter');
    await mine.page.getByRole('dialog').getByText(text('add.requestsYou')).waitFor();
    await shoot(mine, 'add-friend');
    await mine.page.keyboard.press('Escape');
    await mine.page.getByRole('button', { name: text('navigation.settings') }).click();
    await shoot(mine, 'settings');

    await chats.click();
    await mine.page.setViewportSize({ width: 400, height: 680 });
    await shoot(mine, 'narrow');
    await mine.page.setViewportSize({ width: 1000, height: 680 });

    await running.server.stop();
    await mine.page.getByRole('button', { name: text('action.tryNow') }).waitFor();
    await mine.page.keyboard.press('Enter');
    await mine.page.getByText(text('messageState.sending')).first().waitFor({ state: 'attached' });
    await shoot(mine, 'offline');
  });

  it('signed in elsewhere', async () => {
    const running = await startTestServer();
    const mine = await openDesktop(browser, { language, deviceName: 'laptop' });
    await join(mine, running, cast.me);
    await mine.page.reload();
    const elsewhere = await openDesktop(browser, { language, deviceName: 'library-07' });
    await signInAgain(elsewhere, running, cast.me);
    await mine.page.getByRole('dialog').getByText('library-07').waitFor();
    await shoot(mine, 'kicked');
    await elsewhere.page.getByText(/laptop/).waitFor();
    await shoot(elsewhere, 'ended-other');
    await elsewhere.page.getByRole('button', { name: text('navigation.settings') }).click();
    await elsewhere.page.getByRole('button', { name: text('settings.security') }).click();
    const devices = elsewhere.page.getByRole('list', { name: text('devices.title') });
    await devices.getByText('laptop').scrollIntoViewIfNeeded();
    await shoot(elsewhere, 'devices');
  });

  it('the keys of the account', async () => {
    const running = await startTestServer({ name: language === 'en' ? 'Physics class' : '物理班' });
    const mine = await openDesktop(browser, { language });
    await trustServer(mine.core, running.server);
    const { name, email, password } = cast.me;
    const { account } = await mine.core.call('account.register', { name, email, password });
    await mine.core.call('account.login', { name, password, remember: true });
    await mine.page.reload();
    await mine.page.getByRole('button', { name: text('recovery.toPage') }).click();
    await mine.page.getByRole('button', { name: text('recovery.save') }).waitFor();
    await shoot(mine, 'recovery');
    await mine.page.getByRole('button', { name: text('recovery.later') }).click();
    await mine.page.getByRole('navigation').first().waitFor();

    await mine.page.keyboard.press('Control+l');
    await mine.page.getByLabel(text('login.password'), { exact: true }).fill('wrong-password');
    await mine.page.keyboard.press('Enter');
    await mine.page.getByText(text('unlock.wrong')).waitFor();
    await shoot(mine, 'lock');
    await mine.page.getByRole('button', { name: text('login.other') }).click();
    await mine.page.getByRole('button', { name: text('login.other') }).click();
    await mine.page.getByRole('button', { name: text('login.forgot') }).click();
    await mine.page.getByText(text('forgot.neither')).waitFor();
    await shoot(mine, 'forgot');

    await mine.leave();
    const { fingerprint } = running.server;
    const history = path.join(mine.folder, 'accounts', `${fingerprint}-${account}`, 'history.db');
    await writeFile(history, Buffer.alloc(8192, 0x5a));
    await mine.come();
    await mine.page.getByRole('button', { name: text.filled('login.openAccount', { name }) }).click();
    await mine.page.getByLabel(text('login.password'), { exact: true }).fill(password);
    await mine.page.keyboard.press('Enter');
    await mine.page.getByRole('button', { name: text('trouble.beginAnew') }).waitFor();
    await shoot(mine, 'history-damaged');
  });

  it('the keys of a friend', async () => {
    const running = await startTestServer();
    const mine = await openDesktop(browser, { language });
    const me = await join(mine, running, cast.me);
    const theirs = await openDesktop(browser, { language });
    const friend = await join(theirs, running, cast.friend);
    await befriend(me, friend, cast.draft);
    const [question = '', answer = ''] = cast.talk;
    await say(friend, me, question);
    await say(me, friend, answer);
    await openChat(mine.page, text, cast.friend.name);
    await mine.page.getByRole('button', { name: text('trust.level.server') }).click();
    const dialog = mine.page.getByRole('dialog');
    await dialog.getByRole('button', { name: text('trust.verify') }).waitFor();
    await shoot(mine, 'safety');
    await dialog.getByRole('tab', { name: text('trust.tab.scan') }).click();
    await shoot(mine, 'safety-scan');
    await dialog.getByRole('tab', { name: text('trust.tab.certificate') }).click();
    await shoot(mine, 'certificate');
    await dialog.getByRole('tab', { name: text('trust.tab.compare') }).click();
    await dialog.getByRole('button', { name: text('trust.verify') }).click();
    await dialog.getByRole('button', { name: text('trust.unverify') }).waitFor();
    await mine.page.keyboard.press('Escape');
    await mine.page.getByRole('button', { name: text('trust.level.verified') }).waitFor();
    await mine.page.getByPlaceholder(text('chat.placeholder')).focus();
    await shoot(mine, 'verified');

    const { code } = await makeReset(running.folder, cast.friend.name, Date.now());
    await beginAnew(friend, running, code, cast.friend);
    await mine.page.getByRole('button', { name: text('trust.accept') }).waitFor();
    await shoot(mine, 'keys-changed');
  });
});

async function join({ core, page }: Desktop, { server }: TestServer, who: Person): Promise<Member> {
  const member = await signUp(core, server.invitation, who);
  await page.reload();
  return member;
}

async function signInAgain({ core, page }: Desktop, running: TestServer, { name, password }: Person): Promise<void> {
  await trustServer(core, running.server);
  await core.call('account.login', { name, password, remember: true });
  await page.reload();
}

/** With an administrator's code: new keys, and no history that they would open. */
async function beginAnew({ core, account }: Member, { server }: TestServer, code: string, who: Person): Promise<void> {
  const { name, password } = who;
  await core.call('account.logout', {});
  await core.call('account.reset', { name, code, password });
  await core.call('account.setHistoryAside', { account, fingerprint: server.fingerprint });
  await core.call('account.login', { name, password, remember: true });
}

async function asks(from: Member, to: Member, greeting: string): Promise<void> {
  const asked = happens(to.core, 'requests', (requests) => requests.some((request) => request.state === 'open'));
  await from.core.call('contacts.request', { account: to.account, greeting });
  await asked;
}

async function openChat(page: Page, text: Texts, name: string): Promise<void> {
  const list = page.getByRole('group', { name: text('chats.list') });
  await list.getByRole('button').filter({ hasText: name }).click();
  await page.getByPlaceholder(text('chat.placeholder')).waitFor();
}
