import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { openThree } from '../support/friends.ts';
import { chromiumMissing, describeUnless } from '../support/needs.ts';
import { inRoom, openRoom } from '../support/room-window.ts';
import { textsIn } from '../support/texts.ts';
import { inWindow } from '../support/windows.ts';

const text = textsIn('en');
/** What stands before the time. */
const mutedUntil = text('room.mutedUntil').replace(/\{\{.*/, '');
const youAreMuted = text('roomClosed.muted').replace(/\{\{.*/, '');

describeUnless(chromiumMissing, 'who may do what in a room', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  it('adds friends, and removes a member, who sees it and can no longer write', async () => {
    const { anna, ben, clara, problems } = await openThree(browser);
    await inRoom.create(anna.page, { name: 'harbour', members: ['ben'] });
    await inRoom.addFriends(anna.page, 'harbour', ['clara']);
    await inRoom.line(anna.page, 'roomLine.added', { by: 'You', whom: 'clara' }).waitFor();
    await inWindow.openChat(clara.page, 'harbour');
    await inRoom.line(clara.page, 'roomLine.added', { by: 'anna', whom: 'you' }).waitFor();
    await inWindow.openChat(ben.page, 'harbour');
    await inWindow.send(ben.page, 'welcome');
    await inWindow.message(clara.page, 'welcome').waitFor();

    await inRoom.chooseFor(anna.page, 'clara', text('room.member.remove.submit'));
    const title = text.filled('room.member.remove.title', { name: 'clara' });
    await inRoom.confirm(anna.page, title, text('room.member.remove.submit'));
    await inRoom.member(anna.page, 'clara').waitFor({ state: 'hidden' });
    await inRoom.closed(clara.page, text('roomClosed.notMember')).waitFor();
    await inRoom.line(clara.page, 'roomLine.removed', { by: 'anna', whom: 'you' }).waitFor();
    expect(await inWindow.editor(clara.page).isVisible()).toBe(false);
    await inWindow.send(ben.page, 'without clara');
    await inWindow.message(anna.page, 'without clara').waitFor();
    expect(await inWindow.messageTexts(clara.page)).toEqual(['welcome']);
    const panel = await inRoom.openPanel(clara.page);
    await panel.getByText(text('room.isLeft')).waitFor();

    await inRoom.addFriends(anna.page, 'harbour', ['clara']);
    await inWindow.editor(clara.page).waitFor();
    await panel.getByText(text('room.isLeft')).waitFor({ state: 'hidden' });
    await inWindow.send(clara.page, 'here again');
    await inWindow.message(ben.page, 'here again').waitFor();
    expect(await inWindow.messageTexts(clara.page)).toEqual(['welcome', 'here again']);
    expect(problems()).toEqual([]);
  });

  it('lets members leave, but not its owner', async () => {
    const { anna, ben, clara, problems } = await openThree(browser);
    await inRoom.create(anna.page, { name: 'harbour', members: ['ben', 'clara'] });
    const leave = text('chats.leaveRoom');
    await inWindow.chatRow(clara.page, 'harbour').click({ button: 'right' });
    await clara.page.getByRole('menuitem', { name: leave }).click();
    const title = text.filled('room.step.leave.title', { name: 'harbour' });
    await inRoom.confirm(clara.page, title, text('room.step.leave.submit'));
    await inRoom.line(anna.page, 'roomLine.left', { by: 'clara' }).waitFor();
    await inRoom.show(clara.page, 'harbour');
    await inRoom.closed(clara.page, text('roomClosed.notMember')).waitFor();

    await inWindow.openChat(ben.page, 'harbour');
    await inRoom.choose(ben.page, text('room.step.leave.submit'));
    await inRoom.confirm(ben.page, title, text('room.step.leave.submit'));
    await inRoom.closed(ben.page, text('roomClosed.notMember')).waitFor();
    await inRoom.line(anna.page, 'roomLine.left', { by: 'ben' }).waitFor();
    await inWindow.chatRow(anna.page, 'harbour').click({ button: 'right' });
    await anna.page.getByRole('menuitem', { name: text('chats.openChat') }).waitFor();
    expect(await anna.page.getByRole('menuitem', { name: leave }).count()).toBe(0);
    expect(problems()).toEqual([]);
  });

  it('makes admins, who manage, and hands the room over', async () => {
    const { anna, ben, clara, problems } = await openRoom(browser);
    const panel = await inRoom.openPanel(ben.page);
    await panel.getByRole('button', { name: text('room.menu') }).click();
    await ben.page.getByRole('menuitem', { name: text('room.card') }).waitFor();
    expect(await ben.page.getByRole('menuitem', { name: text('room.rename') }).isVisible()).toBe(false);
    await ben.page.keyboard.press('Escape');

    await inRoom.chooseFor(anna.page, 'ben', text('room.promote'));
    await inRoom
      .member(anna.page, 'ben')
      .filter({ hasText: text('room.role.admin') })
      .waitFor();
    await inRoom.line(clara.page, 'roomLine.promoted', { by: 'anna', whom: 'ben' }).waitFor();
    await inRoom.rename(ben.page, 'boathouse');
    await inRoom.line(clara.page, 'roomLine.renamed', { by: 'ben', name: 'boathouse' }).waitFor();
    for (const { page } of [anna, clara]) await inWindow.chat(page, 'boathouse').waitFor();
    const picture = await ben.page.screenshot({ clip: { x: 0, y: 0, width: 90, height: 60 } });
    await inRoom.setPicture(ben.page, picture);
    await inWindow.chatRow(clara.page, 'boathouse').locator('img').waitFor();

    await inRoom.chooseFor(anna.page, 'ben', text('room.member.transfer.submit'));
    const title = text.filled('room.member.transfer.title', { name: 'ben' });
    await inRoom.confirm(anna.page, title, text('room.member.transfer.submit'));
    await inRoom
      .member(anna.page, 'ben')
      .filter({ hasText: text('room.role.owner') })
      .waitFor();
    await inRoom
      .member(anna.page, 'anna')
      .filter({ hasText: text('room.role.admin') })
      .waitFor();
    await inRoom.line(clara.page, 'roomLine.transferred', { by: 'anna', whom: 'ben' }).waitFor();
    await inRoom.chooseFor(ben.page, 'anna', text('room.demote'));
    await inRoom.line(anna.page, 'roomLine.demoted', { by: 'ben', whom: 'you' }).waitFor();
    expect(problems()).toEqual([]);
  });

  it('is disbanded by its owner, who is asked once more', async () => {
    const { anna, ben, clara, problems } = await openRoom(browser);
    await inWindow.send(clara.page, 'the last word');
    await inWindow.message(ben.page, 'the last word').waitFor();
    await inRoom.choose(anna.page, text('room.step.disband.submit'));
    const title = text.filled('room.step.disband.title', { name: 'harbour' });
    await inRoom.confirm(anna.page, title, text('room.step.disband.submit'));
    for (const { page } of [anna, ben, clara]) await inRoom.closed(page, text('roomClosed.disbanded')).waitFor();
    expect(await inWindow.messageTexts(ben.page)).toEqual(['the last word']);
    expect(problems()).toEqual([]);
  });

  it('mutes a member, and everybody but its admins', async () => {
    const { anna, ben, clara, problems } = await openRoom(browser);
    await inRoom.openPanel(anna.page);
    await inRoom.member(anna.page, 'ben').click();
    for (const hours of [1, 8, 24, 168]) {
      await anna.page.getByRole('menuitem', { name: text(`room.muteFor.${hours}`) }).waitFor();
    }
    await anna.page.getByRole('menuitem', { name: text('room.muteFor.168') }).click();
    await inRoom.closed(ben.page, youAreMuted).waitFor();
    await inRoom.member(anna.page, 'ben').filter({ hasText: mutedUntil }).waitFor();
    await inWindow.send(clara.page, 'I may');
    await inWindow.message(ben.page, 'I may').waitFor();
    await inRoom.chooseFor(anna.page, 'ben', text('room.unmute'));
    await inWindow.editor(ben.page).waitFor();

    await inRoom.choose(anna.page, text('room.muteAll'));
    const title = text.filled('room.step.mute-all.title', { name: 'harbour' });
    await inRoom.confirm(anna.page, title, text('room.step.mute-all.submit'));
    for (const { page } of [ben, clara]) await inRoom.closed(page, text('roomClosed.mutedAll')).waitFor();
    await inWindow.send(anna.page, 'only I may');
    await inWindow.message(clara.page, 'only I may').waitFor();
    await inRoom.choose(anna.page, text('room.unmuteAll'));
    for (const { page } of [ben, clara]) await inWindow.editor(page).waitFor();
    expect(problems()).toEqual([]);
  });
});
