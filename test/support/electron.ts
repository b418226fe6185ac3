import path from 'node:path';
import { type ElectronApp, type LaunchOptions, launch, runToExit } from '../electron/stand-in/index.mjs';
import { chromiumPath } from './needs.ts';

const root = path.join(import.meta.dirname, '../..');

export type RunningApp = ElectronApp;

/**
 * What the desktop the app starts on is like, and what happens there. `main` is the built app's own unless it is given;
 * `args` come before those of the app.
 */
export type DesktopOptions = Partial<Omit<LaunchOptions, 'cwd' | 'executablePath'>>;

/** Starts the built app on a folder of its own, with the invitation of a server or without one. */
export async function launchApp(
  folder: string,
  server: string | undefined,
  desktop: DesktopOptions = {},
): Promise<RunningApp> {
  return launch(launchOptions(folder, server, desktop));
}

/** The same where the app ends by itself. */
export function runApp(folder: string): ReturnType<typeof runToExit> {
  return runToExit(launchOptions(folder, undefined, {}));
}

function launchOptions(
  folder: string,
  server: string | undefined,
  { args = [], ...desktop }: DesktopOptions,
): LaunchOptions {
  return {
    main: path.join(root, 'out/main/main.js'),
    args: [...args, `--folder=${folder}`, ...(server === undefined ? [] : [`--server=${server}`])],
    cwd: root,
    ...desktop,
    ...(chromiumPath ? { executablePath: chromiumPath } : {}),
  };
}
