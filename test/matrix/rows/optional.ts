import { ok } from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import type { Row } from '../row.ts';
import { needsPrograms, programOnPath } from '../support/machine.ts';
import { startMirror } from '../support/mirror.ts';
import { startsInBrowser, talksToServer } from '../support/smoke.ts';
import { packPrebuilt } from '../support/sqlite-files.ts';

export const optional: Row = {
  name: 'optional',
  emulates:
    'packages that were installed on another system, settings of npm that leave out optional and development packages, and no compiler',
  holds: 'npm ci brings all of them, sqlite3 comes ready-made; then all starts',
  missing: () => needsPrograms('npm', 'tar'),
  async run(place) {
    const checkout = await place.copyCheckout('linked');
    const packages = path.join(checkout, 'node_modules');
    await writeFile(path.join(packages, '.miyu-lock'), `${'0'.repeat(64)} win32-x64\n`);
    const files = path.join(place.folder, 'mirror');
    await packPrebuilt(place, path.join(place.checkout, 'node_modules/sqlite3/build/Release/node_sqlite3.node'), files);
    const mirror = await startMirror(files);
    const start = {
      cwd: checkout,
      env: {
        PATH: await withoutCompiler(path.join(place.folder, 'bin')),
        NODE_ENV: 'production',
        npm_config_omit: 'optional',
        npm_config_sqlite3_binary_host: mirror.url,
        npm_config_cache: process.env.npm_config_cache,
      },
    };
    try {
      await place.succeeds(['node', 'scripts/run.mjs', 'server', '--print-config'], start);
    } finally {
      mirror.close();
    }
    ok(mirror.asked.length > 0);
    for (const name of ['@node-rs/argon2-linux-x64-gnu', 'vite']) ok(existsSync(path.join(packages, name)), name);
    await talksToServer(place, start);
    await startsInBrowser(place, start);
  },
};

/** A folder with no other programs than what an installation without compiler needs. */
async function withoutCompiler(folder: string): Promise<string> {
  await mkdir(folder);
  for (const name of ['node', 'npm', 'sh', 'env']) {
    const program = programOnPath(name);
    if (program) await symlink(program, path.join(folder, name));
  }
  return folder;
}
