import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import type { Language } from '../../src-main/contract/settings.ts';
import { type Core, createCore } from '../../src-main/core/core.ts';
import type { Opener } from '../../src-main/core/opener.ts';
import { startWebHost, type WebHost } from '../../src-main/web/host.ts';
import { chromiumPath } from './needs.ts';

/** What the windows of a failed test showed at its end. */
const failuresFolder = path.join(import.meta.dirname, '../../out/failures');
const rendererFolder = path.join(import.meta.dirname, '../../out/renderer');

export function launchBrowser(args: string[] = []): Promise<Browser> {
  return chromium.launch({
    ...(chromiumPath ? { executablePath: chromiumPath } : {}),
    args: ['--force-color-profile=srgb', ...args],
  });
}

/** A browser whose camera sees what is in a file of JPEG pictures, and may be used without asking. */
export function launchBrowserWithCamera(mjpegFile: string): Promise<Browser> {
  return launchBrowser([
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    `--use-file-for-fake-video-capture=${mjpegFile}`,
  ]);
}

export interface DesktopOptions extends Pick<BrowserContextOptions, 'viewport' | 'colorScheme' | 'deviceScaleFactor'> {
  /** what the machine speaks */
  language?: Language;
  deviceName?: string;
  /** the machine's clock */
  now?: () => number;
  /** the machine's programs for files */
  opener?: Opener;
}

/** One person's machine: a core with its web host, and a window that shows it. */
export interface Desktop {
  readonly core: Core;
  readonly page: Page;
  /** lets another tab in, once */
  readonly link: string;
  /** the installation's folder */
  readonly folder: string;
  /** console errors, uncaught exceptions and violations of the content policy so far; a test ends with none */
  readonly problems: string[];
  /** Closes the window and ends the core, as when the machine is put away. */
  leave(): Promise<void>;
  /** Starts both again on the same folder, with nobody's account open. */
  come(): Promise<void>;
}

/** Sets up a machine that is gone after the test. Nobody is signed in, and no server is known. */
export async function openDesktop(browser: Browser, options: DesktopOptions = {}): Promise<Desktop> {
  const folder = await mkdtemp(path.join(tmpdir(), 'miyu-desktop-'));
  const { language = 'en', deviceName = 'test machine', now = Date.now, opener, ...contextOptions } = options;
  const context = await browser.newContext({ viewport: { width: 1000, height: 680 }, ...contextOptions });
  context.setDefaultTimeout(10_000);
  const problems: string[] = [];
  let core: Core;
  let host: WebHost;
  let page: Page;

  let isRunning = false;

  async function start(): Promise<void> {
    core = await createCore({
      folder,
      host: 'web',
      systemLanguage: language,
      deviceName,
      version: '0.0.0-test',
      now,
      ...(opener && { opener }),
      // As cheap as the protocol allows.
      hashing: { memoryKiB: 19 * 1024, passes: 1, parallelism: 1 },
    });
    host = await startWebHost({ core, rendererFolder });
    page = await context.newPage();
    watch(page, problems);
    await page.goto(host.url);
    isRunning = true;
  }

  async function stop(): Promise<void> {
    isRunning = false;
    await page.close();
    await host.close();
    await core.close();
  }

  await start();
  onTestFinished(async ({ task }) => {
    const isFailed = task.result?.state === 'fail';
    if (isFailed && isRunning) await page.screenshot({ path: `${failuresFolder}/${deviceName}.png` });
    if (isRunning) await stop();
    await context.close();
    await rm(folder, { recursive: true, force: true });
  });
  return {
    get core() {
      return core;
    },
    get page() {
      return page;
    },
    get link() {
      return host.url;
    },
    folder,
    problems,
    leave: stop,
    come: start,
  };
}

function watch(page: Page, problems: string[]): void {
  page.on('pageerror', (error) => problems.push(`uncaught: ${error.message}`));
  page.on('console', (message) => {
    const text = message.text();
    if (message.type() === 'error' || text.includes('Content Security Policy')) problems.push(text);
  });
}
