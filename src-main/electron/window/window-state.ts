import { readFileSync, writeFileSync } from 'node:fs';
import type { Rectangle } from 'electron';
import { z } from 'zod';

const Bounds = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(360),
  height: z.number().int().min(480),
});
const WindowState = z.object({ bounds: Bounds, maximized: z.boolean() });
export type WindowState = z.infer<typeof WindowState>;

/** So much of a window must be on some screen, for a person to be able to take hold of it. */
const visible = { width: 120, height: 60 };

/**
 * Where the window was, or undefined: at the first start, when the file is damaged, and when its screen is gone.
 * `screens` are the work areas of the screens there are now.
 */
export function readWindowState(file: string, screens: readonly Rectangle[]): WindowState | undefined {
  const state = parse(readIfThere(file));
  return state && screens.some((screen) => overlaps(state.bounds, screen)) ? state : undefined;
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
