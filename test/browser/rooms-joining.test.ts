import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { openThree } from '../support/friends.ts';
import { chromiumMissing, describeUnless } from '../support/needs.ts';
import { inRoom } from '../support/room-window.ts';
import { textsIn } from '../support/texts.ts';
import { inWindow } from '../support/windows.ts';

const text = textsIn('en');

describeUnless(chromiumMissing, 'getting into rooms', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  it('makes a room of a name that nobody else has, and shows its number', async () => {
    const { anna, ben, problems } = await openThree(browser);
    const number = await inRoom.create(anna.page, { name: '港口 harbour', members: ['ben'] });
    expect(number).toMatch(/^\d+$/);
    await inRoom.line(anna.page, 'roomLine.created', { by: 'You' }).waitFor();
    const panel = await inRoom.openPanel(anna.page);
    await panel.getByText(`Room ${number} · 2 members`).waitFor();
    await inWindow.openChat(ben.page, '港口 harbour');
    expect(await inRoom.number(ben.page, '港口 harbour')).toBe(number);

    const refused = await inRoom.tryToCreate(ben.page, '港口 HARBOUR');
    await refused.getByRole('alert').getByText(text('problem.roomName.taken')).waitFor();
    const name = refused.getByLabel(text('room.name'));
    await name.fill('');
    await refused.getByRole('button', { name: text('room.create') }).click();
    await refused.getByRole('alert').getByText(text('problem.roomName.empty')).waitFor();
    await name.fill('lighthouse');
    await refused.getByRole('button', { name: text('room.create') }).click();
    await inWindow.chat(ben.page, 'lighthouse').waitFor();
    expect(problems()).toEqual([]);
  });

  it('asks, is refused, asks again and is let in', async () => {
    const { anna, ben, clara, problems } = await openThree(browser);
    const question = 'Your student number?';
    const number = await inRoom.create(anna.page, { name: 'harbour', members: ['ben'], entry: 'approval', question });

    const nothing = await inRoom.find(clara.page, '987654');
    await nothing.getByText(text.filled('add.unknown', { query: '987654' })).waitFor();
    await clara.page.keyboard.press('Escape');
    const known = await inRoom.find(ben.page, number);
    await known.getByText(text('room.alreadyIn')).waitFor();

    await inRoom.ask(clara.page, number, question, '2026-001');
    const again = await inRoom.find(clara.page, 'Harbour');
    await again.getByText(text('room.askedBefore')).waitFor();
    await clara.page.keyboard.press('Escape');
    const first = await inRoom.requestOf(anna.page, 'clara', 'harbour');
    await first.getByText('2026-001').waitFor();
    await first.getByRole('button', { name: text('requests.refuse') }).click();
    await first.waitFor({ state: 'hidden' });
    await clara.page.getByText(text.filled('room.refused', { name: 'harbour' })).waitFor();

    await inRoom.ask(clara.page, number, question, '2026-007');
    const second = await inRoom.requestOf(anna.page, 'clara', 'harbour');
    await second.getByText('2026-007').waitFor();
    await second.getByRole('button', { name: text('requests.letIn') }).click();
    await inWindow.openChat(clara.page, 'harbour');
    await clara.page.getByText(text('chat.beforeJoining')).waitFor();
    await inRoom.openPanel(clara.page);
    for (const name of ['anna', 'ben', 'clara']) await inRoom.member(clara.page, name).waitFor();
    await inWindow.send(clara.page, 'here I am');
    await inWindow.openChat(anna.page, 'harbour');
    await inWindow.message(anna.page, 'here I am').waitFor();
    expect(problems()).toEqual([]);
  });

  it('comes in by number where the room is open, and not where it is closed', async () => {
    const { anna, ben, clara, problems } = await openThree(browser);
    const number = await inRoom.create(anna.page, { name: 'harbour', entry: 'closed' });
    const dialog = await inRoom.find(clara.page, number);
    await dialog.getByText(text.filled('add.unknown', { query: number })).waitFor();
    await clara.page.keyboard.press('Escape');

    await inRoom.setEntry(anna.page, 'open');
    await inRoom.line(anna.page, 'roomLine.rules.open', { by: 'You' }).waitFor();
    await inRoom.join(clara.page, number);
    await inRoom.line(anna.page, 'roomLine.joined', { by: 'clara' }).waitFor();
    await inRoom.join(ben.page, 'harbour');
    await inRoom.line(clara.page, 'roomLine.joined', { by: 'ben' }).waitFor();
    await inWindow.send(ben.page, 'we do not know each other');
    await inWindow.message(clara.page, 'we do not know each other').waitFor();
    expect(problems()).toEqual([]);
  });
});
