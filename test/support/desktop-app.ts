import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { type Member, signUp } from '../../scripts/people.ts';
import { createCore } from '../../src-main/core/core.ts';
import { type DesktopOptions, launchApp, type RunningApp } from './electron.ts';
import type { benPerson } from './friends.ts';
import { startTestServer } from './server.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface StartedApp {
  app: RunningApp;
  page: Page;
  link: string;
  folder: string;
}

/** The app on a server, with nobody signed in. */
export async function startApp(desktop: DesktopOptions = {}): Promise<StartedApp> {
  const { server } = await startTestServer();
  return startAgain({ link: server.invitation, folder: await temporaryFolder() }, desktop);
}

/** The app on the folder of an earlier one, which has quit. */
export async function startAgain(
  { link, folder }: Pick<StartedApp, 'link' | 'folder'>,
  desktop: DesktopOptions = {},
): Promise<StartedApp> {
  const app = await launchApp(folder, link, desktop);
  onTestFinished(() => app.kill());
  return { app, page: await app.firstWindow(), link, folder };
}

/** Somebody else who has registered there. */
export async function joinAs(person: typeof benPerson, link: string): Promise<Member> {
  const folder = await mkdtemp(path.join(tmpdir(), 'miyu-friend-'));
  const core = await createCore({
    folder,
    host: 'web',
    systemLanguage: 'en',
    deviceName: 'elsewhere',
    version: '0.0.0-test',
  });
  onTestFinished(async () => {
    await core.close();
    await rm(folder, { recursive: true });
  });
  return signUp(core, link, person);
}

/** Quits, and demands that the page had nothing to complain of. */
export async function quit(app: RunningApp): Promise<void> {
  const messages = await app.consoleMessages();
  expect(messages.filter(({ level }) => level === 'error')).toEqual([]);
  await app.close();
}
