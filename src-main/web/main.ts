import { readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import packageJson from '../../package.json' with { type: 'json' };
import { type Core, createCore } from '../core/core.ts';
import { FolderInUseError } from '../core/folder-lock.ts';
import { openLastAccount } from '../shell/open-last.ts';
import { presetServer } from '../shell/preset-server.ts';
import { receivedFolder } from '../shell/received-folder.ts';
import { systemLanguage } from '../shell/system-language.ts';
import { desktopOf, openerOf, openInBrowser } from './desktop.ts';
import { startWebHost } from './host.ts';

const usage = `Miyu in a browser of this machine.

  --folder DIR     where accounts and history are kept (default: data/client)
  --port N         the port on 127.0.0.1 (default: any free one)
  --server LINK    the server to start with, where none was chosen yet
  --received DIR   where received files are put (default: Miyu in your folder for downloads)
  --renderer DIR   the built user interface (default: the one beside this program)
  --no-open        print the address only`;

const { values } = parseArgs({
  allowNegative: true,
  options: {
    folder: { type: 'string', default: 'data/client' },
    port: { type: 'string', default: '0' },
    server: { type: 'string' },
    received: { type: 'string' },
    renderer: { type: 'string', default: path.join(import.meta.dirname, '../../out/renderer') },
    open: { type: 'boolean', default: true },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(usage);
else await run();

async function run(): Promise<void> {
  const linkFile = path.join(values.folder, 'link');
  const core = await openCore().catch(async (error: unknown) => {
    if (!(error instanceof FolderInUseError)) throw error;
    // A second start with the same folder: the first one serves another browser, too.
    return show((await readFile(linkFile, 'utf8')).trim());
  });
  if (!core) return;
  if (values.server !== undefined) await presetServer(core, values.server);
  await openLastAccount(core);

  // The link lets another browser of the same person in: nobody else may read the file.
  const saveLink = (link: string) => writeFile(linkFile, `${link}\n`, { mode: 0o600 });
  const host = await startWebHost({
    core,
    rendererFolder: values.renderer,
    port: Number(values.port),
    onLinkUsed: (next) => void saveLink(next),
  });
  await saveLink(host.url);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void host.close().then(() => core.close()));
  }
  await show(host.url);
}

async function openCore(): Promise<Core> {
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
async function show(url: string): Promise<undefined> {
  console.log(url);
  if (values.open) await openInBrowser(url, desktopOf());
}
