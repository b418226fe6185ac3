import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { type ElectronApp, launch, type LaunchOptions as StandInOptions } from '../electron/stand-in/index.mjs';
import { chromiumPath } from './needs.ts';

const root = path.join(import.meta.dirname, '../..');

export type RunningApp = ElectronApp;

/** What the desktop the app starts on is like. */
export interface DesktopOptions extends Pick<StandInOptions, 'platform' | 'readyToShow' | 'safeStorage'> {
  /** where files lie that the page is given, by their names; others lie nowhere, as pasted ones */
  paths?: Readonly<Record<string, string>>;
}

/** Starts the built app on a folder of its own. */
export async function launchApp(
  folder: string,
  server: string,
  { paths, ...desktop }: DesktopOptions = {},
): Promise<RunningApp> {
  const built = paths ? await builtWithPaths(paths) : path.join(root, 'out');
  return launch({
    main: path.join(built, 'main/main.js'),
    args: [`--folder=${folder}`, `--server=${server}`],
    cwd: root,
    ...desktop,
    ...(chromiumPath ? { executablePath: chromiumPath } : {}),
  });
}

/** The harness has no `webUtils`, which alone knows where a page's file lies: the preload script gets one from the test. */
async function builtWithPaths(paths: Readonly<Record<string, string>>): Promise<string> {
  const out = path.join(root, 'out');
  const built = await mkdtemp(path.join(out, 'with-paths-'));
  onTestFinished(() => rm(built, { recursive: true }));
  await cp(path.join(out, 'main'), path.join(built, 'main'), { recursive: true });
  await cp(path.join(out, 'preload'), path.join(built, 'preload'), { recursive: true });
  await symlink(path.join(out, 'renderer'), path.join(built, 'renderer'));
  const preload = path.join(built, 'preload/preload.cjs');
  const webUtils = `require('electron').webUtils.getPathForFile = (file) => (${JSON.stringify(paths)})[file.name] ?? '';`;
  await writeFile(preload, `${webUtils}\n${await readFile(preload, 'utf8')}`);
  return built;
}
