import { existsSync } from 'node:fs';
import process from 'node:process';
import { describe } from 'vitest';

/** A group of tests that is skipped, with the reason in the closing lines, where something is missing. */
export function describeUnless(missing: string | undefined, name: string, tests: () => void): void {
  if (missing === undefined) describe(name, tests);
  else describe(name, { skip: true, meta: { missing } }, tests);
}

const candidates = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** The installed Chromium, or undefined. */
export const chromiumPath = candidates.find((path) => path !== undefined && existsSync(path));

export const chromiumMissing =
  chromiumPath === undefined ? 'no Chromium or Chrome is installed (its path may be set as CHROMIUM)' : undefined;
