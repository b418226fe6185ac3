import path from 'node:path';
import { type ElectronApp, type LaunchOptions, launch } from '../electron/stand-in/index.mjs';
import { chromiumPath } from './needs.ts';

const root = path.join(import.meta.dirname, '../..');

export type RunningApp = ElectronApp;

/** What the desktop the app starts on is like, and what happens there. `main` is the built app's own unless it is given. */
export type DesktopOptions = Partial<Omit<LaunchOptions, 'args' | 'cwd' | 'executablePath'>>;

/** Starts the built app on a folder of its own. */
export async function launchApp(folder: string, server: string, desktop: DesktopOptions = {}): Promise<RunningApp> {
  return launch({
    main: path.join(root, 'out/main/main.js'),
    args: [`--folder=${folder}`, `--server=${server}`],
    cwd: root,
    ...desktop,
    ...(chromiumPath ? { executablePath: chromiumPath } : {}),
  });
}
