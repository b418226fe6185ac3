import type { Browser } from 'playwright-core';
import { befriend, type Member, signUp } from '../../scripts/people.ts';
import { type Desktop, type DesktopOptions, openDesktop } from './browser.ts';
import { startTestServer, type TestServer } from './server.ts';

export const annaPerson = { name: 'anna', email: 'anna@example.org', password: 'quiet-river-88' };
export const benPerson = { name: 'ben', email: 'ben@example.org', password: 'green-lantern-7' };
export const claraPerson = { name: 'clara', email: 'clara@example.org', password: 'seven-pears-51' };

export interface Friends {
  running: TestServer;
  anna: Desktop;
  ben: Desktop;
  /** their accounts, as the cores that were first there know them */
  members: { anna: Member; ben: Member };
}

/** Two people at their machines, signed in and friends, with the main window open and nothing said yet. */
export async function openFriends(browser: Browser, options: DesktopOptions = {}): Promise<Friends> {
  const running = await startTestServer();
  const link = running.server.invitation;
  const anna = await openDesktop(browser, { deviceName: "anna's laptop", ...options });
  const ben = await openDesktop(browser, { deviceName: "ben's desk", ...options });
  const members = {
    anna: await signUp(anna.core, link, annaPerson),
    ben: await signUp(ben.core, link, benPerson),
  };
  await befriend(members.anna, members.ben, 'Hello, I am anna');
  // The windows were open before the servers were chosen, which people do in the window alone.
  for (const { page } of [anna, ben]) await page.reload();
  return { running, anna, ben, members };
}

export interface Three {
  running: TestServer;
  anna: Desktop;
  ben: Desktop;
  clara: Desktop;
  members: { anna: Member; ben: Member; clara: Member };
  /** what all three windows had to complain of */
  problems(): string[];
}

/** Three people at their machines: anna is a friend of the other two, who do not know each other. */
export async function openThree(browser: Browser, options: DesktopOptions = {}): Promise<Three> {
  const { running, anna, ben, members } = await openFriends(browser, options);
  const clara = await openDesktop(browser, { deviceName: "clara's tablet", ...options });
  const third = await signUp(clara.core, running.server.invitation, claraPerson);
  await befriend(members.anna, third, 'Hello, I am anna');
  await clara.page.reload();
  const problems = () => [anna, ben, clara].flatMap((desktop) => desktop.problems);
  return { running, anna, ben, clara, members: { ...members, clara: third }, problems };
}
