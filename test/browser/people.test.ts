import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { befriend, signUp } from '../../scripts/people.ts';
import { type Desktop, launchBrowser, openDesktop } from '../support/browser.ts';
import { startCore } from '../support/core.ts';
import { annaPerson, benPerson, openFriends } from '../support/friends.ts';
import { chromiumMissing, describeUnless } from '../support/needs.ts';
import { peopleWindow } from '../support/people-window.ts';
import { safetyDialog } from '../support/safety-dialog.ts';
import { startTestServer } from '../support/server.ts';
import { textsIn } from '../support/texts.ts';
import { inWindow } from '../support/windows.ts';

const text = textsIn('en');

const caraPerson = { name: 'cara', email: 'cara@example.org', password: 'silver-bridge-31' };

describeUnless(chromiumMissing, 'people', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  /** Two people who do not know each other, signed in. */
  async function openStrangers() {
    const running = await startTestServer();
    const anna = await openDesktop(browser, { deviceName: "anna's laptop" });
    const ben = await openDesktop(browser, { deviceName: "ben's desk" });
    const members = {
      anna: await signUp(anna.core, running.server.invitation, annaPerson),
      ben: await signUp(ben.core, running.server.invitation, benPerson),
    };
    return { running, anna, ben, members };
  }

  /** The same with cara, who has no window and is a friend of anna, too. */
  async function openThree() {
    const friends = await openFriends(browser);
    const core = await startCore();
    const cara = await signUp(core, friends.running.server.invitation, caraPerson);
    await befriend(cara, friends.members.anna, 'Hello, I am cara');
    return { ...friends, cara };
  }

  /** Another machine on which anna signs in, which ends her session on the first. */
  async function openLibrary(invitation: string): Promise<Desktop> {
    const library = await openDesktop(browser, { deviceName: 'library computer' });
    await inWindow.enterServer(library.page, invitation);
    await inWindow.login(library.page, annaPerson);
    return library;
  }

  it('see each other’s profile and picture at once when they change (A5)', async () => {
    const { anna, ben } = await openFriends(browser);
    await peopleWindow.openContact(anna.page, 'ben');
    await inWindow.openSettings(ben.page, 'profile');
    await ben.page.getByLabel(text('register.age')).fill('three');
    await ben.page.getByRole('button', { name: text('action.save') }).click();
    await ben.page.getByText(text('problem.age.format')).waitFor();

    await ben.page.getByLabel(text('settings.displayName')).fill('Benjamin 本');
    await ben.page.getByLabel(text('settings.signature')).fill('back on Monday');
    await ben.page.getByLabel(text('register.age')).fill('31');
    await ben.page.getByRole('radio', { name: text('sex.male'), exact: true }).click();
    await ben.page.getByRole('button', { name: text('action.save') }).click();
    await ben.page.getByText(text('settings.saved')).waitFor();
    await anna.page.getByRole('heading', { name: 'Benjamin 本', level: 2 }).waitFor();
    await anna.page.getByRole('main').getByText('back on Monday').waitFor();
    expect(await peopleWindow.fact(anna.page, text('contacts.age')).textContent()).toBe('31');
    expect(await peopleWindow.fact(anna.page, text('contacts.sex')).textContent()).toBe(text('sex.male'));

    await peopleWindow.choosePicture(ben.page, Buffer.from('not a picture'));
    await ben.page.getByText(text('problem.picture.format')).waitFor();
    await peopleWindow.choosePicture(ben.page, await anna.page.screenshot());
    await ben.page.getByRole('button', { name: text('picture.remove') }).waitFor();
    const picture = anna.page.getByRole('main').locator('img');
    await picture.waitFor();
    await peopleWindow.contactRow(anna.page, 'Benjamin 本').locator('img').waitFor();
    await ben.page.getByRole('button', { name: text('picture.remove') }).click();
    await picture.waitFor({ state: 'detached' });
    expect([...anna.problems, ...ben.problems]).toEqual([]);
  });

  it('choose how they are seen: online, away, busy or not at all (A5, C3)', async () => {
    const { anna, ben } = await openFriends(browser);
    await peopleWindow.openContact(anna.page, 'ben');
    await peopleWindow.shows(anna.page, 'ben', 'online');
    await peopleWindow.setPresence(ben.page, 'away');
    await peopleWindow.shows(anna.page, 'ben', 'away');
    await peopleWindow.setPresence(ben.page, 'busy');
    await peopleWindow.shows(anna.page, 'ben', 'busy');
    await peopleWindow.group(anna.page, text('contacts.myFriends'), 1, 1).waitFor();
    await peopleWindow.setPresence(ben.page, 'invisible');
    await peopleWindow.shows(anna.page, 'ben', 'offline');
    await peopleWindow.group(anna.page, text('contacts.myFriends'), 0, 1).waitFor();

    await ben.leave();
    await ben.come();
    await inWindow.unlockRemembered(ben.page, benPerson);
    await ben.page
      .getByRole('button', {
        name: text.filled('navigation.own', { name: 'ben', presence: text('presence.invisible') }),
      })
      .waitFor();
    await peopleWindow.shows(anna.page, 'ben', 'offline');
    await peopleWindow.setPresence(ben.page, 'online');
    await peopleWindow.shows(anna.page, 'ben', 'online');
    expect([...anna.problems, ...ben.problems]).toEqual([]);
  });

  it('see who has signed in to their account, and who has tried (A7)', async () => {
    const { running, anna, ben } = await openFriends(browser);
    const library = await openDesktop(browser, { deviceName: 'library computer' });
    await inWindow.enterServer(library.page, running.server.invitation);
    await library.page.getByLabel(text('login.name'), { exact: true }).fill('anna');
    await library.page.getByLabel(text('login.password'), { exact: true }).fill('not-her-password-1');
    await library.page.getByRole('button', { name: text('login.submit'), exact: true }).click();
    await library.page.getByText(text('login.wrong')).waitFor();

    await inWindow.openSettings(anna.page, 'security');
    const logins = anna.page.getByRole('list', { name: text('logins.title') }).getByRole('listitem');
    await logins.first().waitFor();
    const [newest, oldest] = [logins.first(), logins.last()];
    await newest.getByText('library computer').waitFor();
    await newest.getByText(text('logins.outcome.refused')).waitFor();
    await oldest.getByText("anna's laptop").waitFor();
    await oldest.getByText(text('logins.outcome.done')).waitFor();
    await oldest.getByText('127.0.0.1').waitFor();
    expect([...anna.problems, ...ben.problems, ...library.problems]).toEqual([]);
  });

  it('delete their account for good (A7)', async () => {
    const { running, anna, ben } = await openFriends(browser);
    await peopleWindow.openContact(ben.page, 'anna');
    await inWindow.openSettings(anna.page, 'security');
    await anna.page.getByRole('button', { name: text('deletion.open') }).click();
    const dialog = anna.page.getByRole('dialog', { name: text.filled('deletion.ask', { name: 'anna' }) });
    await dialog.getByLabel(text('login.password'), { exact: true }).fill('not-her-password-1');
    await dialog.getByRole('button', { name: text('deletion.submit') }).click();
    await dialog.getByText(text('unlock.wrong')).waitFor();
    await dialog.getByLabel(text('login.password'), { exact: true }).fill(annaPerson.password);
    await dialog.getByRole('button', { name: text('deletion.submit') }).click();

    await anna.page.getByRole('heading', { name: text('login.title') }).waitFor();
    await peopleWindow.contactRow(ben.page, 'anna').waitFor({ state: 'detached' });
    await ben.page.getByText(text('contacts.empty')).waitFor();
    const elsewhere = await openDesktop(browser, { deviceName: 'library computer' });
    await inWindow.enterServer(elsewhere.page, running.server.invitation);
    await elsewhere.page.getByLabel(text('login.name'), { exact: true }).fill('anna');
    await elsewhere.page.getByLabel(text('login.password'), { exact: true }).fill(annaPerson.password);
    await elsewhere.page.getByRole('button', { name: text('login.submit'), exact: true }).click();
    await elsewhere.page.getByText(text('login.wrong')).waitFor();
    expect([...anna.problems, ...ben.problems, ...elsewhere.problems]).toEqual([]);
  });

  it('find each other by name and by number, and each wrong input has its own message (C1)', async () => {
    const { anna, ben, members } = await openStrangers();
    const dialog = await peopleWindow.find(anna.page, 'nobody');
    await dialog.getByText(text.filled('add.unknown', { query: 'nobody' })).waitFor();
    await peopleWindow.find(anna.page, '99999');
    await dialog.getByText(text.filled('add.unknown', { query: '99999' })).waitFor();
    await peopleWindow.find(anna.page, String(members.anna.account));
    await dialog.getByText(text('add.self')).waitFor();
    await peopleWindow.find(anna.page, 'miyu://somewhere/else');
    await dialog.getByText(text('add.noLink')).waitFor();

    await peopleWindow.find(anna.page, String(members.ben.account));
    const found = peopleWindow.results(dialog).filter({ hasText: 'ben' });
    await found.getByLabel(text('add.greeting')).fill('x'.repeat(61));
    await found.getByText(text.filled('problem.greeting.tooLong', { max: 60 })).waitFor();
    await found.getByLabel(text('add.greeting')).fill('It is me, from the lab');
    await found.getByRole('button', { name: text('add.send') }).click();
    await found.getByText(text('add.sent')).waitFor();
    await peopleWindow.find(anna.page, 'ben');
    await dialog.getByText(text('add.requested')).waitFor();

    const theirs = await peopleWindow.find(ben.page, 'anna');
    await theirs.getByText(text('add.requestsYou')).waitFor();
    await theirs.getByRole('button', { name: text('requests.accept') }).click();
    await theirs.getByText(text('add.added')).waitFor();
    await dialog.getByText(text('add.added')).waitFor();
    await peopleWindow.find(anna.page, 'ben');
    await dialog.getByText(text('add.friend')).waitFor();
    expect([...anna.problems, ...ben.problems]).toEqual([]);
  });

  it('are asked again at the next sign-in about a request they put off (C1)', async () => {
    const { anna, ben } = await openStrangers();
    await inWindow.addFriend(anna.page, 'ben');
    const card = await inWindow.openRequest(ben.page, 'anna');
    await card.getByText('Hello, I am anna').waitFor();
    await card.getByRole('button', { name: text('requests.later') }).click();
    await card.getByText(text('requests.isLater')).waitFor();

    await ben.leave();
    await ben.come();
    await inWindow.unlockRemembered(ben.page, benPerson);
    await ben.page.getByText(text.filled('requests.bannerOne', { name: 'anna' })).waitFor();
    await ben.page.getByRole('button', { name: text('requests.view') }).click();
    const again = ben.page.getByRole('article', { name: text.filled('requests.card', { name: 'anna' }) });
    await again.getByRole('button', { name: text('requests.later') }).waitFor();
    await again.getByRole('button', { name: text('requests.refuse') }).click();
    await again.getByText(text('requests.refusedByYou')).waitFor();

    const own = await inWindow.openRequest(anna.page, 'ben');
    await own.getByText(text('requests.refusedByThem')).waitFor();
    expect([...anna.problems, ...ben.problems]).toEqual([]);
  });

  it('end a friendship and clear what was said, here alone (C2)', async () => {
    const { anna, ben } = await openFriends(browser);
    await inWindow.startChat(anna.page, 'ben');
    await inWindow.send(anna.page, 'remember this');
    await inWindow.openChat(ben.page, 'anna');
    await inWindow.message(ben.page, 'remember this').waitFor();

    await peopleWindow.openContact(anna.page, 'ben');
    await peopleWindow.remove(anna.page, 'ben', { clears: true });
    await peopleWindow.contactRow(anna.page, 'ben').waitFor({ state: 'detached' });
    await inWindow.goTo(anna.page, 'chats');
    await expect.poll(() => inWindow.messageTexts(anna.page)).toEqual([]);
    expect(await anna.core.call('contacts.list', {})).toEqual([]);

    await ben.page.getByText(text('chat.notFriends')).waitFor();
    await inWindow.message(ben.page, 'remember this').waitFor();
    expect([...anna.problems, ...ben.problems]).toEqual([]);
  });

  it('see from where a friend is connected, if the friend lets them (C3)', async () => {
    const { anna, ben } = await openFriends(browser);
    await peopleWindow.openContact(anna.page, 'ben');
    const address = peopleWindow.fact(anna.page, text('contacts.address'));
    await address.getByText(/^127\.0\.0\.1:\d+$/).waitFor();

    await inWindow.openSettings(ben.page, 'privacy');
    await peopleWindow.choose(ben.page, text('settings.address'), text('settings.addressTo.never'));
    await inWindow.goTo(anna.page, 'chats');
    await inWindow.goTo(anna.page, 'contacts');
    await address.getByText(text('contacts.addressHidden')).waitFor();
    await ben.leave();
    await peopleWindow.shows(anna.page, 'ben', 'offline');
    await address.waitFor({ state: 'detached' });
    expect([...anna.problems, ...ben.problems]).toEqual([]);
  });

  it('have their chats in order: pinned ones, then by the last message (C3, C4)', async () => {
    const { anna, ben, cara, members } = await openThree();
    const rows = anna.page.getByRole('group', { name: text('chats.list') }).getByRole('button');
    const isFirst = (name: string) => rows.first().filter({ hasText: name }).waitFor();
    await ben.core.call('messages.send', { conversation: members.anna.account, text: 'first from ben' });
    await rows.filter({ hasText: 'first from ben' }).waitFor();
    await cara.core.call('messages.send', { conversation: members.anna.account, text: 'then from cara' });
    await rows
      .filter({ hasText: 'then from cara' })
      .filter({ hasText: text('presence.online') })
      .waitFor();
    await isFirst('cara');
    await rows.filter({ hasText: '1 unread message' }).nth(1).waitFor();

    await peopleWindow.chatMenu(anna.page, 'ben', text('chats.pin'));
    await isFirst('ben');
    await cara.core.call('messages.send', { conversation: members.anna.account, text: 'again from cara' });
    await rows.filter({ hasText: '2 unread messages' }).waitFor();
    await isFirst('ben');
    await anna.page.reload();
    await isFirst('ben');
    await peopleWindow.chatMenu(anna.page, 'ben', text('chats.unpin'));
    await isFirst('cara');
    expect([...anna.problems, ...ben.problems]).toEqual([]);
  });

  it('sort friends into groups and give them names, which follow the account to another machine (C4, C5)', async () => {
    const { running, anna, ben, cara } = await openThree();
    await peopleWindow.openContact(anna.page, 'ben');
    await peopleWindow.remark(anna.page, 'Lab mate');
    await peopleWindow.newGroup(anna.page, 'Laboratory');
    await peopleWindow.group(anna.page, 'Laboratory', 1, 1).waitFor();
    await peopleWindow.group(anna.page, text('contacts.myFriends'), 1, 1).waitFor();
    await cara.core.close();
    await peopleWindow.group(anna.page, text('contacts.myFriends'), 0, 1).waitFor();
    await peopleWindow.openContact(anna.page, 'cara');
    await peopleWindow.moveToGroup(anna.page, 'Laboratory');
    await peopleWindow.group(anna.page, 'Laboratory', 1, 2).waitFor();
    await inWindow.startChat(anna.page, 'Lab mate');
    await inWindow.chat(anna.page, 'Lab mate').waitFor();

    const library = await openLibrary(running.server.invitation);
    await inWindow.goTo(library.page, 'contacts');
    await peopleWindow.group(library.page, 'Laboratory', 1, 2).waitFor();
    await peopleWindow.openContact(library.page, 'Lab mate');
    await library.page.getByRole('main').getByText('ben', { exact: true }).first().waitFor();
    expect([...anna.problems, ...ben.problems, ...library.problems]).toEqual([]);
  });

  it('block somebody, who is not heard any more, until they change their mind (C5)', async () => {
    const { running, anna, ben, members } = await openFriends(browser);
    await peopleWindow.openContact(anna.page, 'ben');
    await peopleWindow.block(anna.page, 'ben');
    await peopleWindow.contactRow(anna.page, 'ben').waitFor({ state: 'detached' });
    await inWindow.goTo(ben.page, 'contacts');
    await ben.page.getByText(text('contacts.empty')).waitFor();
    await inWindow.goTo(ben.page, 'chats');
    await inWindow.addFriend(ben.page, 'anna');
    expect(await anna.core.call('contacts.list', {})).toEqual([]);

    const library = await openLibrary(running.server.invitation);
    await inWindow.openSettings(library.page, 'privacy');
    const blocked = library.page.getByRole('list', { name: text('block.list') }).getByRole('listitem');
    await blocked.filter({ hasText: 'ben' }).waitFor();
    expect(await library.core.call('contacts.requests', {})).toEqual([]);
    await blocked.getByRole('button', { name: text.filled('block.undoNamed', { name: 'ben' }) }).click();
    await library.page.getByText(text('block.none')).waitFor();
    await befriend(
      { core: library.core, account: members.anna.account, name: 'anna' },
      members.ben,
      'Let us talk again',
    );
    await peopleWindow.openContact(library.page, 'ben');
    expect([...anna.problems, ...ben.problems, ...library.problems]).toEqual([]);
  });

  it('are verified friends from the start when they add each other by link (C6)', async () => {
    const { anna, ben } = await openStrangers();
    const own = await peopleWindow.showOwnCode(ben.page);
    const link = await own.getByText(/^miyu:/).innerText();
    await ben.page.keyboard.press('Escape');

    const dialog = await peopleWindow.find(anna.page, link);
    await dialog.getByText(text.filled('add.keys.none', { name: 'ben' })).waitFor();
    await dialog.getByRole('button', { name: text('add.send') }).click();
    await dialog.getByText(text('add.sent')).waitFor();
    await anna.page.keyboard.press('Escape');
    await inWindow.acceptRequest(ben.page, 'anna');
    await inWindow.startChat(anna.page, 'ben');
    await safetyDialog.badge(anna.page, 'ben', 'verified').waitFor();
    expect([...anna.problems, ...ben.problems]).toEqual([]);
  });

  it('are so, too, when they scan the code from a picture (C6)', async () => {
    const { anna, ben } = await openStrangers();
    const own = await peopleWindow.showOwnCode(ben.page);
    const picture = await own.getByRole('img', { name: text('add.mineCode') }).screenshot();
    await ben.page.keyboard.press('Escape');

    await anna.page.keyboard.press('Control+n');
    const dialog = anna.page.getByRole('dialog', { name: text('add.title') });
    await dialog.getByRole('tab', { name: text('add.tab.scan') }).click();
    const scan = (buffer: Buffer) =>
      dialog.locator('input[type=file]').setInputFiles({ name: 'code.png', mimeType: 'image/png', buffer });
    await scan(Buffer.from('not a picture'));
    await dialog.getByText(text('add.scan.no-picture')).waitFor();
    await scan(await dialog.getByRole('tablist').screenshot());
    await dialog.getByText(text('add.scan.no-code')).waitFor();
    await scan(picture);
    await dialog.getByText(text.filled('add.keys.none', { name: 'ben' })).waitFor();
    await dialog.getByRole('button', { name: text('add.send') }).click();
    await dialog.getByText(text('add.sent')).waitFor();
    await anna.page.keyboard.press('Escape');
    await inWindow.acceptRequest(ben.page, 'anna');
    await inWindow.startChat(anna.page, 'ben');
    await safetyDialog.badge(anna.page, 'ben', 'verified').waitFor();
    expect([...anna.problems, ...ben.problems]).toEqual([]);
  });
});
