// Two people who are friends already, each in a window of their own, on a server and data apart from everything else.
import path from 'node:path';
import { buildClientIfStale } from '../client-build.ts';
import { clearUnfinished, demoPeople, introduce } from '../demo-people.ts';
import { ClientOpener } from '../programs/client.ts';
import { chooseElectron } from '../programs/electron-binary.ts';
import { readOptions } from '../programs/options.ts';
import { type Programs, runUntilStopped } from '../programs/programs.ts';
import { ensureServer } from '../programs/server.ts';
import { fromRoot } from '../root.mjs';

const options = readOptions('npm run demo [-- OPTIONS]: two people who are friends already', fromRoot('data/demo'));
/** Away from the default one, so that a server of one's own can run at the same time. */
const firstPort = 6598;

await runUntilStopped(run);

async function run(programs: Programs): Promise<void> {
  const data = path.resolve(options.data);
  const electron = await chooseElectron(options, programs.ending);
  if (await buildClientIfStale()) console.log('Built the client.');
  await clearUnfinished(data);
  const server = await ensureServer(programs, path.join(data, 'server'), firstPort);
  console.log(`Server   127.0.0.1:${server.port}`);
  await introduce(data, server.link);

  const opener = new ClientOpener(programs, electron, options.open);
  for (const { name, folder, password } of demoPeople) {
    const told = await opener.open({ folder: path.join(data, folder), link: server.link });
    console.log(`${name}   ${told}   (password ${password})`);
  }
}
