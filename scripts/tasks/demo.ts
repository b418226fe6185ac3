// Two people who are friends already, each in a window of their own, on a server and data apart from everything else.
import { parseArgs } from 'node:util';
import { buildClientIfStale } from '../client-build.ts';
import { clearUnfinished, coreFolder, demoPeople, introduce } from '../demo-people.ts';
import { findElectron } from '../electron-binary.ts';
import { ensureServer, runUntilStopped, startElectronClient, startWebClient } from '../programs.ts';
import { fromRoot } from '../root.mjs';

const { values } = parseArgs({
  allowNegative: true,
  options: { open: { type: 'boolean', default: true }, data: { type: 'string', default: fromRoot('data/demo') } },
});
/** Away from the default one, so that a server of one's own can run at the same time. */
const firstPort = 6598;

await runUntilStopped(run);

async function run(): Promise<void> {
  const electron = values.open ? await findElectron(false) : undefined;
  if (await buildClientIfStale()) console.log('Built the client.');
  await clearUnfinished(values.data);
  const server = await ensureServer(`${values.data}/server`, firstPort);
  console.log(`Server   127.0.0.1:${server.port}`);
  await introduce(values.data, server.link);

  for (const { name, folder, password } of demoPeople) {
    if (electron) startElectronClient(electron, `${values.data}/${folder}`, server.link);
    const url = electron
      ? 'opened (Electron)'
      : await startWebClient(coreFolder(values.data, folder), server.link, values.open);
    console.log(`${name}   ${url}   (password ${password})`);
  }
}
