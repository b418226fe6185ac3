import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Language } from '../../src-main/contract/settings.ts';
import { fullTime } from '../../src-renderer/model/time.ts';
import { launchBrowser, openDesktop } from '../support/browser.ts';
import { annaPerson } from '../support/friends.ts';
import { chromiumMissing, describeUnless } from '../support/needs.ts';
import { startTestServer } from '../support/server.ts';
import { textsIn } from '../support/texts.ts';
import { inWindow } from '../support/windows.ts';

const DAY_MS = 24 * 3600_000;
const now = Date.now();
const text = textsIn('en');

/** A server that is right now, and can be set to a time when it makes a certificate that has expired by now. */
async function serverWithClock() {
  const clock = { behind: 0 };
  const madeAt = new Date(now - 1000 * DAY_MS);
  const running = await startTestServer({}, { madeAt, wallClock: () => now - clock.behind });
  const setBack = async (behind: number) => {
    clock.behind = behind;
    await rm(join(running.folder, 'server.pem'));
    await running.restart();
  };
  return { running, setBack };
}

describeUnless(chromiumMissing, 'a clock that is wrong', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  const behind = 600 * DAY_MS;
  const from = now - behind - DAY_MS;

  /** A strip or a message that begins as that text does and says since when the certificate is valid. */
  function told(page: Awaited<ReturnType<typeof openDesktop>>['page'], key: string, language: Language) {
    const [before = ''] = textsIn(language)(key).split('{{here}}');
    return page.getByText(before.trim()).filter({ hasText: fullTime(from, language) });
  }

  it('is told with its dates where one looks for a server, and above the chats', async () => {
    const { running, setBack } = await serverWithClock();
    const anna = await openDesktop(browser);
    await setBack(behind);
    await anna.page.getByLabel(text('server.address')).fill(running.server.invitation);
    await anna.page.getByRole('button', { name: text('server.look'), exact: true }).click();
    await told(anna.page, 'errors.wrong-clock', 'en').waitFor();

    await setBack(0);
    await inWindow.enterServer(anna.page, running.server.invitation);
    await inWindow.register(anna.page, annaPerson);
    await setBack(behind);
    await told(anna.page, 'connection.clock', 'en').waitFor();
    await anna.core.call('settings.set', { language: 'zh-CN' });
    await told(anna.page, 'connection.clock', 'zh-CN').waitFor();

    await setBack(0);
    await told(anna.page, 'connection.clock', 'zh-CN').waitFor({ state: 'detached' });
    await expect.poll(() => anna.core.state.session?.connection.state).toBe('online');
    expect(anna.problems).toEqual([]);
  });
});
