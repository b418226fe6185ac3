import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { befriend, happens, type Member, type Person, say, signUp } from '../../scripts/people.ts';
import type { ConversationId, Message, RoomId } from '../../src-main/contract/model.ts';
import type { Language } from '../../src-main/contract/settings.ts';
import { makeReset } from '../../src-server/reset.ts';
import { attachmentIn, inPieces, sendFile } from '../support/attachments.ts';
import { type Desktop, launchBrowser, openDesktop } from '../support/browser.ts';
import { trustServer } from '../support/core.ts';
import { pngFile } from '../support/png-files.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { shootIn } from '../support/shoot.ts';
import { type Texts, textsIn } from '../support/texts.ts';

interface Cast {
  me: Person;
  friend: Person;
  stranger: Person;
  /** said by the friend and by me in turns */
  talk: string[];
  greeting: string;
  draft: string;
  /** names of files */
  files: string[];
  /** a group of friends, what I call the friend, a room, and what it asks of those who want in */
  group: string;
  remark: string;
  room: string;
  question: string;
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
    files: ['实验数据-第三组.xlsx', '实验指导书（第 7 版）.pdf', '毕业照.zip'],
    group: '实验室',
    remark: '同桌',
    room: '期末复习小组',
    question: '你是哪个班的？',
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
    files: ['measurements.xlsx', 'lab manual, 7th edition.pdf', 'graduation.zip'],
    group: 'Lab',
    remark: 'Benny',
    room: 'Exam revision',
    question: 'Which class are you in?',
  },
};

describe.each(['zh-CN', 'en'] as const)('%s', (language) => {
  const text = textsIn(language);
  const cast = casts[language];
  const shoot = shootIn(language);
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser(['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream']);
  });
  afterAll(() => browser.close());

  /** Two friends, each with a window. */
  async function twoFriends() {
    const running = await startTestServer();
    const mine = await openDesktop(browser, { language });
    const me = await join(mine, running, cast.me);
    const friend = await join(await openDesktop(browser, { language }), running, cast.friend);
    await befriend(me, friend, cast.draft);
    return { running, mine, me, friend };
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

  it('among people', async () => {
    const { mine, me, friend } = await twoFriends();
    const { page } = mine;
    await me.core.call('contacts.setGroup', { account: friend.account, group: cast.group });
    await me.core.call('contacts.setRemark', { account: friend.account, remark: cast.remark });
    await friend.core.call('status.set', { presence: 'busy', address: 'always' });
    await page.getByRole('button', { name: text('navigation.contacts') }).click();
    await page.getByRole('button', { name: cast.remark }).first().click();
    await page.getByText(text('presence.busy')).nth(1).waitFor();
    await page.getByText('127.0.0.1').waitFor();
    await shoot(mine, 'contact-notes');
    await page.getByRole('button', { name: text('chats.new') }).click();
    await page.getByRole('menuitem', { name: text('room.create') }).waitFor();
    await shoot(mine, 'new-menu');
    await page.getByRole('menuitem', { name: text('chats.add') }).click();
    await page.getByRole('tab', { name: text('add.tab.mine') }).click();
    await page.getByRole('button', { name: text('add.copyLink') }).waitFor();
    await shoot(mine, 'own-code');
    await page.keyboard.press('Escape');
    await page.getByRole('navigation').getByRole('button').first().click();
    await page.getByRole('menuitemradio', { name: text('presence.invisible') }).waitFor();
    await shoot(mine, 'status');
    await page.keyboard.press('Escape');
    await me.core.call('contacts.block', { account: friend.account, blocked: true });
    await page.getByRole('button', { name: text('navigation.settings') }).click();
    await page.getByRole('button', { name: text('settings.profile') }).click();
    const picture = { name: 'me.png', mimeType: 'image/png', buffer: await page.screenshot() };
    await page.getByLabel(text('picture.choose')).first().setInputFiles(picture);
    await page.getByRole('button', { name: text('picture.remove') }).waitFor();
    await page.getByRole('navigation').first().locator('img').waitFor();
    await shoot(mine, 'profile');
    await page.getByRole('button', { name: text('settings.privacy') }).click();
    await page.getByRole('button', { name: text.filled('block.undoNamed', { name: cast.friend.name }) }).waitFor();
    await shoot(mine, 'privacy');
    await page.getByRole('button', { name: text('settings.security') }).click();
    await page.getByRole('button', { name: text('deletion.open') }).scrollIntoViewIfNeeded();
    await shoot(mine, 'logins');
    await page.getByRole('button', { name: text('deletion.open') }).click();
    await page.getByLabel(text('login.password'), { exact: true }).fill('wrong-password');
    await page.keyboard.press('Enter');
    await page.getByText(text('unlock.wrong')).waitFor();
    await shoot(mine, 'delete-account');
  });

  it('the people of a room', async () => {
    const running = await startTestServer();
    const mine = await openDesktop(browser, { language });
    const me = await join(mine, running, cast.me);
    const friend = await join(await openDesktop(browser, { language }), running, cast.friend);
    const theirs = await openDesktop(browser, { language });
    await join(theirs, running, cast.stranger);
    await befriend(me, friend, cast.draft);
    const { page } = mine;
    const name = page.getByLabel(text('room.name'));
    await page.keyboard.press('Alt+g');
    await name.fill('x');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    await shoot(mine, 'create-room');
    await name.fill(cast.room);
    await page.getByRole('checkbox', { name: cast.friend.name }).check();
    await page.getByRole('button', { name: text('room.create') }).click();
    await page.getByPlaceholder(text('chat.placeholder')).waitFor();
    await page.getByRole('button', { name: text('chat.roomInfo') }).click();
    const panel = page.getByRole('region', { name: text('room.panel') });
    await panel.getByRole('button', { name: cast.friend.name }).click();
    await page.getByRole('menuitem', { name: text('room.muteFor.8') }).waitFor();
    await shoot(mine, 'room-member');
    await page.getByRole('menuitem', { name: text('room.muteFor.8') }).click();
    await panel.getByRole('button', { name: text('room.menu') }).click();
    await page.getByRole('menuitem', { name: text('room.rules') }).click();
    await page.getByLabel(text('room.questionLabel')).fill(cast.question);
    await shoot(mine, 'room-rules');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await shoot(mine, 'room-panel');
    await panel.getByRole('button', { name: text('room.menu') }).click();
    await page.getByRole('menuitem', { name: text('room.step.disband.submit') }).click();
    await page.getByRole('dialog').waitFor();
    await shoot(mine, 'room-disband');
    await page.keyboard.press('Escape');

    await theirs.page.keyboard.press('Alt+n');
    await theirs.page.getByLabel(text('add.label')).fill(cast.room);
    await theirs.page.keyboard.press('Enter');
    await theirs.page.getByLabel(text.filled('room.question', { question: cast.question })).fill(cast.greeting);
    await shoot(theirs, 'join-room');
    const asked = happens(me.core, 'roomRequests', (requests) => requests.length > 0);
    await theirs.page.getByRole('button', { name: text('room.ask') }).click();
    await asked;
    await page.getByRole('button', { name: text('navigation.contacts') }).click();
    await page.getByRole('button', { name: text('contacts.newFriends') }).click();
    await page.getByRole('button', { name: text('requests.letIn') }).waitFor();
    await shoot(mine, 'room-requests');
    await page.getByRole('button', { name: text('chats.new') }).click();
    await page.getByRole('menuitem', { name: text('broadcast.title') }).click();
    await page.getByLabel(text('broadcast.text'), { exact: true }).fill(cast.draft);
    await page.getByRole('checkbox', { name: cast.friend.name }).check();
    await shoot(mine, 'broadcast');
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

  it('in a second browser', async () => {
    const running = await startTestServer();
    const mine = await openDesktop(browser, { language });
    await join(mine, running, cast.me);
    await mine.page.reload();
    const { page } = mine;
    await page.getByRole('button', { name: text('navigation.settings') }).click();
    const other = await browser.newContext({ locale: language, viewport: { width: 1000, height: 680 } });
    const second = await other.newPage();
    await second.goto(mine.link);
    await page.getByRole('button', { name: text('browsers.endIt') }).waitFor();
    await page.getByRole('button', { name: text('settings.security') }).click();
    await page.getByRole('list', { name: text('browsers.title') }).scrollIntoViewIfNeeded();
    await shoot(mine, 'second-browser');
    await page.setViewportSize({ width: 400, height: 680 });
    await shoot(mine, 'second-browser-narrow');
    await other.close();
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

  it('in the depth of a talk', async () => {
    const { mine, me, friend } = await twoFriends();
    const [question = '', answer = '', plan = '', reply = '', end = ''] = cast.talk;
    await say(friend, me, question);
    await say(me, friend, answer);
    const asked = await messageOf(me, friend.account, question);
    const answered = await messageOf(me, friend.account, answer);
    const { core } = me;
    await core.call('messages.send', { conversation: friend.account, text: plan, quote: asked.id });
    await core.call('messages.send', {
      conversation: friend.account,
      text: reply,
      style: { size: 'large', colour: 'purple' },
    });
    await core.call('messages.react', { id: asked.id, emoji: '👍', on: true });
    await core.call('messages.pin', { id: answered.id, pinned: true });
    await core.call('messages.send', { conversation: friend.account, text: end });
    await settledAt(core, end);
    await core.call('messages.recall', { id: (await messageOf(me, friend.account, end)).id });
    const merged = { title: cast.greeting, names: { [me.account]: me.name, [friend.account]: friend.name } };
    await core.call('messages.forward', { ids: [asked.id, answered.id], to: [friend.account], merged });
    await core.call('messages.nudge', { conversation: friend.account });
    await openChat(mine.page, text, cast.friend.name);
    const page = mine.page;
    await page.getByRole('article').filter({ hasText: cast.greeting }).waitFor();
    await shoot(mine, 'depth');

    const first = page.getByRole('article').filter({ hasText: question }).first();
    await first.click({ button: 'right' });
    await page.getByRole('menuitem', { name: text('messageAction.reply') }).waitFor();
    await shoot(mine, 'message-menu');
    await page.getByRole('menuitem', { name: text('messageAction.reply') }).click();
    await page.getByRole('button', { name: text('chat.dropQuote') }).waitFor();
    await page.getByRole('button', { name: text('style.title') }).click();
    await page.getByRole('radio', { name: text('style.colours.purple') }).check({ force: true });
    await shoot(mine, 'style');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: text('chat.dropQuote') }).click();
    await page.locator('textarea:focus').waitFor();

    await first.focus();
    await page.keyboard.press('Space');
    await page.getByRole('checkbox').nth(1).check({ force: true });
    await shoot(mine, 'select');
    await page.getByRole('button', { name: text('select.merge') }).click();
    await page.getByRole('dialog').getByRole('checkbox').first().check();
    await shoot(mine, 'forward');
  });

  it('in a room', async () => {
    const running = await startTestServer();
    const mine = await openDesktop(browser, { language });
    const me = await join(mine, running, cast.me);
    const theirs = await openDesktop(browser, { language });
    const friend = await join(theirs, running, cast.friend);
    const stranger = await join(await openDesktop(browser, { language }), running, cast.stranger);
    await befriend(me, friend, cast.draft);
    await befriend(me, stranger, cast.draft);
    const name = language === 'en' ? 'Lab group 3' : '实验三组';
    const members = [friend.account, stranger.account];
    const isIn = [friend, stranger].map(({ core }) => happens(core, 'conversation', ({ kind }) => kind === 'room'));
    const room = await me.core.call('rooms.create', { name, members });
    await Promise.all(isIn);
    for (const [index, line] of cast.talk.entries()) {
      const from = [friend, me, stranger][index % 3] ?? me;
      await sayIn(from, room, line, [me, friend, stranger]);
    }
    await me.core.call('rooms.setNotice', { room, text: cast.greeting });
    const mention = `@${cast.friend.name} ${cast.draft}`;
    const heard = happens(friend.core, 'messages', (messages) => messages.some(({ text: said }) => said === mention));
    await me.core.call('messages.send', { conversation: room, text: mention, mentions: [friend.account] });
    await heard;
    await theirs.page.getByText(text('chats.mentioned')).waitFor();
    await openChat(theirs.page, text, name);
    await theirs.page.getByRole('button', { name: text('notice.confirm') }).waitFor();
    await shoot(theirs, 'room');
    await theirs.page.getByPlaceholder(text('chat.placeholder')).pressSequentially('@');
    await theirs.page.getByRole('listbox').waitFor();
    await shoot(theirs, 'mention');
    await theirs.page.keyboard.press('Escape');
    await theirs.page
      .getByRole('region', { name: text('notice.title') })
      .getByRole('button')
      .first()
      .click();
    await theirs.page.getByRole('dialog').waitFor();
    await shoot(theirs, 'notice');
    await theirs.page.keyboard.press('Escape');
    await me.core.call('rooms.mute', { room, account: friend.account, ms: 3_600_000 });
    await theirs.page.getByPlaceholder(text('chat.placeholder')).waitFor({ state: 'detached' });
    await shoot(theirs, 'room-muted');
    await me.core.call('rooms.remove', { room, account: friend.account });
    await theirs.page.getByText(text('roomClosed.notMember')).waitFor();
    await shoot(theirs, 'room-left');
  });

  it('voice messages, stickers and texts in pictures', async () => {
    const { mine, me, friend } = await twoFriends();
    const { page } = mine;
    const picture = pngFile({ width: 320, height: 240, colourType: 2, depth: 8 });
    await openChat(page, text, cast.friend.name);

    await page.getByRole('button', { name: text('voice.record') }).click();
    const recorder = page.getByRole('region', { name: text('voice.region') });
    await recorder.getByRole('timer').filter({ hasText: '0:03' }).waitFor();
    await shoot(mine, 'voice-recording');
    await page.keyboard.press('Enter');
    await recorder
      .getByRole('button', { name: text('voice.send') })
      .and(page.locator(':enabled'))
      .waitFor();
    await shoot(mine, 'voice-recorded');
    await recorder.getByRole('button', { name: text('voice.send') }).click();
    const message = page.getByRole('article').filter({ has: page.getByRole('slider') });
    await message.getByRole('button', { name: text('voice.play') }).click();
    await message.getByRole('slider').and(page.locator('[aria-valuenow="1"]')).waitFor();
    await message.getByRole('button', { name: text('voice.pause') }).click();
    await shoot(mine, 'voice-playing');

    await page.getByRole('button', { name: text('chat.emoji'), exact: true }).click();
    await page.getByRole('tab', { name: text('stickers.title') }).click();
    await page.getByText(text('stickers.empty')).waitFor();
    await shoot(mine, 'stickers-none');
    await page
      .getByLabel(text('stickers.add'))
      .last()
      .setInputFiles({ name: 'cat.png', mimeType: 'image/png', buffer: picture });
    await page.getByRole('button', { name: text.filled('stickers.number', { number: 1 }) }).waitFor();
    await shoot(mine, 'stickers');
    await page.keyboard.press('Escape');

    const { id: staged } = await friend.core.stage({ name: 'evening.png' }, inPieces(picture));
    const hidden = await friend.core.call('hidden.hide', {
      staged,
      text: cast.draft,
      password: 'plum',
      readableBy: 'chat',
    });
    const sent = { conversation: me.account, staged: hidden.id, kind: 'picture', caption: '' } as const;
    await friend.core.call('attachments.send', sent);
    await page.getByRole('button', { name: text('media.hidesText') }).click();
    await page.getByRole('dialog').getByLabel(text('hiddenText.password'), { exact: true }).fill('pear');
    await page.keyboard.press('Enter');
    await page.getByText(text('errors.nothing-hidden')).waitFor();
    await shoot(mine, 'hidden-wrong');
    await page.getByRole('dialog').getByLabel(text('hiddenText.password'), { exact: true }).fill('plum');
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: text('hiddenText.title') }).waitFor();
    await shoot(mine, 'hidden-shown');
    await page.keyboard.press('Escape');
  });

  it('files', async () => {
    const { mine, me, friend } = await twoFriends();
    const { page } = mine;
    const picture = pngFile({ width: 320, height: 240, colourType: 2, depth: 8 });
    await page.getByRole('button', { name: text('navigation.files') }).click();
    await page.getByText(text('files.empty.all')).waitFor();
    await shoot(mine, 'files-none');

    for (const name of cast.files) await sendFile(friend.core, me.account, { name, bytes: Buffer.alloc(50_000, name) });
    const seen = await sendFile(friend.core, me.account, { name: 'evening.png', bytes: picture, kind: 'picture' });
    await attachmentIn(me.core, seen.id, 'here');
    const list = page.getByRole('group', { name: text('files.list') });
    await list
      .getByRole('button', { name: text('transfer.step.fetch') })
      .first()
      .click();
    await list
      .getByRole('button', { name: text('transfer.step.fetch') })
      .nth(cast.files.length - 1)
      .waitFor({ state: 'detached' });
    await shoot(mine, 'files');
    await page.getByLabel(text('files.search')).fill('evening');
    await list.getByRole('button').first().press('Delete');
    await page.getByRole('dialog').waitFor();
    await shoot(mine, 'files-delete');
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: text('hiddenTool.title') }).click();
    const tool = page.getByRole('dialog', { name: text('hiddenTool.title') });
    await tool.getByLabel(text('hiddenTool.pick')).last().setInputFiles({
      name: 'hill.png',
      mimeType: 'image/png',
      buffer: picture,
    });
    await tool.getByLabel(text('hiddenTool.text')).fill(cast.draft);
    await tool.getByRole('button', { name: text('hiddenTool.save') }).click();
    await tool.getByRole('button', { name: text('files.showFolder') }).waitFor();
    await shoot(mine, 'hidden-tool');
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: text('navigation.settings') }).click();
    await page.getByRole('button', { name: text('settings.storage') }).click();
    await page.getByRole('heading', { name: text('files.space') }).waitFor();
    await shoot(mine, 'storage');
  });

  it('the keys of a friend', async () => {
    const { running, mine, me, friend } = await twoFriends();
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

/** The message of a chat that says this. */
async function messageOf({ core }: Member, conversation: ConversationId, said: string): Promise<Message> {
  const { messages } = await core.call('messages.page', { conversation, limit: 100 });
  const message = messages.find(({ text }) => text === said);
  if (!message) throw new Error(`Nobody has said "${said}".`);
  return message;
}

/** Resolves once the server has the newest own message, which says this. */
async function settledAt(core: Member['core'], said: string): Promise<void> {
  const isThere = (list: Message[]) => list.some(({ text, state }) => text === said && state !== 'sending');
  const sent = happens(core, 'messages', isThere);
  const chats = await core.call('conversations.list', {});
  if (chats.some(({ last }) => last?.text === said && last.state !== 'sending')) return;
  await sent;
}

/** Says something in a room, and waits until everybody has it. */
async function sayIn(from: Member, room: RoomId, said: string, everybody: Member[]): Promise<void> {
  const others = everybody.filter((member) => member !== from);
  const heard = others.map(({ core }) =>
    happens(core, 'messages', (messages) => messages.some(({ text }) => text === said)),
  );
  await from.core.call('messages.send', { conversation: room, text: said });
  await Promise.all(heard);
}
