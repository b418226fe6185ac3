import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { chromiumPath } from './needs.ts';

const root = path.join(import.meta.dirname, '../..');
/** Runs an Electron app's bundles without Electron's program. */
const standInFile = path.join(root, 'test/electron/stand-in/index.mjs');

/** What these tests use of the `electron` module inside the app. */
interface ElectronModule {
  app: { getPath(name: 'downloads'): string };
  BrowserWindow: { getAllWindows(): { setBounds(bounds: Bounds): void; getBounds(): Bounds; minimize(): void }[] };
  ipcMain: unknown;
  powerMonitor: { emit(event: 'lock-screen' | 'suspend'): void };
  session: { defaultSession: { emit(event: 'will-download', cause: Preventable, item: { getURL(): string }): void } };
}

interface Preventable {
  preventDefault(): void;
}

interface Bounds {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface RunningApp {
  firstWindow(): Promise<Page>;
  evaluate<R, A>(work: (electron: ElectronModule, argument: A) => R, argument?: A): Promise<Awaited<R>>;
  /** what the app asked of the desktop */
  calls(api?: string): Promise<{ api: string; args: unknown[] }[]>;
  waitForCall(api: string): Promise<{ args: unknown[] }>;
  windowStates(): Promise<{ focused: boolean; visible: boolean; bounds: Bounds }[]>;
  consoleMessages(): Promise<{ level: string; message: string }[]>;
  /** starts it a second time, which ends by itself */
  secondInstance(args?: string[]): Promise<{ code: number | null }>;
  takeProblems(): Promise<{ kind: string; message: string }[]>;
  /** Quits; rejects when anything went wrong inside. */
  close(): Promise<void>;
  kill(): Promise<void>;
}

/** What the desktop the app starts on is like. */
export interface DesktopOptions {
  /** which keychain Chromium finds; `basic_text` is none */
  safeStorageBackend?: 'gnome_libsecret' | 'basic_text';
  /** where files lie that the page is given, by their names; others lie nowhere, as pasted ones */
  paths?: Readonly<Record<string, string>>;
}

interface LaunchOptions extends Omit<DesktopOptions, 'paths'> {
  main: string;
  args: string[];
  cwd: string;
  executablePath?: string;
}

interface Harness {
  launch(options: LaunchOptions): Promise<RunningApp>;
}

/** Starts the built app on a folder of its own. */
export async function launchApp(
  folder: string,
  server: string,
  { paths, ...desktop }: DesktopOptions = {},
): Promise<RunningApp> {
  const harness: Harness = await import(pathToFileURL(standInFile).href);
  const built = paths ? await builtWithPaths(paths) : path.join(root, 'out');
  return harness.launch({
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
