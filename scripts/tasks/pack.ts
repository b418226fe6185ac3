// Packs the client for one system: npm run pack -- --linux deb
import { stat } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { buildClient } from '../client-build.ts';
import { appFolderOf, pack } from '../pack/builder.ts';
import { electronFor } from '../pack/electron.ts';
import { nobody, PackError, readPackOptions } from '../pack/target.ts';
import { fromRoot } from '../root.mjs';

const appImageNote =
  'Where user namespaces are closed (Ubuntu 24.04), an AppImage starts without the sandbox. The deb keeps it: prefer that.';

try {
  const options = readPackOptions(process.argv.slice(2), process.platform, process.arch);
  const electron = await electronFor(options.target, options.electron);
  await buildClient();
  const files = await pack(options, electron);
  console.log(`Packed into ${path.join(options.output ?? fromRoot('dist'), appFolderOf(options.target))}`);
  if (options.kinds.includes('AppImage')) console.log(appImageNote);
  if (options.maintainer === nobody) console.log(`It names nobody who answers for it: --maintainer "NAME <ADDRESS>".`);
  for (const file of files) console.log(`${file}: ${Math.round((await stat(file)).size / 1e6)} MB`);
} catch (error) {
  if (!(error instanceof PackError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
