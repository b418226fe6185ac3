// A server on this machine and a client that knows it: Electron where its program is there, else a browser.
import { parseArgs } from 'node:util';
import { DEFAULT_PORT } from '../../protocol/index.ts';
import { buildClientIfStale } from '../client-build.ts';
import { findElectron } from '../electron-binary.ts';
import { ensureServer, runUntilStopped, startElectronClient, startWebClient } from '../programs.ts';
import { fromRoot } from '../root.mjs';

const { values } = parseArgs({
  allowNegative: true,
  options: {
    open: { type: 'boolean', default: true },
    electron: { type: 'boolean', default: false },
    data: { type: 'string', default: fromRoot('data') },
  },
});

await runUntilStopped(run);

async function run(): Promise<void> {
  const electron = values.open ? await findElectron(values.electron) : undefined;
  if (await buildClientIfStale()) console.log('Built the client.');

  const server = await ensureServer(`${values.data}/server`, DEFAULT_PORT);
  const taken = server.started && server.port !== DEFAULT_PORT ? ` (${DEFAULT_PORT} is taken)` : '';
  console.log(`Server   ${server.started ? 'started' : 'was running'} on 127.0.0.1:${server.port}${taken}`);
  console.log(`         ${server.link}`);

  const folder = `${values.data}/client`;
  if (electron) {
    startElectronClient(electron, folder, server.link);
    console.log('Client   opened (Electron)');
    return;
  }
  const url = await startWebClient(folder, server.link, values.open);
  console.log(`Client   ${url}`);
  console.log('         in a browser of this machine; the address works once');
}
