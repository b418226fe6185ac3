import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import type { Language } from '../../src-main/contract/settings.ts';
import type { Desktop } from './browser.ts';

const folder = path.resolve(import.meta.dirname, '../..', process.env.SCREENSHOTS_FOLDER ?? 'out/screenshots');
/** Only these states, when any are named. */
const wanted = (process.env.SCREENSHOTS_STATES ?? '').split(' ').filter((name) => name !== '');

/** Takes pictures of a window in a state: the same in both themes. */
export type Shoot = (desktop: Desktop, state: string) => Promise<void>;

export function shootIn(language: Language): Shoot {
  return async ({ page }, state) => {
    if (wanted.length > 0 && !wanted.includes(state)) return;
    await mkdir(folder, { recursive: true });
    for (const theme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await page.locator(`html[data-theme="${theme}"]`).waitFor();
      await page.screenshot({ path: path.join(folder, `${state}-${language}-${theme}.png`), animations: 'disabled' });
    }
  };
}
