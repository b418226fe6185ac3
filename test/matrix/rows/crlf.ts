import path from 'node:path';
import type { Row } from '../row.ts';
import { linkPackages } from '../support/checkout.ts';
import { startsInBrowser, talksToServer } from '../support/smoke.ts';

export const crlf: Row = {
  name: 'crlf',
  emulates: 'a clone of Git for Windows (core.autocrlf=true), in a path with a space and Chinese',
  holds: 'the formatter finds nothing; server, register, status, end; a built client opens',
  async run(place) {
    const checkout = path.join(place.folder, '空格 目录', 'miyu');
    await place.succeeds(['git', 'clone', '-q', '-c', 'core.autocrlf=true', place.checkout, checkout]);
    await linkPackages(place.checkout, checkout);
    await place.succeeds([process.execPath, 'node_modules/@biomejs/biome/bin/biome', 'check', '--max-diagnostics=3'], {
      cwd: checkout,
    });
    await talksToServer(place, { cwd: checkout });
    await startsInBrowser(place, { cwd: checkout });
  },
};
