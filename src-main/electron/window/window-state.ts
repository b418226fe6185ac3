import { readFileSync, writeFileSync } from 'node:fs';
import type { Rectangle } from 'electron';
import { z } from 'zod';

const Bounds = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(360),
  height: z.number().int().min(480),
});
/** Where the window was, and the theme chosen in the app, which shows before the app's settings are read. */
const WindowState = z.object({
  bounds: Bounds,
  maximized: z.boolean(),
  theme: z.enum(['light', 'dark', 'system']).default('system'),
});
export type WindowState = z.infer<typeof WindowState>;

/** So much of a window must be on some screen, for a person to be able to take hold of it. */
const visible = { width: 120, height: 60 };

/** What the window was like, or undefined: at the first start, and when the file is damaged. */
export function readWindowState(file: string): WindowState | undefined {
  return parse(readIfThere(file));
}

/** Whether a window there can be seen. `screens` are the work areas of the screens there are now. */
export function isOnScreen(bounds: Rectangle, screens: readonly Rectangle[]): boolean {
  return screens.some((screen) => overlaps(bounds, screen));
}

export function writeWindowState(file: string, state: WindowState): void {
  writeFileSync(file, JSON.stringify(state));
}

function parse(text: string | undefined): WindowState | undefined {
  if (text === undefined) return undefined;
  try {
    return WindowState.safeParse(JSON.parse(text)).data;
  } catch {
    // Cut off by a crash while it was written: not worth telling anyone.
    return undefined;
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function overlaps(window: Rectangle, screen: Rectangle): boolean {
  const width = Math.min(window.x + window.width, screen.x + screen.width) - Math.max(window.x, screen.x);
  const height = Math.min(window.y + window.height, screen.y + screen.height) - Math.max(window.y, screen.y);
  return width >= visible.width && height >= visible.height;
}
