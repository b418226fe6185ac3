// A server on this machine and a client that knows it: in Electron where that opens a window, else in a browser.
import path from 'node:path';
import { DEFAULT_PORT } from '../../protocol/index.ts';
import { buildClientIfStale } from '../client-build.ts';
import { ClientOpener } from '../programs/client.ts';
import { chooseElectron } from '../programs/electron-binary.ts';
import { readOptions } from '../programs/options.ts';
import { type Programs, runUntilStopped } from '../programs/programs.ts';
import { ensureServer } from '../programs/server.ts';
import { fromRoot } from '../root.mjs';

const options = readOptions('npm start [-- OPTIONS]: a server on this machine, and a client for it', fromRoot('data'));

await runUntilStopped(run);

async function run(programs: Programs): Promise<void> {
  const electron = await chooseElectron(options, programs.ending);
  if (await buildClientIfStale()) console.log('Built the client.');

  const server = await ensureServer(programs, path.resolve(options.data, 'server'), DEFAULT_PORT);
  const taken = server.started && server.port !== DEFAULT_PORT ? ` (${DEFAULT_PORT} is taken)` : '';
  console.log(`Server   ${server.started ? 'started' : 'was running'} on 127.0.0.1:${server.port}${taken}`);
  console.log(`         ${server.link}`);

  const opener = new ClientOpener(programs, electron, options.open);
  const told = await opener.open({ folder: path.resolve(options.data, 'client'), link: server.link });
  console.log(`Client   ${told}`);
  if (told.startsWith('http:')) console.log('         in a browser of this machine; the address works once');
}
