import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import packageJson from '../../package.json' with { type: 'json' };
import { type Core, createCore } from '../core/core.ts';
import { FolderInUseError } from '../core/folder-lock.ts';
import { onAskedToStop } from '../shell/asked-to-stop.ts';
import { openLastAccount } from '../shell/open-last.ts';
import { presetServer } from '../shell/preset-server.ts';
import { receivedFolder } from '../shell/received-folder.ts';
import { systemLanguage } from '../shell/system-language.ts';
import { desktopOf, openerOf, openInBrowser } from './desktop.ts';
import { Entrance } from './entrance.ts';
import { startWebHost } from './host.ts';
import type { Options } from './options.ts';

const EXIT_FAILURE = 1;

/** Serves the page until the person ends it, or shows the one that is served already. */
export async function runProgram(options: Options): Promise<void> {
  try {
    await run(options);
  } catch (error) {
    if (!(error instanceof FolderInUseError)) throw error;
    console.error(error.message);
    process.exitCode = EXIT_FAILURE;
  }
}

async function run(values: Options): Promise<void> {
  const entrance = new Entrance(values.folder);
  const core = await openCore(values).catch(async (error: unknown) => {
    if (!(error instanceof FolderInUseError)) throw error;
    // The folder belongs to a program that runs already. A web host lets one more browser in; a window of Electron
    // serves no browser.
    const link = await entrance.read();
    if (!(await isServed(link))) throw error;
    return show(link, entrance, values.open);
  });
  if (!core) return;
  if (values.server !== undefined) await presetServer(core, values.server);
  await openLastAccount(core);

  const host = await startWebHost({
    core,
    rendererFolder: values.renderer,
    port: values.port,
    onLinkUsed: (next) => {
      entrance
        .write(next)
        .catch((error: unknown) => console.error('The link for the next browser was not stored:', error));
    },
  });
  await entrance.open(host.url);
  const stop = async () => {
    await host.close();
    await entrance.close();
    await core.close();
  };
  onAskedToStop(() => void stop());
  await show(host.url, entrance, values.open);
}

/** A crash leaves the address of a page that nobody serves any more. */
async function isServed(link: string): Promise<boolean> {
  if (!URL.canParse(link)) return false;
  return fetch(new URL(link).origin, { redirect: 'manual' }).then(
    () => true,
    () => false,
  );
}

async function openCore(values: Options): Promise<Core> {
  return createCore({
    folder: values.folder,
    host: 'web',
    systemLanguage: systemLanguage(),
    deviceName: os.hostname(),
    version: packageJson.version,
    receivedFolder: path.resolve(values.received ?? (await receivedFolder(values.folder))),
    opener: openerOf(desktopOf()),
  });
}

/** The address goes to standard output, alone on its line: other programs wait for it. */
async function show(url: string, entrance: Entrance, open: boolean): Promise<undefined> {
  console.log(url);
  // an older version that still runs has left no page
  if (open && existsSync(entrance.page)) await openInBrowser(entrance.page, desktopOf());
}
