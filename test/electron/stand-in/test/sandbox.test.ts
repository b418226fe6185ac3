import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { expect, it } from 'vitest';
import { chromiumMissing, describeUnless } from '../../../support/needs.ts';
import { launchProbe } from './probe.ts';

/** Why Chromium would not start with it here; undefined where it does. */
function refusal(): string | undefined {
  if (process.getuid?.() === 0) return 'Chromium refuses its sandbox to root, who runs these tests';
  const isClosed = process.platform === 'linux' && spawnSync('unshare', ['--user', 'true']).status !== 0;
  return isClosed ? 'the system gives ordinary users no namespaces of their own' : undefined;
}

describeUnless(chromiumMissing ?? refusal(), "Chromium's sandbox", () => {
  it('is around the page when the start asks for it', async () => {
    const app = await launchProbe({ sandbox: true });
    const page = await app.firstWindow();
    expect(await page.evaluate(() => document.title)).toBe('Probe');
    await page.goto('chrome://sandbox');
    expect(await page.locator('body').innerText()).toContain('You are adequately sandboxed.');
    await app.close();
  });
});
